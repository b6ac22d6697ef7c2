"""
The gateway alone, on a broker and a Redis: `python lab/bench/gateway_alone.py [--seconds S] [--core N] [--profile F]`.

The gateway is started as the stack starts it, on one core (`--core`); who sends has a process and the other cores.
Four measurements, one after the other, and one line of JSON:

    singles     64 connections, each posts one lead after the other: `posts_s`, and CPU a post
    pace        500 posts a second, whatever the answers do: p50, p95, p99, milliseconds from when each was due
    batches     4 connections with batches of 500: `leads_s`, and CPU a lead
    held        1,000 connections that have posted once and stay: memory of the gateway

`generator_s`: CPU seconds a second of who sends, which says whether it was the limit. `--profile`: a flame graph of
the gateway during the singles. `--only NAME`: one of them.
"""

import argparse
import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import uvloop
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.figures import late
from lab.bench.posting import Posting
from lab.bench.profiles import profiled
from lab.generator import generate
from lab.stack import kafka as kafka_server
from lab.stack import redis as redis_server
from lab.stack.home import Home
from lab.stack.testing import temporary_home

from lab import topics

ROOT = Path(__file__).parents[2]
KEY = "bench-key-of-one-run"
AT_ONCE, BATCHES_AT_ONCE, BATCH = 64, 4, 500
RATE, HELD = 500, 1_000
READY_S = 60.0
WARM = 2_000


def main(seconds: float, core: int, only: str, profile: str) -> None:
    """Measure and print."""
    with temporary_home() as home:
        broker, redis = kafka_server.start(home), redis_server.start(home)
        try:
            topics.ensure(broker.address)
            with _gateway(home, broker.address, redis.address, core) as (gateway, url):
                here = Sender(url, psutil.Process(gateway.pid), seconds)
                print(json.dumps(uvloop.run(_measured(here, only, profile))))
        finally:
            redis.stop()
            broker.stop()


class Sender:
    """Who sends: where to, and what the gateway's process used meanwhile."""

    def __init__(self, url: str, gateway: psutil.Process, seconds: float) -> None:
        self.url, self.gateway, self.seconds = url, gateway, seconds
        self.headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        count = max(WARM, int(RATE * seconds))
        self.leads = [each.body for each in generate(count, 7, mix=type(BENCH_MIX)(BENCH_MIX.sources, invalid=0))]

    async def closed(self, path: str, bodies: Sequence[bytes], at_once: int, worth: int) -> dict[str, float]:
        """Each of `at_once` posts one body after the other until the time is over; of `worth` leads each."""
        posting = Posting(f"{self.url}{path}", self.headers)
        ended, done = time.perf_counter() + self.seconds, 0

        async def work(first: int) -> None:
            nonlocal done
            number = first
            while time.perf_counter() < ended:
                await _accepted(posting, bodies[number % len(bodies)])
                done, number = done + 1, number + at_once

        return await self._costing(lambda: _all(work(first) for first in range(at_once)), posting, lambda: done * worth)

    async def paced(self, rate: int) -> dict[str, float]:
        """So many posts a second; how late each answer was, from when the post was due."""
        posting, latencies = Posting(f"{self.url}/v1/leads?source={SOURCE}", self.headers), []

        async def one(due: float, body: bytes) -> None:
            await _accepted(posting, body)
            latencies.append((time.perf_counter() - due) * 1000)

        async def send() -> None:
            began = time.perf_counter()
            async with asyncio.TaskGroup() as open_:
                for number in range(int(rate * self.seconds)):
                    due = began + number / rate
                    if (ahead := due - time.perf_counter()) > 0:
                        await asyncio.sleep(ahead)
                    open_.create_task(one(due, self.leads[number % len(self.leads)]))

        found = await self._costing(send, posting, lambda: len(latencies))
        return {**found, **late(latencies)}

    async def held(self, count: int) -> dict[str, float]:
        """Memory with so many connections that have posted and stay open."""
        before = self._rss_mb()
        postings = [Posting(f"{self.url}/v1/leads?source={SOURCE}", self.headers) for _ in range(count)]
        for number, posting in enumerate(postings):
            await _accepted(posting, self.leads[number % len(self.leads)])
        await asyncio.sleep(1.0)
        found: dict[str, float] = {
            "connections": len(self.gateway.net_connections("tcp")),
            "rss_mb": self._rss_mb(),
            "before_mb": before,
        }
        for posting in postings:
            posting.close()
        return found

    async def _costing(
        self, send: Callable[[], Awaitable[object]], posting: Posting, done: Callable[[], int]
    ) -> dict[str, float]:
        own = psutil.Process()
        began, cpu, mine = time.perf_counter(), _cpu_s(self.gateway), _cpu_s(own)
        with contextlib.closing(posting):
            await send()
        took_s = time.perf_counter() - began
        return {
            "per_s": round(done() / took_s, 1),
            "cpu_us": round((_cpu_s(self.gateway) - cpu) / done() * 1e6, 1),
            "gateway_s": round((_cpu_s(self.gateway) - cpu) / took_s, 3),
            "generator_s": round((_cpu_s(own) - mine) / took_s, 3),
            "rss_mb": self._rss_mb(),
        }

    def _rss_mb(self) -> int:
        return round(self.gateway.memory_info().rss / 1024 / 1024)


async def _measured(here: Sender, only: str, profile: str) -> Mapping[str, Any]:
    path, lines = f"/v1/leads?source={SOURCE}", here.leads
    await _all([_warm(here, path)])
    batches = [b'{"leads":[%b]}' % b",".join(lines[at : at + BATCH]) for at in range(0, WARM, BATCH)]
    drawn = profiled(here.gateway.pid, Path(profile)) if profile else contextlib.nullcontext()

    async def singles() -> dict[str, float]:
        with drawn:
            return await here.closed(path, lines, AT_ONCE, 1)

    kinds: dict[str, Callable[[], Awaitable[dict[str, float]]]] = {
        "held": lambda: here.held(HELD),
        "singles": singles,
        "pace": lambda: here.paced(RATE),
        "batches": lambda: here.closed(f"/v1/leads:batch?source={SOURCE}", batches, BATCHES_AT_ONCE, BATCH),
    }
    return {name: await measure() for name, measure in kinds.items() if only in ("", name)}


async def _warm(here: Sender, path: str) -> None:
    posting = Posting(f"{here.url}{path}", here.headers)
    with contextlib.closing(posting):
        for start in range(0, WARM, AT_ONCE):
            await _all(_accepted(posting, body) for body in here.leads[start : start + AT_ONCE])


async def _accepted(posting: Posting, body: bytes) -> None:
    status = await posting.post(body)
    if status != 202:
        raise RuntimeError(f"answered {status}: what is not accepted is not measured")


async def _all(works: Any) -> None:
    await asyncio.gather(*works)


def _cpu_s(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


@contextlib.contextmanager
def _gateway(home: Home, kafka: str, redis: str, core: int) -> Iterator["tuple[subprocess.Popen[bytes], str]"]:
    with tempfile.TemporaryDirectory() as folder:
        port = home.port("gateway")
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONOPTIMIZE": "1",
            "MALLOC_ARENA_MAX": "2",
            "KAFKA_BOOTSTRAP_SERVERS": kafka,
            "REDIS_URL": redis,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "HTTP_PORT": str(port),
            "HEALTH_PORT": "0",
            "RATE_LIMIT_MAX": "0",
            "EDGE_RATE": "1000000",
            "EDGE_BURST": "1000000",
            "GATEWAY_KEYS": json.dumps([_key()]),
            "ACCESS_COPY": str(Path(folder) / "clients.json"),
        }
        pinned = [] if core < 0 or not shutil.which("taskset") else ["taskset", "-c", str(core)]
        written = Path(folder) / "log"
        with written.open("wb") as log:
            command = [*pinned, str(Path(sys.executable).with_name("gateway"))]
            process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            _until(lambda: '"service.ready"' in written.read_text(), process, written)
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _key() -> dict[str, object]:
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    return {"id": "bench", "sha256": digest, "tenant": "main", "sources": ["*"], "roles": ["sender"]}


def _until(holds: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            raise TimeoutError(f"the gateway ended, or is too slow: {log.read_text()[-2000:]}")
        time.sleep(0.1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--core", type=int, default=0, help="-1: any")
    parser.add_argument("--only", default="", choices=["", "held", "singles", "pace", "batches"])
    parser.add_argument("--profile", default="", metavar="FILE")
    chosen = parser.parse_args()
    main(chosen.seconds, chosen.core, chosen.only, chosen.profile)
