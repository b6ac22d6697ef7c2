"""Alarms as a metric: what shows that somebody tries to set what is ours to set."""

from collections import Counter

from leadcore.metrics import Metrics


class MetricAlarms:
    """Counts in `lead_claimed_fields_total`; names are those of `OURS`, a closed set."""

    def __init__(self, metrics: Metrics) -> None:
        self._claimed = metrics.counter("lead_claimed_fields_total", "Fields that only we may set, ignored", ("field",))

    def claimed(self, name: str) -> None:
        """Count one lead whose sender said what only we may say."""
        self._claimed.labels(name).inc()


class TalliedAlarms:
    """Alarms in memory, for the memory runner and tests."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        """How often each was claimed."""

    def claimed(self, name: str) -> None:
        """Count one lead whose sender said what only we may say."""
        self.names[name] += 1
