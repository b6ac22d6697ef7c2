"""Drain: N submissions as fast as they go to leads.raw, until each has its outcome in PostgreSQL."""

from collections.abc import Sequence

from lab import sending
from lab.bench.figures import Figures
from lab.bench.measured import measured
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

    def send(bodies: Sequence[bytes]) -> int:
        return sending.over_kafka(run.kafka, bodies, SOURCE, lambda _count: None).accepted

    return measured(run, lines, send)
