"""Alarms as a metric: what fires an alert when leads wait for a person."""

from leadcore.metrics import Metrics


class MetricAlarms:
    """Counts in `lead_reviews_total`; a reason is a code of the workspace's rules or one of the router's few."""

    def __init__(self, metrics: Metrics) -> None:
        self._reviews = metrics.counter("lead_reviews_total", "Leads sent to the review queue", ("reason",))

    def for_review(self, reason: str) -> None:
        """Count one lead that went to the review queue."""
        self._reviews.labels(reason).inc()
