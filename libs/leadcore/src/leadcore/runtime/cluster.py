"""What a unit must know of the cluster: whether it answers, whether our topics are there, and their partitions."""

from typing import Any

from confluent_kafka import KafkaException

from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable
from leadcore.stage import Stage

UNREACHABLE = "unreachable"
LOOK_S = 1.0


class Cluster:
    """The cluster as `look` last saw it."""

    def __init__(self, stage: Stage[Any, Any], consumer: Any) -> None:
        self._consumer = consumer
        self._wanted = {*stage.sources, stage.retry, Topic.LEADS_DEAD, Topic.LEADS_OUTCOMES}
        self._wanted |= {stage.sink} if stage.sink else set()
        self._partitions: dict[str, int] = {}

    def look(self) -> str:
        """Learn the topics and their partitions; what is missing, or empty. Blocks for at most LOOK_S."""
        try:
            known = self._consumer.list_topics(timeout=LOOK_S).topics
        except KafkaException:
            return UNREACHABLE
        self._partitions = {name: len(topic.partitions) for name, topic in known.items() if topic.error is None}
        missing = sorted(self._wanted - self._partitions.keys())
        return f"topic {missing[0]} missing" if missing else ""

    def partitions(self, topic: Topic) -> int:
        """
        How many partitions `topic` has.

        Raises:
            PortUnavailable: it is not there.
        """
        count = self._partitions.get(topic)
        if count is None:
            raise PortUnavailable("kafka", f"topic {topic} missing")
        return count
