"""P9 without a broker: what a unit reads when live leads and a backfill come, and how long it waits for more."""

import time
from collections.abc import Sequence
from typing import Any

import pytest
from confluent_kafka import TopicPartition
from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.lanes import Taken
from leadcore.runtime.shares import LEAST_HANDFUL
from leadcore.stage import Stage
from leadcore.verdict import Verdict

LIVE, BULK = Topic.LEADS_RAW, Topic.LEADS_BULK
MOST, LINGER_S = 1000, 0.04


class Record:
    """A message as the client hands it out."""

    def __init__(self, topic: str, partition: int, offset: int) -> None:
        self._topic, self._partition, self._offset = topic, partition, offset

    def topic(self) -> str:
        return self._topic

    def partition(self) -> int:
        return self._partition

    def offset(self) -> int:
        return self._offset

    def error(self) -> None:
        return None

    def timestamp(self) -> tuple[int, int]:
        return 2, system_clock()

    def key(self) -> None:
        return None

    def value(self) -> bytes:
        return b"lead"

    def headers(self) -> None:
        return None


class TwoLanes:
    """A consumer with two partitions of either topic, which hands out what `comes`, and notes how long it may wait."""

    def __init__(self) -> None:
        self._log: dict[tuple[str, int], list[Record]] = {(each.value, n): [] for each in (LIVE, BULK) for n in (0, 1)}
        self._ends = dict.fromkeys(self._log, 0)
        self._paused: set[tuple[str, int]] = set()
        self.waits_s: list[float] = []

    def comes(self, topic: Topic, records: int, partition: int = 0) -> None:
        place = (topic.value, partition)
        for _ in range(records):
            self._log[place].append(Record(*place, self._ends[place]))
            self._ends[place] += 1

    def subscribe(self, _topics: list[str], on_assign: Any, **_others: Any) -> None:
        on_assign(self, [TopicPartition(*place) for place in self._log])

    def consume(self, most: int, wait_s: float) -> list[Record]:
        self.waits_s.append(wait_s)
        given: list[Record] = []
        for place, log in self._log.items():
            share = [] if place in self._paused else log[: most - len(given)]
            del log[: len(share)]
            given += share
        return given

    def commit(self, **_asked: Any) -> None:
        """No answer comes."""

    def pause(self, partitions: list[TopicPartition]) -> None:
        self._paused |= {(each.topic, each.partition) for each in partitions}

    def resume(self, partitions: list[TopicPartition]) -> None:
        self._paused -= {(each.topic, each.partition) for each in partitions}


@pytest.fixture
def consumer() -> TwoLanes:
    return TwoLanes()


@pytest.fixture
def inlet(consumer: TwoLanes, monkeypatch: pytest.MonkeyPatch) -> Inlet:
    """One that has read a live lead and a backfill, of which it has handled a handful; no time passes for it."""
    now = time.monotonic()
    monkeypatch.setattr("leadcore.runtime.inlet.time.monotonic", lambda: now)
    stage: Stage[Any, Any] = Stage("unit", (LIVE, BULK), Topic.LEADS_IDENTIFIED, Topic.LEADS_SCORER_RETRY, handled)
    made = Inlet(stage, consumer, system_clock)
    made.open()
    consumer.comes(LIVE, 1)
    consumer.comes(BULK, 500)
    finished(made, made.gather(MOST, LINGER_S), 0.0)
    return made


async def handled(_records: Sequence[Any]) -> Sequence[Verdict[Any]]:
    raise AssertionError("nothing is handled here")


def finished(inlet: Inlet, batch: list[Taken], seconds: float) -> None:
    inlet.finish(batch)
    inlet.took(batch, seconds)


def lanes_of(batch: list[Taken]) -> dict[str, int]:
    topics = [each.lane.topic for each in batch]
    return {topic: topics.count(topic) for topic in set(topics)}


def test_a_live_lead_goes_alone_and_a_handful_of_the_backfill_when_none_is_there(
    inlet: Inlet, consumer: TwoLanes
) -> None:
    finished(inlet, inlet.gather(MOST, LINGER_S), 0.0)
    finished(inlet, inlet.gather(MOST, LINGER_S), 0.015)
    consumer.comes(LIVE, 1)
    assert lanes_of(inlet.gather(MOST, LINGER_S)) == {LIVE.value: 1}
    assert lanes_of(inlet.gather(MOST, LINGER_S)) == {BULK.value: LEAST_HANDFUL}


def test_that_a_backfill_waits_is_no_reason_to_gather_live_leads_less(inlet: Inlet, consumer: TwoLanes) -> None:
    consumer.comes(LIVE, 1)
    batch = inlet.gather(MOST, LINGER_S)
    assert consumer.waits_s[-2:] == [0.0, LINGER_S], "a handful could go at once, and yet they are gathered"
    finished(inlet, batch, 0.001)


def test_live_leads_that_came_beside_a_handful_were_gathered_by_it(inlet: Inlet, consumer: TwoLanes) -> None:
    finished(inlet, inlet.gather(MOST, LINGER_S), 0.015)
    consumer.comes(LIVE, 1)
    finished(inlet, inlet.gather(MOST, LINGER_S), 0.001)
    assert consumer.waits_s[-1] == pytest.approx(LINGER_S - 0.015)
    consumer.comes(LIVE, 1)
    inlet.gather(MOST, LINGER_S)
    assert consumer.waits_s[-1] == LINGER_S, "and the next ones as ever"


def test_a_handful_waits_for_no_more_of_its_kind(inlet: Inlet, consumer: TwoLanes) -> None:
    consumer.waits_s.clear()
    consumer.comes(BULK, 1, partition=1)
    handful = inlet.gather(MOST, LINGER_S)
    assert lanes_of(handful) == {BULK.value: LEAST_HANDFUL}
    assert set(consumer.waits_s) == {0.0}
    assert inlet.crowd(handful) == 0, "and says nothing of whether live leads come one by one"
