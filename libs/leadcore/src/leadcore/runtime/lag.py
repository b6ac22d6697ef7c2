"""
Whether records wait in partitions that seem read to their end: a consumer that looks alive and reads nothing.

The client's own idea of where a partition ends comes with what it fetches, so a fetch that has silently died shows no
lag there. The broker is asked instead, now and then, while the unit has nothing to do; over a connection of its own,
because on the consumer's the question would wait behind the fetch that waits for records.
"""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from confluent_kafka import IsolationLevel, KafkaException, TopicPartition
from confluent_kafka.admin import OffsetSpec

from leadcore.runtime.lanes import Lane

EVERY_S = 10.0


class LagWatch:
    """Remembers since when a lane is behind what the broker has, without moving."""

    def __init__(self, admin: Any) -> None:
        self._admin = admin
        self._asked_at = time.monotonic()
        self._asked: dict[TopicPartition, Future[Any]] = {}
        self._behind: dict[tuple[str, int], tuple[int, float]] = {}

    def look(self, lanes: Sequence[Lane]) -> None:
        """Ask the broker where the lanes end, at most every EVERY_S, and take its last answer. Does not wait."""
        if time.monotonic() - self._asked_at < EVERY_S or not lanes:
            return
        ends = {(each.topic, each.partition): _end(future) for each, future in self._asked.items() if future.done()}
        behind = ((lane, self._since(lane, ends.get((lane.topic, lane.partition), 0))) for lane in lanes)
        self._behind = {(lane.topic, lane.partition): since for lane, since in behind if since}
        self._asked_at = time.monotonic()
        latest = {TopicPartition(lane.topic, lane.partition): OffsetSpec.latest() for lane in lanes}  # type: ignore[no-untyped-call]
        self._asked = self._admin.list_offsets(
            latest, isolation_level=IsolationLevel.READ_COMMITTED, request_timeout=EVERY_S
        )

    def stuck(self, lanes: Iterable[Lane], stall_s: float) -> list[str]:
        """The lanes that have been behind for so long and still stand where they stood."""
        now = time.monotonic()
        found = []
        for lane in lanes:
            at, since = self._behind.get((lane.topic, lane.partition), (_at(lane) + 1, now))
            if at == _at(lane) and now - since > stall_s:
                found.append(f"{lane.topic}/{lane.partition}")
        return found

    def _since(self, lane: Lane, end: int) -> tuple[int, float] | None:
        if lane.paused or lane.waiting or lane.in_hand or _at(lane) >= end:
            return None
        before = self._behind.get((lane.topic, lane.partition))
        return before if before and before[0] == _at(lane) else (_at(lane), time.monotonic())


def _at(lane: Lane) -> int:
    """Where reading of the lane stands: past its last record, or at its end."""
    return max(lane.next_offset, lane.end)


def _end(future: Future[Any]) -> int:
    try:
        return int(future.result().offset)
    except KafkaException:
        return 0
