"""
How far the units behind this one are behind: on the topics that they share, live leads wait for what was let through
before them.

Asked of the broker while paced records wait, once a second, without waiting for its answer; over a connection of its
own, because on the consumer's the question would wait behind the fetch that waits for records.
"""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from leadcore.contracts import TOPICS, UNITS, Topic
from leadcore.stage import Stage

PATH = (
    Topic.LEADS_IDENTIFIED,
    Topic.LEADS_VALIDATED,
    Topic.LEADS_ENRICHED,
    Topic.LEADS_SCORED,
    Topic.LEADS_ROUTED,
)
"""The way of a live lead."""
EVERY_S = 1.0
ANSWER_S = 5.0
FEW = 100
"""So few records are no backlog: between two commits of a unit as many look like one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stood when it was asked for: the sum of what it had committed, and when (monotonic) that was."""

    done: int
    at: float


def units_behind(stage: Stage[Any, Any]) -> Mapping[str, frozenset[str]]:
    """
    By unit the topics of PATH that it reads after `stage` wrote them. Destinations that keep no account of what came in
    are left out: how slow others' systems are is no reason to hold a backfill up.
    """
    if stage.sink not in PATH:
        return {}
    found: dict[str, set[str]] = {}
    for topic in PATH[PATH.index(stage.sink) :]:
        for unit in TOPICS[topic].consumers:
            if unit in UNITS and (topic != Topic.LEADS_ROUTED or unit in TOPICS[Topic.LEADS_RAW].consumers):
                found.setdefault(unit, set()).add(str(topic))
    return {unit: frozenset(topics) for unit, topics in found.items()}


class Downstream:
    """Asks, and remembers the answer. `late_s`: how long the slowest of them needs for what waits; 0: none is late."""

    def __init__(self, behind: Mapping[str, frozenset[str]], admin: Any) -> None:
        self._behind, self._admin = behind, admin
        self._asked_at = float("-inf")
        self._groups: dict[str, Future[Any]] = {}
        self._ends: dict[TopicPartition, Future[Any]] = {}
        self._done: dict[str, dict[tuple[str, int], int]] = {}
        self._stood: dict[str, Standing] = {}
        self.late_s = 0.0

    def look(self) -> None:
        """Take what was answered, and ask anew."""
        now = time.monotonic()
        if self._groups and all(future.done() for future in self._groups.values()):
            self._ask_ends()
        elif self._ends and all(future.done() for future in self._ends.values()):
            self._conclude(now)
        elif now - self._asked_at >= (ANSWER_S if self._groups or self._ends else EVERY_S):
            self._asked_at, self._ends = now, {}
            self._groups = {unit: self._asked(unit) for unit in self._behind}

    def _asked(self, unit: str) -> "Future[Any]":
        group = ConsumerGroupTopicPartitions(unit)
        asked = self._admin.list_consumer_group_offsets([group], request_timeout=ANSWER_S)
        found: Future[Any] = asked[unit]
        return found

    def _ask_ends(self) -> None:
        self._done = {unit: _committed(future, self._behind[unit]) for unit, future in self._groups.items()}
        self._groups = {}
        places = {place for done in self._done.values() for place in done}
        latest = {TopicPartition(*place): OffsetSpec.latest() for place in places}  # type: ignore[no-untyped-call]
        self._ends = self._admin.list_offsets(latest, request_timeout=ANSWER_S) if latest else {}

    def _conclude(self, now: float) -> None:
        ends = {(each.topic, each.partition): _end(future) for each, future in self._ends.items()}
        self._ends = {}
        self.late_s = max((self._late_s(unit, done, ends, now) for unit, done in self._done.items()), default=0.0)

    def _late_s(
        self, unit: str, done: Mapping[tuple[str, int], int], ends: Mapping[tuple[str, int], int], now: float
    ) -> float:
        """What waits by what was done a second since the last look; nothing was: what waits came meanwhile."""
        stands = Standing(sum(done.values()), now)
        stood = self._stood.get(unit, stands)
        self._stood[unit] = stands
        waiting = sum(max(0, ends.get(place, 0) - offset) for place, offset in done.items())
        if waiting < FEW or stands.at <= stood.at:
            return 0.0
        return waiting * (stands.at - stood.at) / max(stands.done - stood.done, 1)


def _committed(future: "Future[Any]", topics: frozenset[str]) -> dict[tuple[str, int], int]:
    try:
        places = future.result().topic_partitions
    except KafkaException:
        return {}
    return {(each.topic, each.partition): each.offset for each in places if each.topic in topics and each.offset >= 0}


def _end(future: "Future[Any]") -> int:
    try:
        return int(future.result().offset)
    except KafkaException:
        return 0
