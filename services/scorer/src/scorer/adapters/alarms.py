"""Alarms as metrics: what fires an alert when rules stand in for a model."""

from collections import Counter

from leadcore.metrics import Metrics

NOT_FINITE = frozenset({"not-finite-in", "not-finite-out"})


class MetricAlarms:
    """Counts in `lead_score_fallback_total` and, where a number was not finite, `lead_score_nonfinite_total`."""

    def __init__(self, metrics: Metrics) -> None:
        self._fallbacks = metrics.counter("lead_score_fallback_total", "Scores that fell back to rules", ("cause",))
        self._not_finite = metrics.counter("lead_score_nonfinite_total", "Features or outputs that were not finite")

    def fell_back(self, cause: str) -> None:
        """Count one lead scored by rules although a model should have answered."""
        self._fallbacks.labels(cause).inc()
        if cause in NOT_FINITE:
            self._not_finite.inc()


class TalliedAlarms:
    """Alarms in memory, for the memory runner and tests."""

    def __init__(self) -> None:
        self.causes: Counter[str] = Counter()
        """How often rules stood in, by cause."""

    def fell_back(self, cause: str) -> None:
        """Count one lead scored by rules although a model should have answered."""
        self.causes[cause] += 1
