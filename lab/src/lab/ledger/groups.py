"""
What groups have committed, asked without joining them.

A consumer is asked for each group, never the admin client: that one's answer crashes the whole process when the group's
coordinator has just moved, as it does when a broker dies (librdkafka 2.x, confluentinc/librdkafka#5040).
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

TIMEOUT_S = 10
CLUSTERS = 2
"""How many clusters' clients are kept."""

Part = tuple[str, int]


class Groups:
    """The groups of one cluster; any thread may ask."""

    def __init__(self, servers: str) -> None:
        self._settings: dict[str, Any] = {
            "bootstrap.servers": servers,
            "log_level": 2,
            "error_cb": lambda _error: None,
            "reconnect.backoff.max.ms": 1000,
        }
        self.admin = AdminClient(self._settings)
        """For whatever is not asked of a group."""
        self._readers: dict[str, Any] = {}
        self._lock = threading.Lock()

    def committed(self, group: str, parts: Sequence[Part]) -> dict[Part, int]:
        """
        The offsets that `group` has committed; negative: none.

        Raises:
            KafkaException: the cluster does not answer.
        """
        if not parts:
            return {}
        found = self._reader(group).committed([TopicPartition(*part) for part in parts], timeout=TIMEOUT_S)
        return {(part.topic, part.partition): part.offset for part in found}

    def _reader(self, group: str) -> Any:
        with self._lock:
            if group not in self._readers:
                self._readers[group] = Consumer({**self._settings, "group.id": group, "enable.auto.commit": False})
            return self._readers[group]


@lru_cache(CLUSTERS)
def groups_of(servers: str) -> Groups:
    """The groups of the cluster at `servers`; its clients are kept, because each costs threads and connections."""
    return Groups(servers)
