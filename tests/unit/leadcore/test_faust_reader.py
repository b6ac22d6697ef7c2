"""anchor:P22, DESIGN §5: offsets follow what is finished, without a gap, and what stands still is named."""

import asyncio
import inspect
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from aiokafka import AIOKafkaConsumer  # type: ignore[import-untyped]
from leadcore.message import Delivery, Message
from leadcore.runtime import changelogs
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.faust_tables import WAITING, FaustReader
from leadcore.runtime.packets import Packet

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


@dataclass
class App:
    consumer_generation_id: int = 1
    rebalancing: bool = False


@dataclass
class Unconnected(FaustReader):
    """The reader without its connection: what it decides is looked at, not what Faust does with it."""

    app: Any = field(default_factory=App)
    high: int = 0

    def __post_init__(self) -> None:
        self.queues: dict[str, Any] = {TOPIC: asyncio.Queue()}
        self._upto: dict[Any, int] = {TP(TOPIC, 0): 10, TP(TOPIC, 1): 0}
        self._moved: dict[Any, tuple[int, float]] = {}
        self._committed_offset: Any = {TP(TOPIC, 0): 10, TP(TOPIC, 1): None}
        self._unacked_messages: set[Any] = set()

    def assignment(self) -> set[Any]:
        return set(self._upto)

    def highwater(self, tp: Any) -> int:
        return self.high


def packet(offset: int, partition: int = 0, generation: int = 1) -> Packet:
    raw = Raw(offset, TP(TOPIC, partition), generation)
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


def test_a_gap_ends_the_process() -> None:
    reader = Unconnected()
    with pytest.raises(RunnerFailed, match="from 11 to 12"):
        reader.fresh([packet(10), packet(12)])
    assert offsets(reader.fresh([packet(10)])) == [(0, 10)], "looking changes nothing"


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
    reader = Unconnected(high=20)
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
