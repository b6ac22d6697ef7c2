"""How long to wait for what is away, and work that goes on beside other work."""

import asyncio
import random  # noqa: TID251  jitter decides nothing
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

BACKOFF_S, BACKOFF_MAX_S = 0.1, 5.0


def backoff(tries: int) -> float:
    """Seconds to wait after so many tries: doubling, bounded, and never the same for two units."""
    longest = min(BACKOFF_S * 2 ** min(tries - 1, 10), BACKOFF_MAX_S)
    return float(longest * (0.5 + random.random() / 2))  # noqa: S311  as above


async def waited(stop: asyncio.Event, seconds: float) -> None:
    """Return after `seconds`, or when `stop` is set."""
    # Before Python 3.12 `wait_for` loses a cancellation that comes with what it waits for (python/cpython#86296).
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """
    `work` goes on while the context lasts, and has ended after it; what it raised is raised then. Who is cancelled
    while it ends is cancelled: to await a task that one has cancelled, and to suppress that, would lose it.
    """
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    if not task.cancelled():
        task.result()
