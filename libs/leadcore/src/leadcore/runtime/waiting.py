"""How long to wait for what is away."""

import asyncio
import random  # noqa: TID251  jitter decides nothing

BACKOFF_S, BACKOFF_MAX_S = 0.1, 5.0


def backoff(tries: int) -> float:
    """Seconds to wait after so many tries: doubling, bounded, and never the same for two units."""
    longest = min(BACKOFF_S * 2 ** min(tries - 1, 10), BACKOFF_MAX_S)
    return float(longest * (0.5 + random.random() / 2))  # noqa: S311  as above


async def waited(stop: asyncio.Event, seconds: float) -> None:
    """Return after `seconds`, or when `stop` is set."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
