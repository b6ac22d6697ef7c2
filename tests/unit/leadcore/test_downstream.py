"""P9: a backfill is held back where the units behind cannot keep up, whatever its share of this one's time."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from leadcore.contracts import Topic
from leadcore.runtime.downstream import ANSWER_S, EVERY_S, FEW, Downstream, units_behind
from leadcore.runtime.shares import LATE_S, LEAST, QUIET_S, TOO_LATE_S, Share

BEHIND = {"router": frozenset({"leads.scored"})}


@dataclass
class Broker:
    """An admin client that answers at once, unless it is silent or refuses."""

    committed: dict[tuple[str, int], int]
    ends: dict[tuple[str, int], int]
    silent: bool = False
    refuses: bool = False
    asked: list[str] = field(default_factory=list)

    def list_consumer_group_offsets(self, groups: list[Any], **_settings: Any) -> dict[str, "Future[Any]"]:
        self.asked.append(groups[0].group_id)
        places = [TopicPartition(*place, offset) for place, offset in self.committed.items()]
        return {groups[0].group_id: self._answer(SimpleNamespace(topic_partitions=places))}

    def list_offsets(self, places: Any, **_settings: Any) -> Any:
        return {each: self._answer(SimpleNamespace(offset=self.ends[each.topic, each.partition])) for each in places}

    def _answer(self, found: object) -> "Future[Any]":
        future: Future[Any] = Future()
        if self.refuses:
            future.set_exception(KafkaException(KafkaError(KafkaError.GROUP_AUTHORIZATION_FAILED)))
        elif not self.silent:
            future.set_result(found)
        return future


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("leadcore.runtime.downstream.time.monotonic", lambda: now[0])
    return now


def looked(downstream: Downstream, clock: list[float], seconds: float = EVERY_S) -> float:
    """What it says after one more question, and both answers to it."""
    clock[0] += seconds
    for _ in range(3):
        downstream.look()
    return downstream.late_s


def test_the_units_behind_are_those_on_the_way_of_a_lead() -> None:
    stage = SimpleNamespace(sink=Topic.LEADS_IDENTIFIED)
    assert list(units_behind(stage)) == ["ingest.admit", "enricher", "scorer", "router", "crm-sync.postgres"]  # type: ignore[arg-type]
    stage.sink = Topic.LEADS_ENRICHED
    behind = units_behind(stage)  # type: ignore[arg-type]
    assert list(behind) == ["scorer", "router", "crm-sync.postgres"], "no destination of somebody else's"
    assert behind["crm-sync.postgres"] == {"leads.routed"}
    stage.sink = None
    assert units_behind(stage) == {}  # type: ignore[arg-type]


def test_how_late_a_unit_is_follows_from_what_waits_and_how_fast_it_goes(clock: list[float]) -> None:
    broker = Broker(
        {("leads.scored", 0): 0, ("leads.scored", 1): 100}, {("leads.scored", 0): 900, ("leads.scored", 1): 100}
    )
    downstream = Downstream(BEHIND, broker)
    assert looked(downstream, clock) == 0.0, "nobody knows yet how fast it goes"
    broker.committed = {("leads.scored", 0): 200, ("leads.scored", 1): 200}
    broker.ends = {("leads.scored", 0): 1000, ("leads.scored", 1): 300}
    assert looked(downstream, clock) == pytest.approx(3.0)
    broker.committed = {("leads.scored", 0): 1000, ("leads.scored", 1): 300 - FEW + 1}
    assert looked(downstream, clock) == 0.0, "between two commits as much may wait"


def test_a_unit_that_stands_still_is_very_late(clock: list[float]) -> None:
    broker = Broker({("leads.scored", 0): 50}, {("leads.scored", 0): 50 + 10 * FEW})
    downstream = Downstream(BEHIND, broker)
    looked(downstream, clock)
    assert looked(downstream, clock) > 60.0


def test_topics_beside_the_way_and_partitions_without_a_commit_do_not_count(clock: list[float]) -> None:
    broker = Broker(
        {("leads.scored", 0): 5, ("leads.router.retry", 0): 0, ("leads.scored", 1): -1001},
        {("leads.scored", 0): 5, ("leads.router.retry", 0): 5000, ("leads.scored", 1): 5000},
    )
    downstream = Downstream(BEHIND, broker)
    looked(downstream, clock)
    assert looked(downstream, clock) == 0.0


@pytest.mark.parametrize("how", ["silent", "refuses"])
def test_a_broker_that_does_not_tell_is_asked_seldom_and_holds_nothing_up(how: str, clock: list[float]) -> None:
    broker = Broker({("leads.scored", 0): 0}, {("leads.scored", 0): 5000}, how == "silent", how == "refuses")
    downstream = Downstream(BEHIND, broker)
    assert looked(downstream, clock) == 0.0
    asked = len(broker.asked)
    looked(downstream, clock, EVERY_S if how == "silent" else 0.0)
    assert len(broker.asked) == asked, "not before an answer could have come"
    looked(downstream, clock, ANSWER_S)
    assert len(broker.asked) == asked + 1


def test_where_they_are_late_a_backfill_is_held_at_the_floor_but_not_stopped() -> None:
    share = Share()
    share.live(0.0)
    share.share = 0.2
    share.behind(LATE_S + 0.1)
    assert share.share == LEAST
    quiet = 2 * QUIET_S
    assert not share.shared(quiet), "no live lead waits for what is a second late"
    share.behind(TOO_LATE_S + 0.1)
    assert share.shared(quiet)
    assert share.reserved(1000, quiet) == int(1000 * LEAST)
    share.behind(0.0)
    assert share.reserved(1000, quiet) == 1000
