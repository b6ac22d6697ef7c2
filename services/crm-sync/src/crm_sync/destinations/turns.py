"""
How work on a batch overlaps: while one share of it is waited for, the processor is at the next.

    prepare 1 → finish 1 and prepare 2 → finish 2 and prepare 3 → finish 3
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

P = TypeVar("P")
R = TypeVar("R")
T = TypeVar("T")

BREATH_S = 0.0005
"""How long the processor is at it before whoever waits for an answer may see whether it is there."""


def shares(batch: Sequence[T], most: int) -> list[Sequence[T]]:
    """`batch` in pieces of at most `most`, in order."""
    return [batch[start : start + most] for start in range(0, len(batch), most)]


async def overlapped(
    pieces: Iterable[T], prepare: Callable[[T], Coroutine[Any, Any, P]], finish: Callable[[P], Coroutine[Any, Any, R]]
) -> list[R]:
    """
    What `finish` makes of each piece that is prepared: of one after the other, and meanwhile the next is prepared.

    Where either fails, the other comes to its end before that is raised, and no other piece is begun: nothing goes on
    behind a batch that is tried again.
    """
    done: list[R] = []
    ahead: list[P] = []
    for piece in pieces:
        finished, prepared = await _both(_each(finish, ahead), prepare(piece))
        done += finished
        ahead = [prepared]
    return done + await _each(finish, ahead)


async def in_breaths(work: Iterable[T]) -> list[T]:
    """All that `work` gives; whoever else is ready has a turn now and then."""
    done: list[T] = []
    until = time.perf_counter() + BREATH_S
    for each in work:
        done.append(each)
        if time.perf_counter() > until:
            await asyncio.sleep(0)
            until = time.perf_counter() + BREATH_S
    return done


async def _each(finish: Callable[[P], Awaitable[R]], prepared: Iterable[P]) -> list[R]:
    return [await finish(each) for each in prepared]


async def _both(one: Coroutine[Any, Any, R], other: Coroutine[Any, Any, P]) -> tuple[R, P]:
    first, second = await asyncio.gather(one, other, return_exceptions=True)
    if isinstance(first, BaseException):
        raise first
    if isinstance(second, BaseException):
        raise second
    return first, second
