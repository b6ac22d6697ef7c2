"""
A TCP proxy that makes a network bad on purpose: it stands between clients and one server, and a test says how.

    with Proxy("kafka-1", target=broker_port) as proxy:      # proxy.port is what clients are told
        with proxy.bad(Link(latency_s=0.2, jitter_s=0.1)):
            ...
        proxy.set(Link(held=BOTH))                           # a blackhole; proxy.set(GOOD) heals it
        proxy.changes                                        # every change, with its monotonic time

Nothing that was sent is ever lost or altered inside a connection, as TCP would not either: a held direction is
delivered late, or the connection breaks.
"""

import asyncio
import contextlib
import random  # noqa: TID251  seeded: jitter that a run can repeat
import threading
import time
from collections.abc import Callable, Collection, Coroutine, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from lab.faults.link import BOTH, GOOD, Change, Link, Way
from lab.faults.passage import PIECE_BYTES, Passage
from lab.stack.home import LOOPBACK, free_port

T = TypeVar("T")

ANSWER_S = 10.0


class Proxy:
    """
    One listener before one server, in a thread of its own; every method may be called from any other thread.

    Args:
        target: the server's loopback port.
        port: where to listen; 0: a free one.
        tell: told of every change, from the caller's thread.
    """

    def __init__(
        self, name: str, target: int, port: int = 0, *, seed: int = 0, tell: Callable[[Change], None] | None = None
    ) -> None:
        self.name, self.target, self.port = name, target, port or free_port()
        self.changes: list[Change] = []
        self._tell = tell or (lambda _change: None)
        self._dice = random.Random(seed)  # noqa: S311  jitter guards nothing
        self._link = GOOD
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"proxy-{name}", daemon=True)
        self._server: asyncio.Server | None = None
        self._passages: set[Passage] = set()

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def link(self) -> Link:
        """The link as it is now."""
        return self._link

    @property
    def connections(self) -> int:
        """How many clients are connected now."""
        return len(self._passages)

    def __enter__(self) -> Self:
        """
        Listen.

        Raises:
            OSError: the port is taken.
        """
        self._thread.start()
        try:
            self._in_loop(self._listen())
        except OSError:
            self._end_loop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Reset every connection and stop listening."""
        self._in_loop(self._shut())
        self._end_loop()

    def set(self, link: Link) -> None:
        """
        Make the link so; it is when this returns.

        Raises:
            OSError: it listens again, and another process has taken the port meanwhile.
        """
        self._in_loop(self._become(link))
        change = Change(time.monotonic(), self.name, link)
        self.changes.append(change)
        self._tell(change)

    @contextlib.contextmanager
    def bad(self, link: Link) -> Iterator[None]:
        """The link is so inside the block, and good after it."""
        self.set(link)
        try:
            yield
        finally:
            self.set(GOOD)

    async def _become(self, link: Link) -> None:
        before, self._link = self._link, link
        if link.refused:
            await self._shut()
        elif before.refused:
            await self._listen()
        for passage in list(self._passages):
            passage.changed(before, link)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accepted, LOOPBACK, self.port, limit=PIECE_BYTES)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for passage in list(self._passages):
            passage.reset()

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passage = Passage(self, reader, writer)
        self._passages.add(passage)
        try:
            await passage.run()
        finally:
            self._passages.discard(passage)

    def delay_s(self) -> float:
        """How long the next piece takes, by the link and the dice."""
        link = self._link
        return max(0.0, link.latency_s + self._dice.uniform(-link.jitter_s, link.jitter_s))

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_S)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_S)
        self._loop.run_until_complete(_ended(asyncio.all_tasks(self._loop)))
        self._loop.close()


async def _ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


__all__ = ["BOTH", "GOOD", "Change", "Link", "Proxy", "Way"]
