"""Reads leads.routed from its end on, committed records alone, and notes when each lead came."""

import threading
import time
from collections import Counter
from types import TracebackType
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from leadcore.clock import Clock, system_clock
from leadcore.codec import Codec, origin_of
from leadcore.contracts import Origin, Topic

BENCH = frozenset({"bench", "proof"})


class Arrivals:
    """While the block runs, every lead of the bench that comes out: how late, and how often."""

    def __init__(self, servers: str, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._consumer = Consumer(
            {
                "bootstrap.servers": servers,
                "group.id": "bench",
                "enable.auto.commit": False,
                # The broker answers when there is something; asking more often costs it more than a unit does.
                "isolation.level": "read_committed",
            }
        )
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, name="bench-arrivals", daemon=True)
        self._codec = Codec()
        self.latencies_ms: list[float] = []
        self.since_append_ms: list[float] = []
        self.bulk_at: list[float] = []
        """When each lead of the bulk lane came, by `time.perf_counter`; the two above are of live leads alone."""
        self._noting = threading.Lock()
        self.last_at = 0.0
        """When the last first version of a lead came, by `time.perf_counter`; 0: none did."""
        self._seen: Counter[str] = Counter()

    def __enter__(self) -> "Arrivals":
        topic = Topic.LEADS_ROUTED.value
        partitions = self._consumer.list_topics(topic, 10).topics[topic].partitions
        ends = [self._consumer.get_watermark_offsets(TopicPartition(topic, p), 10)[1] for p in partitions]
        self._consumer.assign([TopicPartition(topic, p, end) for p, end in zip(partitions, ends, strict=True)])
        self._reader.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._over.set()
        self._reader.join()
        self._consumer.close()

    def taken(self) -> tuple[list[float], list[float]]:
        """Latencies of those that came since it was last asked, from acceptance and from the first append, ms."""
        with self._noting:
            found = self.latencies_ms, self.since_append_ms
            self.latencies_ms, self.since_append_ms = [], []
        return found

    @property
    def repeats(self) -> int:
        """Versions that came more than once, counted once for each further time."""
        return self._seen.total() - len(self._seen)

    def _read(self) -> None:
        while not self._over.is_set():
            for message in self._consumer.consume(500, 0.02):
                value = message.value()
                if message.error() is None and value is not None:
                    self._note(value, _version(message.headers() or ()))

    def _note(self, value: bytes, version: str) -> None:
        origin = origin_of(self._codec.body(value))
        if not isinstance(origin, Origin) or origin.source not in BENCH:
            return
        self._seen[version] += 1
        # Later versions wait for PostgreSQL to have the first.
        if not version.startswith(f"{origin.submission_id}/1/"):
            return
        self.last_at = time.perf_counter()
        if origin.lane == "bulk":
            self.bulk_at.append(self.last_at)
        else:
            now = self._clock()
            with self._noting:
                self.latencies_ms.append(now - origin.accepted_at)
                self.since_append_ms.append(now - origin.appended_at)


def _version(headers: Any) -> str:
    """Submission, version and attempt, as the router names each of its records."""
    return next((value.decode() for name, value in headers if name == "ce_id"), "")
