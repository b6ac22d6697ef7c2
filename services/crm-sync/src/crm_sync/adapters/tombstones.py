"""Tombstones as a metric."""

from leadcore.metrics import Metrics


class MetricTombstones:
    """Counts in `lead_tombstones_total`; a repeat is counted again."""

    def __init__(self, metrics: Metrics, unit: str) -> None:
        counter = metrics.counter("lead_tombstones_total", "Tombstones on leads.routed that were read", ("unit",))
        self._read = counter.labels(unit)

    def read(self) -> None:
        """Count one."""
        self._read.inc()


class TalliedTombstones:
    """The fake that ships with the port: a number."""

    def __init__(self) -> None:
        self.number = 0

    def read(self) -> None:
        """Count one."""
        self.number += 1
