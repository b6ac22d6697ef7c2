"""
A broker for a gateway that is tried alone: librdkafka's own mock cluster, in this process, without a JVM.

It takes records, acknowledges them and gives them back, which is all that a gateway asks of one. It keeps nothing, so
no claim about durability may rest on it; those are proved on Kafka (`tests/integration/test_gateway_on_kafka.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition
from leadcore.contracts import Topic
from leadcore.message import Message, received

PATIENCE_S = 30.0
TOPICS = (Topic.LEADS_RAW, Topic.LEADS_BULK, Topic.LEADS_ENGAGEMENT, Topic.LEADS_OUTCOMES)


class Broker:
    """
    A mock cluster.

    Args:
        address: host:port.
        consumer: not yet assigned anything.
    """

    def __init__(self, address: str, consumer: Consumer) -> None:
        self.address = address
        self._consumer = consumer
        places = [TopicPartition(topic, each, 0) for topic in TOPICS for each in _partitions(consumer, topic)]
        self._next = {(each.topic, each.partition): 0 for each in places}
        self._came: dict[str, list[Message]] = {topic: [] for topic in TOPICS}
        consumer.assign(places)

    def new(self, topic: Topic = Topic.LEADS_RAW) -> list[Message]:
        """What came onto `topic` since this was asked last."""
        for name, partition in [place for place in self._next if place[0] == topic]:
            _, end = self._consumer.get_watermark_offsets(TopicPartition(name, partition), PATIENCE_S)
            while self._next[name, partition] < end:
                self._take(self._consumer.poll(PATIENCE_S))
        found, self._came[topic] = self._came[topic], []
        return found

    def _take(self, found: Any) -> None:
        assert found is not None, "a topic was not read to its end"
        assert found.error() is None, found.error()
        self._next[found.topic(), found.partition()] = found.offset() + 1
        self._came[found.topic()].append(received(found))


def _partitions(consumer: Consumer, topic: Topic) -> list[int]:
    return list(consumer.list_topics(topic, PATIENCE_S).topics[topic].partitions)


@contextmanager
def mocked() -> Iterator[Broker]:
    """A cluster of one broker while the context lasts, with the topics that a gateway writes and reads."""
    # The cluster lives as long as this client.
    held = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 2})
    [broker] = held.list_topics(timeout=PATIENCE_S).brokers.values()
    for topic in TOPICS:
        held.list_topics(topic, PATIENCE_S)
    address = f"{broker.host}:{broker.port}"
    consumer = Consumer(
        {
            "bootstrap.servers": address,
            "group.id": "hostile",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 10,
        }
    )
    try:
        yield Broker(address, consumer)
    finally:
        consumer.close()
