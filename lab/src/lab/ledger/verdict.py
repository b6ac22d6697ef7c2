"""What the oracle says of a run: the figures, what is wrong with which ids, and whether it says anything at all."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SHOWN = 20
"""Offenders that are named; the others are counted."""

Rule = Literal["L", "P", "D", "O", "C", "expected", "metrics", "headers", "canary", "transactions", "lag"]
RULES: Mapping[Rule, str] = {
    "L": "no loss: every accepted submission has its outcome, everywhere",
    "P": "no phantom: no outcome of what was not accepted",
    "D": "one effect: one record, one create, one owner for each lead",
    "O": "order: no destination goes back to an older version",
    "C": "conservation: each id in exactly one class, the same in every place",
    "expected": "each kind of request ends as it must",
    "metrics": "metrics equal the ledger",
    "headers": "dead letters are complete",
    "canary": "no personal data outside its places",
    "transactions": "no transaction left open",
    "lag": "at rest, with nothing left to read",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the rule it breaks, what it is, how many offend and the first of them."""

    rule: Rule
    what: str
    number: int
    offenders: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f": {', '.join(self.offenders)}" if self.offenders else ""
        more = f" and {self.number - len(self.offenders)} more" if self.number > len(self.offenders) > 0 else ""
        return f"{self.rule}  {self.what} ({self.number}){named}{more}"


def finding(rule: Rule, what: str, offenders: Iterable[str]) -> list[Finding]:
    """The finding that these offend; none where nobody does."""
    found = sorted(set(offenders))
    return [Finding(rule, what, len(found), tuple(found[:SHOWN]))] if found else []


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a run."""

    n_in: int = 0
    ok: int = 0
    fail: int = 0
    info: int = 0
    routed: int = 0
    rejected: int = 0
    duplicate: int = 0
    dead: int = 0
    erased: int = 0
    missing: int = 0
    phantom: int = 0
    extra: int = 0
    regressions: int = 0
    repeats: int = 0
    worst_pause_s: float = 0.0
    recovery_s: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The oracle's word on one run."""

    figures: Figures
    findings: tuple[Finding, ...] = ()
    invalid: str = ""
    """Why the run says nothing; empty: it does."""
    strikes: tuple[str, ...] = ()
    unchecked: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> frozenset[Rule]:
        """The rules that do not hold."""
        return frozenset(each.rule for each in self.findings)

    @property
    def holds(self) -> bool:
        """Whether the run says something, and nothing is wrong."""
        return not self.findings and not self.invalid

    def must_hold(self, *, but: Iterable[Rule] = ()) -> "Verdict":
        """
        The verdict itself, where it holds.

        Args:
            but: rules that this run may break; say why where you name one.

        Raises:
            AssertionError: the run is invalid, or a rule is broken; the text says all.
        """
        if self.invalid or self.broken - set(but):
            raise AssertionError(f"\n{self}")
        return self

    def as_json(self) -> dict[str, Any]:
        """All of it as a JSON object."""
        return {"holds": self.holds, **asdict(self)}

    def __str__(self) -> str:
        numbers = {name: value for name, value in asdict(self.figures).items() if value is not None}
        lines = ["  ".join(f"{name} {value}" for name, value in numbers.items())]
        lines += [f"INVALID  {self.invalid}"] if self.invalid else []
        lines += [f"BROKEN  {each}" for each in self.findings]
        lines += [f"struck  {each}" for each in self.strikes]
        lines += [f"unchecked  metrics of {unit}: {why}" for unit, why in self.unchecked.items()]
        return "\n".join(lines)
