"""How far each unit is, as the broker knows it: what it has committed, and what it has yet to read."""

import time
from collections.abc import Iterable, Mapping

from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from leadcore.contracts import TOPICS, Topic
from leadcore.group_offsets import groups_of

from lab.ledger.lag import Lane, lag

TIMEOUT_S = 60.0
LEFT_S = 60.0
"""Longer than the session of a member that was killed."""


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

    def members(self, unit: str) -> int:
        """How many members the group of `unit` has."""
        admin = groups_of(self._servers).admin
        return len(admin.describe_consumer_groups([unit], request_timeout=TIMEOUT_S)[unit].result(TIMEOUT_S).members)

    def await_members(self, unit: str, number: int, deadline_s: float) -> None:
        """
        Wait until the group of `unit` has so many members.

        Raises:
            AssertionError: not within the deadline.
        """
        end = time.monotonic() + deadline_s
        while (found := self.members(unit)) != number:
            assert time.monotonic() < end, f"{unit} has {found} members, not {number}, after {deadline_s:.0f} s"
            time.sleep(0.2)

    def await_done(self, unit: str, deadline_s: float) -> None:
        """
        Wait until `unit` has nothing left to finish.

        Raises:
            AssertionError: not within the deadline.
        """
        end = time.monotonic() + deadline_s
        while left := self.behind([unit])[unit]:
            assert time.monotonic() < end, f"{unit} has {left} messages left after {deadline_s:.0f} s"
            time.sleep(0.2)

    def rewind(self, unit: str) -> int:
        """
        Have `unit`, which is down, begin from the first record of each topic that it reads; how many it has before it.

        Raises:
            AssertionError: its group still had a member after a minute.
        """
        topics = [topic.value for topic in read_by(unit)]
        admin = groups_of(self._servers).admin
        known = admin.list_topics(timeout=TIMEOUT_S).topics
        places = [TopicPartition(topic, each, 0) for topic in topics for each in known[topic].partitions]
        asked = [ConsumerGroupTopicPartitions(unit, places)]
        end = time.monotonic() + LEFT_S
        while True:
            altered = admin.alter_consumer_group_offsets(asked, request_timeout=TIMEOUT_S)[unit].result(TIMEOUT_S)
            # A group that its last member has not left yet refuses, partition by partition.
            refusals = {each.error.name() for each in altered.topic_partitions if each.error is not None}
            if not refusals:
                return self.behind([unit])[unit]
            assert time.monotonic() < end, f"the offsets of {unit} are not altered: {', '.join(sorted(refusals))}"
            time.sleep(0.2)

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
