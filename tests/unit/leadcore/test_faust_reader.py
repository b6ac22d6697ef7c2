"""anchor:P22, DESIGN §5: offsets follow what is finished, nothing is passed over, and what stands still is named."""

import asyncio
import contextlib
import inspect
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer  # type: ignore[import-untyped]
from aiokafka.errors import IllegalStateError  # type: ignore[import-untyped]
from faust.transport.consumer import Consumer
from leadcore.message import Delivery, Message
from leadcore.metrics import Metrics
from leadcore.runtime import changelogs
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.faust_reader import RETURNS, WAITING, FaustReader, Unremembered
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.packets import Packet
from mode.services import Diag

TOPIC = "leads.identified"


class TP(NamedTuple):
    topic: str
    partition: int


@dataclass
class Event:
    message: Any


@dataclass(eq=False)
class Raw:
    offset: int
    tp: TP
    generation_id: int = 1
    acked: bool = False
    seeks: int = 0


class App:
    """As much of Faust's as the reader asks."""

    def __init__(self, generation: int = 1, *, rebalancing: bool = False) -> None:
        self.consumer_generation_id, self.rebalancing = generation, rebalancing

    def _start_span_from_rebalancing(self, _name: str) -> Any:
        return contextlib.nullcontext()

    def on_rebalance_return(self) -> None:
        """Nothing waits for it."""


class Client:
    """The thread around the client: records by partition, read when the test lets it."""

    def __init__(self) -> None:
        self.records: dict[TP, list[Raw]] = {}
        self.let = asyncio.Event()
        self.let.set()
        self.seeks: list[dict[TP, int]] = []
        self.refuses: Exception | None = None

    async def getmany(self, _partitions: set[TP], timeout: float) -> dict[TP, list[Raw]]:  # noqa: ASYNC109
        await self.let.wait()
        read, self.records = self.records, {}
        return read

    async def seek_wait(self, places: dict[TP, int]) -> None:
        if self.refuses:
            raise self.refuses
        self.seeks.append(dict(places))


class Carrying:
    """What a reader tells its carrier."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.rebalanced = RunnerMetrics(self.metrics, "ingest.admit").rebalanced

    async def settle(self, _seconds: float) -> None:
        """Nothing is in hand."""


class Unconnected(FaustReader):
    """The reader without its connection: what it decides is looked at, not what Faust does with it."""

    def __init__(self, app: App | None = None) -> None:
        self._begin()
        self.high = 0
        self.app: Any = app or App()
        self.client = Client()
        self._thread: Any = self.client
        self.carrier: Any = Carrying()
        self.queues = {TOPIC: asyncio.Queue()}
        self._upto = {TP(TOPIC, 0): 10, TP(TOPIC, 1): 0}
        self._next = dict(self._upto)
        self._committed_offset: Any = {TP(TOPIC, 0): 10, TP(TOPIC, 1): None}
        self._unacked_messages: Any = set()

    def assignment(self) -> set[Any]:
        return set(self._upto)

    def highwater(self, tp: Any) -> int:
        return self.high

    async def returned(self) -> None:
        """Once the reader has gone back."""
        assert self._returning is not None
        await self._returning


def packet(offset: int, partition: int = 0, generation: int = 1, seeks: int = 0) -> Packet:
    raw = Raw(offset, TP(TOPIC, partition), generation, seeks=seeks)
    return Packet(Event(raw), Delivery(Message(TOPIC, partition, offset, 0, None, b"")))


def offsets(packets: list[Packet]) -> list[tuple[int, int]]:
    return [(each.delivery.message.partition, each.delivery.message.offset) for each in packets]


def test_what_is_finished_is_committed_and_nothing_else() -> None:
    reader = Unconnected()
    assert not list(reader._filter_tps_with_pending_acks())
    reader.ack(packet(10).event.message)
    assert not list(reader._filter_tps_with_pending_acks()), "Faust's acknowledgement counts for nothing"
    reader.finish([packet(10), packet(11), packet(0, partition=1)])
    assert set(reader._filter_tps_with_pending_acks()) == {TP(TOPIC, 0), TP(TOPIC, 1)}
    assert reader._new_offset(TP(TOPIC, 0)) == 12
    assert reader._new_offset(TP(TOPIC, 1)) == 1


def test_what_is_finished_or_read_before_the_rebalance_is_not_handled_again() -> None:
    reader = Unconnected()
    found = reader.fresh([packet(8), packet(9), packet(10), packet(0, 1), packet(11), packet(10), packet(12, 0, 0)])
    assert offsets(found) == [(0, 10), (1, 0), (0, 11)]
    reader.app.rebalancing = True
    assert reader.fresh([packet(10)]) == []


async def test_a_reader_that_passed_over_a_packet_goes_back_for_it() -> None:
    reader = Unconnected()
    found = reader.fresh([packet(10), packet(12), packet(13), packet(0, 1)])
    assert offsets(found) == [(0, 10), (1, 0)], "nothing behind the gap is handled"
    reader.finish(found)
    await reader.returned()
    assert reader.client.seeks == [{TP(TOPIC, 0): 11, TP(TOPIC, 1): 1}], "once, and to what is finished"
    assert reader.fresh([packet(13), packet(1, 1)]) == [], "read before: these come again"
    again = [packet(offset, seeks=1) for offset in (11, 12, 13)]
    assert offsets(reader.fresh([*again, packet(1, 1, seeks=1)])) == [(0, 11), (0, 12), (0, 13), (1, 1)]


async def test_where_a_topic_has_nothing_the_reader_goes_on() -> None:
    """A marker stands behind a transaction, and what is too old is gone: no record has the offset."""
    reader = Unconnected()
    tp = TP(TOPIC, 0)
    reader.fresh([packet(13)])
    await reader.returned()
    reader.client.records = {tp: [Raw(13, tp), Raw(14, tp)]}
    await reader._getmany({tp}, 1.0)
    assert offsets(reader.fresh([packet(14, seeks=1)])) == [], "13 is there"
    assert offsets(reader.fresh([packet(13, seeks=1), packet(14, seeks=1)])) == [(0, 13), (0, 14)]
    await reader.returned()


async def test_a_packet_that_never_comes_ends_the_process() -> None:
    reader = Unconnected()
    for seeks in range(RETURNS):
        assert reader.fresh([packet(12, seeks=seeks)]) == []
        await reader.returned()
    with pytest.raises(RunnerFailed, match="from 10 to 12"):
        reader.fresh([packet(12, seeks=RETURNS)])


async def test_a_client_that_will_not_go_back_is_asked_again() -> None:
    reader = Unconnected()
    reader.client.refuses = IllegalStateError("not assigned")
    reader.fresh([packet(12)])
    await reader.returned()
    reader.client.refuses = None
    reader.fresh([packet(13)])
    await reader.returned()
    assert len(reader.client.seeks) == 1
    assert offsets(reader.fresh([packet(10, seeks=1)])) == [(0, 10)]


async def test_a_seek_waits_for_the_read_under_way() -> None:
    """What is read while the client is sent elsewhere may have been read from either place."""
    reader = Unconnected()
    tp = TP(TOPIC, 0)
    reader.client.let.clear()
    reader.client.records = {tp: [Raw(12, tp)]}
    reading = asyncio.create_task(reader._getmany({tp}, 1.0))
    await asyncio.sleep(0)
    reader.fresh([packet(11)])
    await asyncio.sleep(0.01)
    assert not reader.client.seeks
    reader.client.let.set()
    await reading
    await reader.returned()
    assert reader.client.seeks
    assert (reader._read_behind, reader._seeks) == (0, 1), "what was read is from before"


def test_nothing_that_is_read_again_is_dropped() -> None:
    """Faust drops what is not beyond the last offset that it read, though it was sent back itself."""
    assert "offset >= r_offset" in inspect.getsource(Consumer._drain_messages)
    read = Unremembered()
    read[TP(TOPIC, 0)] = 15
    assert read[TP(TOPIC, 0)] is None


async def test_rebalances_are_counted_with_the_time_without_partitions() -> None:
    """`lead_rebalance_total` and how long nothing was read, also of the unit that Faust drives."""
    reader = Unconnected()
    reader._paused_partitions, reader._active_partitions = set(), set()
    reader._gap = reader._acked = reader._acked_index = reader._read_offset = {}  # type: ignore[assignment]
    asked: list[Any] = []

    async def told(*said: Any) -> None:
        asked.append(said)

    reader._on_partitions_assigned = reader._on_partitions_revoked = told
    reader.diag = Diag(reader)
    labels = {"unit": "ingest.admit"}
    value = reader.carrier.metrics.registry.get_sample_value
    await reader.on_partitions_assigned({TP(TOPIC, 0)}, 1)
    assert value("lead_rebalance_total", labels) == 1
    assert value("lead_rebalance_duration_seconds_sum", labels) == 0, "nothing was taken before"
    await reader.on_partitions_revoked({TP(TOPIC, 0)})
    await asyncio.sleep(0.01)
    await reader.on_partitions_assigned({TP(TOPIC, 0)}, 2)
    assert value("lead_rebalance_total", labels) == 2
    assert (value("lead_rebalance_duration_seconds_sum", labels) or 0) >= 0.01
    assert len(asked) == 3


def test_work_finished_while_a_rebalance_waits_for_it_still_counts() -> None:
    reader = Unconnected(App(rebalancing=True))
    reader.finish([packet(10)])
    assert reader._new_offset(TP(TOPIC, 0)) == 11
    reader.app.consumer_generation_id = 2
    reader.finish([packet(11)])
    assert reader._new_offset(TP(TOPIC, 0)) == 11, "by now it may be somebody else's"


def test_a_topic_with_many_packets_waiting_is_not_read() -> None:
    reader = Unconnected()
    assert reader._has_room(TP(TOPIC, 0))
    for number in range(WAITING):
        reader.queues[TOPIC].put_nowait(number)
    assert not reader._has_room(TP(TOPIC, 0))
    assert reader._has_room(TP("a-changelog", 0))


def test_a_partition_with_packets_that_does_not_move_is_named() -> None:
    reader = Unconnected()
    reader.high = 20
    later = time.monotonic() + 1
    assert reader.behind(frozenset({TOPIC}), later) == []
    assert sorted(reader.behind(frozenset({TOPIC}), later)) == [f"{TOPIC}/0", f"{TOPIC}/1"]
    reader.finish([packet(10)])
    assert reader.behind(frozenset({TOPIC}), later) == [f"{TOPIC}/1"]
    assert reader.behind(frozenset(), later) == [], "a retry waits for its time"
    reader.high = 0
    assert reader.behind(frozenset({TOPIC}), later) == [], "at its end"


def test_the_client_still_has_the_wait_that_is_made_shorter() -> None:
    """A private attribute of aiokafka 0.14.0: were it renamed, setting it would change nothing and say nothing."""
    assert "_fetch_max_wait_ms" in inspect.getsource(AIOKafkaConsumer.start)


def test_a_row_of_a_changelog_is_looked_at_before_it_is_remembered() -> None:
    """fault:D4: a broker serves what is on its disk; librdkafka does not look unless it is told to."""
    assert changelogs._settings("host:1")["check.crcs"]
