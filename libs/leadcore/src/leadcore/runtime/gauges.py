"""What the batch runner counts of itself, beside what the pipeline counts; labels are bound once."""

import time
from collections.abc import Iterable, Mapping

from leadcore.contracts import Topic
from leadcore.metrics import Metrics, StageMetrics


class RunnerMetrics:
    """One unit's numbers."""

    def __init__(self, metrics: Metrics, unit: str) -> None:
        self._unit = unit
        self._stage = StageMetrics(metrics, unit)
        took = metrics.histogram("messaging_process_duration_seconds", "Seconds a batch took", ("unit",))
        self._took = took.labels(unit)
        self._progress = metrics.gauge(
            "lead_consumer_last_progress_timestamp_seconds",
            "When offsets of a partition were last committed",
            ("unit", "topic", "partition"),
        )
        self._unwritten = metrics.counter(
            "lead_dead_publish_failures_total", "Dead letters the broker did not take", ("unit", "error_type")
        )
        self._paused = metrics.gauge("lead_stage_paused", "1 while the unit waits", ("unit", "dependency"))
        self._away: set[str] = set()

    def done(self, counts: Mapping[tuple[str, str], int], seconds: float) -> None:
        """A batch is durable and committed."""
        self._stage.count(counts)
        self._took.observe(seconds)

    def moved(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Offsets of these (topic, partition) were committed now."""
        now = time.time()  # noqa: TID251  a metric of the process, no decision
        for topic, partition in partitions:
            self._progress.labels(self._unit, topic, str(partition)).set(now)

    def refused(self, topic: str, reason: str) -> None:
        """The broker did not take a write; of dead letters it is counted: what comes next is a stop, or a loss."""
        if topic == Topic.LEADS_DEAD:
            self._unwritten.labels(self._unit, reason).inc()

    def paused(self, dependency: str) -> None:
        """The unit waits for `dependency`."""
        self._away.add(dependency)
        self._paused.labels(self._unit, dependency).set(1)

    def unpaused(self) -> set[str]:
        """The unit waits no more; what it waited for."""
        was, self._away = self._away, set()
        for dependency in was:
            self._paused.labels(self._unit, dependency).set(0)
        return was
