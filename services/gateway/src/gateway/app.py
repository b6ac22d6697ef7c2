"""The gateway's web application."""

from aiohttp import web
from leadcore.runtime.web_app import application

from gateway.routes.leads import Edge, Routes
from gateway.routes.oauth import Desk, TokenRoutes
from gateway.routes.webhooks import WebhookEdge, WebhookRoutes


def build(edge: Edge, webhooks: WebhookEdge | None = None, tokens: Desk | None = None) -> web.Application:
    """The application over `edge`; without `webhooks` it takes none, without `tokens` it gives none."""
    taken = WebhookRoutes(edge, webhooks).table() if webhooks else []
    given = TokenRoutes(tokens).table() if tokens else []
    return application([*Routes(edge).table(), *taken, *given], edge.metrics)
