"""What every HTTP application of ours is: routes, problem documents for every error, and request metrics."""

import functools
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import orjson
import structlog
from aiohttp import web

from leadcore import problems
from leadcore.metrics import Metrics
from leadcore.problems import Problem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SECURITY: Mapping[str, str] = {
    # Else the client is told which version of which library to attack.
    "Server": "leadstream",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}
"""What every answer says, unless its route says otherwise. Browsers pass over the last one without TLS."""

GONE = 499
"""As nginx counts a client that hung up before its answer: nobody sees it, and it is no fault of ours."""
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_TITLES = {404: "No such resource", 405: "Method not allowed"}


def application(routes: Iterable[web.AbstractRouteDef], metrics: Metrics) -> web.Application:
    """An application over `routes`; whatever goes wrong is answered as a problem, without a trace."""
    durations = metrics.histogram(
        "http_server_request_duration_seconds", "Requests", ("method", "http_route", "http_response_status_code")
    )

    # Routes and statuses are few; binding labels costs as much as observing.
    duration = functools.cache(durations.labels)

    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        response = await _answer_of(request, handler)
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "-"
        method = request.method if request.method in _METHODS else "-"
        headers = response.headers
        for name, value in SECURITY.items():
            if name not in headers:
                headers[name] = value
        duration(method, route, str(response.status)).observe(time.perf_counter() - started)
        return response

    # Routes that read bodies decompress them within limits of their own.
    app = web.Application(middlewares=[measured], handler_args={"auto_decompress": False})
    app.add_routes(routes)
    return app


def refused(problem: Problem) -> web.Response:
    """The HTTP answer of a problem."""
    headers = {"Retry-After": str(problem.retry_after_s)} if problem.retry_after_s else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.code == "unsupported-encoding":
        headers["Accept-Encoding"] = "gzip"
    return web.Response(
        body=orjson.dumps(problem.document()),
        status=problem.status,
        content_type="application/problem+json",
        headers=headers,
    )


def answered(document: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=orjson.dumps(document), status=status, content_type="application/json")


async def _answer_of(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        answer = refused(Problem(error.status, f"http-{error.status}", _TITLES.get(error.status, error.reason)))
        if "Allow" in error.headers:
            answer.headers["Allow"] = error.headers["Allow"]
        return answer
    except web.RequestPayloadError:
        return refused(problems.unreadable("broken-encoding"))
    except ConnectionError as error:
        if request.transport is None:
            return web.Response(status=GONE)
        return _fault(error)
    except Exception as error:  # noqa: BLE001  a fault of ours must be a problem document, and tell no input
        return _fault(error)


def _fault(error: Exception) -> web.Response:
    structlog.get_logger().error("http.fault", **{"error.type": type(error).__name__})
    return refused(problems.unexpected())
