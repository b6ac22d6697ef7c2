"""One measurement of a running stack: send, wait for the last outcome, and say what it took."""

import time
from collections.abc import Callable, Sequence

from leadcore.clock import system_clock

from lab.bench.arrivals import Arrivals
from lab.bench.costs import Costs
from lab.bench.figures import Figures
from lab.bench.runs import Run

Waiting = Callable[[int, int], None]
"""Waits for what so many, accepted since then (ms), come to."""


def measured(
    run: Run, lines: Sequence[bytes], send: Callable[[Sequence[bytes]], int], waiting: Waiting | None = None
) -> Figures:
    """
    What it took from before `send` until each of `lines` has its outcome, or what is waited for instead; `send` tells
    how many were accepted. All must come to their outcome afterwards.

    Raises:
        TimeoutError: they did not all end in time.
    """
    before = run.ledger().total
    since = system_clock()
    with Arrivals(run.kafka) as arrivals:
        with Costs(run.pids) as costs:
            began = time.perf_counter()
            accepted = send(lines)
            (waiting or run.until_counted)(accepted, since)
            ended = time.perf_counter()
        # What is measured next is not to pay for what this one left.
        run.until_counted(accepted, since)
        # After the costs: to ask for every submission there ever was would be a part of them that grows.
        after = run.until_ended(before.accepted + accepted)
    return Figures(
        leads=len(lines),
        seconds=ended - began,
        routed_seconds=max(arrivals.last_at - began, 0.0),
        missing=after.total.in_flight + after.total.unaccounted,
        duplicates=arrivals.repeats,
        latencies_ms=arrivals.latencies_ms,
        costs=costs.measured,
        since_append_ms=arrivals.since_append_ms,
        recorded_ms=run.recorded_ms(since),
    )
