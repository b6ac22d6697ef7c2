"""Waiting for what is true soon: for a condition, up to a deadline, never for a time."""

import asyncio
import time
from collections.abc import Callable


def until(holds: Callable[[], bool], what: str, deadline_s: float, step_s: float = 0.1) -> float:
    """
    Wait until it holds, asking again every `step_s`; seconds waited.

    Raises:
        AssertionError: not by the deadline; `what` says what was waited for.
    """
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < deadline_s, f"not within {deadline_s:.0f} s: {what}"
        time.sleep(step_s)
    return time.monotonic() - began


async def reached(holds: Callable[[], bool], deadline_s: float = 60.0) -> None:
    """
    Let the loop go on until it holds.

    Raises:
        TimeoutError: not by the deadline.
    """
    async with asyncio.timeout(deadline_s):
        while not holds():  # noqa: ASYNC110  a condition of somebody else's, who sets no event
            await asyncio.sleep(0.005)
