"""P5 in memory: offsets move after writes; bugs, retries and dead letters behave as DESIGN §5 says."""

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace

import pytest
from leadcore import accounts, ids
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Decision, EnrichedLead, IdentifiedPacket, Outcome, ScoredLead, Topic
from leadcore.failures import PortUnavailable, Refused, Unavailable
from leadcore.framing import Emission, packed
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits, Stage, Subject
from leadcore.testing.builders import a_scored_lead, an_enriched_lead, an_identified
from leadcore.verdict import Defer, Drop, Emit, Reject, Side, Verdict

CODEC = Codec()


class Decider:
    """A stage that does what each lead's source says."""

    def __init__(self) -> None:
        self.away = False
        self.seen: list[str] = []

    async def handle(self, leads: Sequence[EnrichedLead]) -> list[Verdict[ScoredLead]]:
        if self.away:
            raise PortUnavailable("table")
        return [self._decide(lead) for lead in leads]

    def _decide(self, lead: EnrichedLead) -> Verdict[ScoredLead]:
        self.seen.append(lead.admission.lead_id)
        match lead.origin.source:
            case "defer":
                return Defer(Unavailable("no-answer"))
            case "reject":
                return Reject(Refused("bad", "email"))
            case "bug":
                raise KeyError("ada@northwind.example")
            case "drop":
                told = accounts.outcome(
                    accounts.subject_of(lead.origin), "rejected", unit="scorer", code="no", at=lead.origin.accepted_at
                )
                return Drop(told)
        scored = a_scored_lead(lead.admission.lead_id)
        return Emit(replace(scored, origin=lead.origin))


def world() -> tuple[Decider, MemoryLog, MemoryRunner]:
    decider = Decider()
    stage = Stage(
        "scorer",
        (Topic.LEADS_ENRICHED,),
        Topic.LEADS_SCORED,
        Topic.LEADS_SCORER_RETRY,
        decider.handle,
        RetryLimits(max_tries=2, delay_ms=1000),
    )
    log = MemoryLog(ManualClock())
    return decider, log, MemoryRunner([stage], log)


def put(log: MemoryLog, number: int, source: str = "web-form") -> str:
    lead = an_enriched_lead(f"lead-{number}")
    lead = replace(lead, origin=replace(lead.origin, source=source))
    log.append(Write(Topic.LEADS_ENRICHED, lead.admission.lead_id.encode(), CODEC.encode(lead).value))
    return lead.admission.lead_id


def outcomes(log: MemoryLog) -> list[Outcome]:
    found = [CODEC.decode(Outcome, message.value) for message in log.all(Topic.LEADS_OUTCOMES)]
    return [each for each in found if isinstance(each, Outcome)]


def letters(log: MemoryLog) -> list[DeadLetter]:
    found = [CODEC.decode(DeadLetter, message.value) for message in log.all(Topic.LEADS_DEAD)]
    return [each for each in found if isinstance(each, DeadLetter)]


async def test_every_record_gets_its_verdict_and_the_key_is_the_lead_id() -> None:
    _, log, runner = world()
    put_ids = {put(log, n) for n in range(50)}
    assert await runner.run() == 50
    assert {message.key.decode() for message in log.all(Topic.LEADS_SCORED) if message.key} == put_ids
    assert runner.counts["scorer"]["verdict", "emit"] == 50


async def test_a_bug_costs_its_own_record_alone_and_tells_no_person() -> None:
    _, log, runner = world()
    for n in range(20):
        put(log, n, "bug" if n == 7 else "web-form")
    await runner.run()
    assert len(log.all(Topic.LEADS_SCORED)) == 19
    [letter] = letters(log)
    assert (letter.code, letter.parameters["reason"], letter.lead_id) == ("bug", "KeyError", "lead-7")
    assert "ada@" not in repr(letter.parameters)
    [outcome] = outcomes(log)
    assert (outcome.outcome, outcome.submission_id) == ("dead", "lead-7")


async def test_a_deferred_record_waits_and_is_dead_past_the_limit() -> None:
    decider, log, runner = world()
    put(log, 1, "defer")
    await runner.run()
    assert not letters(log)
    for expected_tries in (2, 3):
        due = runner.next_due()
        assert due == log.clock.now + 1000
        log.clock.advance(999)
        assert await runner.run() == 0
        log.clock.advance(1)
        assert await runner.run() == 1
        assert len(decider.seen) == expected_tries
    [letter] = letters(log)
    assert (letter.tries, letter.topic, letter.code) == (3, "leads.enriched", "unavailable")
    assert letter.first_failed_at < letter.last_failed_at
    assert runner.next_due() is None


async def test_retry_headers_are_replaced_never_appended() -> None:
    _, log, runner = world()
    put(log, 1, "defer")
    await runner.run()
    log.clock.advance(1000)
    await runner.run()
    first, second = log.all(Topic.LEADS_SCORER_RETRY)
    assert [name for name, _ in first.headers] == [name for name, _ in second.headers]


async def test_nothing_moves_while_a_dependency_is_away() -> None:
    decider, log, runner = world()
    decider.away = True
    put(log, 1)
    assert await runner.run() == 0
    assert runner.paused["scorer"].dependency == "table"
    decider.away = False
    assert await runner.run() == 1
    assert not runner.paused
    assert len(log.all(Topic.LEADS_SCORED)) == 1


async def test_undecodable_bytes_become_a_dead_letter_with_their_coordinates() -> None:
    _, log, runner = world()
    bad = log.append(Write(Topic.LEADS_ENRICHED, b"k", b"\x07nonsense", (("lead-submission-id", b"s-9"),)))
    put(log, 1)
    await runner.run()
    [letter] = letters(log)
    assert (letter.topic, letter.partition, letter.offset, letter.value, letter.key) == (
        bad.topic,
        bad.partition,
        bad.offset,
        bad.value,
        b"k",
    )
    assert [o.submission_id for o in outcomes(log)] == ["s-9"]
    assert len(log.all(Topic.LEADS_SCORED)) == 1


async def test_a_schema_id_nobody_knows_waits_on_a_topic_of_ours() -> None:
    """The writer is a release ahead of this reader: a dead letter would be a loss that an upgrade mends."""
    _, log, runner = world()
    newer = log.append(Write(Topic.LEADS_ENRICHED, b"k", b"\x00\x3b\x9a\xff\xff" + b"x"))
    await runner.run()
    assert not log.all(Topic.LEADS_DEAD)
    assert runner.committed("scorer", Topic.LEADS_ENRICHED, newer.partition) == 0
    assert runner.paused["scorer"].reason == "unknown-schema-id"


async def test_a_rejection_names_the_field() -> None:
    _, log, runner = world()
    put(log, 1, "reject")
    put(log, 2, "drop")
    await runner.run()
    assert [(letter.code, letter.field) for letter in letters(log)] == [("refused", "email")]
    assert sorted((o.outcome, o.code) for o in outcomes(log)) == [("dead", "refused"), ("rejected", "no")]


async def test_sections_are_told_by_length_also_where_a_lead_kept_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle(leads: Sequence[EnrichedLead]) -> Sequence[Verdict[ScoredLead]]:
        return [Emit(ScoredLead(**{n: getattr(lead, n) for n in lead.__slots__}, scoring=section)) for lead in leads]

    section = a_scored_lead().scoring
    stage = Stage("scorer", (Topic.LEADS_ENRICHED,), Topic.LEADS_SCORED, Topic.LEADS_SCORER_RETRY, handle)
    log = MemoryLog(ManualClock())
    encoded = CODEC.encode(an_enriched_lead("lead-1"))
    told = ",".join(map(str, encoded.sections)).encode()
    for header in (told, b"1,2,3", b"nonsense", b""):
        log.append(Write(Topic.LEADS_ENRICHED, b"lead-1", encoded.value, (("lead-sections", header),)))
    monkeypatch.setattr(Codec, "encode", None)  # nothing that came is written again
    await MemoryRunner([stage], log).run()
    lengths = [list(map(int, message.header("lead-sections").split(","))) for message in log.all(Topic.LEADS_SCORED)]
    assert lengths[0][:-1] == list(encoded.sections)
    for message, each in zip(log.all(Topic.LEADS_SCORED), lengths, strict=True):
        assert message.value is not None
        assert sum(each) == len(message.value) - 5
        assert message.value.startswith(encoded.value[5:], 5)


async def test_an_outcome_after_a_replay_supersedes_the_one_before() -> None:
    """A replay's attempt is known from its header alone, and must reach the outcome that the stage wrote."""
    _, log, runner = world()
    lead = an_enriched_lead("lead-1")
    lead = replace(lead, origin=replace(lead.origin, source="drop"))
    value = CODEC.encode(lead).value
    log.append(Write(Topic.LEADS_ENRICHED, b"lead-1", value, (("lead-attempt", b"2"),)))
    log.append(Write(Topic.LEADS_ENRICHED, b"lead-1", value))
    await runner.run()
    told = {outcome.attempt: outcome.outcome_id for outcome in outcomes(log)}
    assert told == {2: ids.outcome_id("lead-1", 2), 0: ids.outcome_id("lead-1", 0)}


async def test_too_few_verdicts_are_a_bug_not_a_loss() -> None:
    async def handle(records: Sequence[EnrichedLead]) -> Sequence[Verdict[ScoredLead]]:
        return [Drop(None) for _ in records][:-1]

    stage = Stage("scorer", (Topic.LEADS_ENRICHED,), None, Topic.LEADS_SCORER_RETRY, handle)
    log = MemoryLog(ManualClock())
    put(log, 1)
    put(log, 2)
    await MemoryRunner([stage], log).run()
    assert len(letters(log)) == 2


def test_identified_leads_share_packets_by_identity_partition() -> None:
    leads = [an_identified(f"s-{n}") for n in range(600)]
    leads = [replace(lead, identity=replace(lead.identity, identity_key=f"p1.{n}")) for n, lead in enumerate(leads)]
    emissions = [Emission(Topic.LEADS_IDENTIFIED, lead, Subject(lead.origin.submission_id)) for lead in leads]
    writes = packed(emissions, CODEC, lambda _: 4, "ingest.normalise")
    assert {write.partition for write in writes} == {0, 1, 2, 3}
    packets = [CODEC.decode(IdentifiedPacket, write.value) for write in writes]
    found = [
        entry.submission_id for packet in packets if isinstance(packet, IdentifiedPacket) for entry in packet.index
    ]
    assert sorted(found) == sorted(lead.origin.submission_id for lead in leads)
    assert max(len(p.index) for p in packets if isinstance(p, IdentifiedPacket)) <= 256


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        an_enriched_lead().origin = None  # type: ignore[assignment,misc]


async def test_what_no_topic_takes_is_dead_and_its_neighbours_go_on() -> None:
    async def handle(leads: Sequence[EnrichedLead]) -> list[Verdict[ScoredLead]]:
        return [
            Emit(_swollen(lead) if lead.admission.lead_id == "lead-3" else _scored(lead), (side,)) for lead in leads
        ]

    told = accounts.outcome(Subject("s"), "routed", unit="scorer", code="yes", at=0)
    side = Side(Topic.LEADS_OUTCOMES, told)
    stage = Stage("scorer", (Topic.LEADS_ENRICHED,), Topic.LEADS_SCORED, Topic.LEADS_SCORER_RETRY, handle)
    log = MemoryLog(ManualClock())
    for n in range(10):
        put(log, n)
    runner = MemoryRunner([stage], log)
    await runner.run()
    assert len(log.all(Topic.LEADS_SCORED)) == 9
    [letter] = letters(log)
    assert (letter.code, letter.lead_id, letter.parameters["topic"]) == ("too-large", "lead-3", "leads.scored")
    assert letter.value
    assert sorted(o.outcome for o in outcomes(log)) == ["dead"] + ["routed"] * 9
    counts = runner.counts["scorer"]
    assert (counts["verdict", "emit"], counts["verdict", "reject"], counts["outcome", "routed"]) == (9, 1, 9)


async def test_a_deferred_record_that_the_retry_topic_does_not_take_is_dead() -> None:
    _, log, runner = world()
    lead = replace(an_enriched_lead("lead-1"), origin=replace(an_enriched_lead("lead-1").origin, source="defer"))
    log.append(Write(Topic.LEADS_ENRICHED, b"lead-1", CODEC.encode(lead).value, (("x", b"x" * 1024 * 1024),)))
    await runner.run()
    assert not log.all(Topic.LEADS_SCORER_RETRY)
    [letter] = letters(log)
    assert (letter.code, letter.parameters["topic"]) == ("too-large", "leads.scorer.retry")


async def test_bytes_that_no_dead_letter_can_hold_stay_where_they_are() -> None:
    _, log, runner = world()
    bad = log.append(Write(Topic.LEADS_ENRICHED, b"k", b"\x07" + b"x" * 3 * 1024 * 1024))
    await runner.run()
    [letter] = letters(log)
    assert (letter.code, letter.value, letter.offset) == ("undecodable", None, bad.offset)
    assert int(letter.parameters["bytes_left"]) == 3 * 1024 * 1024 + 1


def _scored(lead: EnrichedLead) -> ScoredLead:
    return replace(a_scored_lead(lead.admission.lead_id), origin=lead.origin)


def _swollen(lead: EnrichedLead) -> ScoredLead:
    return replace(_scored(lead), identity=replace(lead.identity, person=b"x" * 1024 * 1024))


async def test_the_time_a_unit_took_stands_with_its_last_decision() -> None:
    ticks = iter(range(0, 10_000_000_000, 3_000_000))

    async def handle(leads: Sequence[EnrichedLead]) -> Sequence[Verdict[ScoredLead]]:
        made = [a_scored_lead(lead.admission.lead_id) for lead in leads]
        trail = (Decision(unit="scorer", code="asked", duration_us=7), Decision(unit="scorer", code="scored"))
        return [Emit(replace(each, scoring=replace(each.scoring, trail=trail))) for each in made]

    stage = Stage("scorer", (Topic.LEADS_ENRICHED,), Topic.LEADS_SCORED, Topic.LEADS_SCORER_RETRY, handle)
    log = MemoryLog(ManualClock(), partitions=1)
    put(log, 1)
    put(log, 2)
    await MemoryRunner([stage], log, stopwatch=lambda: next(ticks)).run()
    scored = [CODEC.decode(ScoredLead, message.value) for message in log.all(Topic.LEADS_SCORED)]
    times = [[d.duration_us for d in lead.scoring.trail] for lead in scored if isinstance(lead, ScoredLead)]
    assert times == [[7, 1500], [7, 1500]]


@pytest.mark.parametrize(("version", "outcomes"), [(1, ["dead"]), (2, [])])
async def test_a_later_version_that_dies_is_no_submission_s_end(version: int, outcomes: list[str]) -> None:
    """Its submission has its outcome already; the dead letter says which version it is."""
    _, log, runner = world()
    lead = an_enriched_lead("lead-1")
    lead = replace(
        lead,
        origin=replace(lead.origin, source="reject"),
        admission=replace(lead.admission, version=version),
    )
    log.append(Write(Topic.LEADS_ENRICHED, b"lead-1", CODEC.encode(lead).value))
    await runner.run()
    [letter] = [CODEC.decode(DeadLetter, message.value) for message in log.all(Topic.LEADS_DEAD)]
    assert isinstance(letter, DeadLetter)
    assert (letter.lead_id, letter.version) == ("lead-1", version)
    told = [CODEC.decode(Outcome, message.value) for message in log.all(Topic.LEADS_OUTCOMES)]
    assert [each.outcome for each in told if isinstance(each, Outcome)] == outcomes
