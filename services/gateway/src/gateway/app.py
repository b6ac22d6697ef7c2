"""The gateway's web application."""

from aiohttp import web
from leadcore.runtime.web_app import application

from gateway.routes.contract import contract_routes
from gateway.routes.forms import FormDesk, FormRoutes
from gateway.routes.leads import Edge, Routes
from gateway.routes.oauth import Desk, TokenRoutes
from gateway.routes.webhooks import WebhookEdge, WebhookRoutes


def build(
    edge: Edge, webhooks: WebhookEdge | None = None, tokens: Desk | None = None, forms: FormDesk | None = None
) -> web.Application:
    """The application over `edge`; without `webhooks` it takes none, without `tokens` it gives none; so with forms."""
    taken = WebhookRoutes(edge, webhooks).table() if webhooks else []
    given = TokenRoutes(tokens).table() if tokens else []
    shown = FormRoutes(edge, forms).table() if forms else []
    return application([*Routes(edge).table(), *taken, *given, *shown, *contract_routes()], edge.metrics)
