"""By how much the metrics of each unit grew over a run, beside what the ledger has of that unit."""

from collections.abc import Iterable, Mapping

from lab.ledger.account import OUTCOMES
from lab.ledger.evidence import Counted, Evidence
from lab.ledger.places import Sample, Stack, exposition, samples
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
        else:
            found += _grown(unit, start.metrics[unit], samples(exposition(url)), evidence, by_http)
    return found, unchecked


def _grown(
    unit: str,
    before: Mapping[Sample, float],
    after: Mapping[Sample, float],
    evidence: Evidence,
    by_http: frozenset[int],
) -> Iterable[Counted]:
    if unit == "gateway":
        sent = [each for each in evidence.asked if each.number in by_http]
        least = sum(each.result == "ok" for each in sent)
        counted = _delta(before, after, ("lead_accepted_total", (("source", "proof"),)))
        yield Counted(unit, "lead_accepted_total", counted, least, least + sum(e.result == "info" for e in sent))
        return
    own = [each for each in evidence.outcomes if each.unit == unit]
    for outcome in OUTCOMES:
        records = [each.outcome_id for each in own if each.outcome == outcome]
        name = "lead_outcomes_total"
        counted = _delta(before, after, (name, (("outcome", outcome), ("unit", unit))))
        if records or counted:
            yield Counted(unit, f"{name} {outcome}", counted, len(set(records)), len(records))


def _delta(before: Mapping[Sample, float], after: Mapping[Sample, float], sample: Sample) -> int:
    return round(after.get(sample, 0.0) - before.get(sample, 0.0))
