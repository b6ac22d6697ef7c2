"""
CPU of each stage per lead, without a broker: `python lab/bench/stages.py [LEADS] [--profile UNIT]`.

Decoding, deciding and encoding, as the runners have it done; what a stage asks of Redis is answered from memory, and
the postgres sink's statements get their arguments and no database. Prints microseconds per submission, the least of
several rounds; `--profile` prints where one stage spends them.
"""

import argparse
import asyncio
import cProfile
import gc
import pstats
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crm_sync.adapters.postgres_records import _STATEMENTS
from crm_sync.destinations import postgres
from crm_sync.domain.rows import Entry
from crm_sync.ports import Written
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.generator import generate
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import SOURCE as SOURCE_HEADER
from leadcore.message import Delivery, Write, delivered
from leadcore.pipeline import Tools, process
from leadcore.runtime.memory import ManualClock, MemoryLog
from leadcore.runtime.serve import GARBAGE
from leadcore.stage import Stage
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault
from leadcore.workspace import load
from simulator.stages import CLUSTER, spine

ROUNDS = 5
BATCH = 500


class NoDatabase:
    """Makes the arguments of every statement, and executes none."""

    async def write(self, entries: Sequence[Entry]) -> Written:
        """As the adapter does, up to the connection."""
        rows: dict[type[Any], list[Any]] = {}
        for entry in entries:
            for row in entry:
                rows.setdefault(type(row), []).append(row)
        for kind, statement in _STATEMENTS:
            if kind in rows:
                statement.call(rows[kind])
        return Written({})


def main(leads: int, profile: str) -> None:
    """Measure and print."""
    gc.set_threshold(*GARBAGE)
    workspace = load(Path(__file__).parents[2] / "workspace")
    log = MemoryLog(ManualClock())
    tools = Tools(Codec(), log.clock, lambda _: log.partitions)
    who = subject_reader(tools.codec, CLUSTER, lambda _: "main")
    read = postgres.reader(tools.codec, PlainVault(), who)
    sink = postgres.build(NoDatabase(), read, postgres.subjects(who), log.clock)
    for number, lead in enumerate(generate(leads, 7, mix=BENCH_MIX)):
        header = ((SOURCE_HEADER, SOURCE.encode()),)
        log.append(Write(Topic.LEADS_RAW, None, lead.body, header, number % log.partitions))
    total = 0.0
    for stage in [*spine(workspace, PlainVault(), log.clock, "bench"), sink]:
        batches = _batches(stage, log)
        gc.collect()
        gc.freeze()
        if stage.unit == profile:
            _profiled(stage, batches, tools)
        spent, writes = _least(stage, batches, tools)
        for write in writes:
            log.append(write)
        total += spent
        print(f"{stage.unit:20} {spent / leads * 1e6:7.1f}")
    print(f"{'all':20} {total / leads * 1e6:7.1f}")


def _batches(stage: Stage[Any, Any], log: MemoryLog) -> list[list[Delivery]]:
    waiting = [delivered(each, stage.retry) for topic in stage.sources for each in log.all(topic)]
    return [waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH)]


def _least(stage: Stage[Any, Any], batches: list[list[Delivery]], tools: Tools) -> tuple[float, list[Write]]:
    """The CPU seconds of the cheapest round, and the writes of the first."""
    spent: list[float] = []
    rounds: list[list[Write]] = []
    for _ in range(ROUNDS):
        began = time.process_time()
        rounds.append(asyncio.run(_run(stage, batches, tools)))
        spent.append(time.process_time() - began)
        del rounds[1:]
    return min(spent), rounds[0]


async def _run(stage: Stage[Any, Any], batches: list[list[Delivery]], tools: Tools) -> list[Write]:
    return [write for batch in batches for write in (await process(stage, batch, tools)).writes]


def _profiled(stage: Stage[Any, Any], batches: list[list[Delivery]], tools: Tools) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(asyncio.run, _run(stage, batches, tools))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", nargs="?", type=int, default=2_000)
    parser.add_argument("--profile", default="", metavar="UNIT")
    chosen = parser.parse_args()
    main(chosen.leads, chosen.profile)
