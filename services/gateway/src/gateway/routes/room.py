"""
How much one instance takes at once. Above it a request is refused before anything is read of it: batches first, single
leads last, so that those who wait for an answer are not kept waiting by a backfill.

Where anybody may post, nothing is booked for what a post says that it will send, only for what came (`Visit`): else
whoever opens connections and stays silent would have all the room.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Literal

from aiohttp import web
from leadcore import problems
from leadcore.metrics import Metrics
from leadcore.problems import Problem
from leadcore.runtime.web_app import refused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Lane = Literal["live", "bulk"]

BULK_AGAIN_S, LIVE_AGAIN_S = 5, 1
"""When to come again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    `live`: requests with one lead that are being answered. Batches are refused as soon as half as many are, or when
    `bulk_bytes` of batches are being read and kept; posts of anybody when so many bytes of them are held.
    """

    live: int = 1024
    bulk_bytes: int = 64 * 1024 * 1024


class Room:
    """What is being answered now. One request does not yet fill a lane: whatever its size, it passes an empty one."""

    def __init__(self, limits: Limits, metrics: Metrics) -> None:
        self._limits = limits
        self._live = self._bulk_bytes = 0
        shed = metrics.counter("lead_shed_total", "Refused because too much came at once", ("lane",))
        self._shed = {lane: shed.labels(lane) for lane in ("live", "bulk")}

    def live(self, handler: Handler) -> Handler:
        """`handler` for requests with one lead."""

        @wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            if self._live >= self._limits.live:
                return self._refused("live", LIVE_AGAIN_S)
            self._live += 1
            try:
                return await handler(request)
            finally:
                self._live -= 1

        return handle

    def bulk(self, handler: Handler, most_bytes: int) -> Handler:
        """`handler` for batches; one whose length is not told counts as `most_bytes`."""

        @wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            length = min(most_bytes, request.content_length or most_bytes)
            busy = self._live * 2 >= self._limits.live
            if busy or (self._bulk_bytes and self._bulk_bytes + length > self._limits.bulk_bytes):
                return self._refused("bulk", BULK_AGAIN_S)
            self._bulk_bytes += length
            try:
                return await handler(request)
            finally:
                self._bulk_bytes -= length

        return handle

    def visited(self, handler: "Visited", lane: Lane) -> Handler:
        """`handler` for posts of anybody, each with its visit, which ends however the post does."""

        @wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            visit = Visit(self, lane)
            if full := visit.announced(request.content_length or 0):
                return refused(full)
            try:
                return await handler(request, visit)
            finally:
                visit.end()

        return handle

    @contextmanager
    def resting(self) -> Iterator[None]:
        """A live request that does nothing but wait takes no room meanwhile."""
        self._live -= 1
        try:
            yield
        finally:
            self._live += 1

    def _refused(self, lane: Lane, again_s: int) -> web.Response:
        return refused(self._full(lane, again_s))

    def _full(self, lane: Lane, again_s: int) -> Problem:
        self._shed[lane].inc()
        return problems.overloaded(again_s)


class Visit:
    """What one post of anybody takes of a room: the bytes of it that came, and a place once it is worked on."""

    def __init__(self, room: Room, lane: Lane) -> None:
        self._room, self._lane = room, lane
        self._bytes = self._places = 0

    def announced(self, length: int) -> Problem | None:
        """Why a post of `length` bytes, 0 where that is not told, need not be read; nothing is booked."""
        return self._over() if self._crowded(max(1, length)) else None

    def book(self, more: int) -> Problem | None:
        """Book so many bytes that came; why they cannot be held, if they cannot."""
        if self._crowded(more):
            return self._over()
        self._bytes += more
        self._room._bulk_bytes += more
        return None

    def worked_on(self) -> Problem | None:
        """Take a place, for the body has been read; why there is none, if there is none."""
        room = self._room
        if room._live >= room._limits.live:
            return self._over()
        self._places += 1
        room._live += 1
        return None

    def end(self) -> None:
        """Leave what was taken to others."""
        self._room._bulk_bytes -= self._bytes
        self._room._live -= self._places
        self._bytes = self._places = 0

    def _crowded(self, more: int) -> bool:
        held = self._room._bulk_bytes
        # As for batches: whatever its size, one that is alone passes.
        return held > self._bytes and held + more > self._room._limits.bulk_bytes

    def _over(self) -> Problem:
        return self._room._full(self._lane, BULK_AGAIN_S if self._lane == "bulk" else LIVE_AGAIN_S)


Visited = Callable[[web.Request, Visit], Awaitable[web.StreamResponse]]
