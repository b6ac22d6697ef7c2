"""From request bodies to bytes within limits of size and time."""

import asyncio

from aiohttp import web
from leadcore import problems
from leadcore.problems import Problem

BODY_DEADLINE_S = 15
_JSON = "application/json"


def is_json(request: web.Request) -> bool:
    """Whether the content type is JSON in UTF-8."""
    kind = request.content_type
    charset = (request.charset or "utf-8").lower()
    return (kind == _JSON or (kind.startswith("application/") and kind.endswith("+json"))) and charset in {
        "utf-8",
        "utf8",
        "us-ascii",
    }


async def body_of(request: web.Request, limit: int) -> bytes | Problem:
    """The body, at most `limit` bytes after decompression; the rest of a larger one is not read."""
    if request.content_length is not None and request.content_length > limit:
        return problems.too_large(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_DEADLINE_S):
            async for chunk in request.content.iter_chunked(64 * 1024):
                body += chunk
                if len(body) > limit:
                    return problems.too_large(limit)
    except TimeoutError:
        return problems.too_slow()
    except (web.RequestPayloadError, ValueError):
        return problems.unreadable("broken-encoding")
    return bytes(body)
