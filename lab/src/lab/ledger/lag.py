"""
How much each unit has yet to read of what can still become an outcome, retry topics included.

A waiting retry is lag of its retry topic. Committed offsets are read before ends: a unit commits only after its writes
are durable, so if every end equals what was committed before, nothing was under way in between.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from leadcore.contracts import TOPICS, Topic

from lab.ledger.groups import Groups, groups_of

SINK = "crm-sync.postgres"
TIMEOUT_S = 10
GROUPS = "__consumer_offsets"
SETTLING = frozenset(
    {
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    }
)
"""What a broker answers while partitions find their leader: after a start, a topic's creation, an election."""
TRIES, PAUSE_S = 40, 0.25
_KEPT = "delete"
"""Cleanup policy of topics that are read once; compacted ones are tables that readers load without committing."""

Offsets = dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Lane:
    """A topic as one unit reads it."""

    unit: str
    topic: Topic


def lanes() -> list[Lane]:
    """Every topic on the way to an outcome in the record, by the unit that reads it: from `schemas/topics.yaml`."""
    deciding = {*TOPICS[Topic.LEADS_OUTCOMES].producers, SINK}
    return [
        Lane(unit, topic)
        for topic, spec in TOPICS.items()
        if spec.cleanup == _KEPT
        for unit in spec.consumers
        if unit in deciding
    ]


def lag(servers: str, over: Iterable[Lane] | None = None) -> Mapping[Lane, int]:
    """
    Messages not yet read and committed, by lane; a unit that never committed has all of them before it.

    Raises:
        KafkaException: the cluster does not answer.
    """
    asked, groups = list(lanes() if over is None else over), groups_of(servers)
    for _ in range(TRIES):
        try:
            return _lag(groups, asked)
        except KafkaException as error:
            if error.args[0].code() not in SETTLING:
                raise
            time.sleep(PAUSE_S)
    return _lag(groups, asked)


def _lag(groups: Groups, asked: list[Lane]) -> Mapping[Lane, int]:
    admin = groups.admin
    known = admin.list_topics(timeout=TIMEOUT_S).topics
    parts = {lane.topic: _partitions(known, lane.topic) for lane in asked}
    # Asked for a group before any was ever formed, the broker makes this topic and leaves the question unanswered.
    units = {lane.unit for lane in asked} if GROUPS in known else set()
    read = {unit: groups.committed(unit, _parts_of(unit, asked, parts)) for unit in sorted(units)}
    every = [part for each in parts.values() for part in each]
    first, end = (_edge(admin, every, spec) for spec in (OffsetSpec.earliest, OffsetSpec.latest))
    return {
        lane: sum(_left(read.get(lane.unit, {}).get(part, -1), first[part], end[part]) for part in parts[lane.topic])
        for lane in asked
    }


def _left(committed: int, first: int, end: int) -> int:
    return max(end - max(committed, first), 0)


def _partitions(known: Mapping[str, Any], topic: Topic) -> list[tuple[str, int]]:
    return [(topic.value, number) for number in known[topic.value].partitions] if topic.value in known else []


def _parts_of(unit: str, asked: Iterable[Lane], parts: Mapping[Topic, list[tuple[str, int]]]) -> list[tuple[str, int]]:
    return [part for lane in asked if lane.unit == unit for part in parts[lane.topic]]


def _edge(admin: AdminClient, parts: list[tuple[str, int]], spec: Callable[[], Any]) -> Offsets:
    asked = {TopicPartition(*part): spec() for part in parts}
    futures = admin.list_offsets(asked, request_timeout=TIMEOUT_S) if asked else {}
    return {(part.topic, part.partition): future.result(TIMEOUT_S).offset for part, future in futures.items()}
