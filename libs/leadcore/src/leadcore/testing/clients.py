"""Clients of a broker that a test makes up: what they are told, and whether it answers, is the test's to say."""

from types import SimpleNamespace
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from leadcore.contracts import Topic
from leadcore.message import Write


class Told:
    """A message of partition 0 as a client hands it out: the first of its topic, or an error."""

    def __init__(self, topic: Topic, write: Write | None = None, error: KafkaError | None = None) -> None:
        self.topic, self.partition, self.offset = (lambda: str(topic)), (lambda: 0), (lambda: 0)
        self.key, self.value, self.headers = (lambda: write and write.key), (lambda: write and write.value), list
        self.timestamp, self.error = (lambda: (1, 0)), (lambda: error)


class Clients:
    """
    Consumer, producer and admin at once. It takes all that is written, knows the topics `known` while it `answers`, and
    tells nothing by itself: a test gives it `subscribe` and `consume`.
    """

    def __init__(self, *known: Topic) -> None:
        self.answers, self.known = True, list(known)

    def list_topics(self, timeout: float) -> Any:
        """
        What there is.

        Raises:
            KafkaException: it does not answer.
        """
        assert timeout
        if not self.answers:
            raise KafkaException(KafkaError(KafkaError._TRANSPORT))
        return SimpleNamespace(topics={str(each): SimpleNamespace(partitions=[0], error=None) for each in self.known})

    def list_offsets(self, *_what: Any, **_how: Any) -> dict[TopicPartition, Any]:
        """Nobody knows."""
        return {}

    def commit(self, offsets: list[TopicPartition], **_rest: Any) -> list[TopicPartition]:
        """They are committed."""
        return offsets

    def produce(self, _topic: str, **_rest: Any) -> None:
        """Take a write."""

    def flush(self, _wait_s: float) -> int:
        """Nothing is on its way."""
        return 0

    def pause(self, _partitions: Any) -> None:
        """Nothing comes by itself."""

    def close(self) -> None:
        """Let go."""

    poll = flush
    resume = pause
