"""
One unit with its runner, on librdkafka's mock cluster: `python lab/bench/runner.py UNIT [LEADS] [--profile]`.

What `stages.py` leaves out: fetching, lanes, headers, producing, answers, commits; the broker's CPU is not in it. The
leads are those of `stages.py`, and what a stage asks of Redis is answered from memory. Prints microseconds of CPU per
submission for each of the process's threads; `--profile` prints where its Python spends them (cProfile, in the event
loop and in the Kafka thread). Units: ingest.normalise, enricher, scorer, router.
"""

import argparse
import asyncio
import cProfile
import gc
import os
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from confluent_kafka import Producer
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.generator import generate
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Topic
from leadcore.message import SOURCE as SOURCE_HEADER
from leadcore.message import Write, delivered
from leadcore.metrics import Metrics
from leadcore.pipeline import Tools, process
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.memory import ManualClock, MemoryLog
from leadcore.runtime.serve import GARBAGE
from leadcore.stage import Stage
from leadcore.vault import PlainVault
from leadcore.workspace import load
from simulator.stages import spine

PARTITIONS = 4
"""Of every topic of the mock cluster."""
ALONE = ("ingest.normalise", "enricher", "scorer", "router")
DEADLINE_S = 120.0


def main(unit: str, leads: int, *, profile: bool) -> None:
    """Feed a mock cluster, and have a process of its own work on it."""
    host = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 2})
    broker = next(iter(host.list_topics(timeout=10).brokers.values()))
    for topic in TOPICS:
        host.list_topics(topic, timeout=10)
    count = _feed(host, unit, leads)
    command = [sys.executable, __file__, unit, str(leads), "--on", f"{broker.host}:{broker.port}", f"--count={count}"]
    environment = {**os.environ, "PYTHONOPTIMIZE": "1"}
    subprocess.run([*command, *(["--profile"] if profile else [])], check=True, env=environment)  # noqa: S603


def _feed(host: Producer, unit: str, leads: int) -> int:
    """Put what the unit reads on the cluster; how many messages that is."""
    writes = asyncio.run(_read_by(unit, leads))
    for write in writes:
        partition = -1 if write.partition is None else write.partition
        while True:
            try:
                host.produce(write.topic, write.value, write.key, partition, headers=list(write.headers))
            except BufferError:
                host.poll(0.1)
            else:
                break
    host.flush(60)
    return len(writes)


async def _read_by(unit: str, leads: int) -> list[Write]:
    tools, log = Tools(Codec(), system_clock, lambda _: PARTITIONS), MemoryLog(ManualClock(system_clock()), PARTITIONS)
    header = ((SOURCE_HEADER, SOURCE.encode()),)
    writes = [Write(Topic.LEADS_RAW, None, each.body, header) for each in generate(leads, 7, mix=BENCH_MIX)]
    for stage in _stages():
        found = [write for write in writes if write.topic == stage.sources[0]]
        if stage.unit == unit:
            return found
        for write in found:
            log.append(write)
        deliveries = [delivered(each, stage.retry) for each in log.all(stage.sources[0])]
        writes = (await process(stage, deliveries, tools)).writes
    raise ValueError(unit)


def _stages() -> list[Stage[Any, Any]]:
    return spine(load(Path(__file__).parents[2] / "workspace"), PlainVault(), system_clock, "bench")


class Counted(BatchRunner):
    """Says when it is at its end, and looks at the clocks before its first batch and after its last."""

    def __init__(self, stage: Stage[Any, Any], kafka: str, count: int) -> None:
        self._left, self.stop = count, asyncio.Event()
        self.spent: dict[str, float] = {}
        self._before: Counter[tuple[str, str]] | None = None
        kit = Kit(system_clock, Codec(), Metrics("bench"), "bench")
        super().__init__(stage, Transport(kafka), kit, Health(stage.unit))

    async def _carry(self, batch: Any) -> None:
        self._before = self._before or threads()
        await super()._carry(batch)
        self._left -= len(batch)
        if self._left <= 0:
            after = threads()
            for (name, _), ns in (after - self._before).items():
                self.spent[name] = self.spent.get(name, 0.0) + ns / 1e9
            self.stop.set()


def threads() -> Counter[tuple[str, str]]:
    """Nanoseconds of CPU of each thread of this process, by name and id; those that ended are not in it."""
    found: Counter[tuple[str, str]] = Counter()
    for task in Path("/proc/self/task").iterdir():
        name = "event loop" if task.name == str(os.getpid()) else (task / "comm").read_text().strip()
        found[name, task.name] = int((task / "schedstat").read_text().split()[0])
    return found


def work(unit: str, leads: int, kafka: str, count: int, *, profile: bool) -> None:
    """Run the unit until it has taken `count` messages, and print."""
    gc.set_threshold(*GARBAGE)
    stage = next(each for each in _stages() if each.unit == unit)
    gc.freeze()
    with _profiled(on=profile):
        runner = asyncio.run(_run(stage, kafka, count))
    for name, spent in sorted(runner.spent.items(), key=lambda each: -each[1]):
        if spent / leads * 1e6 >= 0.5:
            print(f"{unit} {name:16} {spent / leads * 1e6:7.1f}")
    print(f"{unit} {'all':16} {sum(runner.spent.values()) / leads * 1e6:7.1f}")


async def _run(stage: Stage[Any, Any], kafka: str, count: int) -> Counted:
    runner = Counted(stage, kafka, count)
    await asyncio.wait_for(runner.run(runner.stop), DEADLINE_S)
    return runner


@contextmanager
def _profiled(*, on: bool) -> Iterator[None]:
    """Both threads' Python, by time of their own; a thread's profiler is switched on as it starts."""
    if not on:
        yield
        return
    profilers = [cProfile.Profile(time.thread_time)]
    hooked = BatchRunner._gathered

    def gathered(self: BatchRunner) -> Any:
        if len(profilers) == 1:
            profilers.append(cProfile.Profile(time.thread_time))
            profilers[1].enable()
        return hooked(self)

    setattr(BatchRunner, "_gathered", gathered)  # noqa: B010
    profilers[0].enable()
    yield
    profilers[0].disable()
    for profiler in profilers:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("unit", choices=ALONE)
    parser.add_argument("leads", nargs="?", type=int, default=4_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--on", default="", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.on:
        work(chosen.unit, chosen.leads, chosen.on, chosen.count, profile=chosen.profile)
    else:
        main(chosen.unit, chosen.leads, profile=chosen.profile)
