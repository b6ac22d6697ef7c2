"""By how much the metrics of each unit grew over a run, beside what the ledger has of that unit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.ledger.account import OUTCOMES
from lab.ledger.evidence import Asked, Counted, Evidence
from lab.ledger.places import Sample, Stack, exposition, samples
from lab.ledger.sender import SOURCE
from lab.ledger.start import Start


def grown(
    stack: Stack, start: Start, evidence: Evidence, by_http: frozenset[int]
) -> tuple[list[Counted], dict[str, str]]:
    """
    What each unit that lived through the run counted, and why the others say nothing, by unit.

    Args:
        stack: as it is now.
        start: as it was.
        evidence: what is on record of the run.
        by_http: the requests that went through the gateway.
    """
    now = stack.pids()
    found: list[Counted] = []
    unchecked: dict[str, str] = {}
    for unit, url in stack.units.items():
        if unit not in start.metrics:
            unchecked[unit] = "it did not answer at the start"
        elif now.get(unit) != start.pids.get(unit):
            unchecked[unit] = "it was started again during the run"
        elif not (told := exposition(url)):
            unchecked[unit] = "it does not answer now"
        else:
            growth = Growth(start.metrics[unit], samples(told))
            sent = [each for each in evidence.asked if each.number in by_http]
            found += of_gateway(growth, sent) if unit == "gateway" else of_unit(unit, growth, evidence)
    return found, unchecked


@dataclass(frozen=True, slots=True)
class Growth:
    """The samples of one unit before a run and after it."""

    before: Mapping[Sample, float]
    after: Mapping[Sample, float]

    def of(self, name: str, **labels: str) -> int:
        """By how much the samples of this name with these labels grew together, whatever their others are."""
        wanted = labels.items()
        return sum(self._of(each) for each in self.after if each[0] == name and wanted <= dict(each[1]).items())

    def _of(self, sample: Sample) -> int:
        return round(self.after[sample] - self.before.get(sample, 0.0))


def of_gateway(growth: Growth, sent: Iterable[Asked]) -> Iterator[Counted]:
    """What the gateway counted of the requests that were sent to it; one in doubt it may have accepted."""
    results = [each.result for each in sent]
    least, doubtful = results.count("ok"), results.count("info")
    counted = growth.of("lead_accepted_total", source=SOURCE)
    yield Counted("gateway", "lead_accepted_total", counted, least, least + doubtful)


def of_unit(unit: str, growth: Growth, evidence: Evidence) -> Iterator[Counted]:
    """What a unit counted of the outcomes and the dead letters that it wrote."""
    own = [each for each in evidence.outcomes if each.unit == unit]
    for outcome in OUTCOMES:
        records = [each.outcome_id for each in own if each.outcome == outcome]
        counted = growth.of("lead_outcomes_total", outcome=outcome, unit=unit)
        if records or counted:
            yield Counted(unit, f"lead_outcomes_total {outcome}", counted, len(set(records)), len(records))
    letters = [each.dead_letter_id for each in evidence.letters if each.unit == unit]
    counted = growth.of("lead_stage_processed_total", verdict="reject", unit=unit)
    if letters or counted:
        yield Counted(unit, "lead_stage_processed_total reject", counted, len(set(letters)), len(letters))
