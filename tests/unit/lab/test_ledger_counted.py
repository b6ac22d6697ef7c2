"""P5 (metric totals equal ledger totals at rest): what a unit counted stands beside what is on record of it."""

from collections.abc import Iterable

import pytest
from lab.ledger.counted import Growth, of_gateway, of_unit
from lab.ledger.evidence import Asked, Counted, Ended, Evidence, Letter
from lab.ledger.places import Sample, samples
from lab.ledger.rules import judge

BEFORE = 'lead_outcomes_total{outcome="dead",unit="enricher"} 5.0\nlead_accepted_total{source="proof"} 7.0\n'


def growth(text: str) -> Growth:
    return Growth(samples(BEFORE), samples(text))


def off(counted: Iterable[Counted]) -> set[str]:
    """The metrics that break the rule."""
    verdict = judge(Evidence(asked=(Asked(0, "new", 1, "ok", "s0", True),), metrics=tuple(counted)))
    return {
        offender.split(" counted")[0]
        for each in verdict.findings
        if each.rule == "metrics"
        for offender in each.offenders
    }


EVIDENCE = Evidence(
    outcomes=(
        Ended("s1", "dead", "o1", unit="enricher"),
        Ended("s2", "dead", "o2", unit="enricher"),
        Ended("s2", "dead", "o2", unit="enricher"),
        Ended("s3", "dead", "o3", unit="scorer"),
    ),
    letters=(Letter("d1", "s1", "enricher", "bug"), Letter("d2", "s2", "enricher", "bug")),
)
SOUND = (
    'lead_outcomes_total{outcome="dead",unit="enricher"} 7.0\n'
    'lead_stage_processed_total{unit="enricher",verdict="reject"} 2.0\n'
)


def test_what_was_counted_since_the_start_is_what_the_ledger_has() -> None:
    assert off(of_unit("enricher", growth(SOUND), EVIDENCE)) == set()
    assert off(of_unit("enricher", growth(SOUND.replace("7.0", "8.0")), EVIDENCE)) == set(), "a repeat may be counted"


@pytest.mark.parametrize(
    ("told", "metric"),
    [
        (SOUND.replace("7.0", "9.0"), "enricher lead_outcomes_total dead"),
        (SOUND.replace("7.0", "6.0"), "enricher lead_outcomes_total dead"),
        (SOUND.replace(" 2.0", " 1.0"), "enricher lead_stage_processed_total reject"),
        (SOUND.replace(" 2.0", " 3.0"), "enricher lead_stage_processed_total reject"),
        (SOUND + 'lead_outcomes_total{outcome="routed",unit="enricher"} 1.0\n', "enricher lead_outcomes_total routed"),
    ],
)
def test_a_unit_that_counts_otherwise_is_named(told: str, metric: str) -> None:
    assert off(of_unit("enricher", growth(told), EVIDENCE)) == {metric}


@pytest.mark.parametrize(("counted", "wrong"), [(9, False), (10, False), (8, True), (11, True)])
def test_the_gateway_counts_what_it_accepted_and_perhaps_what_is_in_doubt(counted: int, wrong: bool) -> None:
    sent = (Asked(0, "new", 1, "ok"), Asked(1, "new", 2, "ok"), Asked(2, "new", 3, "info"), Asked(3, "new", 4, "fail"))
    told = growth(f'lead_accepted_total{{source="proof"}} {counted}.0\n')
    assert bool(off(of_gateway(told, sent))) is wrong


def test_samples_are_read_with_their_labels_in_any_order() -> None:
    one: Sample = ("m", (("a", "1"), ("b", "2")))
    assert samples('m{b="2",a="1"} 3\n# TYPE m counter\nn 4e0\n') == {one: 3.0, ("n", ()): 4.0}
