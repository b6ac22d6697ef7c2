"""
CPU of each stage per lead, without a broker: `python lab/bench/stages.py [LEADS] [--profile UNIT]`.

Decoding, deciding and encoding, as the runners have it done; what a stage asks of Redis is answered from memory, and
the postgres sink's statements get their arguments and no database. Every round has leads of its own, as life has, so
that caches know domains, countries and titles and nobody's name or number. Prints microseconds per submission, the
least of several rounds after one that warms up; `--profile` prints where one stage spends them in the last.
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
from crm_sync.domain.rows import Answered, Entry
from crm_sync.ports import Then, Written
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.generator import generate
from leadcore import compiled
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
SEED = 7
PARTITIONS = 4
BATCH = 500


class NoDatabase:
    """Makes the arguments of every statement, and executes none."""

    async def write(self, entries: Sequence[Entry], then: Then | None = None) -> Written:
        """As the adapter does, up to the connection."""
        rows: dict[type[Any], list[Any]] = {}
        for entry in entries:
            for row in entry:
                rows.setdefault(type(row), []).append(row)
        if then and (receipts := list(then({}))):
            rows.setdefault(Answered, []).extend(receipts)
        for kind, statement in _STATEMENTS:
            if kind in rows:
                statement.call(rows[kind])
        return Written({})


def main(leads: int, profile: str) -> None:
    """Measure and print."""
    gc.set_threshold(*GARBAGE)
    workspace = load(Path(__file__).parents[2] / "workspace")
    clock = ManualClock()
    codec = Codec()
    who = subject_reader(codec, CLUSTER, lambda _: "main")
    sink = postgres.build(NoDatabase(), postgres.reader(codec, PlainVault(), who), postgres.subjects(who), clock)
    stages = [*spine(workspace, PlainVault(), clock, "bench"), sink]
    spent: dict[str, list[float]] = {stage.unit: [] for stage in stages}
    for number in range(ROUNDS + 1):
        log = _arrived(leads, SEED + number, clock)
        tools = Tools(codec, clock, lambda _: PARTITIONS)
        for stage in stages:
            spent[stage.unit].append(_round(stage, log, tools, profiled=stage.unit == profile and number == ROUNDS))
    least = {unit: min(rounds[1:]) / leads * 1e6 for unit, rounds in spent.items()}
    for unit, us in least.items():
        print(f"{unit:20} {us:7.1f}")
    print(f"{'all':20} {sum(least.values()):7.1f}  Avro: {compiled.form()}")


def _arrived(leads: int, seed: int, clock: ManualClock) -> MemoryLog:
    """A log with so many submissions, which no other seed has."""
    log = MemoryLog(clock, PARTITIONS)
    for number, lead in enumerate(generate(leads, seed, mix=BENCH_MIX)):
        header = ((SOURCE_HEADER, SOURCE.encode()),)
        log.append(Write(Topic.LEADS_RAW, None, lead.body, header, number % log.partitions))
    return log


def _round(stage: Stage[Any, Any], log: MemoryLog, tools: Tools, *, profiled: bool) -> float:
    """The CPU seconds that the stage needs for what is in `log`; what it writes is put there."""
    waiting = [delivered(each, stage.retry) for topic in stage.sources for each in log.all(topic)]
    batches = [waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH)]
    gc.collect()
    gc.freeze()
    began = time.process_time()
    writes = _profiled(stage, batches, tools) if profiled else asyncio.run(_run(stage, batches, tools))
    spent = time.process_time() - began
    for write in writes:
        log.append(write)
    return spent


async def _run(stage: Stage[Any, Any], batches: list[list[Delivery]], tools: Tools) -> list[Write]:
    return [write for batch in batches for write in (await process(stage, batch, tools)).writes]


def _profiled(stage: Stage[Any, Any], batches: list[list[Delivery]], tools: Tools) -> list[Write]:
    profiler = cProfile.Profile()
    writes = profiler.runcall(asyncio.run, _run(stage, batches, tools))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
    return writes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", nargs="?", type=int, default=2_000)
    parser.add_argument("--profile", default="", metavar="UNIT")
    chosen = parser.parse_args()
    main(chosen.leads, chosen.profile)
