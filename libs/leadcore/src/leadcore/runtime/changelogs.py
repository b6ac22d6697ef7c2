"""
What a changelog holds, read in bulk by a confluent consumer in a thread: Faust replays 2,900 keys a second, this reads
130,000. Rows that need not be kept any more are not taken in.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from leadcore.clock import Clock
from leadcore.runtime.clients import reason_of
from leadcore.runtime.rows import Rows
from leadcore.runtime.tables import Part, is_past

READ = 10_000
"""Records taken at once."""
WAIT_S = 0.1
QUIET_S = 30.0
"""A changelog that gives nothing for so long, not even its end, is away."""
RETRY_S = 1.0


class Changelogs:
    """
    Reads changelogs; waits while the broker is away.

    Args:
        failed: told what cannot be mended. Faust drops exceptions of the callback in which rows are recovered.
        waiting: told what recovery waits for; empty: nothing any more.
    """

    def __init__(
        self, kafka: str, clock: Clock, failed: Callable[[Exception], None], waiting: Callable[[str], None]
    ) -> None:
        self._settings = _settings(kafka)
        self._clock, self._failed, self._waiting = clock, failed, waiting
        self._closed = threading.Event()
        self._log = structlog.get_logger()

    def close(self) -> None:
        """Read no more."""
        self._closed.set()

    async def ends(self, topic: str, partitions: Collection[int]) -> dict[int, int]:
        """
        Where each of `partitions` ends.

        Raises:
            KafkaException: the broker does not say.
        """
        return await asyncio.to_thread(self._ends, topic, partitions)

    async def recover(self, parts: dict[int, Part], topic: str, wanted: Collection[int]) -> None:
        """Bring `wanted` up to date in `parts`, however long it takes: those that are missing or not at their end."""
        while not self._closed.is_set():
            try:
                started = time.perf_counter()
                records = await asyncio.to_thread(self._recovered, parts, topic, wanted)
            except KafkaException as error:
                self._waiting(reason_of(error.args[0]))
                await asyncio.sleep(RETRY_S)
            except Exception as error:  # noqa: BLE001  Faust would drop it and go on with half a table
                self._failed(error)
                await asyncio.get_running_loop().create_future()
            else:
                self._waiting("")
                seconds = round(time.perf_counter() - started, 3)
                self._log.info("table.recovered", topic=topic, records=records, seconds=seconds)
                return

    def _recovered(self, parts: dict[int, Part], topic: str, wanted: Collection[int]) -> int:
        ends = self._ends(topic, wanted)
        stale = [p for p in wanted if p not in parts or parts[p].end != ends[p]]
        if not stale:
            return 0
        reading = _Reading(stale, self._clock())
        consumer = Consumer(self._settings)
        try:
            consumer.assign([TopicPartition(topic, partition, 0) for partition in stale])
            while not (reading.done or self._closed.is_set()):
                reading.take(consumer.consume(READ, WAIT_S))
        finally:
            consumer.close()
        parts.update({p: part for p, part in reading.parts.items() if part.end >= 0})
        return reading.records

    def _ends(self, topic: str, partitions: Iterable[int]) -> dict[int, int]:
        consumer = Consumer(self._settings)
        try:
            return {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=5)[1] for p in partitions}
        finally:
            consumer.close()


class _Reading:
    """Partitions as they are read from their beginning to the end that the broker names."""

    def __init__(self, partitions: Iterable[int], now: int) -> None:
        self.parts = {partition: Part() for partition in partitions}
        self.records = 0
        self._now = now
        self._heard_at = time.monotonic()

    @property
    def done(self) -> bool:
        return all(part.end >= 0 for part in self.parts.values())

    def take(self, messages: Collection[Any]) -> None:
        now = time.monotonic()
        if messages:
            self._heard_at = now
        elif now - self._heard_at > QUIET_S:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        for message in messages:
            part = self.parts[message.partition()]
            error = message.error()
            if error is None:
                self._put(part.rows, message.key(), message.value())
            elif error.code() == KafkaError._PARTITION_EOF:
                part.end = message.offset()
            else:
                raise KafkaException(error)

    def _put(self, rows: Rows, key: bytes, kept: bytes | None) -> None:
        self.records += 1
        if kept is None or is_past(kept, self._now):
            rows.remove(key)
        else:
            rows.put(key, kept)


def _settings(kafka: str) -> dict[str, Any]:
    return {
        "bootstrap.servers": kafka,
        "group.id": "changelog",
        "enable.auto.commit": False,
        "enable.partition.eof": True,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        # A row that is not what was written would be remembered as one.
        "check.crcs": True,
        # Memory: the client's own figure is four times as much, fetched ahead of what is taken in.
        "queued.max.messages.kbytes": 16 * 1024,
        # The end of a partition is told with the first empty answer.
        "fetch.wait.max.ms": 10,
        "log_level": 2,
        "error_cb": lambda _error: None,
    }
