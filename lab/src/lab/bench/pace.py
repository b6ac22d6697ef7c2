"""Pace: R submissions a second over HTTP, one request each, for S seconds."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import closing

from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.figures import Figures
from lab.bench.measured import measured
from lab.bench.posting import Posting
from lab.bench.runs import Run
from lab.generator import generate

ACCEPTED = 202


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
    posting = Posting(url, {**run.authorization, "Content-Type": "application/json"})
    with closing(posting):
        began = time.perf_counter()
        for number, line in enumerate(lines):
            ahead = began + number / rate - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            answers.awaited(asyncio.create_task(posting.post(line)))
        return await answers.all()


class _Answers:
    """Counts the accepted; an hour of requests is not kept."""

    def __init__(self) -> None:
        self._open: set[asyncio.Task[int]] = set()
        self._accepted = 0
        self._failed: list[BaseException] = []

    def awaited(self, post: asyncio.Task[int]) -> None:
        self._open.add(post)
        post.add_done_callback(self._done)

    async def all(self) -> int:
        while self._open:
            await asyncio.wait(self._open)
        if self._failed:
            raise self._failed[0]
        return self._accepted

    def _done(self, post: asyncio.Task[int]) -> None:
        self._open.discard(post)
        if failed := post.exception():
            self._failed.append(failed)
        else:
            self._accepted += post.result() == ACCEPTED
