"""The gateway's web application."""

import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from gateway.domain import problems
from gateway.routes.answers import refused
from gateway.routes.leads import Edge, Routes

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(edge: Edge) -> web.Application:
    """The application over `edge`: lead routes, problems for every error, request metrics."""
    durations = edge.metrics.histogram(
        "http_server_request_duration_seconds", "Requests", ("method", "http_route", "http_response_status_code")
    )
    log = structlog.get_logger()

    @web.middleware
    async def problems_for_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        try:
            response = await handler(request)
        except web.HTTPException as error:
            titles = {404: "No such resource", 405: "Method not allowed"}
            response = refused(
                problems.Problem(error.status, f"http-{error.status}", titles.get(error.status, error.reason))
            )
        except Exception as error:  # noqa: BLE001  a fault of ours must be a problem document without a trace
            log.error("gateway.fault", **{"error.type": type(error).__name__})
            response = refused(problems.unexpected())
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "-"
        method = request.method if request.method in {"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"} else "-"
        durations.labels(method, route, str(response.status)).observe(time.perf_counter() - started)
        return response

    app = web.Application(middlewares=[problems_for_errors])
    app.add_routes(Routes(edge).table())
    return app
