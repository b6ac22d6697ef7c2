"""The topics as one who replays dead letters needs them."""

import time
from collections import deque
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from leadcore.failures import PortUnavailable
from leadcore.message import Message, Write, received
from leadcore.runtime.clients import reason_of

from console.ports import Place

WAIT_S = 10.0
AT_ONCE, FAR = 500, 1000
FLUSH_S = 40.0
SLICE_S = 0.25
_GONE = (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE)
_ANY = -1
"""By the key, as librdkafka has it."""


class KafkaLetterLog:
    """Writes replays and outcomes, reads originals; see LetterLog."""

    def __init__(self, servers: str) -> None:
        quiet: dict[str, Any] = {"bootstrap.servers": servers, "log_level": 2, "error_cb": lambda _error: None}
        self._producer = Producer(
            {
                **quiet,
                "enable.idempotence": True,
                "partitioner": "murmur2_random",
                "linger.ms": 5,
                "message.max.bytes": 8 * 1024 * 1024,
                "message.timeout.ms": 30_000,
            }
        )
        self._reading = {
            **quiet,
            "group.id": "console",
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
        }

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        try:
            found = self._producer.list_topics(topic, timeout=WAIT_S).topics[topic]
        except KafkaException as error:
            raise _away(error) from None
        if found.error is not None:
            raise PortUnavailable("kafka", f"topic {topic} missing")
        return len(found.partitions)

    def publish(self, writes: Sequence[Write]) -> None:
        """Write all, durably; one that fails fails all, though others may stand."""
        failed: list[KafkaError] = []
        told = lambda error, _message: failed.append(error) if error is not None else None  # noqa: E731
        for write in writes:
            try:
                self._producer.produce(
                    write.topic.value,
                    value=write.value,
                    key=write.key,
                    headers=list(write.headers),
                    on_delivery=told,
                    partition=_ANY if write.partition is None else write.partition,
                )
            except KafkaException as error:
                raise _away(error) from None
            self._producer.poll(0)
        if self._producer.flush(FLUSH_S) or failed:
            raise PortUnavailable("kafka", reason_of(failed[0]) if failed else "no-answer")

    def originals(self, places: Collection[Place]) -> dict[Place, Message]:
        """The messages that stand there, without those that are no longer kept; each partition is read through once."""
        if not places:
            return {}
        consumer = Consumer(self._reading)
        try:
            return _Reading(consumer, places).found()
        except KafkaException as away:
            raise _away(away) from None
        finally:
            consumer.close()


class _Reading:
    """One pass over the partitions in which wanted messages stand."""

    def __init__(self, consumer: Any, places: Collection[Place]) -> None:
        self._consumer = consumer
        self._found: dict[Place, Message] = {}
        self._wanted: dict[tuple[str, int], deque[int]] = {}
        for place in sorted(places, key=attrgetter("topic", "partition", "offset")):
            self._wanted.setdefault((place.topic, place.partition), deque()).append(place.offset)

    def found(self) -> dict[Place, Message]:
        self._consumer.assign([TopicPartition(*part, offsets[0]) for part, offsets in self._wanted.items()])
        heard_at = time.monotonic()
        while self._wanted:
            stood: dict[tuple[str, int], int | None] = {}
            for each in self._consumer.consume(AT_ONCE, SLICE_S):
                heard_at = time.monotonic()
                self._take(each, stood)
            for part, at in stood.items():
                self._go_on(part, at)
            if time.monotonic() - heard_at > WAIT_S:
                raise PortUnavailable("kafka", "no-answer")
        return self._found

    def _take(self, got: Any, stood: dict[tuple[str, int], int | None]) -> None:
        """Look at one message or error; `stood`: where each partition is read to, None: nowhere, the offset is gone."""
        part, error = (got.topic(), got.partition()), got.error()
        offsets = self._wanted.get(part)
        if offsets is None:
            return
        if error is None:
            stood[part] = at = got.offset()
            while offsets and offsets[0] <= at:
                if offsets.popleft() == at:
                    self._found[Place(*part, at)] = received(got)
        elif error.code() == KafkaError._PARTITION_EOF:
            offsets.clear()
        elif error.code() in _GONE:
            stood[part] = None
            offsets.popleft()
        elif not error.retriable():
            raise KafkaException(error)
        if not offsets:
            del self._wanted[part]

    def _go_on(self, part: tuple[str, int], at: int | None) -> None:
        """What lies near is read on to, what lies far off is gone to; a partition that is done is let go."""
        offsets = self._wanted.get(part)
        if offsets and at is not None and offsets[0] - at <= FAR:
            return
        self._consumer.incremental_unassign([TopicPartition(*part)])
        if offsets:
            self._consumer.incremental_assign([TopicPartition(*part, offsets[0])])


def _away(error: KafkaException) -> PortUnavailable:
    return PortUnavailable("kafka", reason_of(error.args[0]))
