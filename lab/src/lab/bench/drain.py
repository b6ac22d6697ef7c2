"""Drain: N submissions as fast as they go to leads.raw, until each has its outcome in PostgreSQL."""

import time

from leadcore.clock import system_clock

from lab import sending
from lab.bench.arrivals import Arrivals
from lab.bench.costs import Costs
from lab.bench.figures import Figures
from lab.bench.runs import Run
from lab.generator import Mix, generate

SOURCE = "bench"
BENCH_MIX = Mix(sources=((SOURCE, 1.0),))


def drain(run: Run, n: int, seed: int) -> Figures:
    """
    Send `n` generated submissions (10 % repeats, 3 % invalid) and wait for the last outcome.

    Raises:
        TimeoutError: they did not all end in time.
    """
    lines = [lead.body for lead in generate(n, seed, mix=BENCH_MIX)]
    before = run.ledger().total
    since = system_clock()
    with Costs(run.pids) as costs, Arrivals(run.kafka) as arrivals:
        began = time.perf_counter()
        sent = sending.over_kafka(run.kafka, lines, SOURCE, lambda _count: None)
        after, ended = run.until_ended(before.accepted + sent.accepted)
        took = ended - began
    left = after.total.in_flight + after.total.unaccounted
    return Figures(
        leads=n,
        seconds=took,
        missing=left,
        duplicates=arrivals.repeats,
        latencies_ms=arrivals.latencies_ms,
        costs=costs.measured,
        since_append_ms=arrivals.since_append_ms,
        recorded_ms=run.recorded_ms(since),
    )
