"""How far each unit is, as the broker knows it: what it has committed, and what it has yet to read."""

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import ConsumerGroupTopicPartitions
from confluent_kafka.admin import AdminClient
from leadcore.contracts import TOPICS, Topic

from lab.ledger.lag import Lane, lag

TIMEOUT_S = 10.0


class Progress:
    """Asks one cluster; any thread may ask."""

    def __init__(self, servers: str) -> None:
        quiet: dict[str, Any] = {"bootstrap.servers": servers, "log_level": 2, "error_cb": lambda _error: None}
        self._admin = AdminClient(quiet)
        self._lock = threading.Lock()

    def committed(self, unit: str) -> int:
        """
        The sum of the offsets that `unit` has committed; it only grows.

        Raises:
            KafkaException: the cluster does not answer.
        """
        with self._lock:
            asked = ConsumerGroupTopicPartitions(unit)
            told = self._admin.list_consumer_group_offsets([asked], request_timeout=TIMEOUT_S)[unit].result(TIMEOUT_S)
        return sum(max(part.offset, 0) for part in told.topic_partitions)

    def behind(self, units: Iterable[str]) -> Mapping[str, int]:
        """
        How many messages each unit has yet to finish.

        Raises:
            KafkaException: the cluster does not answer.
        """
        wanted = list(units)
        with self._lock:
            found = lag(self._admin, [Lane(unit, topic) for unit in wanted for topic in read_by(unit)])
        return {unit: sum(left for lane, left in found.items() if lane.unit == unit) for unit in wanted}


def read_by(unit: str) -> tuple[Topic, ...]:
    """The topics that `unit` reads once, in order."""
    return tuple(topic for topic, spec in TOPICS.items() if unit in spec.consumers and spec.cleanup == "delete")
