"""
P5, P22 without a broker: packets are finished after their writes are durable, wait while something is away, and are
given up when they are not ours any more.
"""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import IdentifiedPacket, Revision, Topic
from leadcore.failures import PortUnavailable
from leadcore.framing import PACKET_LEADS
from leadcore.message import Delivery, Message, Write, delivered
from leadcore.metrics import Metrics
from leadcore.pipeline import Tools
from leadcore.runtime.carrier import HAND_LEADS, Carrier
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.packets import Packet, split_due
from leadcore.runtime.tables import Part, TableState, kept
from leadcore.stage import Stage
from leadcore.testing.harness import PACKETS, Obedient, Wish
from leadcore.verdict import Side

CODEC = Codec()
CHANGELOG = Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG


class FakeTable:
    """A table that tells its state, as the Faust one does."""

    def __init__(self, state: TableState) -> None:
        self._state = state
        self.parts: dict[int, Part] = {}
        self._here = 0

    def at(self, partition: int) -> None:
        self._here = partition
        self.parts.setdefault(partition, Part(end=0))

    def put(self, key: bytes, row: bytes) -> None:
        self._state.changed(CHANGELOG, key, row)
        self.parts[self._here].rows.put(key, row)


class Bench:
    """Carries packets, and writes down in which order what happened. Everything is ours, until it is not."""

    def __init__(self, stage: Stage[Any, Any]) -> None:
        self.actions: list[Any] = []
        self.away = 0
        self.ours = True
        self.until_written = 0
        self.state = TableState("ingest.admit", ("sightings",))
        self.table = FakeTable(self.state)
        self.state.bind({"sightings": self.table}, 4)
        tools = Tools(Codec(), system_clock, lambda _: 4)
        metrics = RunnerMetrics(Metrics(), stage.unit)
        self.carrier = Carrier(
            stage,
            self.state,
            tools,
            self,  # type: ignore[arg-type]  # an outlet, of which `write` alone is used
            metrics,
            lambda dependency, reason: self.actions.append(("waits", dependency, reason)),
            lambda dependency: self.actions.append(("goes on", dependency)),
        )

    def write(self, writes: Sequence[Write]) -> bool:
        if self.away:
            self.away -= 1
            raise PortUnavailable("kafka", "msg-timed-out")
        self.actions += [("write", str(write.topic)) for write in writes]
        self.ours = self.ours and not 0 < self.until_written < len(self.actions)
        return True

    def fresh(self, packets: Sequence[Packet]) -> list[Packet]:
        return list(packets)

    def is_current(self, packet: Packet) -> bool:
        return self.ours

    def finish(self, packets: Sequence[Packet]) -> None:
        self.actions += [("finish", packet.event) for packet in packets]

    async def commit_finished(self) -> None:
        self.actions.append(("commit",))

    def kinds(self) -> list[str]:
        return [action[0] for action in self.actions]


def a_packet(number: int, wish: Wish = "emit") -> Packet:
    write = PACKETS.put(f"lead-{number}", wish)
    message = Message(str(write.topic), write.partition or 0, number, 0, None, write.value)
    return Packet(number, delivered(message, PACKETS.retry))


def a_packet_of_many(number: int) -> Packet:
    leads = (PACKETS.put(f"lead-{number}-{each}", "emit").value for each in range(PACKET_LEADS))
    one = [CODEC.decode(IdentifiedPacket, lead) for lead in leads]
    assert all(isinstance(each, IdentifiedPacket) for each in one)
    many: Any = IdentifiedPacket(
        index=tuple(each.index[0] for each in one),  # type: ignore[union-attr]
        leads=tuple(each.leads[0] for each in one),  # type: ignore[union-attr]
        schema_id=CODEC.current_id("Identified"),
    )
    message = Message(Topic.LEADS_IDENTIFIED, number % 4, number // 4, 0, None, CODEC.encode(many).value)
    return Packet(number, delivered(message, PACKETS.retry))


def a_remembering_bench() -> Bench:
    """The obedient stage, which also puts a row for each lead it handles."""
    obedient = Obedient(PACKETS, "law").stage

    async def handle(arrivals: Sequence[Any]) -> Sequence[Any]:
        for arrival in arrivals:
            bench.state.set("sightings", arrival.index.identity_key, b"seen", 9)
        return await obedient.handle(arrivals)

    bench: Bench = Bench(replace(obedient, handle=handle))
    return bench


async def test_packets_are_finished_after_outputs_and_changes_are_durable() -> None:
    bench = a_remembering_bench()
    await bench.carrier.carry([a_packet(1)], bench)
    await bench.carrier.carry([a_packet(2)], bench)
    assert bench.kinds() == ["write", "write"], "leads at once, and nothing is finished"
    await bench.carrier.balance()
    assert bench.actions == [
        ("write", "leads.validated"),
        ("write", "leads.validated"),
        ("write", CHANGELOG),
        ("write", CHANGELOG),
        ("finish", 1),
        ("finish", 2),
    ]
    assert not bench.state.changes(), "what is durable is not written again"
    await bench.carrier.balance()
    assert len(bench.actions) == 6


async def test_what_nobody_waits_for_is_written_with_the_changes() -> None:
    obedient = Obedient(PACKETS, "law").stage
    asked = Revision(
        revision_id="r-1",
        tenant="main",
        lead_id="lead-1",
        origin="law",
        cause="same-person",
        cause_id="s-2",
        requested_at=1,
        identified=b"",
    )

    async def handle(arrivals: Sequence[Any]) -> Sequence[Any]:
        verdicts: Any = await obedient.handle(arrivals)
        return [replace(verdict, also=(Side(Topic.LEADS_REVISIONS, asked),)) for verdict in verdicts]

    bench = Bench(replace(obedient, handle=handle))
    await bench.carrier.carry([a_packet(1, "drop"), a_packet(2)], bench)
    assert bench.actions == [("write", "leads.outcomes"), ("write", "leads.validated")]
    await bench.carrier.balance()
    assert bench.actions[2:] == [*[("write", "leads.revisions")] * 2, ("finish", 1), ("finish", 2)]


async def test_what_a_kill_lets_come_again_has_a_bound() -> None:
    """
    Property: whenever the process may be killed, less than 2,000 leads are written or in hand and not committed,
    however many packets were read and however large they are.
    """
    bench = a_remembering_bench()
    packets = [a_packet_of_many(number) for number in range(40)]
    await bench.carrier.carry(packets, bench)
    assert bench.kinds().count("finish") == 40
    open_leads = most = 0
    for kind, *about in bench.actions:
        if kind == "write" and about == ["leads.validated"]:
            open_leads += 1
        elif kind == "commit":
            open_leads = 0
        most = max(most, open_leads)
    assert HAND_LEADS < most < 2_000
    assert bench.kinds().count("write") == 2 * 40 * PACKET_LEADS, "each lead and its row, once"


async def test_what_is_left_of_many_packets_is_given_up_when_a_rebalance_begins() -> None:
    bench = a_remembering_bench()
    bench.until_written = HAND_LEADS
    await bench.carrier.carry([a_packet_of_many(number) for number in range(6)], bench)
    await bench.carrier.settle(60)
    assert [action for action in bench.actions if action[0] == "finish"] == [
        ("finish", 0),
        ("finish", 1),
        ("finish", 2),
    ]
    assert not bench.state.changes()


async def test_what_the_broker_does_not_take_is_written_again_whole_before_anything_is_finished() -> None:
    bench = a_remembering_bench()
    bench.away = 2
    await bench.carrier.carry([a_packet(1)], bench)
    assert bench.kinds() == ["waits", "waits", "write", "goes on"]
    bench.away = 1
    await bench.carrier.balance()
    assert bench.kinds()[4:] == ["waits", "write", "goes on", "finish"]
    assert not bench.carrier.paused


async def test_packets_that_are_taken_away_while_something_is_away_are_given_up_with_their_rows() -> None:
    bench = a_remembering_bench()
    bench.away, bench.ours = 99, False
    packet = a_packet(1)
    await bench.carrier.carry([packet], bench)
    assert bench.kinds() == ["waits", "goes on"], "who waits with nothing is ready, and watched for standing still"
    assert not bench.carrier.paused
    assert not bench.state.changes(), "a change of a packet that was given up must not be written with a later one"
    assert bench.table.parts[packet.delivery.message.partition].end == -1, "its rows are to be read anew"


async def test_packets_whose_changes_wait_are_given_up_with_those_in_hand() -> None:
    """
    What: the outputs of a packet are written and its change waits; then the broker takes nothing more, and the
    partitions go to somebody else.
    Property: the first packet is not finished by anything that comes after: its change was given up.
    """
    bench = a_remembering_bench()
    await bench.carrier.carry([a_packet(1)], bench)
    bench.away, bench.ours = 99, False
    await bench.carrier.carry([a_packet(2)], bench)
    bench.away, bench.ours = 0, True
    await bench.carrier.balance()
    assert "finish" not in bench.kinds()
    assert not bench.state.changes()


async def test_changes_that_wait_are_written_before_anybody_else_gets_the_partitions() -> None:
    bench = a_remembering_bench()
    await bench.carrier.carry([a_packet(1)], bench)
    await bench.carrier.settle(60)
    assert bench.kinds() == ["write", "write", "finish"]


async def test_who_gives_up_what_waits_before_a_rebalance_waits_no_more() -> None:
    bench = a_remembering_bench()
    await bench.carrier.carry([a_packet(1)], bench)
    bench.away = 99
    await bench.carrier.settle(0.2)
    assert bench.kinds()[-1] == "goes on"
    assert not bench.carrier.paused


async def test_rows_of_packets_that_outlast_a_rebalance_are_to_be_read_anew() -> None:
    """
    What: the broker takes no write while a rebalance begins, and refuses it when that is over.
    Property: the rows hold a lead whose change is not in the changelog. Read again, the packet would find itself
    known, and the change would never be written: after the next restart the same person would be a new lead.
    """
    bench = a_remembering_bench()
    packet = a_packet(1)
    writing, refuse = threading.Event(), threading.Event()

    def write(_writes: Sequence[Write]) -> bool:
        writing.set()
        refuse.wait(60)
        raise PortUnavailable("kafka", "msg-timed-out")

    bench.write = write  # type: ignore[method-assign, assignment]  # bound to no bench
    carrying = asyncio.create_task(bench.carrier.carry([packet], bench))
    await asyncio.to_thread(writing.wait, 60)
    part = bench.table.parts[packet.delivery.message.partition]
    assert (part.end, len(part.rows)) == (0, 1)
    await bench.carrier.settle(0.01)
    assert part.end == -1, "what recovers the tables must not take them for current"
    bench.write = lambda _writes: True  # type: ignore[method-assign, assignment]
    refuse.set()
    await asyncio.wait_for(carrying, 60)
    await bench.carrier.balance()
    assert "finish" not in bench.kinds(), "its rows are given up, so it has to come again"


async def test_what_is_handled_after_it_was_given_up_changes_nothing() -> None:
    """The partition may be somebody else's by then: a change of it would be written over theirs."""
    obedient = Obedient(PACKETS, "law")

    async def handle(arrivals: Sequence[Any]) -> Sequence[Any]:
        verdicts = await obedient.stage.handle(arrivals)
        bench.state.set("sightings", "k", b"seen", 9)
        return verdicts

    bench: Bench = Bench(replace(obedient.stage, handle=handle))
    obedient.gate.clear()
    carrying = asyncio.create_task(bench.carrier.carry([a_packet(1)], bench))
    await asyncio.sleep(0)
    await bench.carrier.settle(0.01)
    obedient.gate.set()
    await carrying
    assert not bench.state.changes()
    await bench.carrier.carry([a_packet(2)], bench)
    await bench.carrier.balance()
    assert bench.kinds()[-1] == "finish"
    assert ("finish", 1) not in bench.actions


async def test_rows_of_packets_that_are_done_in_time_are_kept() -> None:
    bench = a_remembering_bench()
    packet = a_packet(1)
    carrying = asyncio.create_task(bench.carrier.carry([packet], bench))
    await asyncio.sleep(0)
    await bench.carrier.settle(60)
    assert bench.table.parts[packet.delivery.message.partition].end == 0
    await carrying


async def test_a_stop_does_not_wait_for_what_is_away() -> None:
    obedient = Obedient(PACKETS, "law")
    obedient.away = True
    bench = Bench(obedient.stage)
    carrying = asyncio.create_task(bench.carrier.carry([a_packet(1)], bench))
    while not bench.actions:  # noqa: ASYNC110  the stage says so by nothing else
        await asyncio.sleep(0.01)
    bench.carrier.stop()
    await asyncio.wait_for(carrying, 60)
    assert "finish" not in bench.kinds()
    await bench.carrier.carry([a_packet(2)], bench)
    assert obedient.handled == []


async def test_settling_waits_for_the_packets_in_hand_but_not_for_ever() -> None:
    obedient = Obedient(PACKETS, "law")
    obedient.gate.clear()
    bench = Bench(obedient.stage)
    carrying = asyncio.create_task(bench.carrier.carry([a_packet(1)], bench))
    await asyncio.sleep(0)
    await bench.carrier.settle(0.05)
    assert not carrying.done()
    obedient.gate.set()
    await carrying
    obedient.gate.clear()
    carrying = asyncio.create_task(bench.carrier.carry([a_packet(2)], bench))
    await asyncio.sleep(0)
    settling = asyncio.create_task(bench.carrier.settle(60))
    obedient.gate.set()
    await settling
    assert bench.actions[-1] == ("finish", 2)
    await carrying


async def test_a_topic_is_not_poured_into_dead_letters() -> None:
    bench = Bench(Obedient(PACKETS, "law").stage)
    bugs = [a_packet(number, "bug") for number in range(300)]
    carrying = asyncio.gather(*(bench.carrier.carry([packet], bench) for packet in bugs))
    async with asyncio.timeout(60):
        while "waits" not in bench.kinds():  # noqa: ASYNC110  the actions of a bench are a list
            await asyncio.sleep(0.01)
    assert bench.kinds().count("write") < 200, "less than 100 dead letters, each with its outcome"
    assert bench.carrier.release()
    async with asyncio.timeout(60):
        await carrying
    await bench.carrier.balance()
    assert bench.kinds().count("finish") == 300


def test_a_row_is_the_last_one_put_and_belongs_to_its_partition() -> None:
    bench = Bench(Obedient(PACKETS, "law").stage)
    state = bench.state
    state.at(1)
    state.set("sightings", "k", b"first", 5)
    state.set("sightings", "k", b"second", 6)
    state.at(2)
    assert state.get("sightings", "k") is None
    state.set("sightings", "k", b"other", 7)
    assert [(write.partition, write.value) for write in state.changes()] == [
        (1, kept(b"second", 6)),
        (2, kept(b"other", 7)),
    ]
    state.at(1)
    assert state.get("sightings", "k") == b"second"


def test_a_changelog_that_others_write_to_is_not_trusted() -> None:
    state = Bench(Obedient(PACKETS, "law").stage).state
    state.at(1)
    [table] = state._tables.values()
    state.appended(CHANGELOG, 1, 0)
    state.appended(CHANGELOG, 1, 1)
    assert table.parts[1].end == 2
    state.appended(Topic.LEADS_VALIDATED, 1, 77)
    assert table.parts[1].end == 2
    state.appended(CHANGELOG, 1, 5)
    assert table.parts[1].end == -1


def test_old_rows_are_swept() -> None:
    bench = Bench(Obedient(PACKETS, "law").stage)
    bench.state.at(0)
    for number in range(10):
        bench.state.set("sightings", f"k-{number}", b"", 1000 + number)
    assert bench.state.sweep(1004) == 5
    assert bench.state.size() == 5
    assert bench.state.get("sightings", "k-4") is None
    assert bench.state.get("sightings", "k-5") == b""


@dataclass(frozen=True)
class Read:
    """What a reader knows of a packet: where it was read, which for a retry is not where it first stood."""

    tp: tuple[str, int]


@dataclass(frozen=True)
class Event:
    message: Read


def test_a_retry_that_is_due_does_not_overtake_one_that_is_not() -> None:
    """A replay is due at once, behind what was deferred: handled before it, it would be a gap in what is finished."""
    stood = Message("leads.identified", 3, 9, 0, None, b"")

    def retry(partition: int, due: int) -> Packet:
        return Packet(Event(Read(("leads.ingest.admit.retry", partition))), Delivery(stood, due=due))

    first, late, behind, other = retry(0, 5), retry(0, 70), retry(0, 0), retry(1, 0)
    assert split_due([first, late, behind, other], 10) == ([first, other], [late, behind])
    assert split_due([late, behind], 70) == ([late, behind], [])
