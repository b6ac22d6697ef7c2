"""Makes a cluster's topics what `schemas/topics.yaml` says: plan first, then apply; nothing is ever deleted."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic
from leadcore.contracts import TOPICS, Topic, TopicSpec

Sizing = Literal["local", "production"]
TIMEOUT_S = 30
LISTED_S = 0.1


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between the cluster and the contracts. `final`: it cannot be mended in place."""

    topic: Topic
    kind: Literal["create", "grow", "shrunk", "final-count"]
    have: int
    want: int

    @property
    def final(self) -> bool:
        """Whether applying must refuse it: partitions never shrink, and co-partitioned counts never change."""
        return self.kind in {"shrunk", "final-count"}


def plan(admin: AdminClient, sizing: Sizing, topics: Iterable[Topic] = Topic) -> list[Change]:
    """
    What is missing or differs.

    Raises:
        KafkaException: the cluster does not answer.
    """
    present = admin.list_topics(timeout=TIMEOUT_S).topics
    changes = []
    for topic in topics:
        want = _partitions(TOPICS[topic], sizing)
        have = len(present[topic].partitions) if topic in present else 0
        if have == 0:
            changes.append(Change(topic, "create", 0, want))
        elif have != want and TOPICS[topic].co_partitioned:
            changes.append(Change(topic, "final-count", have, want))
        elif have != want:
            changes.append(Change(topic, "grow" if have < want else "shrunk", have, want))
    return changes


def apply(admin: AdminClient, changes: Iterable[Change], *, replicas: int = 1) -> None:
    """
    Carry out `changes`.

    Raises:
        ValueError: one of them is final; or a topic was made meanwhile, and otherwise.
        KafkaException: the cluster refused or does not answer.
    """
    changes = list(changes)
    for change in changes:
        if change.final:
            raise ValueError(f"{change.topic}: {change.have} partitions, {change.want} wanted, and that count is final")
    created = {change.topic.value: change for change in changes if change.kind == "create"}
    made = [_new_topic(change, replicas) for change in created.values()]
    grown = [NewPartitions(change.topic.value, change.want) for change in changes if change.kind == "grow"]
    for future in admin.create_partitions(grown, operation_timeout=TIMEOUT_S).values() if grown else ():
        future.result(TIMEOUT_S)
    for name, future in admin.create_topics(made, operation_timeout=TIMEOUT_S).items() if made else ():
        try:
            future.result(TIMEOUT_S)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
            _must_be_as_wanted(admin, created[name])


def _must_be_as_wanted(admin: AdminClient, change: Change) -> None:
    """
    A topic is there that was not listed: the client asked again where a slow broker's answer was late, or somebody else
    had just made it. A new topic is listed a moment after it is there.
    """
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        listed = admin.list_topics(timeout=TIMEOUT_S).topics.get(change.topic.value)
        if listed is not None and (have := len(listed.partitions)):
            break
        if time.monotonic() > deadline:
            raise KafkaException(KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART, f"{change.topic} exists, unlisted"))
        time.sleep(LISTED_S)
    if have != change.want:
        raise ValueError(f"{change.topic}: {have} partitions, {change.want} wanted; it was made meanwhile, plan again")


def ensure(address: str, sizing: Sizing = "local", *, replicas: int = 1) -> list[Change]:
    """Plan and apply on the cluster at `address`; returns what was done."""
    admin = AdminClient({"bootstrap.servers": address})
    changes = plan(admin, sizing)
    apply(admin, changes, replicas=replicas)
    return changes


def settings_of(admin: AdminClient, topic: Topic) -> dict[str, str]:
    """A topic's settings as the cluster has them."""
    [future] = admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, topic.value)]).values()
    return {name: entry.value for name, entry in future.result(TIMEOUT_S).items()}


def _partitions(spec: TopicSpec, sizing: Sizing) -> int:
    return spec.partitions_local if sizing == "local" else spec.partitions_production


def _new_topic(change: Change, replicas: int) -> NewTopic:
    spec = TOPICS[change.topic]
    settings = {
        "cleanup.policy": spec.cleanup,
        "retention.ms": str(spec.retention_ms),
        "message.timestamp.type": "LogAppendTime" if spec.timestamp == "log-append" else "CreateTime",
        "max.message.bytes": str(spec.max_message_bytes),
        **({"min.insync.replicas": "2"} if replicas >= 3 else {}),
    }
    return NewTopic(change.topic.value, num_partitions=change.want, replication_factor=replicas, config=settings)


__all__ = ["Change", "KafkaException", "Sizing", "apply", "ensure", "plan", "settings_of"]
