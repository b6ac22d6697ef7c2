"""
Connections with deadlines: whoever sends a head slowly, never asks, or does not read the answer is closed, and costs
nobody else more than the memory of a socket until then.

aiohttp limits the size of a head, but not the time it takes. Instead of a timer for each request, all connections are
looked at once a second.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from aiohttp.web_protocol import RequestHandler

from leadcore import problems
from leadcore.logs import place
from leadcore.problems import Problem
from leadcore.runtime.waiting import beside
from leadcore.runtime.web_addresses import Network, peer_of
from leadcore.runtime.web_heads import unfit

LOOK_S = 1.0
MAX_LINE_BYTES = 8_190
MAX_FIELD_BYTES = 8_192
"""Of one header; not equal to that of a line, so that it is told which was too long."""
MAX_HEADERS = 100
LINGER_S = 1.0
"""How long what still comes of a refused body is read, so that its sender sees the answer."""
NEVER_S = 1_000_000.0
BACKLOG = 1024
"""Connections that wait to be accepted."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """
    Seconds. `head_s`: from the first byte (of a new connection: from its opening) to the end of the head. `idle_s`:
    between requests. `read_s`: how long a client may leave an answer unread. `most`: open connections; one more is
    closed at once. `most_of_one`: the same for one address, 0 for any number; not for those of `proxies`, which hold
    the connections of many.
    """

    head_s: float = 5.0
    idle_s: float = 75.0
    read_s: float = 10.0
    most: int = 4096
    most_of_one: int = 1024
    proxies: Sequence[Network] = ()


class Connections(web.Server):
    """aiohttp's server over one application, whose connections keep `deadlines`; `closed` is told why one did not."""

    def __init__(self, server: web.Server, deadlines: Deadlines, closed: Callable[[str], None]) -> None:
        super().__init__(
            _fit(server.request_handler, closed),
            request_factory=server.request_factory,
            max_line_size=MAX_LINE_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            max_headers=MAX_HEADERS,
            lingering_time=LINGER_S,
            keepalive_timeout=NEVER_S,
            auto_decompress=False,
            access_log=None,
        )
        self.deadlines = deadlines
        self.closed = closed
        self._of: Counter[str] = Counter()

    def __call__(self) -> "Connection":
        """A connection that is about to be made."""
        return Connection(self, loop=self._loop, **self._kwargs)

    def came(self, peer: str) -> bool:
        """Count a connection of `peer`; whether there may be so many, of it and of all. `left` follows in any case."""
        self._of[peer] += 1
        bound = self.deadlines.most_of_one if peer else 0
        return len(self._connections) <= self.deadlines.most and not 0 < bound < self._of[peer]

    def left(self, peer: str) -> None:
        """A connection of `peer` has ended."""
        self._of[peer] -= 1
        if not self._of[peer]:
            del self._of[peer]

    async def watch(self) -> None:
        """Look at every connection once a second, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.look(self._loop.time())

    def look(self, now: float) -> None:
        """Close every connection that has been in one phase for too long at `now`, by the loop's clock."""
        for connection in self.connections:
            if isinstance(connection, Connection) and (phase := connection.overdue(now, self.deadlines)):
                self.closed(phase)
                connection.abort()


class Runner(web.AppRunner):
    """Runs an application on connections that keep deadlines."""

    def __init__(
        self, app: web.Application, deadlines: Deadlines, closed: Callable[[str], None], shutdown_s: float = 20.0
    ) -> None:
        super().__init__(app, access_log=None, shutdown_timeout=shutdown_s, handle_signals=False)
        self._deadlines, self._told = deadlines, closed

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator["Connections"]:
        """
        Serve until left; requests that are being answered then have the time of a shutdown to end.

        Raises:
            OSError: the address cannot be had.
        """
        await self.setup()
        connections = self.server
        assert isinstance(connections, Connections)
        try:
            async with beside(connections.watch()):
                await web.TCPSite(self, host, port, backlog=BACKLOG).start()
                yield connections
        finally:
            await self.cleanup()

    async def _make_server(self) -> web.Server:
        return Connections(await super()._make_server(), self._deadlines, self._told)


class Connection(RequestHandler):
    """One connection, which knows what it waits for and since when."""

    __slots__ = ("_chunks", "_peer", "_phase", "_quiet", "_since")

    def __init__(self, manager: Connections, *, loop: asyncio.AbstractEventLoop, **kwargs: Any) -> None:
        super().__init__(manager, loop=loop, **kwargs)
        self._chunks = 0
        self._quiet = (0, 0)
        self._peer: str | None = None
        self._phase: tuple[str, int] = ("head", 0)
        self._since = loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many already, of all or of one address."""
        super().connection_made(transport)
        manager = self._manager
        if isinstance(manager, Connections):
            self._peer = peer_of(transport.get_extra_info("peername"), manager.deadlines.proxies)
            if not manager.came(self._peer):
                manager.closed("too-many")
                self.abort()

    def connection_lost(self, exc: BaseException | None) -> None:
        """End; its place is free."""
        manager, peer = self._manager, self._peer
        self._peer = None
        if isinstance(manager, Connections) and peer is not None:
            manager.left(peer)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; see RequestHandler."""
        self._chunks += 1
        super().data_received(data)
        if self._messages and not isinstance(self._messages[-1][0], RawRequestMessage):
            self._break_off()

    def overdue(self, now: float, deadlines: Deadlines) -> str:
        """The phase that this connection is in for too long, or nothing."""
        phase = self._phase_now()
        if phase != self._phase:
            self._phase, self._since = phase, now
        limit = {"head": deadlines.head_s, "idle": deadlines.idle_s, "busy": NEVER_S}.get(phase[0], deadlines.read_s)
        return phase[0] if now - self._since > limit else ""

    def abort(self) -> None:
        """Close without waiting for the peer to read what is left."""
        transport = self.transport
        self.force_close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002  the base's shape
        status: int = 500,  # noqa: ARG002
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """What could not be parsed is refused in words of ours: aiohttp's quote what was sent, and log it."""
        if isinstance(exc, HttpProcessingError):
            if isinstance(self._manager, Connections):
                self._manager.closed(REFUSED)
            return _refusal(_unparsed(exc))
        with suppress(Exception):  # the log must not stand in the way of an answer
            structlog.get_logger().error("http.fault", **{"error.type": place(exc)})
        return _refusal(problems.unexpected())

    def _break_off(self) -> None:
        """
        What came last cannot be parsed. Where it should have gone on with a body, its reader is told at once, and the
        request has one answer; aiohttp lets the reader wait for what cannot come, and answers twice.
        """
        request = self._current_request
        if request is None or len(self._messages) > 1 or request.content.is_eof():
            return
        broken = web.RequestPayloadError("broken framing")
        request.content.set_exception(broken)
        # A reader that was woken a moment ago by a chunk's end looks for bytes, not for faults, and waits again.
        self._loop.call_soon(request.content.set_exception, broken)
        self._lingering_time = 0.0
        self._messages.clear()
        self.close()

    def _phase_now(self) -> tuple[str, int]:
        """
        `head`: a request has begun, and is not read to the end of its head. `idle`: nothing came since the last.
        `busy`: being answered. `unread`: there is an answer that the peer does not take.
        """
        transport = self.transport
        unread = transport.get_write_buffer_size() if isinstance(transport, asyncio.WriteTransport) else 0
        if transport is None or unread:
            return "unread", unread
        if self._current_request is not None:
            return "busy", self._request_count
        if not self._request_count:
            return "head", 0
        if self._quiet[0] != self._request_count:
            self._quiet = self._request_count, self._chunks
        return "idle" if self._quiet[1] == self._chunks else "head", self._request_count


REFUSED: Final = "refused"
"""The phase of a connection that is closed for a head that is none."""
_Handler = Callable[[Any], Awaitable[web.StreamResponse]]


def _fit(handler: _Handler, closed: Callable[[str], None]) -> _Handler:
    """`handler` for requests that are none but what they say."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        problem = unfit(request)
        if problem is None:
            return await handler(request)
        closed(REFUSED)
        return _refusal(problem)

    return handle


_TOO_MANY_HEADERS: Final = "Too many headers"


def _unparsed(error: HttpProcessingError) -> Problem:
    """Why a head was refused, without a word of it."""
    if isinstance(error, LineTooLong):
        return problems.address_too_long() if error.args[1] == MAX_LINE_BYTES else problems.head_too_large()
    if _TOO_MANY_HEADERS in error.message:
        return problems.head_too_large()
    return problems.not_http()


def _refusal(problem: Problem) -> web.Response:
    response = web.Response(
        body=orjson.dumps(problem.document()),
        status=problem.status,
        content_type="application/problem+json",
        headers={"Server": "leadstream", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )
    response.force_close()
    return response
