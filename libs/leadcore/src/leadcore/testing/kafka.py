"""
What harnesses on a real Kafka share: empty topics, what stands on them, and what a group has committed.

Topics are emptied, not made anew: laws and other tests share one broker.
"""

import random  # noqa: TID251  a value that differs from the last
import time
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    OffsetSpec,
    ResourceType,
)

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
        """Every committed message of what stands on `topic` now, partition after partition."""
        places = [TopicPartition(t, p, start) for (t, p), start in self.starts.items() if t == topic]
        # A transaction's offsets may be seen before its markers are on every partition, and what it wrote after these:
        # so up to the end that there is, not up to the end of what is stable.
        open_partitions = {each.partition: each.offset for each in _ends(self._admin(), places)}
        consumer = self._consumer("leadstream-reader")
        consumer.assign(places)
        found: list[Message] = []
        deadline = time.monotonic() + PATIENCE_S
        try:
            while open_partitions:
                assert time.monotonic() < deadline, f"{topic} is not read to its end within {PATIENCE_S} s"
                for each in consumer.consume(1000, 0.02):
                    if each.error() is None:
                        found.append(received(each))
                    else:
                        assert each.error().code() == KafkaError._PARTITION_EOF, each.error()
                        if each.offset() >= open_partitions.get(each.partition(), 0):
                            open_partitions.pop(each.partition(), None)
        finally:
            consumer.close()
        return sorted(found, key=lambda message: (message.partition, message.offset))

    def committed(self, group: str, topic: str, isolation: str = "read_committed") -> int:
        """
        How many offsets `group` has passed on `topic`.

        Where a transaction is open that passes more, its end is waited for: with one who stands still, its time-out.
        `read_uncommitted` tells what was passed before it.
        """
        consumer = self._consumer(group, isolation)
        places = [TopicPartition(t, p) for t, p in self.starts if t == topic]
        try:
            told = consumer.committed(places, timeout=PATIENCE_S)
        finally:
            consumer.close()
        return self.passed(told)

    def stands(self, topic: str) -> int:
        """How many messages stand on `topic`, quickly; of topics without transactions."""
        places = [TopicPartition(t, p) for t, p in self.starts if t == topic]
        return self.passed(_ends(self._admin(), places))

    def passed(self, offsets: Iterable[TopicPartition]) -> int:
        """The sum of `offsets`, counted from where the topics began."""
        return sum(max(0, each.offset - self.starts[each.topic, each.partition]) for each in offsets)

    def _admin(self) -> AdminClient:
        return AdminClient({"bootstrap.servers": self.address})

    def _consumer(self, group: str, isolation: str = "read_committed") -> Any:
        return Consumer(
            {
                "bootstrap.servers": self.address,
                "group.id": group,
                "isolation.level": isolation,
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


def limited(address: str, topic: Topic, most_bytes: int) -> None:
    """
    Have `topic` take no record over so many bytes, from the return of this call on.

    The broker answers before the change is in force; it brings its changes into force one after the other, and shows
    one before that. So once it shows a later one, of another setting, the first is in force.
    """
    admin = AdminClient({"bootstrap.servers": address})
    _alter(admin, topic, "max.message.bytes", str(most_bytes))
    later = str(60_001 + random.randrange(60_000))  # noqa: S311  any other than there is
    _alter(admin, topic, _HARMLESS, later)
    deadline = time.monotonic() + PATIENCE_S
    while _setting(admin, topic, _HARMLESS) != later:
        assert time.monotonic() < deadline, f"{topic} is not limited within {PATIENCE_S} s"
        time.sleep(0.02)
    _alter(admin, topic, _HARMLESS, None)


_HARMLESS = "file.delete.delay.ms"


def _alter(admin: AdminClient, topic: Topic, name: str, value: str | None) -> None:
    how = AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET
    entry = ConfigEntry(name, value, incremental_operation=how)
    asked = ConfigResource(ResourceType.TOPIC, topic.value, incremental_configs=[entry])
    for altered in admin.incremental_alter_configs([asked]).values():
        altered.result(PATIENCE_S)


def _setting(admin: AdminClient, topic: Topic, name: str) -> str | None:
    [told] = admin.describe_configs([ConfigResource(ResourceType.TOPIC, topic.value)]).values()
    value: str | None = told.result(PATIENCE_S)[name].value
    return value


def _places(admin: AdminClient, topics: Set[Topic]) -> list[TopicPartition]:
    """Every partition of `topics`; one made a moment ago may not be listed yet."""
    deadline = time.monotonic() + PATIENCE_S
    while topics - (known := admin.list_topics(timeout=PATIENCE_S).topics).keys():
        assert time.monotonic() < deadline, f"not made within {PATIENCE_S} s: {topics - known.keys()}"
        time.sleep(0.05)
    return [TopicPartition(topic, each) for topic in sorted(topics) for each in known[topic].partitions]


def _ends(admin: AdminClient, places: list[TopicPartition]) -> list[TopicPartition]:
    asked = {TopicPartition(at.topic, at.partition): OffsetSpec.latest() for at in places}  # type: ignore[no-untyped-call]

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
