"""
How far every unit has read what can still become an outcome, as the broker knows it.

    positions(servers) → what each group has committed, and where each partition begins and ends

Committed offsets are read before ends: a unit commits only after its writes are durable, so what a unit has read up to
now stands, with all that came of it, before the ends that are found here. Groups are asked without joining them.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from leadcore.contracts import TOPICS, Topic

SINK = "crm-sync.postgres"
TIMEOUT_S = 10
CLUSTERS = 2
"""How many clusters' clients are kept."""
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

Part = tuple[str, int]
"""A topic's partition."""
Offsets = Mapping[Part, int]


@dataclass(frozen=True, slots=True)
class Lane:
    """A topic as one unit reads it."""

    unit: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class Positions:
    """What was found: by lane what its unit committed (negative: nothing); each partition's first offset and end."""

    committed: Mapping[Lane, Offsets]
    first: Offsets
    end: Offsets

    def left(self) -> Mapping[Lane, int]:
        """Messages not yet read and committed; a unit that never committed has all of them before it."""
        return {
            lane: sum(max(self.end[part] - max(at, self.first[part]), 0) for part, at in offsets.items())
            for lane, offsets in self.committed.items()
        }

    def passed(self, marks: Offsets) -> bool:
        """Whether every unit has read everything that stands before `marks`, or it is no longer kept."""
        return all(
            max(at, self.first[part]) >= marks.get(part, 0)
            for offsets in self.committed.values()
            for part, at in offsets.items()
        )


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


def positions(servers: str, over: Iterable[Lane] | None = None) -> Positions:
    """
    Where these lanes stand, or all of `lanes()`.

    Raises:
        KafkaException: the cluster does not answer.
        TimeoutError: it does not answer in time.
    """
    asked, groups = list(lanes() if over is None else over), groups_of(servers)
    for _ in range(TRIES):
        try:
            return _positions(groups, asked)
        except KafkaException as error:
            if error.args[0].code() not in SETTLING:
                raise
            time.sleep(PAUSE_S)
    return _positions(groups, asked)


class Groups:
    """
    The groups of one cluster; any thread may ask.

    A consumer is asked for each group, never the admin client: that one's answer crashes the whole process when the
    group's coordinator has just moved, as it does when a broker dies (librdkafka 2.x, confluentinc/librdkafka#5040).
    """

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


def _positions(groups: Groups, asked: list[Lane]) -> Positions:
    known = groups.admin.list_topics(timeout=TIMEOUT_S).topics
    parts = {lane.topic: _partitions(known, lane.topic) for lane in asked}
    # Asked for a group before any was ever formed, the broker makes this topic and leaves the question unanswered.
    units = sorted({lane.unit for lane in asked}) if GROUPS in known else []
    read = {unit: groups.committed(unit, _parts_of(unit, asked, parts)) for unit in units}
    committed = {lane: {part: read.get(lane.unit, {}).get(part, -1) for part in parts[lane.topic]} for lane in asked}
    every = [part for each in parts.values() for part in each]
    first, end = (_edge(groups.admin, every, spec) for spec in (OffsetSpec.earliest, OffsetSpec.latest))
    return Positions(committed, first, end)


def _partitions(known: Mapping[str, Any], topic: Topic) -> list[Part]:
    return [(topic.value, number) for number in known[topic.value].partitions] if topic.value in known else []


def _parts_of(unit: str, asked: Iterable[Lane], parts: Mapping[Topic, list[Part]]) -> list[Part]:
    return [part for lane in asked if lane.unit == unit for part in parts[lane.topic]]


def _edge(admin: AdminClient, parts: list[Part], spec: Callable[[], Any]) -> dict[Part, int]:
    asked = {TopicPartition(*part): spec() for part in parts}
    futures = admin.list_offsets(asked, request_timeout=TIMEOUT_S) if asked else {}
    return {(part.topic, part.partition): future.result(TIMEOUT_S).offset for part, future in futures.items()}
