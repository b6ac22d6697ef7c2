"""
A service's OpenAPI document, as it is committed beside its code, and what its marks make of the routes.

An operation that is to go is marked in the contract, and its answers say so from then on (docs/api.md):

    deprecated: true
    x-deprecated-since: '2027-01-31'     Deprecation: @1801353600 (RFC 9745)
    x-sunset: '2028-01-31'               Sunset: Mon, 31 Jan 2028 00:00:00 GMT (RFC 8594)
    x-deprecation-link: https://…        Link: <https://…>; rel="deprecation"
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import wraps
from importlib.resources import files
from typing import Any

from aiohttp import web

from leadcore.runtime.web_app import Handler

CACHED = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
"""For a document that is public."""


def document_of(package: str) -> bytes:
    """The JSON of the contract that `package` serves."""
    return files(package).joinpath("static/openapi.json").read_bytes()


def telling_of(package: str, *, public: bool) -> Handler:
    """Answers with the contract of `package`."""
    document, headers = document_of(package), CACHED if public else {}

    async def contract(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=document, content_type="application/json", headers=headers)

    return contract


def with_farewells(routes: Iterable[web.RouteDef], document: bytes) -> Iterator[web.RouteDef]:
    """
    The routes; those that the contract marks as deprecated say so in each of their answers.

    Raises:
        KeyError, ValueError: a mark lacks its days or its link; the service does not start.
    """
    paths = json.loads(document)["paths"]
    for route in routes:
        operation = paths.get(route.path, {}).get(route.method.lower(), {})
        if operation.get("deprecated"):
            handler = _saying(farewell(operation), route.handler)
            yield web.RouteDef(route.method, route.path, handler, route.kwargs)
        else:
            yield route


def farewell(operation: Mapping[str, Any]) -> dict[str, str]:
    """The headers of an operation that is marked as deprecated."""
    since, sunset = _day(operation["x-deprecated-since"]), _day(operation["x-sunset"])
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(sunset, usegmt=True),
        "Link": f'<{operation["x-deprecation-link"]}>; rel="deprecation"',
    }


def _saying(headers: Mapping[str, str], handler: Any) -> Handler:
    @wraps(handler)
    async def say(request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse = await handler(request)
        response.headers.update(headers)
        return response

    return say


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
