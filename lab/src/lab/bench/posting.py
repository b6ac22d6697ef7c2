"""
Posts over HTTP/1.1 at a fifth of what a whole client costs: what sends shares the machine with what is measured.

It knows what our gateway answers and nothing more: a status, headers, and a body of a told length.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import cast
from urllib.parse import urlsplit

IN_FLIGHT = 256
ANSWER_S = 30.0
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Posting:
    """Connections to one address, each for one request at a time, kept for the next."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        told = {"Host": parts.netloc, **headers}
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "Content-Length: "]
        self._head = "\r\n".join(lines).encode()
        self._idle: list[_Connection] = []
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def post(self, body: bytes) -> int:
        """
        The status of the answer.

        Raises:
            OSError: the connection was refused, or broke before the answer; TimeoutError: none came in ANSWER_S.
        """
        async with self._room, asyncio.timeout(ANSWER_S), self._connection() as connection:
            return await connection.answer_to(b"%b%d%b%b" % (self._head, len(body), _END, body))

    def close(self) -> None:
        """Let the connections go."""
        for connection in self._idle:
            connection.close()

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator["_Connection"]:
        while self._idle:
            if (connection := self._idle.pop()).open:
                break
        else:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_connection(_Connection, self._host, self._port)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)


class _Connection(asyncio.Protocol):
    """One connection: a request, then its answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._read = b""
        self._answer: asyncio.Future[int] | None = None
        self.open = True

    def answer_to(self, request: bytes) -> "asyncio.Future[int]":
        """Send `request`; the status of what is answered."""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def close(self) -> None:
        self.open = False
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(_END)
        if end and len(body) >= _length(head) and self._answer is not None and not self._answer.done():
            self._read = b""
            self._answer.set_result(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed before the answer"))


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(_LENGTH)
    return int(lower[at + len(_LENGTH) :].split(b"\r", 1)[0]) if at >= 0 else 0
