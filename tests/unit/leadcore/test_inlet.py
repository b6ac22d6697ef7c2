"""P5 without a broker: which offsets a unit may commit, whatever it read, finished or gave back."""

from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from leadcore.clock import system_clock
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.lanes import BATCH_BYTES
from leadcore.testing.harness import LEADS, Obedient

TOPIC = str(LEADS.source)


class Record:
    """A message as the client hands it out; without a value the end of its partition."""

    def __init__(self, offset: int, value: bytes | None = b"lead", error: int = KafkaError._PARTITION_EOF) -> None:
        self._offset, self._value, self._error = offset, value, error

    def topic(self) -> str:
        return TOPIC

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return self._offset

    def error(self) -> KafkaError | None:
        return None if self._value is not None else KafkaError(self._error)

    def timestamp(self) -> tuple[int, int]:
        return 2, 0

    def key(self) -> bytes:
        return b"key"

    def value(self) -> bytes | None:
        return self._value

    def headers(self) -> None:
        return None


class OnePartition:
    """A consumer that was given one partition, and hands out what is put on `log`."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        """Most records that it has at a time."""
        self.paused = False
        self.log: list[Record] = []
        self.committed: list[int] = []

    def subscribe(self, _topics: list[str], on_assign: Any, **_others: Any) -> None:
        on_assign(self, [TopicPartition(TOPIC, 0)])

    def consume(self, most: int, _wait_s: float) -> list[Record]:
        most = 0 if self.paused else min(most, self.answer)
        given, self.log = self.log[:most], self.log[most:]
        return given

    def commit(self, offsets: list[TopicPartition], asynchronous: bool) -> list[TopicPartition] | None:
        self.committed += [each.offset for each in offsets]
        return None if asynchronous else offsets

    def pause(self, _partitions: list[TopicPartition]) -> None:
        self.paused = True

    def resume(self, _partitions: list[TopicPartition]) -> None:
        self.paused = False


def an_inlet(answer: int = 1000) -> tuple[Inlet, OnePartition]:
    consumer = OnePartition(answer)
    inlet = Inlet(Obedient(LEADS, "inlet").stage, consumer, system_clock)
    inlet.open()
    return inlet, consumer


def test_what_was_given_back_is_not_passed_by_the_end_of_its_partition() -> None:
    """fault:B5, fault:D2: told to stop while a dependency is away, after the partition was read to its end."""
    inlet, consumer = an_inlet()
    consumer.log = [Record(n) for n in range(5)] + [Record(5, value=None)]
    batch = inlet.gather(100, 0.0)
    assert len(batch) == 5
    inlet.keep()
    inlet.drop(batch)
    inlet.pass_ends()
    inlet.commit_now()
    assert consumer.committed == []


def test_a_group_that_stands_still_for_seconds_costs_no_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """fault:B4, fault:B5: while one member shares the partitions out, the group refuses the commits of the others."""
    inlet, consumer = an_inlet()
    consumer.log = [Record(0)]
    inlet.finish(inlet.gather(100, 0.0))
    clock = [0.0]
    monkeypatch.setattr("leadcore.runtime.inlet.time.monotonic", lambda: clock[0])
    monkeypatch.setattr("leadcore.runtime.inlet.time.sleep", lambda s: clock.__setitem__(0, clock[0] + s))
    taken = consumer.commit

    def commit(offsets: list[TopicPartition], asynchronous: bool) -> list[TopicPartition] | None:
        if clock[0] < 4.0:
            raise KafkaException(KafkaError(KafkaError.REBALANCE_IN_PROGRESS))
        return taken(offsets, asynchronous)

    monkeypatch.setattr(consumer, "commit", commit)
    inlet.commit_now()
    assert consumer.committed == [1]


def test_a_partition_that_was_paused_when_it_was_taken_is_read_when_it_comes_back() -> None:
    """fault:C2: the client keeps a pause over a rebalance, and a retry topic whose head is not due is always paused."""
    inlet, consumer = an_inlet()
    consumer.paused = True
    consumer.log = [Record(0)]
    batch = inlet.gather(100, 0.0) or inlet.gather(100, 0.0)
    assert len(batch) == 1


def test_a_partition_that_comes_while_a_dependency_is_away_is_not_read() -> None:
    inlet, consumer = an_inlet()
    consumer.log = [Record(n) for n in range(5)]
    consumer.answer = 0
    inlet.keep(0.01)
    assert consumer.paused


def test_large_records_do_not_multiply_memory() -> None:
    """reliability 3.2: a batch ends at so many bytes, and what waits for the next one is bounded as well."""
    inlet, consumer = an_inlet(answer=20)
    consumer.log = [Record(n, value=bytes(1_000_000)) for n in range(300)]
    done = 0
    while done < 300:
        batch = inlet.gather(1000, 0.0)
        assert 0 < len(batch) <= BATCH_BYTES // 1_000_000 + 1
        [lane] = inlet.lanes()
        assert lane.held == 1_000_000 * len(lane.waiting) <= BATCH_BYTES + 21_000_000
        inlet.finish(batch)
        done += len(batch)


def test_the_end_of_a_partition_is_passed_once_all_before_it_is_finished() -> None:
    """Transaction markers after the last record are no lag."""
    inlet, consumer = an_inlet()
    consumer.log = [Record(0), Record(1), Record(4, value=None)]
    batch = inlet.gather(100, 0.0)
    inlet.pass_ends()
    inlet.commit_now()
    assert consumer.committed == [], "two are in hand"
    inlet.finish(batch)
    inlet.commit_now()
    inlet.pass_ends()
    inlet.commit_now()
    assert consumer.committed == [2, 4]


def test_a_partition_that_was_empty_when_it_came_is_passed_to_its_end() -> None:
    inlet, consumer = an_inlet()
    consumer.log = [Record(7, value=None)]
    assert inlet.gather(100, 0.0) == []
    assert consumer.committed == [7]


@pytest.mark.parametrize("error", [KafkaError._BAD_MSG, KafkaError._BAD_COMPRESSION])
def test_nothing_behind_a_damaged_record_is_read(error: int) -> None:
    """fault:D4. The client tells once, passes the record over and goes on: what follows would be committed past it."""
    inlet, consumer = an_inlet()
    consumer.log = [Record(0), Record(1, None, error), Record(2)]
    with pytest.raises(RunnerFailed):
        inlet.gather(100, 0.0)
    assert [lane.next_offset for lane in inlet.lanes()] == [1]
    assert not consumer.committed
