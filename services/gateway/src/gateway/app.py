"""The gateway's web application."""

from aiohttp import web
from leadcore.runtime.web_app import application

from gateway.routes.leads import Edge, Routes
from gateway.routes.webhooks import WebhookEdge, WebhookRoutes


def build(edge: Edge, webhooks: WebhookEdge | None = None) -> web.Application:
    """The application over `edge`; without `webhooks` it takes none."""
    taken = WebhookRoutes(edge, webhooks).table() if webhooks else []
    return application([*Routes(edge).table(), *taken], edge.metrics)
