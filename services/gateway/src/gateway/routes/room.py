"""
How much one instance takes at once. Above it a request is refused before anything is read of it: batches first, single
leads last, so that those who wait for an answer are not kept waiting by a backfill.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Literal

from aiohttp import web
from leadcore import problems
from leadcore.metrics import Metrics
from leadcore.runtime.web_app import refused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Lane = Literal["live", "bulk"]

BULK_AGAIN_S, LIVE_AGAIN_S = 5, 1
"""When to come again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    `live`: requests with one lead that are being answered. Batches are refused as soon as half as many are, or when
    `bulk_bytes` of batches are being read and kept.
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

    @contextmanager
    def resting(self) -> Iterator[None]:
        """A live request that does nothing but wait takes no room meanwhile."""
        self._live -= 1
        try:
            yield
        finally:
            self._live += 1

    def _refused(self, lane: Lane, again_s: int) -> web.Response:
        self._shed[lane].inc()
        return refused(problems.overloaded(again_s))
