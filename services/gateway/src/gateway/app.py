"""The gateway's web application."""

from aiohttp import web
from leadcore.runtime.web_app import application
from leadcore.runtime.web_contract import document_of, with_farewells

from gateway.routes.contract import contract_routes
from gateway.routes.forms import FormDesk, FormRoutes
from gateway.routes.imports import ImportRoutes
from gateway.routes.leads import Edge, Routes
from gateway.routes.oauth import Desk, TokenRoutes
from gateway.routes.webhooks import WebhookEdge, WebhookRoutes


def build(
    edge: Edge,
    webhooks: WebhookEdge | None = None,
    tokens: Desk | None = None,
    forms: FormDesk | None = None,
    imports: ImportRoutes | None = None,
    *,
    contract: bool = False,
) -> web.Application:
    """
    The application over `edge`; without `webhooks` it takes none, without `tokens` it gives none; so with forms.
    Without `imports` posted files are a 503: there is no database. `contract`: it tells what it is to anybody who asks.
    """
    taken = WebhookRoutes(edge, webhooks).table() if webhooks else []
    given = TokenRoutes(tokens).table() if tokens else []
    shown = FormRoutes(edge, forms).table() if forms else []
    posted = (imports or ImportRoutes(edge, None)).table()
    told = contract_routes() if contract else []
    routes = [*Routes(edge).table(), *taken, *given, *shown, *posted, *told]
    return application(with_farewells(routes, document_of("gateway")), edge.metrics)
