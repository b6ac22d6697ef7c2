"""
What harnesses on a real Kafka share: empty topics, what stands on them, and what a group has committed.

Topics are emptied, not made anew: laws and other tests share one broker.
"""

import time
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from leadcore.contracts import Topic
from leadcore.message import Message, Write, received

PATIENCE_S = 60.0
"""For a machine that does many other things; what holds holds much sooner."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One broker, read from where each topic was empty last."""

    address: str
    starts: dict[tuple[str, int], int]
    """The offset at which each partition of the emptied topics begins."""

    def read(self, topic: str) -> list[Message]:
        """Every committed message of `topic`, partition after partition."""
        consumer = self._consumer("leadstream-reader")
        places = [TopicPartition(t, p, start) for (t, p), start in self.starts.items() if t == topic]
        consumer.assign(places)
        found: list[Message] = []
        open_partitions = {place.partition for place in places}
        deadline = time.monotonic() + PATIENCE_S
        try:
            while open_partitions:
                assert time.monotonic() < deadline, f"{topic} is not read to its end within {PATIENCE_S} s"
                for each in consumer.consume(1000, 0.02):
                    if each.error() is None:
                        found.append(received(each))
                    else:
                        assert each.error().code() == KafkaError._PARTITION_EOF, each.error()
                        open_partitions.discard(each.partition())
        finally:
            consumer.close()
        return sorted(found, key=lambda message: (message.partition, message.offset))

    def committed(self, group: str, topic: str) -> int:
        """How many offsets `group` has passed on `topic`."""
        consumer = self._consumer(group)
        places = [TopicPartition(t, p) for t, p in self.starts if t == topic]
        try:
            told = consumer.committed(places, timeout=PATIENCE_S)
        finally:
            consumer.close()
        return self.passed(told)

    def passed(self, offsets: Iterable[TopicPartition]) -> int:
        """The sum of `offsets`, counted from where the topics began."""
        return sum(max(0, each.offset - self.starts[each.topic, each.partition]) for each in offsets)

    def _consumer(self, group: str) -> Any:
        return Consumer(
            {
                "bootstrap.servers": self.address,
                "group.id": group,
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
            }
        )


def emptied(address: str, topics: Iterable[Topic], groups: Iterable[str] = ()) -> Reader:
    """Empty `topics`, forget what `groups` committed, and return a reader that begins there."""
    admin = AdminClient({"bootstrap.servers": address})
    places = _places(admin, set(topics))
    ends = _ends(admin, places)
    for future in admin.delete_records(ends).values():
        future.result(PATIENCE_S)
    for group in groups:
        _forget(admin, group)
    return Reader(address, {(each.topic, each.partition): each.offset for each in ends})


def produced(producer: Producer, write: Write) -> Message:
    """Put `write` on its topic, durably, and return the message it became."""
    told: list[Any] = []
    at: Any = {} if write.partition is None else {"partition": write.partition}
    producer.produce(
        write.topic,
        value=write.value,
        key=write.key,
        headers=list(write.headers),
        on_delivery=lambda error, message: told.append((error, message)),
        **at,
    )
    assert producer.flush(PATIENCE_S) == 0
    [(error, message)] = told
    assert error is None, error
    return Message(
        write.topic,
        message.partition(),
        message.offset(),
        message.timestamp()[1],
        write.key,
        write.value,
        write.headers,
    )


def _places(admin: AdminClient, topics: Set[Topic]) -> list[TopicPartition]:
    """Every partition of `topics`; one made a moment ago may not be listed yet."""
    deadline = time.monotonic() + PATIENCE_S
    while topics - (known := admin.list_topics(timeout=PATIENCE_S).topics).keys():
        assert time.monotonic() < deadline, f"not made within {PATIENCE_S} s: {topics - known.keys()}"
        time.sleep(0.05)
    return [TopicPartition(topic, each) for topic in sorted(topics) for each in known[topic].partitions]


def _ends(admin: AdminClient, places: list[TopicPartition]) -> list[TopicPartition]:
    asked = {place: OffsetSpec.latest() for place in places}  # type: ignore[no-untyped-call]

    def answers() -> list[TopicPartition]:
        told = admin.list_offsets(asked, request_timeout=PATIENCE_S)
        return [TopicPartition(at.topic, at.partition, future.result().offset) for at, future in told.items()]

    found: list[TopicPartition] = _insisted(answers)
    return found


def _forget(admin: AdminClient, group: str) -> None:
    try:
        _insisted(lambda: admin.delete_consumer_groups([group])[group].result(PATIENCE_S))
    except KafkaException as error:
        if error.args[0].code() != KafkaError.GROUP_ID_NOT_FOUND:
            raise


def _insisted(ask: Callable[[], Any]) -> Any:
    """The answer to `ask`; partitions and coordinators made a moment ago may not have their leader yet."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return ask()
        except KafkaException as error:
            if error.args[0].code() == KafkaError.GROUP_ID_NOT_FOUND or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
