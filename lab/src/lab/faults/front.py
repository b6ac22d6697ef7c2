"""
The front door alone over a broker: a gateway process, a key for it, and what stands on the topics behind it.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, TopicPartition
from leadcore.codec import Codec
from leadcore.contracts import Submission, Topic

from lab.faults.load import Callers, Seen, accepted
from lab.faults.parts import Part
from lab.stack.home import LOOPBACK, Home, write

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Front:
    """A gateway that runs, and how to call it."""

    gateway: Part
    url: str
    api_key: str

    def callers(self, rate: float) -> Callers:
        """Callers who send so many leads a second."""
        return Callers(self.url, self.api_key, rate)


@contextmanager
def front(
    home: Home, kafka: str, workspace: Path, variables: Mapping[str, str] | None = None, limits: tuple[str, ...] = ()
) -> Iterator[Front]:
    """A gateway over the broker at `kafka`, started inside the block; it may not be ready yet."""
    key = home.secret("api-key")
    known = [{"id": "proof", "sha256": hashlib.sha256(key.encode()).hexdigest(), "sources": ["*"]}]
    write(home.secrets / "gateway-keys.json", json.dumps(known), mode=0o600)
    port = home.port("gateway")
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "WORKSPACE_DIR": str(workspace),
        "GATEWAY_KEYS_FILE": str(home.secrets / "gateway-keys.json"),
        "HTTP_PORT": str(port),
        **(variables or {}),
    }
    with Part(home, "gateway", settings, limits=limits) as gateway:
        yield Front(gateway, f"http://{LOOPBACK}:{port}", key)


def on_topic(kafka: str, topic: Topic = Topic.LEADS_RAW) -> list[Any]:
    """
    Every record on the topic, as a reader of committed data from its start finds them.

    Raises:
        KafkaException: no broker answers.
    """
    settings = {
        "bootstrap.servers": kafka,
        "group.id": "proof-reader",
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
        "log_level": 2,
        "error_cb": lambda _error: None,
    }
    consumer = Consumer({**settings, "enable.partition.eof": True})
    try:
        return _read(consumer, topic)
    finally:
        consumer.close()


def submissions_on(kafka: str, topic: Topic = Topic.LEADS_RAW) -> list[str]:
    """The submission ids on the topic, one for each record that is a Submission."""
    decoded = [Codec().decode(Submission, record.value()) for record in on_topic(kafka, topic)]
    return [each.submission_id for each in decoded if isinstance(each, Submission)]


def missing(kafka: str, seen: Sequence[Seen]) -> set[str]:
    """The submissions that callers were promised and that do not stand on the log."""
    return accepted(seen) - set(submissions_on(kafka))


def _read(consumer: Any, topic: Topic) -> list[Any]:
    partitions = consumer.list_topics(str(topic), timeout=TIMEOUT_S).topics[str(topic)].partitions
    consumer.assign([TopicPartition(str(topic), number, 0) for number in partitions])
    found: list[Any] = []
    ended: set[int] = set()
    end = time.monotonic() + TIMEOUT_S
    while len(ended) < len(partitions):
        assert time.monotonic() < end, f"{topic} was not read to its end within {TIMEOUT_S:.0f} s"
        for record in consumer.consume(1000, 0.2):
            error = record.error()
            if error is None:
                found.append(record)
            elif error.code() == KafkaError._PARTITION_EOF:
                ended.add(record.partition())
    return found
