"""V4: what a unit tells of itself: what it deferred, what it knew already, how old its oldest work is, rebalances."""

from collections.abc import Sequence
from typing import Any

import pytest
from confluent_kafka import TopicPartition
from leadcore import accounts
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import ScoredLead
from leadcore.failures import Unavailable
from leadcore.message import Message, delivered
from leadcore.metrics import Metrics
from leadcore.pipeline import Tools, process
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.lanes import Lane, oldest, put, take
from leadcore.stage import Stage
from leadcore.testing.harness import LEADS, Obedient
from leadcore.verdict import Defer, Drop, Verdict

UNIT = "scorer"


def test_what_is_deferred_and_what_was_known_is_counted_by_its_cause() -> None:
    """reliability 5.2: lead_retry_total, lead_duplicates_total; labels are of closed sets."""
    metrics = Metrics()
    told = RunnerMetrics(metrics, UNIT)
    told.done({("retry", "unavailable"): 2, ("duplicate", "same-event"): 3, ("duplicate", "same-person"): 1}, 0.1)
    told.done({("retry", "unavailable"): 1, ("duplicate", "a-code-of-tomorrow"): 1}, 0.1)
    of_unit = {"unit": UNIT}
    assert value(metrics, "lead_retry_total", of_unit | {"error_type": "unavailable"}) == 3
    assert value(metrics, "lead_duplicates_total", of_unit | {"kind": "event_id"}) == 3
    assert value(metrics, "lead_duplicates_total", of_unit | {"kind": "person"}) == 1
    assert value(metrics, "lead_duplicates_total", of_unit | {"kind": "other"}) == 1


async def test_the_pipeline_says_what_it_deferred_and_what_it_knew() -> None:
    async def handle(leads: Sequence[Any]) -> list[Verdict[ScoredLead]]:
        found: list[Verdict[ScoredLead]] = []
        for lead in leads:
            known = accounts.outcome(
                accounts.subject_of(lead.origin), "duplicate", unit=UNIT, code="same-event", at=lead.origin.accepted_at
            )
            found.append(Defer(Unavailable("busy")) if lead.origin.source == "defer" else Drop(known))
        return found

    stage = Stage(UNIT, (LEADS.source,), LEADS.sink, LEADS.retry, handle)
    writes = [LEADS.put("lead-1", "defer"), LEADS.put("lead-2", "drop"), LEADS.put("lead-3", "drop")]
    messages = [Message(str(w.topic), 0, n, 1, w.key, w.value, w.headers) for n, w in enumerate(writes)]
    tools = Tools(Codec(), system_clock, lambda _topic: 4)
    done = await process(stage, [delivered(each, stage.retry) for each in messages], tools)
    assert (done.counts["retry", "unavailable"], done.counts["duplicate", "same-event"]) == (1, 2)


def test_the_oldest_record_counts_until_it_is_finished() -> None:
    """reliability 5.2: lead_oldest_unprocessed_age_seconds: what waits, what is in hand, then nothing."""
    metrics, now = Metrics(), 10_000
    lanes = [Lane("leads.enriched", number, 0) for number in (0, 1)]
    told = RunnerMetrics(metrics, UNIT)
    told.watch_oldest(lambda: oldest(lanes), lambda: now)
    assert age(metrics) == 0.0
    for lane, appended in ((lanes[0], 4_000), (lanes[0], 6_000), (lanes[1], 7_500)):
        put(lane, 0, delivered(a_message(appended), LEADS.retry), 0.0)
    assert age(metrics) == 6.0
    batch = take(lanes[:1], 1, now)
    assert age(metrics) == 6.0, "in hand is not finished"
    for taken in batch:
        taken.lane.in_hand -= 1
    assert age(metrics) == 4.0
    now = 5_000
    assert age(metrics) == 0.0, "a clock behind the broker's makes nothing younger than new"


def test_a_rebalance_is_counted_with_the_time_without_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """reliability 5.2: lead_rebalance_total, lead_rebalance_duration_seconds."""
    metrics, clock = Metrics(), [100.0]
    monkeypatch.setattr("leadcore.runtime.inlet.time.monotonic", lambda: clock[0])
    group = Group()
    inlet = Inlet(Obedient(LEADS, UNIT).stage, group, system_clock, RunnerMetrics(metrics, UNIT).rebalanced)
    inlet.open()
    mine = [TopicPartition(str(LEADS.source), 0)]
    group.asked["on_assign"](group, mine)
    group.asked["on_lost"](group, mine)
    clock[0] += 3.0
    group.asked["on_revoke"](group, [])
    clock[0] += 4.0
    group.asked["on_assign"](group, mine)
    of_unit = {"unit": UNIT}
    assert value(metrics, "lead_rebalance_total", of_unit) == 2
    assert value(metrics, "lead_rebalance_duration_seconds_count", of_unit) == 2
    assert value(metrics, "lead_rebalance_duration_seconds_sum", of_unit) == 7.0


def test_a_unit_says_which_release_it_is() -> None:
    assert value(Metrics("1.2.3"), "build_info", {"version": "1.2.3"}) == 1
    assert value(Metrics(), "build_info", {"version": ""}) is None


class Group:
    """A consumer that keeps what it was asked to call."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def subscribe(self, _topics: list[str], **asked: Any) -> None:
        self.asked = asked


def a_message(appended: int) -> Message:
    return Message(str(LEADS.source), 0, 0, appended, b"key", b"value")


def value(metrics: Metrics, name: str, labels: dict[str, str]) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def age(metrics: Metrics) -> float | None:
    return value(metrics, "lead_oldest_unprocessed_age_seconds", {"unit": UNIT})
