"""Metric names, declared before use, and the small handles through which code counts."""

from collections.abc import Mapping
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

Name = Literal[
    # counter, verdicts by unit and kind (emit, drop, defer, reject)
    "lead_stage_processed_total",
    # counter, failures by unit and code
    "lead_stage_errors_total",
    # counter, outcomes written by unit and outcome (routed, duplicate, rejected, dead, erased)
    "lead_outcomes_total",
    # histogram, seconds a batch took by unit
    "messaging_process_duration_seconds",
    # counter, records put on the unit's retry topic by unit and failure code
    "lead_retry_total",
    # counter, submissions found to be known by unit and kind (event_id, person)
    "lead_duplicates_total",
    # counter, fields of submissions that only we may set, ignored, by field (tenant_id, score, owner, ...)
    "lead_claimed_fields_total",
    # gauge, seconds since the oldest record that the unit has read and not finished was appended, by unit; 0: none
    "lead_oldest_unprocessed_age_seconds",
    # gauge, share of the unit's time that imports and overflow have while live leads come, by unit
    "lead_paced_share",
    # counter, assignments of partitions to this instance by unit
    "lead_rebalance_total",
    # histogram, seconds from the loss of partitions to the next assignment by unit; 0 where none were lost
    "lead_rebalance_duration_seconds",
    # gauge, unix seconds of the last commit by unit, topic, partition
    "lead_consumer_last_progress_timestamp_seconds",
    # gauge, 1 while the unit waits for a dependency, by unit and dependency
    "lead_stage_paused",
    # counter, submissions accepted at the edge, after the broker's acknowledgement, by source
    "lead_accepted_total",
    # counter, submissions refused at the edge by reason
    "lead_edge_rejections_total",
    # counter, what webhooks brought that is no lead, by source and kind (engagement, or why nothing was made of it)
    "webhook_events_total",
    # gauge, seconds since the clients in PostgreSQL were read, or the start; what was known holds meanwhile
    "access_clients_age_seconds",
    # gauge, clients that are known
    "access_clients",
    # counter, callers refused by code (unauthorized, forbidden, too-many-requests)
    "access_refusals_total",
    # counter, tokens asked for by grant and result (granted, or the error of RFC 6749)
    "access_tokens_total",
    # counter, decisions of the edge's limiter (allow, deny, fail_open)
    "lead_rate_limit_decisions_total",
    # counter, requests with an Idempotency-Key by what is known of it (new, same, other, running, fail_open)
    "lead_idempotency_decisions_total",
    # counter, requests with `Prefer: wait` by how they ended (told, late, no_room, away)
    "lead_waits_total",
    # counter, requests refused because the instance had too much at once, by lane
    "lead_shed_total",
    # counter, rows of posted files by what became of them (sent, refused, unreadable)
    "lead_import_rows_total",
    # counter, posted files by how they ended (done, failed)
    "lead_imports_total",
    # counter, posts of a form by form and what became of them (accepted, spam, refused)
    "lead_form_posts_total",
    # counter, connections closed for what they did by phase (head, idle, unread, too-many)
    "http_server_connections_closed_total",
    # histogram, seconds of an HTTP request by method, route, status
    "http_server_request_duration_seconds",
    # counter, scores that fell back to rules although a model should have answered, by cause
    "lead_score_fallback_total",
    # counter, model outputs or features that were not finite
    "lead_score_nonfinite_total",
    # gauge, 1 for the release that runs by version
    "build_info",
    # gauge, 1 for the model in force by version and sha256
    "model_info",
    # counter, model files refused at load
    "model_load_failures_total",
    # counter, leads sent to the manual review queue by reason
    "lead_reviews_total",
    # counter, tombstones on leads.routed that a destination read, by unit
    "lead_tombstones_total",
    # gauge, accepted submissions without an outcome that no lag, retry or brake explains, by source
    "lead_unaccounted",
    # gauge, accepted submissions without an outcome yet, by source
    "lead_in_flight",
    # counter, writes of a dead letter that the broker did not take, by unit and the client's name of the error
    "lead_dead_publish_failures_total",
    # gauge, dead letters that nobody has replayed or dismissed, by unit
    "lead_dead_open",
    # gauge, unix seconds of the last time that the three above were counted
    "lead_reconciler_last_success_timestamp_seconds",
    # counter, calls to a CRM by crm and outcome
    "crm_upserts_total",
]

NAMES: tuple[str, ...] = get_args(Name)


class Metrics:
    """
    One service's metrics on a registry of its own; passed in by bootstrap, never global.

    Args:
        version: of the release that runs; told as `build_info`.
    """

    def __init__(self, version: str = "") -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        if version:
            self.gauge("build_info", "The release that runs", ("version",)).labels(version).set(1)

    def counter(self, name: Name, about: str, labels: tuple[str, ...] = ()) -> Counter:
        """A counter; label sets are closed. Who asks for one by the same name again counts in the same one."""
        if name not in self._counters:
            self._counters[name] = Counter(name, about, labels, registry=self.registry)
        return self._counters[name]

    def gauge(self, name: Name, about: str, labels: tuple[str, ...] = ()) -> Gauge:
        """A gauge; label sets are closed."""
        return Gauge(name, about, labels, registry=self.registry)

    def histogram(self, name: Name, about: str, labels: tuple[str, ...] = ()) -> Histogram:
        """A histogram with the default buckets; label sets are closed."""
        return Histogram(name, about, labels, registry=self.registry)


DUPLICATES = {"same-event": "event_id", "same-person": "person"}
"""What the code of a duplicate says it repeats."""


class StageMetrics:
    """What the pipeline counts for one unit, labels bound once."""

    def __init__(self, metrics: Metrics, unit: str) -> None:
        processed = metrics.counter("lead_stage_processed_total", "Verdicts by unit and kind", ("unit", "verdict"))
        outcomes = metrics.counter("lead_outcomes_total", "Outcomes written", ("unit", "outcome"))
        self._processed = {v: processed.labels(unit, v) for v in ("emit", "drop", "defer", "reject")}
        self._outcomes = {o: outcomes.labels(unit, o) for o in ("routed", "duplicate", "rejected", "dead", "erased")}
        self._errors = metrics.counter("lead_stage_errors_total", "Failures by unit and code", ("unit", "error_type"))
        self._retried = metrics.counter("lead_retry_total", "Records deferred", ("unit", "error_type"))
        self._repeated = metrics.counter("lead_duplicates_total", "Submissions known before", ("unit", "kind"))
        self._unit = unit

    def count(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Count what a batch did, once its writes are durable: (kind, label) → how many."""
        for (kind, label), number in counts.items():
            if kind == "verdict":
                self._processed[label].inc(number)
            elif kind == "outcome":
                self._outcomes[label].inc(number)
            elif kind == "retry":
                self._retried.labels(self._unit, label).inc(number)
            elif kind == "duplicate":
                self._repeated.labels(self._unit, DUPLICATES.get(label, "other")).inc(number)
            else:
                self._errors.labels(self._unit, label).inc(number)
