"""The report says what the rounds showed: it sums figures, counts what hit, and holds only where every rule did."""

from collections.abc import Sequence

import pytest
from lab.faults.blows import Dealt
from lab.faults.campaign import Round, Wanted
from lab.faults.report import Report, Setting
from lab.faults.schedule import Blow, Signal
from lab.ledger.verdict import Figures, Finding, Verdict

SETTING = Setting("2026-05-04T09:00:00+00:00", 61.0, "0.1.0", "leadstream prove", "2 cores")


def _dealt(number: int, unit: str, in_flight: int, recovered_s: float | None, signal: Signal = "SIGKILL") -> Dealt:
    return Dealt(Blow(number, unit, signal, 1.0), 5.0, in_flight, 0.1, -9, recovered_s)


def _report(rounds: Sequence[tuple[Sequence[Dealt], Verdict]]) -> Report:
    told = [Round(n, tuple(each.blow for each in dealt), tuple(dealt), said) for n, (dealt, said) in enumerate(rounds)]
    return Report(Wanted(), SETTING, told)


GOOD = Verdict(Figures(n_in=10, ok=10, routed=10, worst_pause_s=2.0))
BETTER = Verdict(Figures(n_in=5, ok=4, info=1, routed=4, repeats=3, worst_pause_s=1.0))


def test_figures_are_summed_and_the_worst_pause_is_the_worst() -> None:
    report = _report(
        [([_dealt(1, "scorer", 3, 2.0)], GOOD), ([_dealt(1, "scorer", 9, 4.0), _dealt(2, "router", 0, None)], BETTER)]
    )
    assert report.figures == Figures(n_in=15, ok=14, info=1, routed=14, repeats=3, worst_pause_s=2.0)
    assert report.recoveries() == {"scorer": (2, 3.0, 4.0)}


def test_only_kills_that_hit_something_in_flight_count_towards_the_bound() -> None:
    dealt = [_dealt(1, "scorer", 3, 2.0), _dealt(2, "router", 0, None), _dealt(3, "scorer", 1, 1.0, "SIGTERM")]
    report = _report([(dealt, GOOD)])
    assert report.kills == 1
    assert report.bound == 1.0
    assert report.holds
    assert report.as_json()["void"] == 1


@pytest.mark.parametrize(
    "said",
    [
        Verdict(Figures(missing=1), (Finding("L", "no outcome", 1, ("s-1",)),)),
        Verdict(Figures(), invalid="nothing was accepted"),
    ],
)
def test_one_broken_rule_or_invalid_round_is_the_verdict(said: Verdict) -> None:
    report = _report([([_dealt(1, "scorer", 3, 2.0)], GOOD), ([], said)])
    assert not report.holds
    assert "A RULE BROKE" in report.as_markdown()


def test_a_unit_that_did_not_go_on_is_no_success() -> None:
    report = _report([([_dealt(1, "scorer", 3, None)], GOOD)])
    assert not report.holds
    assert "did not go on: #1" in report.as_markdown()


def test_nothing_killed_proves_nothing() -> None:
    assert not _report([]).holds
    assert not _report([([], GOOD)]).holds
