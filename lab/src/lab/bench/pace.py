"""Pace: R submissions a second over HTTP, one request each, for S seconds."""

import asyncio
import time
from collections.abc import Iterable, Sequence

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
        return asyncio.run(posted(run, bodies, rate))

    return measured(run, lines, send)


async def posted(run: Run, lines: Iterable[bytes], rate: int) -> int:
    """Post `lines`, `rate` a second, whatever the answers do; how many were accepted."""
    url = f"{run.gateway}/v1/leads?source={SOURCE}"
    answers = _Answers()
    async with aiohttp.ClientSession(
        headers={**run.authorization, "Content-Type": "application/json"},
        connector=aiohttp.TCPConnector(limit=IN_FLIGHT),
        timeout=aiohttp.ClientTimeout(total=30),
    ) as session:
        began = time.perf_counter()
        for number, line in enumerate(lines):
            ahead = began + number / rate - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            answers.awaited(asyncio.create_task(_post(session, url, line)))
        return await answers.all()


class _Answers:
    """Counts the accepted; an hour of requests is not kept."""

    def __init__(self) -> None:
        self._open: set[asyncio.Task[bool]] = set()
        self._accepted = 0
        self._failed: list[BaseException] = []

    def awaited(self, post: asyncio.Task[bool]) -> None:
        self._open.add(post)
        post.add_done_callback(self._done)

    async def all(self) -> int:
        while self._open:
            await asyncio.wait(self._open)
        if self._failed:
            raise self._failed[0]
        return self._accepted

    def _done(self, post: asyncio.Task[bool]) -> None:
        self._open.discard(post)
        if failed := post.exception():
            self._failed.append(failed)
        else:
            self._accepted += post.result()


async def _post(session: aiohttp.ClientSession, url: str, line: bytes) -> bool:
    async with session.post(url, data=line) as answer:
        await answer.read()
        return answer.status == 202
