"""
What `crm-sync.postgres` makes of its messages, with a PostgreSQL of its own and no broker:
`python lab/bench/sink.py [--leads N] [SHARE:BATCH …]`.

The unit's stage on what the spine has written, topic after topic, in batches as a drain has them. Ways to share a batch
out (messages of a transaction : of a batch) take turns, each round with leads of its own, after one that warms up.
Prints medians: leads per second; CPU microseconds a lead, of the unit and of all of PostgreSQL's processes; and for how
long the unit had nothing to do but wait for PostgreSQL.
"""

import argparse
import asyncio
import gc
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from crm_sync.adapters.postgres_records import open_records
from crm_sync.destinations import postgres
from crm_sync.ports import SystemOfRecord
from lab.bench.costs import Costs
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.generator import generate
from lab.stack import postgres as postgres_server
from lab.stack.testing import temporary_home
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import SOURCE as SOURCE_HEADER
from leadcore.message import Delivery, Write, delivered
from leadcore.pipeline import Tools, process
from leadcore.runtime.memory import ManualClock, MemoryLog
from leadcore.runtime.serve import GARBAGE
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault
from leadcore.workspace import load
from simulator.stages import CLUSTER, spine

from migrations import apply

ROUNDS = 4
SEED = 11
PARTITIONS = 4
WAYS = ["1000:1000", "500:1000", "500:2000"]

Way: TypeAlias = tuple[int, int]
"""Messages of a transaction, and of a batch."""
Measured: TypeAlias = tuple[float, float, float, float]
"""Leads per second; microseconds a lead: the unit's CPU, PostgreSQL's, waited."""


def main(leads: int, ways: Sequence[Way]) -> None:
    """Measure and print."""
    gc.set_threshold(*GARBAGE)
    rounds = [asyncio.run(_arrived(leads, SEED + number)) for number in range(1 + ROUNDS * len(ways))]
    gc.collect()
    gc.freeze()
    with temporary_home() as home:
        server = postgres_server.start(home)
        try:
            asyncio.run(_all(server.address, server.pid, rounds, leads, ways))
        finally:
            server.stop()


async def _all(dsn: str, pid: int, rounds: Sequence[Sequence[Delivery]], leads: int, ways: Sequence[Way]) -> None:
    await apply(dsn)
    found: dict[Way, list[Measured]] = {way: [] for way in ways}
    async with open_records(dsn) as records:
        await _round(records, rounds[0], ways[0], pid, leads)
        for number, waiting in enumerate(rounds[1:]):
            way = ways[number % len(ways)]
            found[way].append(await _round(records, waiting, way, pid, leads))
    for (share, most), measured in found.items():
        speed, unit, there, waited = (statistics.median(column) for column in zip(*measured, strict=True))
        print(
            f"{share:5} of {most:5}: {speed:5.0f} leads/s ({min(measured)[0]:.0f} to {max(measured)[0]:.0f}); "
            f"us a lead: unit {unit:.0f}, PostgreSQL {there:.0f}, waited {waited:.0f}"
        )


async def _round(records: SystemOfRecord, waiting: Sequence[Delivery], way: Way, pid: int, leads: int) -> Measured:
    share, most = way
    codec = Codec()
    who = subject_reader(codec, CLUSTER, lambda _: "main")
    read = postgres.reader(codec, PlainVault(), who)
    stage = postgres.build(records, read, postgres.subjects(who), system_clock, share=share)
    tools = Tools(codec, system_clock, lambda _: PARTITIONS)
    with Costs(lambda: {"postgres": pid}) as costs, _Waits() as waits:
        began, spent = time.perf_counter(), time.process_time()
        for start in range(0, len(waiting), most):
            await process(stage, waiting[start : start + most], tools)
        took, spent = time.perf_counter() - began, time.process_time() - spent
    each = 1e6 / leads
    return leads / took, spent * each, costs.measured["postgres"].cpu_s * each, waits.seconds * each


class _Waits:
    """How long the event loop waits for its selector while the block runs."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._selector: Any = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]
        self._select = self._selector.select

    def __enter__(self) -> "_Waits":
        self._selector.select = self._timed
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.select = self._select

    def _timed(self, timeout: float | None = None) -> Any:
        began = time.perf_counter()
        try:
            return self._select(timeout)
        finally:
            self.seconds += time.perf_counter() - began


async def _arrived(leads: int, seed: int) -> list[Delivery]:
    """What stands before the sink once so many submissions, which no other seed has, are routed."""
    clock, codec = ManualClock(), Codec()
    log = MemoryLog(clock, PARTITIONS)
    for number, lead in enumerate(generate(leads, seed, mix=BENCH_MIX)):
        header = ((SOURCE_HEADER, SOURCE.encode()),)
        log.append(Write(Topic.LEADS_RAW, None, lead.body, header, number % PARTITIONS))
    tools = Tools(codec, clock, lambda _: PARTITIONS)
    for stage in spine(load(Path(__file__).parents[2] / "workspace"), PlainVault(), clock, "bench"):
        waiting = [delivered(each, stage.retry) for topic in stage.sources for each in log.all(topic)]
        for start in range(0, len(waiting), 500):
            for write in (await process(stage, waiting[start : start + 500], tools)).writes:
                log.append(write)
    retry = Topic.LEADS_CRM_SYNC_POSTGRES_RETRY
    return [delivered(each, retry) for topic in postgres.SOURCES for each in log.all(topic)]


def _way(text: str) -> Way:
    share, most = map(int, text.split(":"))
    return share, most


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ways", nargs="*", type=_way, default=[_way(each) for each in WAYS], metavar="SHARE:BATCH")
    parser.add_argument("--leads", type=int, default=2_000)
    chosen = parser.parse_args()
    main(chosen.leads, chosen.ways)
