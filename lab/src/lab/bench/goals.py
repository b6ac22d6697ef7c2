"""What a lead may cost and how late it may be, and whether results keep to it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of one bench and its limit; `at_least`: more is better."""

    bench: str
    name: str
    limit: float
    figure: Callable[[Document], float]
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A goal beside what was measured."""

    goal: Goal
    measured: float

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        found, limit = self.measured, self.goal.limit
        return found >= limit if self.goal.at_least else found <= limit


def judged(medians: Mapping[str, Document]) -> Iterable[Judged]:
    """Each goal of the benches that were run, by the medians of each."""
    for goal in GOALS:
        if goal.bench in medians:
            yield Judged(goal, round(goal.figure(medians[goal.bench]), 4))


UNMEASURED = ("crm-sync.postgres", "reviser", "gateway", "console")
"""What does not work between the first topic and leads.routed."""


def _five_topics_ms(found: Document) -> float:
    services = found["services"]
    units = sum(each["cpu_ms_per_lead"] for name, each in services.items() if name not in UNMEASURED)
    return float(units + found["broker_ms_per_lead"])


def _largest_mb(drained: Document) -> float:
    return float(max(each["rss_mb"] for each in drained["services"].values()))


GOALS = (
    Goal("spine", "leads/s until leads.routed", 6_000, lambda found: found["routed_s"], at_least=True),
    Goal("spine", "CPU ms a lead, units and broker", 0.30, _five_topics_ms),
    Goal("drain", "leads/s until PostgreSQL has them", 2_500, lambda found: found["leads_s"], at_least=True),
    Goal("drain", "CPU ms a lead of ingest.admit", 0.05, lambda found: _cost(found, "ingest.admit")),
    Goal("drain", "memory MB of the largest unit", 150, _largest_mb),
    Goal("pace 200/s", "p95 ms", 300, lambda found: found["p95_ms"]),
    Goal("pace 500/s", "p50 ms", 100, lambda found: found["p50_ms"]),
    Goal("pace 500/s", "p99 ms", 220, lambda found: found["p99_ms"]),
    Goal(
        "lanes 50/s",
        "p99 of live leads beside a backfill, as a multiple of alone",
        1.2,
        lambda found: found["p99_ratio"],
    ),
    Goal("recovery", "seconds to read the sightings", 20, lambda found: found["recovery_s"]),
    Goal("recovery", "seconds from SIGKILL to the next lead", 15, lambda found: found["at_work_s"]),
)


def _cost(drained: Document, unit: str) -> float:
    return float(drained["services"][unit]["cpu_ms_per_lead"])
