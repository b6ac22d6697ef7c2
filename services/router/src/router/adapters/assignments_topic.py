"""The topic of assignments, read from its beginning to what is committed now."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import structlog
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition
from leadcore.codec import Codec
from leadcore.contracts import Assignment, Topic
from leadcore.failures import PortUnavailable, Undecodable

CHUNK = 2000
SILENCE_S = 15.0
"""The broker is away when it says nothing for this long."""
POLL_S = 0.1
"""A chunk is what came within this: the client waits it out unless a chunk is full."""


class AssignmentsTopic:
    """Fulfils `AssignmentsLog` on `leads.assignments`; uncommitted transactions are not read."""

    def __init__(self, kafka: str, codec: Codec, topic: str = Topic.LEADS_ASSIGNMENTS) -> None:
        self._kafka, self._codec, self._topic = kafka, codec, str(topic)
        self._told = structlog.get_logger()

    async def chunks(self) -> AsyncIterator[Sequence[Assignment]]:
        """
        All assignments, in the order of each partition.

        Raises:
            PortUnavailable: the broker is away or has no such topic, or a router newer than this one wrote to it.
        """
        consumer = Consumer(_settings(self._kafka))
        try:
            left = await asyncio.to_thread(self._begin, consumer)
            silence = 0.0
            while left:
                messages = await asyncio.to_thread(consumer.consume, CHUNK, POLL_S)
                silence = 0.0 if messages else silence + POLL_S
                if silence >= SILENCE_S:
                    raise PortUnavailable("kafka", "silent")
                found = [self._decoded(message) for message in messages if not _is_end(message, left)]
                yield [each for each in found if each is not None]
        except KafkaException as error:
            raise PortUnavailable("kafka") from error
        finally:
            await asyncio.to_thread(consumer.close)

    def _begin(self, consumer: Consumer) -> set[int]:
        """Stand at the beginning of every partition; the partitions that are not read to their end."""
        known = consumer.list_topics(self._topic, timeout=10).topics[self._topic]
        if known.error is not None:
            raise PortUnavailable("kafka", f"topic {self._topic} missing")
        consumer.assign([TopicPartition(self._topic, number, OFFSET_BEGINNING) for number in known.partitions])
        return set(known.partitions)

    def _decoded(self, message: Message) -> Assignment | None:
        """The assignment; None for a tombstone, and for bytes that are none, which are told and passed over."""
        value = message.value()
        if value is None:
            return None
        found = self._codec.decode_own(Assignment, value)
        if isinstance(found, Undecodable):
            self._told.error(
                "assignment.undecodable",
                reason=found.reason,
                **{
                    "messaging.destination.partition.id": message.partition(),
                    "messaging.kafka.offset": message.offset(),
                },
            )
            return None
        return found


def _is_end(message: Message, left: set[int]) -> bool:
    """Whether this is no record but the end of a partition, which is then taken out of `left`."""
    error = message.error()
    if error is None:
        return False
    if error.code() != KafkaError._PARTITION_EOF:
        raise KafkaException(error)
    left.discard(message.partition())
    return True


def _settings(kafka: str) -> dict[str, object]:
    return {
        "bootstrap.servers": kafka,
        "client.id": "router.assignments",
        "group.id": "router.assignments",  # asked for by the client; nothing is committed under it
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
        "enable.partition.eof": True,
        "allow.auto.create.topics": False,
        "log_level": 2,
    }
