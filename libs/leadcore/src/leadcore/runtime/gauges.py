"""What the batch runner counts of itself, beside what the pipeline counts; labels are bound once."""

import time
from collections.abc import Callable, Iterable, Mapping

from leadcore.contracts import Topic
from leadcore.metrics import Metrics, StageMetrics


class RunnerMetrics:
    """One unit's numbers."""

    def __init__(self, metrics: Metrics, unit: str) -> None:
        self._unit, self._metrics = unit, metrics
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
        self._oldest = metrics.gauge(
            "lead_oldest_unprocessed_age_seconds", "Age of the oldest record read and not finished", ("unit",)
        ).labels(unit)
        rebalances = metrics.counter("lead_rebalance_total", "Assignments of partitions", ("unit",))
        without = metrics.histogram("lead_rebalance_duration_seconds", "Seconds without what was lost", ("unit",))
        self._rebalances, self._without = rebalances.labels(unit), without.labels(unit)

    def done(self, counts: Mapping[tuple[str, str], int], seconds: float) -> None:
        """A batch is durable and committed."""
        self._stage.count(counts)
        self._took.observe(seconds)

    def moved(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Offsets of these (topic, partition) were committed now."""
        now = time.time()  # noqa: TID251  a metric of the process, no decision
        for topic, partition in partitions:
            self._progress.labels(self._unit, topic, str(partition)).set(now)

    def watch_oldest(self, appended_at: Callable[[], int], clock: Callable[[], int]) -> None:
        """
        Tell the age of the oldest record whenever it is asked for.

        Args:
            appended_at: when the oldest that was read and is not finished was appended, milliseconds; 0: none is.
            clock: now, milliseconds.
        """

        def age_s() -> float:
            since = appended_at()
            return max(0.0, (clock() - since) / 1000) if since else 0.0

        self._oldest.set_function(age_s)

    def watch_share(self, share: Callable[[], float]) -> None:
        """Tell whenever it is asked for how much of its time the unit gives to paced lanes while live leads come."""
        told = self._metrics.gauge(
            "lead_paced_share", "Share of the time that imports and overflow have while live leads come", ("unit",)
        )
        told.labels(self._unit).set_function(share)

    def rebalanced(self, seconds: float) -> None:
        """Partitions were assigned, so long after some were lost; 0: none were."""
        self._rebalances.inc()
        self._without.observe(seconds)

    def refused(self, topic: str, reason: str) -> None:
        """The broker did not take a write; of dead letters it is counted: what comes next is a stop, or a loss."""
        if topic == Topic.LEADS_DEAD:
            self._unwritten.labels(self._unit, reason).inc()

    def paused(self, dependency: str) -> None:
        """The unit waits for `dependency`."""
        self._paused.labels(self._unit, dependency).set(1)

    def unpaused(self, dependency: str) -> None:
        """The unit waits for `dependency` no more."""
        self._paused.labels(self._unit, dependency).set(0)
