"""
P5, P6: the oracle's rules as a pure function. Sound evidence breaks none; any one tampering breaks exactly its own.

`missing` breaks L and C alike: what has no outcome is in no class.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lab.ledger.evidence import (
    Asked,
    Contact,
    Counted,
    Delivered,
    Ended,
    Evidence,
    Leak,
    Letter,
    Routed,
    Row,
    Strike,
)
from lab.ledger.journal import Result
from lab.ledger.plan import Kind
from lab.ledger.rules import judge
from lab.ledger.verdict import SHOWN, Rule

KINDS: tuple[Kind, ...] = ("new", "same-event", "same-person", "update", "invalid", "undecodable")
RESULTS: tuple[Result, ...] = ("ok", "ok", "ok", "info", "fail")


@st.composite
def sound(draw: st.DrawFn) -> Evidence:
    """Evidence of a run in which everything went well: at least one lead, one rejected and one dead in it."""
    rest = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(RESULTS), st.booleans()), max_size=12))
    asked: list[Asked] = []
    firsts: list[Asked] = []
    for number, (kind, result, stands) in enumerate([*_ALWAYS, *rest]):
        in_log = result == "ok" or (result == "info" and stands)
        known: Kind = "new" if kind in _REPEATS and not firsts else kind
        again = draw(st.sampled_from(firsts)) if known in _REPEATS else None
        group = again.group if again else number + 1 if known == "new" else 0
        each = Asked(number, known, group, result, f"s{number}" if in_log else "", in_log)
        asked.append(each)
        if known == "new" and each.accepted:
            firsts.append(each)
    return _well(asked, draw(st.integers(1, 3)))


_ALWAYS: list[tuple[Kind, Result, bool]] = [
    ("new", "ok", True),
    ("invalid", "ok", True),
    ("undecodable", "ok", True),
    ("same-event", "ok", True),
]
_REPEATS = frozenset({"same-event", "same-person", "update"})


def _well(asked: list[Asked], version: int) -> Evidence:
    accepted = [each for each in asked if each.accepted]
    leads = {each.group: each.submission_id for each in accepted if each.kind == "new"}
    ends = [_end(each, leads) for each in accepted]
    made = [(end.submission_id, number) for end in ends if end.outcome == "routed" for number in range(1, version + 1)]
    newest = [name for name, number in made if number == version]
    dead = [end for end in ends if end.outcome == "dead"]
    return Evidence(
        asked=tuple(asked),
        strangers=frozenset({"stranger"}),
        outcomes=tuple(ends) + tuple(ends[:1]),
        routed=tuple(Routed(name, name, number, "ada") for name, number in made),
        letters=tuple(Letter(f"d-{e.submission_id}", e.submission_id, e.unit, "undecodable") for e in dead),
        delivered=tuple(Delivered(to, name, n, "updated") for to in ("postgres", "hubspot") for name, n in made),
        recorded={end.submission_id: end.outcome for end in ends},
        rows=tuple(Row(name, version, "ada") for name in newest),
        contacts=tuple(Contact(f"c-{name}", name, version) for name in newest),
        creates=dict.fromkeys(newest, 1),
        metrics=(Counted("router", "lead_outcomes_total routed", len(newest), len(newest), len(newest)),),
    )


def _end(each: Asked, leads: dict[int, str]) -> Ended:
    outcome = {"new": "routed", "invalid": "rejected", "undecodable": "dead"}.get(each.kind, "duplicate")
    lead = each.submission_id if outcome == "routed" else leads.get(each.group, "")
    return Ended(each.submission_id, outcome, f"o-{each.submission_id}", 0, lead, "router")


Tampering = Callable[[Evidence], Evidence]


def _first(evidence: Evidence, outcome: str) -> Ended:
    return next(each for each in evidence.outcomes if each.outcome == outcome)


def _without(evidence: Evidence, name: str) -> tuple[Ended, ...]:
    return tuple(each for each in evidence.outcomes if each.submission_id != name)


def no_outcome(evidence: Evidence) -> Evidence:
    return replace(evidence, outcomes=_without(evidence, _first(evidence, "rejected").submission_id))


def nowhere(evidence: Evidence) -> Evidence:
    return replace(evidence, asked=(*evidence.asked, Asked(999, "new", 999, "ok")))


def not_on_leads_routed(evidence: Evidence) -> Evidence:
    lead = _first(evidence, "routed").lead_id
    # Its effects go too: without the lead they would be of no lead.
    return replace(
        evidence,
        routed=tuple(each for each in evidence.routed if each.lead_id != lead),
        rows=tuple(each for each in evidence.rows if each.lead_id != lead),
        contacts=tuple(each for each in evidence.contacts if each.lead_id != lead),
    )


def not_in_postgres(evidence: Evidence) -> Evidence:
    return replace(evidence, rows=evidence.rows[1:])


def outcome_not_in_postgres(evidence: Evidence) -> Evidence:
    return replace(evidence, recorded={**evidence.recorded, _first(evidence, "rejected").submission_id: ""})


def not_at_the_crm(evidence: Evidence) -> Evidence:
    return replace(evidence, contacts=evidence.contacts[1:])


def no_dead_letter(evidence: Evidence) -> Evidence:
    return replace(evidence, letters=evidence.letters[1:])


def duplicate_of_itself(evidence: Evidence) -> Evidence:
    end = _first(evidence, "duplicate")
    lost = replace(end, lead_id=end.submission_id)
    return replace(evidence, outcomes=(*_without(evidence, end.submission_id), lost))


def outcome_of_nobody(evidence: Evidence) -> Evidence:
    return replace(evidence, outcomes=(*evidence.outcomes, Ended("ghost", "rejected", "o-ghost")))


def outcome_of_a_refused_request(evidence: Evidence) -> Evidence:
    refused = Asked(998, "invalid", 0, "fail", "s998", True)
    end = Ended("s998", "rejected", "o-s998")
    return replace(evidence, asked=(*evidence.asked, refused), outcomes=(*evidence.outcomes, end))


def recorded_of_nobody(evidence: Evidence) -> Evidence:
    return replace(evidence, recorded={**evidence.recorded, "ghost": "routed"})


def row_of_nobody(evidence: Evidence) -> Evidence:
    return replace(evidence, rows=(*evidence.rows, Row("ghost", 1, "ada")))


def contact_of_nobody(evidence: Evidence) -> Evidence:
    return replace(evidence, contacts=(*evidence.contacts, Contact("c-ghost", "ghost", 1)))


def two_owners(evidence: Evidence) -> Evidence:
    return replace(evidence, routed=(replace(evidence.routed[0], owner="grace"), *evidence.routed))


def two_contacts(evidence: Evidence) -> Evidence:
    return replace(evidence, contacts=(*evidence.contacts, replace(evidence.contacts[0], record_id="c-2")))


def created_twice(evidence: Evidence) -> Evidence:
    return replace(evidence, creates={**evidence.creates, evidence.contacts[0].lead_id: 2})


def created_without_a_name(evidence: Evidence) -> Evidence:
    return replace(evidence, nameless_creates=1)


def another_owner_in_postgres(evidence: Evidence) -> Evidence:
    return replace(evidence, rows=(replace(evidence.rows[0], owner="grace"), *evidence.rows[1:]))


def two_leads_of_one_person(evidence: Evidence) -> Evidence:
    """Two requests of one group, each a lead of its own, whole everywhere."""
    end = _first(evidence, "duplicate")
    name, version = end.submission_id, evidence.rows[0].version
    lead = replace(end, outcome="routed", lead_id=name)
    return replace(
        evidence,
        outcomes=(*_without(evidence, name), lead),
        routed=(*evidence.routed, *(Routed(name, name, number, "ada") for number in range(1, version + 1))),
        recorded={**evidence.recorded, name: "routed"},
        rows=(*evidence.rows, Row(name, version, "ada")),
        contacts=(*evidence.contacts, Contact("c-twin", name, version)),
    )


def written_back(evidence: Evidence) -> Evidence:
    newer = replace(evidence.delivered[0], version=9)
    return replace(evidence, delivered=(newer, *evidence.delivered))


def crm_went_back(evidence: Evidence) -> Evidence:
    return replace(evidence, crm_regressions=1)


def old_in_postgres(evidence: Evidence) -> Evidence:
    return replace(evidence, rows=(replace(evidence.rows[0], version=0), *evidence.rows[1:]))


def old_at_the_crm(evidence: Evidence) -> Evidence:
    return replace(evidence, contacts=(replace(evidence.contacts[0], version=0), *evidence.contacts[1:]))


def in_two_classes(evidence: Evidence) -> Evidence:
    end = _first(evidence, "rejected")
    return replace(evidence, outcomes=(*evidence.outcomes, replace(end, outcome="duplicate", lead_id="s0")))


def under_two_ids(evidence: Evidence) -> Evidence:
    return replace(evidence, outcomes=(*evidence.outcomes, replace(evidence.outcomes[0], outcome_id="other")))


def recorded_otherwise(evidence: Evidence) -> Evidence:
    name = _first(evidence, "rejected").submission_id
    return replace(evidence, recorded={**evidence.recorded, name: "duplicate"})


def good_one_rejected(evidence: Evidence) -> Evidence:
    end = _first(evidence, "duplicate")
    wrong = replace(end, outcome="rejected")
    recorded = {**evidence.recorded, end.submission_id: "rejected"}
    return replace(evidence, outcomes=(*_without(evidence, end.submission_id), wrong), recorded=recorded)


def counted_too_often(evidence: Evidence) -> Evidence:
    return replace(evidence, metrics=(replace(evidence.metrics[0], counted=evidence.metrics[0].most + 1),))


def counted_too_seldom(evidence: Evidence) -> Evidence:
    return replace(evidence, metrics=(replace(evidence.metrics[0], counted=evidence.metrics[0].least - 1),))


def poor_letter(evidence: Evidence) -> Evidence:
    return replace(evidence, letters=(replace(evidence.letters[0], lacks=("unit",)), *evidence.letters[1:]))


def leaked(evidence: Evidence) -> Evidence:
    return replace(evidence, leaks=(Leak("log enricher.log", 3),))


def left_open(evidence: Evidence) -> Evidence:
    return replace(evidence, open_transactions=("leads.routed/2",))


def behind(evidence: Evidence) -> Evidence:
    return replace(evidence, lag={"router of leads.scored": 4})


def never_at_rest(evidence: Evidence) -> Evidence:
    return replace(evidence, at_rest=False)


BREAKS: dict[Tampering, set[Rule]] = {
    no_outcome: {"L", "C"},
    nowhere: {"L"},
    not_on_leads_routed: {"L"},
    not_in_postgres: {"L"},
    outcome_not_in_postgres: {"L"},
    not_at_the_crm: {"L"},
    no_dead_letter: {"L"},
    duplicate_of_itself: {"L"},
    outcome_of_nobody: {"P"},
    outcome_of_a_refused_request: {"P"},
    recorded_of_nobody: {"P"},
    row_of_nobody: {"P"},
    contact_of_nobody: {"P"},
    two_owners: {"D"},
    two_contacts: {"D"},
    created_twice: {"D"},
    created_without_a_name: {"D"},
    another_owner_in_postgres: {"D"},
    two_leads_of_one_person: {"D"},
    written_back: {"O"},
    crm_went_back: {"O"},
    old_in_postgres: {"O"},
    old_at_the_crm: {"O"},
    in_two_classes: {"C"},
    under_two_ids: {"C"},
    recorded_otherwise: {"C"},
    good_one_rejected: {"expected"},
    counted_too_often: {"metrics"},
    counted_too_seldom: {"metrics"},
    poor_letter: {"headers"},
    leaked: {"canary"},
    left_open: {"transactions"},
    behind: {"lag"},
    never_at_rest: {"lag"},
}


@given(sound())
@settings(max_examples=60, deadline=None)
def test_sound_evidence_breaks_no_rule(evidence: Evidence) -> None:
    verdict = judge(evidence)
    assert verdict.holds, str(verdict)
    figures = verdict.figures
    accepted = sum(each.accepted for each in evidence.asked)
    assert accepted == figures.routed + figures.rejected + figures.duplicate + figures.dead + figures.erased


@pytest.mark.parametrize("tampering", BREAKS, ids=lambda each: each.__name__)
@given(evidence=sound())
@settings(max_examples=10, deadline=None)
def test_one_tampering_breaks_exactly_its_rule(tampering: Tampering, evidence: Evidence) -> None:
    verdict = judge(tampering(evidence))
    assert verdict.broken == BREAKS[tampering], str(verdict)
    with pytest.raises(AssertionError, match="BROKEN"):
        verdict.must_hold()


@given(sound())
@settings(max_examples=10, deadline=None)
def test_a_rule_that_a_run_may_break_is_named(evidence: Evidence) -> None:
    verdict = judge(leaked(evidence))
    assert verdict.must_hold(but=("canary",)) is verdict
    assert verdict.broken == {"canary"}
    with pytest.raises(AssertionError, match="BROKEN"):
        verdict.must_hold(but=("L",))


@pytest.mark.parametrize(
    ("strike", "hit"),
    [
        (Strike("SIGKILL", "router", 0.5, 3), True),
        (Strike("SIGKILL", "router", 0.5, 0), False),
        (Strike("SIGKILL", "router", 0.1, 3), False),
        (Strike("SIGKILL", "router", 0.9, 3), False),
        (Strike("SIGKILL", "router", 0.0, 3, (0.0, 1.0)), True),
    ],
)
@given(evidence=sound())
@settings(max_examples=10, deadline=None)
def test_a_fault_that_hit_nothing_in_flight_makes_the_run_invalid(
    evidence: Evidence, strike: Strike, hit: bool
) -> None:
    verdict = judge(replace(evidence, must_strike=True, strikes=(strike,)))
    assert bool(verdict.invalid) is not hit
    assert not verdict.broken
    if not hit:
        with pytest.raises(AssertionError, match="INVALID"):
            verdict.must_hold()


def test_a_run_that_sent_nothing_says_nothing() -> None:
    assert judge(Evidence()).invalid
    assert judge(Evidence(asked=(Asked(0, "new", 1, "fail"),))).invalid


def test_a_repeat_is_no_violation_and_a_replay_supersedes() -> None:
    end = Ended("s0", "dead", "o-0", 0, "", "enricher")
    replayed = (Ended("s0", "routed", "o-1", 1, "s0"), Ended("s0", "routed", "o-1", 1, "s0"))
    evidence = Evidence(
        asked=(Asked(0, "new", 1, "ok", "s0", True),),
        outcomes=(end, *replayed),
        routed=(Routed("s0", "s0", 1, "ada"), Routed("s0", "s0", 1, "ada")),
        places=frozenset({"routed"}),
    )
    verdict = judge(evidence)
    assert verdict.holds, str(verdict)
    assert (verdict.figures.routed, verdict.figures.dead) == (1, 0)


def test_offenders_are_named_and_bounded() -> None:
    lost = tuple(Asked(n, "new", n + 1, "ok", f"s{n:03}", True) for n in range(100))
    verdict = judge(Evidence(asked=lost, places=frozenset()))
    assert verdict.figures.missing == 100
    [loss] = [each for each in verdict.findings if each.rule == "L"]
    assert loss.number == 100
    assert len(loss.offenders) == SHOWN
    assert "and 80 more" in str(verdict)
    assert verdict.as_json()["figures"]["missing"] == 100


@given(sound())
@settings(max_examples=20)
def test_a_receipt_that_is_told_again_is_no_second_write(evidence: Evidence) -> None:
    assert judge(replace(evidence, delivered=evidence.delivered * 2)).broken == set()


@given(sound())
@settings(max_examples=20)
def test_a_contact_that_had_nothing_to_change_keeps_the_version_that_it_shows(evidence: Evidence) -> None:
    shown = evidence.contacts[0]
    newest = max(each.version for each in evidence.routed if each.lead_id == shown.lead_id)
    told = tuple(
        replace(each, result="unchanged")
        if (each.destination, each.lead_id, each.version) == ("hubspot", shown.lead_id, newest)
        else each
        for each in evidence.delivered
    )
    kept = replace(evidence, contacts=(replace(shown, version=newest - 1), *evidence.contacts[1:]))
    assert judge(replace(kept, delivered=told)).broken == set()
    assert judge(kept).broken == {"O"}
