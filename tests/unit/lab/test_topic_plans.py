"""Topics that are there although they were not listed: made by a call that was repeated, or by somebody else."""

from collections.abc import Sequence
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from leadcore.contracts import Topic

from lab import topics

TOPIC = Topic.LEADS_IDENTIFIED


class Late:
    """A cluster that lists a topic of so many partitions from the third look on, and refuses to make it."""

    def __init__(self, partitions: int, code: int = KafkaError.TOPIC_ALREADY_EXISTS) -> None:
        self._partitions, self._code = partitions, code
        self.looks = 0

    def list_topics(self, timeout: float) -> Any:
        self.looks += 1
        listed = {TOPIC.value: SimpleNamespace(partitions=dict.fromkeys(range(self._partitions)))}
        return SimpleNamespace(topics=listed if self.looks > 2 else {})

    def create_topics(self, made: Sequence[Any], operation_timeout: float) -> dict[str, Future[None]]:
        refused: Future[None] = Future()
        refused.set_exception(KafkaException(KafkaError(self._code)))
        return {made[0].topic: refused}


def applied(cluster: Any) -> None:
    topics.apply(cluster, topics.plan(cluster, "local", [TOPIC]))


def test_one_that_is_as_wanted_is_ours() -> None:
    cluster = Late(4)
    applied(cluster)
    assert cluster.looks == 3


def test_one_of_another_count_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"leads\.identified: 7 partitions, 4 wanted; it was made meanwhile"):
        applied(Late(7))


def test_any_other_refusal_is_told() -> None:
    with pytest.raises(KafkaException):
        applied(Late(4, KafkaError.TOPIC_AUTHORIZATION_FAILED))
