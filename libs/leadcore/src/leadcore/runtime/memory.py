"""
The memory runner: the same stages in one process without a broker.

`MemoryLog` stands for the broker: topics with partitions and offsets, messages as bytes. `MemoryRunner` drives any
number of stages over it until nothing moves; waiting retries become due by moving a clock that the caller owns.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable
from leadcore.ids import partition_of
from leadcore.message import Message, Write, delivered
from leadcore.pipeline import Tools, process
from leadcore.stage import Stage

BATCH = 1000


class ManualClock:
    """A clock that moves when it is told to; milliseconds."""

    def __init__(self, now: int = 1_700_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        """The time."""
        return self.now

    def advance(self, milliseconds: int) -> None:
        """Move the time on."""
        self.now += milliseconds


class MemoryLog:
    """Topics in memory. Keys choose partitions as librdkafka's `murmur2_random` does; no key: partition 0."""

    def __init__(self, clock: ManualClock, partitions: int = 4) -> None:
        self.clock = clock
        self.partitions = partitions
        self._topics: dict[str, list[list[Message]]] = defaultdict(lambda: [[] for _ in range(partitions)])
        self._committed: dict[tuple[str, str, int], int] = defaultdict(int)

    def append(self, write: Write) -> Message:
        """Put `write` at the end of its partition and return the message it became."""
        partition = write.partition
        if partition is None:
            partition = partition_of(write.key, self.partitions) if write.key is not None else 0
        log = self._topics[write.topic][partition]
        put = Message(write.topic, partition, len(log), self.clock(), write.key, write.value, write.headers)
        log.append(put)
        return put

    def read(self, topic: str, partition: int, offset: int, limit: int = BATCH) -> Sequence[Message]:
        """Messages of one partition from `offset` on."""
        return self._topics[topic][partition][offset : offset + limit]

    def all(self, topic: str) -> list[Message]:
        """Every message of `topic`, partition after partition."""
        return [message for partition in self._topics[topic] for message in partition]

    def commit(self, unit: str, topic: str, partition: int, offset: int) -> None:
        """Keep `offset` as the next one that `unit` reads; it outlives the runner."""
        self._committed[unit, topic, partition] = offset

    def committed(self, unit: str, topic: str, partition: int) -> int:
        """The next offset `unit` will read."""
        return self._committed[unit, topic, partition]


class MemoryRunner:
    """Drives stages over a MemoryLog. A batch's offsets move only after its writes stand in the log."""

    def __init__(
        self,
        stages: Iterable[Stage[Any, Any]],
        log: MemoryLog,
        codec: Codec | None = None,
        stopwatch: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._log = log
        self._codec = codec or Codec()
        self._stages = list(stages)
        self.paused: dict[str, PortUnavailable] = {}
        """Units that wait for a dependency, with what they wait for."""
        self._tools = Tools(self._codec, log.clock, lambda _: log.partitions, stopwatch)
        self.counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        """What each unit did: (verdict | outcome | failure, label) → how many."""

    async def run(self) -> int:
        """Handle all that is there until nothing moves; returns how many messages were handled."""
        handled = 0
        while moved := sum([await self._turn(stage) for stage in self._stages]):
            handled += moved
        return handled

    def next_due(self) -> int | None:
        """When the next waiting retry becomes due, milliseconds; None: none waits."""
        dues = [
            delivered(message, stage.retry).due
            for stage in self._stages
            for partition in range(self._log.partitions)
            for message in self._waiting(stage, stage.retry, partition)[:1]
        ]
        return min(dues, default=None)

    def committed(self, unit: str, topic: Topic, partition: int) -> int:
        """The next offset `unit` will read."""
        return self._log.committed(unit, topic, partition)

    async def _turn(self, stage: Stage[Any, Any]) -> int:
        moved = 0
        for topic in (stage.retry, *stage.sources):
            for partition in range(self._log.partitions):
                batch = self._due(stage, topic, self._waiting(stage, topic, partition))
                if batch:
                    moved += await self._handled(stage, topic, partition, batch)
        return moved

    def _waiting(self, stage: Stage[Any, Any], topic: Topic, partition: int) -> Sequence[Message]:
        return self._log.read(topic, partition, self._log.committed(stage.unit, topic, partition))

    def _due(self, stage: Stage[Any, Any], topic: Topic, batch: Sequence[Message]) -> Sequence[Message]:
        """The head of `batch` that may be handled now: in a retry topic, up to the first that is not yet due."""
        if topic != stage.retry:
            return batch
        now = self._log.clock()
        waiting = (i for i, message in enumerate(batch) if delivered(message, stage.retry).due > now)
        return batch[: next(waiting, len(batch))]

    async def _handled(self, stage: Stage[Any, Any], topic: Topic, partition: int, batch: Sequence[Message]) -> int:
        deliveries = [delivered(message, stage.retry) for message in batch]
        try:
            processed = await process(stage, deliveries, self._tools)
        except PortUnavailable as away:
            self.paused[stage.unit] = away
            return 0
        self.paused.pop(stage.unit, None)
        for write in processed.writes:
            self._log.append(write)
        self._log.commit(stage.unit, topic, partition, batch[-1].offset + 1)
        self.counts[stage.unit].update(processed.counts)
        return len(batch)
