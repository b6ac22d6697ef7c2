"""What a bench measured, in the shape of `leadstream bench --json`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of one process tree over the bench, seconds, and its largest memory seen, MB."""

    cpu_s: float
    rss_mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """
    One bench. `missing`: accepted without an outcome; `duplicates`: lead versions more than once on leads.routed.

    `latencies_ms`: from the gateway's (or, on Kafka, the broker's) acceptance to the receipt by a reader of committed
    records of leads.routed; `since_append_ms`: the same from the record's append to its first topic;
    `recorded_ms`: from acceptance to the receipt that PostgreSQL holds with the lead; `routed_seconds`: from the start
    to the last lead's first version on leads.routed; later versions wait for what the destinations do.
    """

    leads: int
    seconds: float
    missing: int
    duplicates: int
    latencies_ms: Sequence[float]
    costs: Mapping[str, Cost]
    since_append_ms: Sequence[float] = ()
    recorded_ms: Sequence[float] = ()
    routed_seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The document; CPU is milliseconds per lead."""
        units = {name: cost for name, cost in self.costs.items() if name not in SERVERS}
        return {
            "leads": self.leads,
            "seconds": round(self.seconds, 2),
            "leads_s": round(self.leads / self.seconds, 1),
            "routed_s": round(self.leads / self.routed_seconds, 1) if self.routed_seconds else 0.0,
            "cpu_ms_per_lead": self._per_lead(sum(cost.cpu_s for cost in units.values())),
            "broker_ms_per_lead": self._per_lead(self.costs["kafka"].cpu_s),
            "postgres_ms_per_lead": self._per_lead(self.costs["postgres"].cpu_s),
            "missing": self.missing,
            "duplicates": self.duplicates,
            **late(self.latencies_ms),
            "since_append": late(self.since_append_ms),
            "recorded": late(self.recorded_ms),
            "services": {
                name: {"cpu_ms_per_lead": self._per_lead(cost.cpu_s), "rss_mb": round(cost.rss_mb)}
                for name, cost in units.items()
            },
        }

    def _per_lead(self, seconds: float) -> float:
        return round(seconds * 1000 / self.leads, 4)


def late(latencies_ms: Sequence[float]) -> dict[str, float]:
    """The shares of lateness that a document tells."""
    shares = {f"p{share}_ms": percentile(latencies_ms, share) for share in (50, 95, 99)}
    return shares | {"max_ms": round(max(latencies_ms, default=0.0), 1)}


SERVERS = ("kafka", "postgres", "redis")
OF_SERVERS = {"broker": "broker_ms_per_lead", "PostgreSQL": "postgres_ms_per_lead"}
"""What a reader calls the servers whose cost a document tells, and under which name it does."""


def percentile(values: Sequence[float], share: int) -> float:
    """The value under which `share` per cent lie (nearest rank); 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, share * len(ordered) // 100)], 1)
