"""
`ingest.admit` alone on a broker: `python lab/bench/admission.py [LEADS] [--sightings N] [--rate R] [--profile FILE]`.

Leads are invented, normalised and packed before anything is measured; then the unit is started as the stack starts it,
and its packets are put on leads.identified, all at once or R leads a second, gathered for 40 ms as `ingest.normalise`
does. `--sightings`: its changelog holds so many before it starts. `--profile`: a flame graph meanwhile.

Prints one line of JSON. `leads_s`: from the first packet's append to the last lead's; `cpu_us`, `broker_us`: CPU a
lead, of the unit with its client threads and of the broker; `produce_requests`: of the unit, all in all; `rss_mb`,
`peak_mb`: its memory, at the end and at most; `recovery_s`, `ready_s`: to read the changelog, and to be ready.
"""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from lab.bench.costs import Costs
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.profiles import profiled
from lab.bench.recovery import fill
from lab.generator import generate
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import SOURCE as SOURCE_HEADER
from leadcore.message import Delivery, Message, Write
from leadcore.pipeline import Tools, process
from leadcore.vault import PlainVault
from leadcore.workspace import load

from lab import topics

ROOT = Path(__file__).parents[2]
UNIT = "ingest.admit"
PARTITIONS = 4
BATCH = 1_000
"""Leads of one batch of ingest.normalise that has a backlog."""
GATHER_S = 0.04
DEADLINE_S = 300.0
WRITTEN = (Topic.LEADS_VALIDATED, Topic.LEADS_OUTCOMES)


def main(leads: int, sightings: int, rate: int, profile: str) -> None:
    """Measure and print."""
    at_once = max(1, round(rate * GATHER_S)) if rate else BATCH
    batches, count = _batches(leads, at_once)
    with temporary_home() as home:
        broker = kafka_server.start(home)
        try:
            topics.ensure(broker.address)
            if sightings:
                fill(broker.address, sightings)
            print(json.dumps(_measured(broker, batches, count, GATHER_S if rate else 0.0, profile)))
        finally:
            broker.stop()


def _measured(broker: Any, batches: Sequence[Sequence[Write]], leads: int, every_s: float, profile: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        with _unit(broker.address, Path(folder)) as unit:
            _until(lambda: (Path(folder) / "ready").exists(), unit)
            ready_s = time.monotonic() - began
            pids = {UNIT: unit.pid, "broker": broker.pid}
            drawn = profiled(unit.pid, Path(profile)) if profile else contextlib.nullcontext()
            with Costs(lambda: pids) as costs, drawn:
                began = time.monotonic()
                _put(broker.address, batches, every_s)
                _until(lambda: _written(broker.address) >= leads, unit)
                took_s = time.monotonic() - began
            unit.terminate()
            unit.wait(60)
        told = json.loads((Path(folder) / "requests").read_text())
        log = (Path(folder) / "log").read_text()
    return {
        "leads": leads,
        "leads_s": round(leads / took_s),
        "cpu_us": round(costs.measured[UNIT].cpu_s / leads * 1e6, 1),
        "broker_us": round(costs.measured["broker"].cpu_s / leads * 1e6, 1),
        "produce_requests": told["Produce"],
        "rss_mb": told["rss_mb"],
        "peak_mb": told["peak_mb"],
        "recovery_s": max(json.loads(line)["seconds"] for line in log.splitlines() if "table.recovered" in line),
        "ready_s": round(ready_s, 2),
    }


def _batches(leads: int, at_once: int) -> tuple[list[list[Write]], int]:
    """The packets of so many submissions, as many in a batch as normalise would have gathered; and their leads."""
    pepper = Pepper(1, bytes(32))
    workspace = load(ROOT / "workspace")
    stage = normalise.build(Normaliser(workspace, PlainVault(), pepper, Codec(), system_clock, "bench", "bench"))
    tools = Tools(Codec(), system_clock, lambda _: PARTITIONS)
    made, batches, count = _deliveries(leads), [], 0
    for start in range(0, leads, at_once):
        processed = asyncio.run(process(stage, made[start : start + at_once], tools))
        batches.append([write for write in processed.writes if write.topic == Topic.LEADS_IDENTIFIED])
        count += processed.counts["verdict", "emit"]
    return batches, count


def _deliveries(leads: int) -> list[Delivery]:
    now, header = system_clock(), ((SOURCE_HEADER, SOURCE.encode()),)
    mix = type(BENCH_MIX)(sources=BENCH_MIX.sources, invalid=0)
    found = enumerate(generate(leads, now, mix=mix))
    return [Delivery(Message(Topic.LEADS_RAW, 0, n, now, None, each.body, header), internal=False) for n, each in found]


@contextlib.contextmanager
def _unit(kafka: str, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONOPTIMIZE": "1",
        "UNIT": UNIT,
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "WORKSPACE_DIR": str(ROOT / "workspace"),
        "READY_FILE": str(folder / "ready"),
        "BENCH_REQUESTS": str(folder / "requests"),
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, str(Path(__file__).with_name("counted_unit.py"))]
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _put(kafka: str, batches: Sequence[Sequence[Write]], every_s: float) -> None:
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 5, "queue.buffering.max.kbytes": 1_000_000})
    began = time.monotonic()
    for number, batch in enumerate(batches):
        time.sleep(max(0.0, began + number * every_s - time.monotonic()))
        for write in batch:
            producer.produce(write.topic, write.value, partition=write.partition or 0)
        producer.poll(0)
    if producer.flush(DEADLINE_S):
        raise TimeoutError("the broker does not take the packets")


def _written(kafka: str) -> int:
    """How many leads were admitted or told to be known."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "bench"})
    try:
        places = [TopicPartition(topic, partition) for topic in WRITTEN for partition in range(PARTITIONS)]
        return sum(consumer.get_watermark_offsets(place, timeout=10)[1] for place in places)
    finally:
        consumer.close()


def _until(holds: Any, unit: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        if unit.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError("the unit ended, or is too slow")
        time.sleep(0.2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("leads", nargs="?", type=int, default=50_000)
    parser.add_argument("--sightings", type=int, default=0)
    parser.add_argument("--rate", type=int, default=0, metavar="R")
    parser.add_argument("--profile", default="", metavar="FILE")
    chosen = parser.parse_args()
    main(chosen.leads, chosen.sightings, chosen.rate, chosen.profile)
