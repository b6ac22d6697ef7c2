"""
All benches in one go, on one running stack: drains, also of the five topics alone, paces at several rates, recovery.

    suite(run, asked, first seed, log) → one document after the other → results.jsonl → table, goals, plot
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.bench.drain import drain
from lab.bench.lanes import lanes
from lab.bench.pace import pace
from lab.bench.recovery import recovery
from lab.bench.runs import Run
from lab.bench.spine import spine

LIVE = 50
"""Live leads a second beside a backfill."""
WARM = 2_000
"""Submissions that are through before anything is measured: caches and the broker's code are cold at first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of each. No `sightings`: no recovery; no `backfill`: no lanes."""

    n: int
    rates: tuple[int, ...]
    seconds: int
    runs: int
    sightings: int
    backfill: int = 0

    @property
    def measurements(self) -> int:
        """How many documents there will be."""
        return self.runs * (2 + len(self.rates)) + bool(self.sightings) + bool(self.backfill)


def suite(run: Run, asked: Asked, seed: int, log: Path) -> Iterator[dict[str, Any]]:
    """
    Each measurement's document, with `bench`, its name. The kinds take turns, so that a machine's mood meets all.

    Args:
        seed: of the first; each other has one of its own.
        log: where ingest.admit writes.

    Raises:
        TimeoutError: one of them did not end.
    """
    drain(run, WARM, seed)
    for number in range(asked.runs):
        turn = seed + 1 + number * (2 + len(asked.rates))
        yield {"bench": "drain", **drain(run, asked.n, turn).as_json()}
        yield {"bench": "spine", **spine(run, asked.n, turn + 1).as_json()}
        for place, rate in enumerate(asked.rates, 2):
            yield {"bench": f"pace {rate}/s", **pace(run, rate, asked.seconds, turn + place).as_json()}
    if asked.backfill:
        last = seed + 1 + asked.runs * (2 + len(asked.rates))
        yield {"bench": f"lanes {LIVE}/s", **lanes(run, LIVE, asked.seconds, asked.backfill, last).as_json()}
    if asked.sightings:
        yield {"bench": "recovery", **recovery(run, asked.sightings, log).as_json()}
