"""
Lanes: what a backfill on leads.bulk does to live leads, and they to it.

    live leads alone, R a second → live leads beside a backfill that begins under way → until all have ended
"""

import asyncio
import itertools
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from lab.bench.arrivals import Arrivals
from lab.bench.backfill import Backfill, PostedFile
from lab.bench.drain import BENCH_MIX
from lab.bench.figures import late
from lab.bench.pace import posted
from lab.bench.runs import Run
from lab.generator import generate

SETTLE_S = 2.0
"""From the first live lead to the backfill, and from the last one alone until it is through."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """
    Milliseconds until each live lead was on leads.routed, alone and beside the backfill. `bulk_at`: when each lead of
    the backfill came, seconds since the first live lead beside it; `beside_s`: for how long these came.
    """

    alone_ms: Sequence[float]
    beside_ms: Sequence[float]
    bulk_at: Sequence[float]
    beside_s: float
    backfill: int
    backfill_s: float
    missing: int
    duplicates: int

    def as_json(self) -> dict[str, Any]:
        """The document: lateness of both, their ratio, and how the backfill went on meanwhile."""
        alone, beside = late(self.alone_ms), late(self.beside_ms)
        meanwhile = [at - SETTLE_S for at in self.bulk_at if at <= self.beside_s]
        together_s = self.beside_s - SETTLE_S
        return {
            "backfill": self.backfill,
            "backfill_s": round(self.backfill_s, 1),
            "alone": alone,
            "beside": beside,
            "p50_ratio": _ratio(beside, alone, "p50_ms"),
            "p99_ratio": _ratio(beside, alone, "p99_ms"),
            "bulk_leads_s": round(len(meanwhile) / together_s, 1),
            "bulk_still_s": round(_longest_gap(meanwhile, together_s), 2),
            "missing": self.missing,
            "duplicates": self.duplicates,
        }


def lanes(run: Run, rate: int, seconds: int, backfill: int, seed: int, *, posted_file: bool = False) -> Lanes:
    """
    Measure live leads at `rate` for `seconds`, alone and beside `backfill` submissions on leads.bulk, or in a file that
    is posted.

    Raises:
        TimeoutError: they did not all end in time.
    """
    before = run.ledger().total.accepted
    live = [lead.body for lead in generate(2 * rate * seconds, seed, mix=BENCH_MIX)]
    alone_ms, accepted, repeats = _alone(run, live[: rate * seconds], rate)
    run.until_ended(before + accepted)
    with (
        _old(run, backfill, seed + 1, posted_file=posted_file) as old,
        Arrivals(run.kafka) as arrivals,
        ThreadPoolExecutor(1, "backfill") as aside,
    ):
        began = time.perf_counter()
        putting = aside.submit(_put, old)
        accepted += asyncio.run(posted(run, live[rate * seconds :], rate))
        beside_s = time.perf_counter() - began
        accepted += putting.result()
        after = run.until_ended(before + accepted)
    return Lanes(
        alone_ms=alone_ms,
        beside_ms=arrivals.latencies_ms,
        bulk_at=[at - began for at in arrivals.bulk_at],
        beside_s=beside_s,
        backfill=backfill,
        backfill_s=max(arrivals.bulk_at, default=began) - began - SETTLE_S,
        missing=after.total.in_flight + after.total.unaccounted,
        duplicates=repeats + arrivals.repeats,
    )


def _alone(run: Run, lines: Sequence[bytes], rate: int) -> tuple[Sequence[float], int, int]:
    with Arrivals(run.kafka) as arrivals:
        accepted = asyncio.run(posted(run, lines, rate))
        time.sleep(SETTLE_S)
    return arrivals.latencies_ms, accepted, arrivals.repeats


def _old(run: Run, leads: int, seed: int, *, posted_file: bool) -> Backfill | PostedFile:
    return PostedFile(run.gateway, run.authorization, leads, seed) if posted_file else Backfill(run.kafka, leads, seed)


def _put(old: Backfill | PostedFile) -> int:
    time.sleep(SETTLE_S)
    return old.put()


def _ratio(beside: Mapping[str, float], alone: Mapping[str, float], name: str) -> float:
    return round(beside[name] / max(alone[name], 1e-9), 3)


def _longest_gap(times: Sequence[float], until: float) -> float:
    """The longest time in which none came."""
    ordered = [0.0, *sorted(times), until]
    return max(later - earlier for earlier, later in itertools.pairwise(ordered))
