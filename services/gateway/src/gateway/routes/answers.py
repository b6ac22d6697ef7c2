"""From bodies to bytes within limits, and from values to HTTP answers."""

import asyncio
from typing import Any

import orjson
from aiohttp import web

from gateway.domain import problems
from gateway.domain.problems import Problem

BODY_DEADLINE_S = 15
_JSON = "application/json"


def refused(problem: Problem) -> web.Response:
    """The HTTP answer of a problem."""
    headers = {"Retry-After": str(problem.retry_after_s)} if problem.retry_after_s else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return web.Response(
        body=orjson.dumps(problem.document()),
        status=problem.status,
        content_type="application/problem+json",
        headers=headers,
    )


def answered(document: Any, status: int) -> web.Response:
    """A JSON answer."""
    return web.Response(body=orjson.dumps(document), status=status, content_type=_JSON)


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
