"""
One client's connection through a proxy, and its twin to the server.

    read → wait until due (latency) → wait until the direction is open → write, in slices, at the link's pace
"""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Callable
from typing import Protocol

from lab.faults.link import BOTH, Link, Way
from lab.stack.home import LOOPBACK

PIECE_BYTES = 64 * 1024
QUEUED_PIECES = 64
"""What is under way in one direction of one connection: more latency does not mean less throughput."""


class Road(Protocol):
    """What a passage asks of its proxy."""

    @property
    def target(self) -> int:
        """The server's loopback port."""
        ...

    @property
    def link(self) -> Link:
        """The link as it is now."""
        ...

    def delay_s(self) -> float:
        """How long the next piece takes."""
        ...


class Passage:
    """One client's connection and its twin to the server."""

    def __init__(self, road: Road, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._road = road
        self._client = (reader, writer)
        self._server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._passed = 0
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._half_open = False

    async def run(self) -> None:
        """Carry bytes both ways until one side ends or the link breaks."""
        carrying = asyncio.ensure_future(self._carried())
        ending = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({carrying, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (carrying, ending):
                each.cancel()
            await asyncio.gather(carrying, ending, return_exceptions=True)
            _close(self._server)
            _close(self._client)

    def changed(self, before: Link, now: Link) -> None:
        """Wake who waits for the link; a side that was closed behind the client's back shows when the link heals."""
        if before.half_open and not now.half_open and self._half_open:
            self.reset()
        if now.half_open and not self._half_open:
            self._half_open = True
            _close(self._server)
        self._news.set()
        self._news = asyncio.Event()

    def reset(self) -> None:
        """End both sides with a reset."""
        for side in (self._client, self._server):
            if side is not None:
                _reset(side[1])
        self._over.set()

    async def _carried(self) -> None:
        await self._until(lambda link: link.held != BOTH)
        if self._road.link.half_open:
            self._half_open = True
            await asyncio.Event().wait()
        try:
            self._server = await asyncio.open_connection(LOOPBACK, self._road.target, limit=PIECE_BYTES)
        except OSError:
            # A server that is not there refuses: so must we, as far as one who has accepted can.
            self.reset()
            return
        async with asyncio.TaskGroup() as ways:
            ways.create_task(self._direction("up", self._client[0], self._server[1]))
            ways.create_task(self._direction("down", self._server[0], self._client[1]))

    async def _direction(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUED_PIECES)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._taken(reader, queue))
            both.create_task(self._given(way, queue, writer))

    async def _taken(self, reader: asyncio.StreamReader, queue: "asyncio.Queue[tuple[float, bytes]]") -> None:
        due, piece = 0.0, b"-"
        while piece:
            try:
                piece = await reader.read(PIECE_BYTES)
            except ConnectionError:
                self._broken()
                return
            due = max(due, time.monotonic() + self._road.delay_s())
            await queue.put((due, piece))

    async def _given(self, way: Way, queue: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        while True:
            due, piece = await queue.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._until(lambda link: way not in link.held)
            if self._half_open:
                await asyncio.Event().wait()
            try:
                if not piece:
                    writer.write_eof()
                    return
                await self._written(writer, piece)
            except OSError:
                self._broken()
                return

    async def _written(self, writer: asyncio.StreamWriter, piece: bytes) -> None:
        link = self._road.link
        size = link.slice_bytes or len(piece)
        for start in range(0, len(piece), size):
            part = piece[start : start + size]
            if link.bytes_s:
                await asyncio.sleep(len(part) / link.bytes_s)
            writer.write(part)
            await writer.drain()
            self._passed += len(part)
            if 0 < link.reset_after <= self._passed:
                self.reset()

    def _broken(self) -> None:
        """One side was reset: so is the other, unless its being told is what must not happen."""
        if not self._half_open:
            self.reset()

    async def _until(self, holds: Callable[[Link], bool]) -> None:
        while not holds(self._road.link):
            await self._news.wait()


def _close(side: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if side is not None:
        side[1].close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of a goodbye; what was not yet sent is gone."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
