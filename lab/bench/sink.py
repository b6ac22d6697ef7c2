"""
What `crm-sync.postgres` makes of leads per second, with a PostgreSQL of its own and no broker:
`python lab/bench/sink.py [LEADS] [--batch RECORDS]`.

The unit's stage on what the spine has written, topic after topic, in batches as a drain has them; every round has
leads of its own. Prints for each round, after one that warms up, leads per second, the CPU microseconds a lead of the
unit and of PostgreSQL (all its processes), and `ratio`: the CPU of both by the time that went by. 1: they take turns.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Sequence
from pathlib import Path

from crm_sync.adapters.postgres_records import open_records
from crm_sync.destinations import postgres
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


def main(leads: int, batch: int) -> None:
    """Measure and print."""
    gc.set_threshold(*GARBAGE)
    rounds = [asyncio.run(_arrived(leads, SEED + number)) for number in range(ROUNDS + 1)]
    gc.collect()
    gc.freeze()
    with temporary_home() as home:
        server = postgres_server.start(home)
        try:
            asyncio.run(_measured(server.address, server.pid, rounds, leads, batch))
        finally:
            server.stop()


async def _measured(dsn: str, pid: int, rounds: Sequence[Sequence[Delivery]], leads: int, most: int) -> None:
    await apply(dsn)
    codec = Codec()
    who = subject_reader(codec, CLUSTER, lambda _: "main")
    tools = Tools(codec, system_clock, lambda _: PARTITIONS)
    async with open_records(dsn) as records:
        stage = postgres.build(records, postgres.reader(codec, PlainVault(), who), postgres.subjects(who), system_clock)
        for number, waiting in enumerate(rounds):
            with Costs(lambda: {"postgres": pid}) as costs:
                began, spent = time.perf_counter(), time.process_time()
                for start in range(0, len(waiting), most):
                    await process(stage, waiting[start : start + most], tools)
                took, spent = time.perf_counter() - began, time.process_time() - spent
            there = costs.measured["postgres"].cpu_s
            if number:
                print(
                    f"{leads / took:7.0f} leads/s   unit {spent / leads * 1e6:5.0f} us   "
                    f"PostgreSQL {there / leads * 1e6:5.0f} us   ratio {(spent + there) / took:.2f}"
                )


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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", nargs="?", type=int, default=4_000)
    parser.add_argument("--batch", type=int, default=1_000, metavar="RECORDS")
    chosen = parser.parse_args()
    main(chosen.leads, chosen.batch)
