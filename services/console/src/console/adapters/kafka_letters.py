"""The topics as one who replays dead letters needs them."""

from collections.abc import Sequence
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from leadcore.failures import PortUnavailable
from leadcore.message import Message, Write

WAIT_S = 10.0
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
        self._reading = {**quiet, "group.id": "console", "enable.auto.commit": False, "auto.offset.reset": "error"}

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
            raise PortUnavailable("kafka", failed[0].name().strip("_").lower() if failed else "no-answer")

    def original(self, topic: str, partition: int, offset: int) -> Message | None:
        """The message that stands there; None where it is no longer kept."""
        consumer = Consumer(self._reading)
        consumer.assign([TopicPartition(topic, partition, offset)])
        try:
            for _ in range(round(WAIT_S / SLICE_S)):
                found = consumer.poll(SLICE_S)
                if found is None:
                    continue
                error = found.error()
                if error is None:
                    return _message(found) if found.offset() == offset else None
                if error.code() in _GONE:
                    return None
        except KafkaException as away:
            raise _away(away) from None
        finally:
            consumer.close()
        raise PortUnavailable("kafka", "no-answer")


def _message(found: Any) -> Message:
    headers = tuple(found.headers() or ())
    _, time_ms = found.timestamp()
    return Message(found.topic(), found.partition(), found.offset(), time_ms, found.key(), found.value(), headers)


def _away(error: KafkaException) -> PortUnavailable:
    return PortUnavailable("kafka", error.args[0].name().strip("_").lower())
