"""Counts outcomes while they come, so that a fault can be timed by what is done. Judges nothing."""

import threading
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from leadcore.contracts import Topic
from leadcore.message import SUBMISSION_ID

from lab.ledger.places import Offsets


class Watch:
    """Reads `leads.outcomes` from `starts` on, in a thread of its own, until stopped."""

    def __init__(self, servers: str, starts: Offsets) -> None:
        settings: dict[str, Any] = {
            "bootstrap.servers": servers,
            "group.id": "proof-watch",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "reconnect.backoff.max.ms": 500,
            "log_level": 2,
            "error_cb": lambda _error: None,
        }
        self._consumer = Consumer(settings)
        self._consumer.assign(
            [TopicPartition(t, p, at) for (t, p), at in starts.items() if t == Topic.LEADS_OUTCOMES.value]
        )
        self._over = threading.Event()
        self._reading = threading.Thread(target=self._read, name="proof-watch", daemon=True)
        self._seen: set[str | bytes | None] = set()

    @property
    def count(self) -> int:
        """Different submissions with an outcome so far."""
        return len(self._seen)

    def start(self) -> None:
        """Begin to read."""
        self._reading.start()

    def stop(self) -> None:
        """Read no more. Idempotent."""
        if not self._over.is_set():
            self._over.set()
            self._reading.join()
            self._consumer.close()

    def _read(self) -> None:
        while not self._over.is_set():
            try:
                messages = self._consumer.consume(500, 0.05)
            except KafkaException:
                continue
            for message in messages:
                if message.error() is None:
                    self._seen.add(dict(message.headers() or ()).get(SUBMISSION_ID))
