"""Which browsers may call: CORS (Fetch standard) for the origins that sources and forms declare, and nobody else."""

from collections.abc import Callable, Collection
from functools import wraps

from aiohttp import web
from leadcore import problems
from leadcore.runtime.web_app import refused

from gateway.domain.media import takes_json
from gateway.routes.room import Handler

ASK_AGAIN_S = 600
_METHODS = "POST"
_HEADERS = "authorization, content-type, content-encoding, idempotency-key, prefer"
_SHOWN = "Retry-After, Preference-Applied, Location, RateLimit, RateLimit-Policy, WWW-Authenticate"

Origins = Callable[[web.Request], Collection[str]]
"""The origins that may send what this request sends, such as `https://www.northwind.example`."""


def for_callers(handler: Handler, origins: Origins) -> Handler:
    """
    `handler` for those who take JSON, with its answer readable to pages of `origins`.

    Another origin's page cannot read the answer, and its preflight fails, so that its browser does not even ask.
    """

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        headers = request.headers
        if not takes_json(headers.get("Accept", "*/*")):
            response: web.StreamResponse = refused(problems.not_acceptable())
        else:
            response = await handler(request)
        origin = headers.get("Origin")
        if origin is not None:
            allow(response, origin, origins(request))
        return response

    return handle


def preflight(origins: Origins) -> Handler:
    """Answers a browser that asks before it sends."""

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.Response(status=204, headers={"Allow": f"{_METHODS}, OPTIONS"})
        if allow(response, request.headers.get("Origin", ""), origins(request)):
            response.headers["Access-Control-Allow-Methods"] = _METHODS
            response.headers["Access-Control-Allow-Headers"] = _HEADERS
            response.headers["Access-Control-Max-Age"] = str(ASK_AGAIN_S)
        return response

    return handle


def allow(response: web.StreamResponse, origin: str, allowed: Collection[str]) -> bool:
    """Let pages of `origin` read `response` where it is one of `allowed`; there are no cookies."""
    response.headers["Vary"] = "Origin"
    if origin not in allowed:
        return False
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _SHOWN
    return True
