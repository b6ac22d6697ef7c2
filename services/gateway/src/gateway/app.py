"""The gateway's web application."""

from aiohttp import web
from leadcore.runtime.web_app import application

from gateway.routes.leads import Edge, Routes


def build(edge: Edge) -> web.Application:
    """The application over `edge`."""
    return application(Routes(edge).table(), edge.metrics)
