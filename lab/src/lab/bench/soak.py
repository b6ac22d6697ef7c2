"""
Soak: the same rate for long. Nothing may grow with time: no memory, no CPU a lead, no lateness.

    post R a second → each minute: latencies and costs of that minute → at the end: nothing missing, and how much grew
"""

import asyncio
import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lab.bench.arrivals import Arrivals
from lab.bench.costs import Costs
from lab.bench.drain import BENCH_MIX
from lab.bench.figures import Figures
from lab.bench.pace import posted
from lab.bench.runs import Run
from lab.generator import generate

Document = dict[str, Any]


def soak(run: Run, rate: int, minutes: int, seed: int, minute_s: float = 60.0) -> Iterator[Document]:
    """
    One document for each minute, the last with what is `missing` and came twice in all.

    Raises:
        TimeoutError: the leads did not all end in time.
        aiohttp.ClientError: a submission got no answer.
    """
    before = run.ledger().total.accepted
    over = threading.Event()
    leads = round(rate * minutes * minute_s)
    lines = (lead.body for lead in generate(leads, seed, mix=BENCH_MIX))
    bounded = itertools.takewhile(lambda _line: not over.is_set(), lines)
    with Arrivals(run.kafka) as arrivals, ThreadPoolExecutor(1, "soak") as aside:
        sent = aside.submit(lambda: asyncio.run(posted(run, bounded, rate)))
        try:
            began = time.monotonic()
            for minute in range(1, minutes + 1):
                found = _minute(run, arrivals, began + minute * minute_s)
                if minute < minutes:
                    yield found
            after = run.until_ended(before + sent.result())
        finally:
            over.set()
        left = after.total.in_flight + after.total.unaccounted
        yield {**found, "missing": left, "duplicates": arrivals.repeats}


def _minute(run: Run, arrivals: Arrivals, until: float) -> Document:
    """What came until then, and what it cost."""
    began = time.monotonic()
    with Costs(run.pids) as costs:
        time.sleep(max(until - began, 0.0))
    late, since_append = arrivals.taken()
    seconds = time.monotonic() - began
    return Figures(max(len(late), 1), seconds, 0, 0, late, costs.measured, since_append, (), seconds).as_json()


def grown(minutes: Sequence[Document]) -> Mapping[str, float]:
    """
    Of each unit, its memory in the last quarter of the minutes as a multiple of that in the second; the first is for
    caches and tables to fill. `p99_ms`: the same of lateness; `cpu`: of what a lead costs all units.

    Raises:
        ValueError: there are fewer than four minutes.
    """
    if len(minutes) < LEAST:
        raise ValueError(f"{len(minutes)} minutes say nothing of growth; {LEAST} do")
    quarter = len(minutes) // 4
    then, now = minutes[quarter : 2 * quarter], minutes[-quarter:]
    units = {name: [each["services"][name]["rss_mb"] for each in (*then, *now)] for name in minutes[0]["services"]}
    found = {name: _ratio(values, quarter) for name, values in units.items()}
    for name, figure in (("p99", "p99_ms"), ("cpu", "cpu_ms_per_lead")):
        found[name] = _ratio([each[figure] for each in (*then, *now)], quarter)
    return found


LEAST = 4
GROWN = 1.1
"""What is more than this has grown: two quarters of an hour on one machine differ by some per cent by themselves."""


def _ratio(values: Sequence[float], quarter: int) -> float:
    return round(sum(values[quarter:]) / max(sum(values[:quarter]), 1e-9), 3)
