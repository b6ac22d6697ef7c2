"""P3: the cache of assignments is rebuilt from all of them, or not at all (fault:F3)."""

import struct
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from confluent_kafka import KafkaError
from leadcore.codec import Codec
from leadcore.contracts import Assignment, Topic
from leadcore.failures import PortUnavailable
from router.adapters import assignments_topic
from router.adapters.assignments_topic import AssignmentsTopic

CODEC = Codec()
OURS = Assignment(
    tenant="main", lead_id="l-1", routing_round=0, owner="ada", pool="p", assigned_at=1, sequence=0, seed=7, release="r"
)


@dataclass
class Record:
    """A message, or the end of partition 0."""

    held: bytes | None
    end: bool = False

    def value(self) -> bytes | None:
        return self.held

    def error(self) -> KafkaError | None:
        return KafkaError(KafkaError._PARTITION_EOF) if self.end else None

    def partition(self) -> int:
        return 0

    offset = partition


@dataclass
class Listed:
    error: None = None
    partitions: dict[int, None] = field(default_factory=lambda: {0: None})


class Consumer:
    """The client, over a topic of one partition."""

    records: ClassVar[list[Record]] = []

    def __init__(self, _settings: object) -> None:
        self.topics = {Topic.LEADS_ASSIGNMENTS.value: Listed()}

    def list_topics(self, *_: object, **__: object) -> "Consumer":
        return self

    def assign(self, _partitions: object) -> None: ...

    def consume(self, *_: object) -> list[Record]:
        return [*self.records, Record(None, end=True)]

    def close(self) -> None: ...


async def read(monkeypatch: pytest.MonkeyPatch, *values: bytes | None) -> list[Assignment]:
    monkeypatch.setattr(assignments_topic, "Consumer", Consumer)
    monkeypatch.setattr(Consumer, "records", [Record(value) for value in values])
    log: Any = AssignmentsTopic("nowhere:9092", CODEC)
    return [each async for chunk in log.chunks() for each in chunk]


async def test_tombstones_and_what_is_no_assignment_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await read(monkeypatch, None, b"{}", CODEC.encode(OURS).value) == [OURS]


async def test_an_assignment_written_tomorrow_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its lead would get a second owner: a cache without it may not come in force."""
    with pytest.raises(PortUnavailable, match="unknown-schema-id"):
        await read(monkeypatch, CODEC.encode(OURS).value, struct.pack(">bI", 0, 1_000_999_999) + b"\x00")
