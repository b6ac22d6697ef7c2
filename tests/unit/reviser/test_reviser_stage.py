"""P1, P5, D (fault: rule O): revisions make versions, each once, in any order and under any repetition."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Decision, EnrichedLead, Person, Revision, Topic
from leadcore.contracts.schemas import CURRENT
from leadcore.message import Delivery, Message, Write
from leadcore.pipeline import Processed, Tools, process
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits
from leadcore.testing.builders import NOW, a_person, an_enriched_lead, an_identified
from leadcore.vault import PlainVault
from reviser import stage
from reviser.adapters.memory import MemoryVersions

CODEC = Codec()
LEAD = "018f0000-0000-7000-8000-000000000001"
LIMITS = RetryLimits(max_tries=0, max_age_ms=10_000, delay_ms=1000)


def a_revision(number: int, at: int = 1000, lead_id: str = LEAD, **person: Any) -> Revision:
    """The submission `number` of Ada, `at` milliseconds after her lead; she says `person`."""
    later = an_identified(f"s-{number}")
    told = encode_body(replace(a_person(), **person))
    return Revision(
        revision_id=f"r-{number}",
        tenant="main",
        lead_id=lead_id,
        origin="ingest.admit",
        cause="same-person",
        cause_id=f"s-{number}",
        requested_at=NOW + 5 + at,
        identified=encode_body(replace(later, identity=replace(later.identity, person=told))),
        identified_schema=CURRENT["Identified"],
    )


class Bench:
    """The stage on the memory runner, over versions in memory; Ada's lead is recorded."""

    def __init__(self, *, recorded: bool = True) -> None:
        self.versions, self.clock = MemoryVersions(), ManualClock()
        self.log = MemoryLog(self.clock)
        self.stage = stage.build(self.versions, PlainVault(), self.clock, "r-1", "0.1", LIMITS)
        self.runner = MemoryRunner([self.stage], self.log, CODEC)
        if recorded:
            self.versions.record(an_enriched_lead(LEAD))

    async def put(self, *revisions: Revision) -> None:
        for each in revisions:
            self.log.append(Write(Topic.LEADS_REVISIONS, each.lead_id.encode(), CODEC.encode(each).value))
        await self.runner.run()

    def out(self) -> list[EnrichedLead]:
        found = [CODEC.decode(EnrichedLead, message.value) for message in self.log.all(Topic.LEADS_ENRICHED)]
        return [each for each in found if isinstance(each, EnrichedLead)]

    def letters(self) -> list[DeadLetter]:
        found = [CODEC.decode(DeadLetter, message.value) for message in self.log.all(Topic.LEADS_DEAD)]
        return [each for each in found if isinstance(each, DeadLetter)]


async def test_a_revision_makes_the_next_version_and_says_why() -> None:
    bench = Bench()
    await bench.put(a_revision(2, title="Chief Executive Officer"))
    [lead] = bench.out()
    admission = lead.admission
    assert (admission.lead_id, admission.version, admission.cause, admission.cause_id) == (
        LEAD,
        2,
        "same-person",
        "s-2",
    )
    assert (lead.origin, admission.routing_round) == (an_enriched_lead(LEAD).origin, 0)
    person = PlainVault().open("main", lead.identity.person, lead.identity.person_key)
    assert isinstance(person, Person)
    assert (person.title, person.email) == ("Chief Executive Officer", "ada@northwind.example")
    [decision] = admission.trail
    assert (decision.unit, decision.code, decision.parameters["fields"]) == ("reviser", "revised", "title")
    [message] = bench.log.all(Topic.LEADS_ENRICHED)
    assert (message.key, message.header("ce_id")) == (LEAD.encode(), f"{LEAD}/2/0")
    assert message.header("lead-submission-id") == LEAD
    assert not bench.log.all(Topic.LEADS_OUTCOMES)


async def test_a_revision_that_says_nothing_new_makes_no_version_and_is_remembered() -> None:
    bench = Bench()
    await bench.put(a_revision(2))
    assert not bench.out()
    [entry] = bench.versions.entries.values()
    assert (entry.result, entry.version, entry.decision.code) == ("unchanged", 1, "nothing-new")


async def test_there_and_back_in_one_batch_is_no_change() -> None:
    bench = Bench()
    await bench.put(a_revision(2, 10, title="CEO"), a_revision(3, 20, title=a_person().title))
    assert not bench.out()
    assert {entry.result for entry in bench.versions.entries.values()} == {"unchanged"}


async def test_revisions_of_one_batch_make_one_version() -> None:
    bench = Bench()
    await bench.put(
        a_revision(2, 10, title="CTO"), a_revision(3, 20, title="CEO", message="Call me"), a_revision(4, 30)
    )
    [lead] = bench.out()
    assert (lead.admission.version, lead.admission.cause_id) == (2, "s-4")
    assert [decision.parameters["cause_id"] for decision in lead.admission.trail] == ["s-2", "s-3", "s-4"]


async def test_a_redelivered_revision_gives_the_same_version_again() -> None:
    bench = Bench()
    await bench.put(a_revision(2, title="CEO"))
    await bench.put(a_revision(2, title="CEO"))
    first, again = bench.out()
    assert first == again
    assert set(bench.versions.made["main", LEAD]) == {1, 2}


async def test_a_version_that_is_recorded_is_not_given_out_again() -> None:
    """fault:G11: a reset of the group's offsets has no effect."""
    bench = Bench()
    await bench.put(a_revision(2, title="CEO"))
    bench.versions.record(bench.out()[0])
    await bench.put(a_revision(2, title="CEO"))
    assert len(bench.out()) == 1


async def test_a_known_and_a_new_revision_give_their_versions_in_order() -> None:
    bench = Bench()
    known, new = a_revision(2, 10, title="CTO"), a_revision(3, 20, title="CEO")
    await bench.put(known)
    await bench.put(new, known)
    assert [lead.admission.version for lead in bench.out()] == [2, 2, 3]


async def test_a_word_that_is_older_than_the_version_fills_blanks_alone() -> None:
    bench = Bench()
    await bench.put(a_revision(3, 20, title="CEO"))
    await bench.put(a_revision(2, 10, title="CTO", message="Call me"))
    person = PlainVault().open("main", bench.out()[-1].identity.person, "")
    assert isinstance(person, Person)
    assert (person.title, person.message) == ("CEO", "Call me")
    assert bench.out()[-1].admission.trail[0].parameters["older"] == "fills-blanks"


async def test_a_lead_that_is_not_recorded_yet_is_waited_for_and_nobody_else_waits() -> None:
    bench = Bench(recorded=False)
    bench.versions.record(an_enriched_lead("other"))
    await bench.put(a_revision(2, title="CEO"), a_revision(3, lead_id="other", title="CEO"))
    assert [lead.admission.lead_id for lead in bench.out()] == ["other"]
    bench.versions.record(an_enriched_lead(LEAD))
    bench.clock.advance(1000)
    await bench.runner.run()
    assert {lead.admission.lead_id for lead in bench.out()} == {"other", LEAD}


async def test_a_lead_is_waited_for_as_long_as_the_system_of_record_stands_still() -> None:
    bench = Bench(recorded=False)
    await bench.put(a_revision(2, title="CEO"))
    bench.versions.reached = NOW + 9_999
    for _ in range(100):
        bench.clock.advance(1000)
        await bench.runner.run()
    assert not bench.letters()
    bench.versions.record(an_enriched_lead(LEAD))
    bench.clock.advance(1000)
    await bench.runner.run()
    assert [lead.admission.version for lead in bench.out()] == [2]


async def test_a_lead_that_never_comes_is_given_up_once_much_later_ones_are_recorded() -> None:
    bench = Bench(recorded=False)
    await bench.put(a_revision(2))
    bench.versions.reached = NOW + 10_000
    assert not bench.letters()
    bench.clock.advance(1000)
    await bench.runner.run()
    [letter] = bench.letters()
    assert (letter.code, letter.parameters["reason"], letter.lead_id) == ("unavailable", "lead-not-recorded-yet", LEAD)
    assert not bench.log.all(Topic.LEADS_OUTCOMES), "its submission ended as a duplicate"


async def test_an_erased_lead_is_refused_and_nothing_of_the_person_is_kept() -> None:
    bench = Bench()
    bench.versions.erased.add(("main", LEAD))
    await bench.put(a_revision(2, title="CEO"))
    assert not bench.out()
    assert not bench.letters()
    [entry] = bench.versions.entries.values()
    assert (entry.result, entry.decision.code) == ("refused", "lead-erased")


async def test_nothing_moves_while_the_system_of_record_is_away() -> None:
    bench = Bench()
    bench.versions.away = True
    await bench.put(a_revision(2, title="CEO"))
    assert not bench.out()
    assert bench.runner.paused
    bench.versions.away = False
    await bench.runner.run()
    assert len(bench.out()) == 1


BAD = {
    "tenant": replace(a_revision(2), tenant="other"),
    "lead_id": replace(a_revision(2), lead_id="a\0b"),
    "revision_id": replace(a_revision(2), revision_id=""),
    "cause": replace(a_revision(2), cause="telepathy"),
    "cause_id": replace(a_revision(2), cause_id="x" * 501),
    "requested_at": replace(a_revision(2), requested_at=-1),
    "identified": replace(a_revision(2), identified=b"\x07"),
    "person_key": replace(
        a_revision(2),
        identified=encode_body(replace(an_identified(), identity=replace(an_identified().identity, person_key="k"))),
        identified_schema=CURRENT["Identified"],
    ),
}


@pytest.mark.parametrize("field", BAD)
async def test_a_revision_that_cannot_be_one_is_dead_with_its_field(field: str) -> None:
    bench = Bench()
    await bench.put(BAD[field], a_revision(3, title="CEO"))
    [letter] = bench.letters()
    assert letter.field == {"tenant": "identified"}.get(field, field)
    assert len(bench.out()) == 1


async def test_a_person_who_would_grow_too_large_is_refused_and_the_lead_goes_on() -> None:
    bench = Bench()
    await bench.put(a_revision(2, 10, message="x" * (stage.PERSON_BYTES + 1)))
    await bench.put(a_revision(3, 20, title="CEO"))
    [letter] = bench.letters()
    assert (letter.code, letter.parameters["reason"]) == ("too-large", "person-would-grow-too-large")
    assert [lead.admission.version for lead in bench.out()] == [2]


REVISIONS = [
    a_revision(2, 10, title="CTO"),
    a_revision(3, 20, title="CEO"),
    a_revision(4, 20, message="Call me"),
    a_revision(5, 30),
    a_revision(6, 40, title="CTO", language="de"),
    a_revision(7, 40, lead_id="other", title="CFO"),
]
BATCHES = st.lists(st.lists(st.sampled_from(REVISIONS), min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(BATCHES, st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)))
def test_versions_grow_by_one_and_each_revision_makes_at_most_one(
    batches: Sequence[Sequence[Revision]], deaths: set[int], recordings: set[int]
) -> None:
    """
    In any order, with any repetition, and dying between keeping and giving out: a revision belongs to one version, the
    numbers have no gap, all repeats of a version are equal, and what was kept goes out when its revision comes again.
    """
    bench = Bench()
    bench.versions.record(an_enriched_lead("other"))
    versions: dict[tuple[str, int], EnrichedLead] = {}
    for number, batch in enumerate([*batches, *batches]):
        writes = asyncio.run(_processed(bench, batch)).writes
        if number in deaths and number < len(batches):
            continue
        for write in writes:
            lead = CODEC.decode(EnrichedLead, write.value)
            assert isinstance(lead, EnrichedLead)
            key = lead.admission.lead_id, lead.admission.version
            assert _untimed(versions.setdefault(key, lead)) == _untimed(lead)
            if number in recordings:
                bench.versions.record(lead)
    for (tenant, lead_id), made in bench.versions.made.items():
        assert sorted(made) == list(range(1, len(made) + 1))
        assert {version for at, version in versions if at == lead_id} == set(made) - {1}, tenant
    for (_, revision_id), entry in bench.versions.entries.items():
        assert entry.asked.revision_id == revision_id
        assert 1 <= entry.version <= max(bench.versions.made[entry.asked.key])


@settings(max_examples=20, deadline=None)
@given(st.permutations(REVISIONS[:5]))
def test_the_order_of_arrival_within_a_batch_does_not_matter(revisions: Sequence[Revision]) -> None:
    def made(asked: Sequence[Revision]) -> EnrichedLead:
        bench = Bench()
        asyncio.run(_processed(bench, asked))
        return _untimed(bench.versions.made["main", LEAD][2][0])

    assert made(revisions) == made(REVISIONS[:5])


async def test_the_time_it_took_stands_with_its_own_decision() -> None:
    """V1: a decision of the enricher that took no time, or none that was measured, keeps that."""
    bench = Bench(recorded=False)
    found = an_enriched_lead(LEAD)
    asked = Decision(unit="enricher", code="looked-up")
    bench.versions.record(replace(found, enrichment=replace(found.enrichment, trail=(asked,))))
    ticks = iter(range(0, 10_000_000, 2_000_000))
    tools = Tools(CODEC, bench.clock, lambda _: 4, stopwatch=lambda: next(ticks))
    [write] = (await process(bench.stage, [_delivery(0, a_revision(1, title="CTO"))], tools)).writes
    lead = CODEC.decode(EnrichedLead, write.value)
    assert isinstance(lead, EnrichedLead)
    assert lead.enrichment.trail == (asked,)
    assert [each.duration_us for each in lead.admission.trail] == [2000]


async def _processed(bench: Bench, revisions: Sequence[Revision]) -> Processed:
    deliveries = [_delivery(at, each) for at, each in enumerate(revisions)]
    return await process(bench.stage, deliveries, Tools(CODEC, bench.clock, lambda _: 4))


def _delivery(at: int, revision: Revision) -> Delivery:
    value = CODEC.encode(revision).value
    return Delivery(Message(Topic.LEADS_REVISIONS, 0, at, NOW, revision.lead_id.encode(), value))


def _untimed(lead: EnrichedLead) -> EnrichedLead:
    """The lead without the reviser's times, which differ; those of other units are theirs and stay."""
    admission, enrichment = lead.admission, lead.enrichment
    return replace(
        lead,
        admission=replace(admission, trail=_without_own_times(admission.trail)),
        enrichment=replace(enrichment, trail=_without_own_times(enrichment.trail)),
    )


def _without_own_times(trail: Sequence[Decision]) -> tuple[Decision, ...]:
    return tuple(replace(each, duration_us=0) if each.unit == "reviser" else each for each in trail)
