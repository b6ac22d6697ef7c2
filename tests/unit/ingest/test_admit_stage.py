"""The stage `ingest.admit` on the memory runner: where leads, duplicates and revisions go."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from ingest.adapters.memory_state import MemoryState
from ingest.domain.admission import Policy
from ingest.domain.quotas import Quota
from ingest.stages import admit
from leadcore.codec import Codec, decode_body
from leadcore.contracts import Identified, IdentifiedPacket, Lead, Outcome, Revision, Topic
from leadcore.failures import PortUnavailable
from leadcore.framing import Emission, packed
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import Subject
from leadcore.testing.builders import an_identified
from leadcore.workspace import Source

CODEC = Codec()
T = TypeVar("T")


def identified(submission_id: str, person: str = "ada", event_id: str = "", lane: str = "live") -> Identified:
    lead = an_identified(submission_id)
    return replace(
        lead,
        origin=replace(lead.origin, event_id=event_id, lane=lane, operation_id="op-1", line=7),
        identity=replace(lead.identity, identity_key=f"p1.{person}"),
    )


class Bench:
    def __init__(self, policies: Mapping[str, Policy] | None = None) -> None:
        self.log = MemoryLog(ManualClock())
        self.state = MemoryState()
        stage = admit.build(self.state, policies or {}, self.log.clock, "r-1", "test")
        self.runner = MemoryRunner([stage], self.log, stopwatch=lambda: 0)

    async def send(self, *leads: Identified) -> None:
        emissions = [Emission(Topic.LEADS_IDENTIFIED, lead, Subject()) for lead in leads]
        for write in packed(emissions, CODEC, lambda _: 4, "ingest.normalise"):
            self.log.append(write)
        await self.runner.run()

    def leads(self, topic: Topic = Topic.LEADS_VALIDATED) -> list[Lead]:
        return [self._read(Lead, message.value) for message in self.log.all(topic)]

    def outcomes(self) -> list[Outcome]:
        return [self._read(Outcome, message.value) for message in self.log.all(Topic.LEADS_OUTCOMES)]

    def revisions(self) -> list[Revision]:
        return [self._read(Revision, message.value) for message in self.log.all(Topic.LEADS_REVISIONS)]

    def everything(self) -> list[list[Any]]:
        return [self.leads(), self.leads(Topic.LEADS_OVERFLOW), self.outcomes(), self.revisions()]

    def _read(self, record: type[T], value: bytes | None) -> T:
        found = CODEC.decode(record, value)
        assert isinstance(found, record)
        return found


async def test_a_new_person_goes_on_as_version_one_with_its_bytes_untouched() -> None:
    bench = Bench()
    sent = identified("s-1")
    await bench.send(sent)
    (lead,) = bench.leads()
    assert (lead.origin, lead.identity) == (sent.origin, sent.identity)
    assert (lead.admission.lead_id, lead.admission.version, lead.admission.quota) == ("s-1", 1, "within")
    assert [each.code for each in lead.admission.trail] == ["admitted"]
    assert bench.log.all(Topic.LEADS_VALIDATED)[0].key == b"s-1"


async def test_a_known_event_ends_as_duplicate_without_effect() -> None:
    bench = Bench()
    await bench.send(identified("s-1", event_id="e"), identified("s-2", event_id="e"))
    (outcome,) = bench.outcomes()
    assert (outcome.outcome, outcome.code, outcome.lead_id) == ("duplicate", "same-event", "s-1")
    assert (outcome.submission_id, outcome.operation_id, outcome.line) == ("s-2", "op-1", 7)
    assert outcome.parameters == {"first_submission": "s-1"}
    assert [each.code for each in outcome.trail] == ["same-event"]
    assert not bench.revisions()


async def test_a_known_person_ends_as_duplicate_and_asks_for_a_revision() -> None:
    bench = Bench()
    later = identified("s-2", event_id="e-2")
    await bench.send(identified("s-1", event_id="e-1"))
    await bench.send(later)
    (outcome,) = bench.outcomes()
    assert (outcome.outcome, outcome.code, outcome.lead_id) == ("duplicate", "same-person", "s-1")
    (asked,) = bench.revisions()
    assert (asked.lead_id, asked.cause_id) == ("s-1", "s-2")
    assert decode_body(Identified, asked.identified) == later


async def test_a_source_may_leave_the_lead_as_it_is() -> None:
    policies = admit.policies_of({"web-form": Source(ways=("http",))})
    assert policies["web-form"] == Policy(quota=Quota(10_000, 3_600_000))
    bench = Bench({"web-form": replace(policies["web-form"], revise=False)})
    await bench.send(identified("s-1", event_id="e-1"), identified("s-2", event_id="e-2"))
    assert len(bench.outcomes()) == 1
    assert not bench.revisions()


async def test_over_quota_and_bulk_wait_on_overflow_and_say_why() -> None:
    bench = Bench({"web-form": Policy(quota=Quota(1, 60_000))})
    await bench.send(identified("s-1", "ada"), identified("s-2", "bob"), identified("s-3", "cy", lane="bulk"))
    assert [lead.admission.lead_id for lead in bench.leads()] == ["s-1"]
    waiting = {lead.admission.lead_id: lead.admission for lead in bench.leads(Topic.LEADS_OVERFLOW)}
    assert {each.quota for each in waiting.values()} == {"over"}
    assert [d.code for d in waiting["s-2"].trail] == ["over-quota"]
    assert waiting["s-2"].trail[0].parameters == {"capacity": "1", "window_ms": "60000"}
    assert [d.code for d in waiting["s-3"].trail] == ["bulk-lane"]


async def test_a_redelivered_packet_says_the_same_again() -> None:
    bench = Bench({"web-form": Policy(quota=Quota(2, 60_000))})
    packet = [identified(f"s-{n}", f"p{n % 7}", event_id=f"e-{n % 9}") for n in range(40)]
    await bench.send(*packet)
    told = bench.everything()
    remembered = {table: dict(rows) for table, rows in bench.state.tables.items()}
    await bench.send(*packet)
    for before, after in zip(told, bench.everything(), strict=True):
        assert sorted(map(repr, after)) == sorted(map(repr, [*before, *before]))
    assert bench.state.tables == remembered, "nothing is charged, nothing forgotten"


async def test_a_lead_whose_origin_cannot_be_read_is_rejected_alone() -> None:
    bench = Bench()
    await bench.send(identified("s-1"))
    lead = identified("s-2")
    (write,) = packed([Emission(Topic.LEADS_IDENTIFIED, lead, Subject())], CODEC, lambda _: 4, "ingest.normalise")
    packet = CODEC.decode(IdentifiedPacket, write.value)
    assert isinstance(packet, IdentifiedPacket)
    bad = replace(packet, leads=(b"\xff",))
    bench.log.append(replace(write, value=CODEC.encode(bad).value))
    await bench.runner.run()
    assert len(bench.log.all(Topic.LEADS_DEAD)) == 1
    assert [(o.outcome, o.submission_id) for o in bench.outcomes()] == [("dead", "s-2")]


async def test_a_foreign_state_stops_the_unit_and_loses_nothing() -> None:
    bench = Bench()
    bench.state.set(admit.SIGHTINGS, "p1.ada", b"\x07of a later version", 0)
    await bench.send(identified("s-1"))
    assert isinstance(bench.runner.paused["ingest.admit"], PortUnavailable)
    assert not bench.leads()
    assert not bench.log.all(Topic.LEADS_DEAD)
    bench.state.tables.clear()
    await bench.runner.run()
    assert len(bench.leads()) == 1


async def test_a_batch_that_fails_changes_nothing() -> None:
    bench = Bench()

    class Breaking(MemoryState):
        def get(self, table: str, key: str) -> bytes | None:
            if key == "p1.boom":
                raise RuntimeError
            return super().get(table, key)

    state = Breaking()
    stage = admit.build(state, {}, bench.log.clock, "r-1", "test")
    arrivals = [identified("s-1"), identified("s-2", "boom")]
    bench.runner = MemoryRunner([stage], bench.log)
    bench.state = state
    await bench.send(*arrivals)
    assert [lead.admission.lead_id for lead in bench.leads()] == ["s-1"], "handled alone after the batch failed"
    assert [outcome.code for outcome in bench.outcomes()] == ["bug"]
