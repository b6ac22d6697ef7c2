"""From request bodies to bytes within limits of size, time and growth."""

import asyncio
import zlib
from collections.abc import Callable

from aiohttp import web
from leadcore import problems
from leadcore.problems import Problem

BODY_S = 8.0
"""How long a body may take (with the 5 s of a head, and two looks at the clock, 15 s) ..."""
LEAST_BYTES_S = 64 * 1024
"""... and how many bytes it must bring in each second after that."""
MAX_RATIO = 20
RATIO_FROM = 1024 * 1024
"""A gzip body may hold so many times its own size, from so many bytes on: below it no harm is done."""
_JSON = "application/json"
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
_GZIP = 16 + zlib.MAX_WBITS

Book = Callable[[int], Problem | None]
"""Told how many more bytes of a body are about to be held; why they may not be, if they may not."""


def _anyhow(_more: int) -> None:
    """Books nothing: whoever sends these bytes is known, or they were booked before they came."""


def is_json(request: web.Request) -> bool:
    """Whether the content type is JSON in UTF-8."""
    kind = request.content_type
    return (kind == _JSON or (kind.startswith("application/") and kind.endswith("+json"))) and is_utf8(request)


def is_utf8(request: web.Request) -> bool:
    """Whether the body is text in UTF-8, as far as it says."""
    return (request.charset or "utf-8").lower() in _CHARSETS


async def body_of(request: web.Request, limit: int, book: Book = _anyhow) -> bytes | Problem:
    """
    The body, at most `limit` bytes after decompression, each of them booked before it is kept; the rest of one that is
    larger, or for which there is no room, is not read.
    """
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        return problems.unsupported_encoding()
    if request.content_length is not None and request.content_length > limit:
        return problems.too_large(limit)
    try:
        if not coding and request.content.is_eof():
            return _within(request.content.read_nowait(), limit, book)
        return await _read(request, limit, _Inflater(limit) if "gzip" in coding else None, book)
    except TimeoutError:
        return problems.too_slow()
    except (web.RequestPayloadError, ValueError, zlib.error):
        return problems.unreadable("broken-encoding")


def _within(body: bytes, limit: int, book: Book) -> bytes | Problem:
    return problems.too_large(limit) if len(body) > limit else book(len(body)) or body


async def _read(request: web.Request, limit: int, inflater: "_Inflater | None", book: Book) -> bytes | Problem:
    body = bytearray()
    came = 0
    async with asyncio.timeout(BODY_S) as deadline:
        began = asyncio.get_running_loop().time()
        async for chunk in request.content.iter_chunked(64 * 1024):
            came += len(chunk)
            deadline.reschedule(began + BODY_S + came / LEAST_BYTES_S)
            part = chunk if inflater is None else inflater.inflated(chunk)
            if isinstance(part, Problem):
                return part
            if len(body) + len(part) > limit:
                return problems.too_large(limit)
            if full := book(len(part)):
                return full
            body += part
    return bytes(body) if inflater is None or inflater.ended else problems.unreadable("broken-encoding")


class _Inflater:
    """
    Decompresses piece by piece and stops at a limit: what a bomb would grow to is never in memory.

    A body of several members (RFC 1952) is one, as for `gzip -d`.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._came = self._grown = 0
        self._member = zlib.decompressobj(_GZIP)

    @property
    def ended(self) -> bool:
        """Whether the last member is whole."""
        return self._member.eof

    def inflated(self, chunk: bytes) -> bytes | Problem:
        """What `chunk` adds; raises zlib.error where it is no gzip."""
        self._came += len(chunk)
        found = bytearray()
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            found += self._member.decompress(chunk, self._limit + 1 - len(found))
            if len(found) + self._grown > self._limit:
                return problems.too_large(self._limit)
            chunk = self._member.unconsumed_tail or self._member.unused_data
        self._grown += len(found)
        if self._grown > RATIO_FROM and self._grown > MAX_RATIO * self._came:
            return problems.inflated(MAX_RATIO)
        return bytes(found)
