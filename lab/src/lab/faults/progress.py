"""How far each unit is, as the broker knows it: what it has committed, and what it has yet to read."""

from collections.abc import Iterable, Mapping

from leadcore.contracts import TOPICS, Topic

from lab.ledger.groups import groups_of
from lab.ledger.lag import Lane, lag

TIMEOUT_S = 10.0


class Progress:
    """Asks one cluster; any thread may ask."""

    def __init__(self, servers: str) -> None:
        self._servers = servers

    def committed(self, unit: str) -> int:
        """
        The sum of the offsets that `unit` has committed; it only grows.

        Raises:
            KafkaException: the cluster does not answer.
        """
        groups = groups_of(self._servers)
        known = groups.admin.list_topics(timeout=TIMEOUT_S).topics
        parts = [(topic.value, number) for topic in read_by(unit) for number in known[topic.value].partitions]
        return sum(max(offset, 0) for offset in groups.committed(unit, parts).values())

    def behind(self, units: Iterable[str]) -> Mapping[str, int]:
        """
        How many messages each unit has yet to finish.

        Raises:
            KafkaException: the cluster does not answer.
        """
        wanted = list(units)
        found = lag(self._servers, [Lane(unit, topic) for unit in wanted for topic in read_by(unit)])
        return {unit: sum(left for lane, left in found.items() if lane.unit == unit) for unit in wanted}


def read_by(unit: str) -> tuple[Topic, ...]:
    """The topics that `unit` reads once, in order."""
    return tuple(topic for topic, spec in TOPICS.items() if unit in spec.consumers and spec.cleanup == "delete")
