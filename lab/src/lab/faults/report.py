"""What a campaign showed, as JSON and as a page. Pure."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from lab.faults.blows import Dealt
from lab.faults.campaign import Round, Wanted
from lab.ledger.verdict import RULES, Figures

WORST: frozenset[str] = frozenset({"worst_pause_s", "recovery_s"})
"""Figures of which the worst counts, not the sum."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when: the moment it began (RFC 3339), how long it took, the version, the command that repeats it."""

    began: str
    took_s: float
    version: str
    command: str
    machine: str


@dataclass(frozen=True, slots=True)
class Report:
    """A finished campaign."""

    wanted: Wanted
    setting: Setting
    rounds: Sequence[Round]

    @property
    def holds(self) -> bool:
        """Whether something was shown, no rule broke, and every unit went on after every blow."""
        return bool(self.kills) and all(each.verdict.holds for each in self.rounds) and not self.stuck

    @property
    def kills(self) -> int:
        """SIGKILLs that hit work in flight."""
        return sum(each.kills for each in self.rounds)

    @property
    def bound(self) -> float:
        """With so many kills and no loss, a kill loses something with less than this chance, at 95 %."""
        return min(1.0, 3 / max(self.kills, 1))

    @property
    def dealt(self) -> list[Dealt]:
        """Every blow."""
        return [each for found in self.rounds for each in found.dealt]

    @property
    def stuck(self) -> list[str]:
        """Blows after which the unit did not go on although it had work."""
        return [str(each.blow) for each in self.dealt if each.recovered_s is None and not each.void]

    @property
    def figures(self) -> Figures:
        """The figures of all rounds together."""
        told = [asdict(each.verdict.figures) for each in self.rounds]
        return Figures(
            **{field.name: _together(field.name, [each[field.name] for each in told]) for field in fields(Figures)}
        )

    def recoveries(self) -> Mapping[str, tuple[int, float, float]]:
        """By unit: SIGKILLs that hit, and the median and worst of the seconds until it went on."""
        found: dict[str, list[float]] = {}
        for each in self.dealt:
            if each.blow.signal == "SIGKILL" and not each.void and each.recovered_s is not None:
                found.setdefault(each.blow.unit, []).append(each.recovered_s)
        return {unit: (len(took), statistics.median(took), max(took)) for unit, took in sorted(found.items())}

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "holds": self.holds,
            "seed": self.wanted.seed,
            "rate": self.wanted.rate,
            **asdict(self.setting),
            "kills": self.kills,
            "bound_95": self.bound,
            "blows": dict(Counter(each.blow.signal for each in self.dealt)),
            "void": sum(each.void for each in self.dealt),
            "figures": asdict(self.figures),
            "broken": sorted({rule for each in self.rounds for rule in each.verdict.broken}),
            "invalid": [each.verdict.invalid for each in self.rounds if each.verdict.invalid],
            "stuck": self.stuck,
            "recovery_s": {
                unit: {"kills": n, "median": round(mid, 2), "worst": round(worst, 2)}
                for unit, (n, mid, worst) in self.recoveries().items()
            },
            "rounds": [
                {"seed": each.seed, "dealt": [asdict(one) for one in each.dealt], "verdict": each.verdict.as_json()}
                for each in self.rounds
            ],
        }

    def as_markdown(self) -> str:
        """A page for a person."""
        return "\n".join([*_head(self), "", *_figures(self), "", *_recovery(self), "", *_findings(self), ""])


def _together(name: str, values: Sequence[Any]) -> Any:
    there = [value for value in values if value is not None]
    if not there:
        return None if values else Figures.__dataclass_fields__[name].default
    return max(there) if name in WORST else sum(there)


def _head(report: Report) -> list[str]:
    setting, blows = report.setting, Counter(each.blow.signal for each in report.dealt)
    void = sum(each.void for each in report.dealt)
    return [
        f"# {'Nothing was lost' if report.holds else 'A RULE BROKE'}: {report.kills} kills, seed {report.wanted.seed}",
        "",
        f"Begun {setting.began}, {setting.took_s / 60:.1f} minutes, {report.wanted.rate:g} leads a second,"
        f" version {setting.version}, {setting.machine}.",
        f"Dealt: {', '.join(f'{number} {name}' for name, number in sorted(blows.items()))}; {void} of them hit nothing"
        f" in flight and are not counted. With {report.kills} kills and no loss, a kill loses one with a chance below"
        f" {report.bound:.2%} (3/n, at 95 %).",
        "",
        f"To repeat it: `{setting.command}`",
    ]


def _figures(report: Report) -> list[str]:
    told = {name: value for name, value in asdict(report.figures).items() if value is not None}
    return [
        "| " + " | ".join(told) + " |",
        "|" + " --- |" * len(told),
        "| " + " | ".join(map(_short, told.values())) + " |",
    ]


def _recovery(report: Report) -> list[str]:
    rows = [f"| `{unit}` | {n} | {mid:.1f} | {worst:.1f} |" for unit, (n, mid, worst) in report.recoveries().items()]
    return ["| unit | kills | went on after, median s | worst s |", "| --- | --- | --- | --- |", *rows]


def _findings(report: Report) -> list[str]:
    found = [f"- {each}" for one in report.rounds for each in one.verdict.findings]
    found += [f"- invalid: {one.verdict.invalid}" for one in report.rounds if one.verdict.invalid]
    found += [f"- did not go on: {each}" for each in report.stuck]
    return found or [f"Held: {'; '.join(RULES.values())}."]


def _short(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
