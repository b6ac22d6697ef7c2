"""
What a rate of leads needs, from what a drain measured: `python -m lab.bench.sizing RESULTS [RATE ...]` prints the table
of `docs/sizing.md`.

CPU a lead does not depend on the rate as long as batches are full, which they are where cores are busy. Everything else
follows: cores, processes (one uses one core), partitions, bytes.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from pathlib import Path
from typing import Any

from lab.bench.figures import OF_SERVERS
from lab.bench.results import by_bench, read

RATES = (1_000, 10_000, 100_000, 1_000_000)
BUSY = 0.6
"""How much of a core is used, so that a burst, a rebalance or a dead neighbour finds the rest."""
SPARE = 1.5
"""Memory for what a bench of 20,000 leads did not see."""
LOG_KB, TABLES_KB, WAL_KB = 11.1, 9.7, 11.0
"""Of one submission: bytes on all topics after compression, once; in PostgreSQL's tables and indexes; in its WAL. From
the sizes of the data folders before and after a drain of 20,000 (23 November 2026)."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Need:
    """What one unit, or a server, needs at one rate; `processes` 0: it scales by other means."""

    name: str
    cores: float
    processes: int
    memory_gb: float


def needs(drained: Mapping[str, Any], rate: int) -> Sequence[Need]:
    """Of each unit of a drain's document, then of broker and PostgreSQL."""
    found = [_unit(name, each["cpu_ms_per_lead"], each["rss_mb"], rate) for name, each in drained["services"].items()]
    servers = (Need(name, rate * drained[figure] / 1000 / BUSY, 0, 0) for name, figure in OF_SERVERS.items())
    return [*found, *servers]


def partitions(found: Iterable[Need]) -> int:
    """The power of two that leaves no process of the busiest unit without one."""
    return 1 << ceil(log2(max(each.processes for each in found)))


def table(drained: Mapping[str, Any], rates: Sequence[int]) -> str:
    """Markdown: a row for each unit, a column for each rate; below, what all of them come to."""
    columns = [needs(drained, rate) for rate in rates]
    names = [each.name for each in columns[0]]
    rows = [[name, *(_told(column[at]) for column in columns)] for at, name in enumerate(names)]
    rows.append(["**cores in all**", *(f"{sum(each.cores for each in column):,.0f}" for column in columns)])
    rows.append(["**units' memory GB**", *(f"{sum(each.memory_gb for each in column):,.0f}" for column in columns)])
    rows.append(["partitions of a topic", *(f"{partitions(column):,}" for column in columns)])
    rows.append(["log MB/s, one copy", *(f"{rate * LOG_KB / 1000:,.0f}" for rate in rates)])
    rows.append(["WAL MB/s", *(f"{rate * WAL_KB / 1000:,.0f}" for rate in rates)])
    rows.append(["tables GB a day", *(f"{rate * TABLES_KB * DAY_S / 1e6:,.0f}" for rate in rates)])
    head = ["", *(f"{rate:,} leads/s" for rate in rates)]
    return "\n".join(_row(each) for each in [head, ["---", *["---:"] * len(rates)], *rows])


def _unit(name: str, cpu_ms: float, rss_mb: float, rate: int) -> Need:
    cores = rate * cpu_ms / 1000 / BUSY
    processes = max(ceil(cores), 1)
    return Need(name, cores, processes, processes * rss_mb * SPARE / 1000)


def _told(need: Need) -> str:
    cores = f"{need.cores:,.1f}" if need.cores < 10 else f"{need.cores:,.0f}"
    return f"{cores} cores" if not need.processes else f"{cores} / {need.processes:,}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m lab.bench.sizing", description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("rates", type=int, nargs="*", default=RATES)
    asked = parser.parse_args()
    print(table(by_bench(read(asked.results))["drain"], asked.rates))


if __name__ == "__main__":
    main()
