"""
All benches in one go, on one running stack: drains, paces at several rates, admission's recovery.

    suite(run, asked, first seed, log) → one document after the other → results.jsonl → table, goals, plot
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.bench.drain import drain
from lab.bench.pace import pace
from lab.bench.recovery import recovery
from lab.bench.runs import Run

WARM = 2_000
"""Submissions that are through before anything is measured: caches and the broker's code are cold at first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of each. No `sightings`: no recovery."""

    n: int
    rates: tuple[int, ...]
    seconds: int
    runs: int
    sightings: int

    @property
    def measurements(self) -> int:
        """How many documents there will be."""
        return self.runs * (1 + len(self.rates)) + bool(self.sightings)


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
        turn = seed + 1 + number * (1 + len(asked.rates))
        yield {"bench": "drain", **drain(run, asked.n, turn).as_json()}
        for place, rate in enumerate(asked.rates, 1):
            yield {"bench": f"pace {rate}/s", **pace(run, rate, asked.seconds, turn + place).as_json()}
    if asked.sightings:
        yield {"bench": "recovery", **recovery(run, asked.sightings, log).as_json()}
