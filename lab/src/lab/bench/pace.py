"""Pace: R submissions a second over HTTP, one request each, for S seconds."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import aiohttp

from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.figures import Figures
from lab.bench.measured import measured
from lab.bench.runs import Run
from lab.generator import generate

IN_FLIGHT = 256


def pace(run: Run, rate: int, seconds: int, seed: int) -> Figures:
    """
    Send at `rate` a second, whatever the answers do (open loop), and wait for the last outcome.

    Raises:
        TimeoutError: they did not all end in time.
    """
    lines = [lead.body for lead in generate(rate * seconds, seed, mix=BENCH_MIX)]

    def send(bodies: Sequence[bytes]) -> int:
        return asyncio.run(_send(run.gateway, run.authorization, bodies, rate))

    return measured(run, lines, send)


async def _send(gateway: str, headers: Mapping[str, str], lines: Sequence[bytes], rate: int) -> int:
    """How many were accepted."""
    url = f"{gateway}/v1/leads?source={SOURCE}"
    connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
    async with aiohttp.ClientSession(
        headers={**headers, "Content-Type": "application/json"},
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=30),
    ) as session:
        began = time.perf_counter()
        posts = []
        for number, line in enumerate(lines):
            ahead = began + number / rate - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            posts.append(asyncio.create_task(_post(session, url, line)))
        return sum(await asyncio.gather(*posts))


async def _post(session: aiohttp.ClientSession, url: str, line: bytes) -> bool:
    async with session.post(url, data=line) as answer:
        await answer.read()
        return answer.status == 202
