"""The console's web application: the read API."""

from aiohttp import web
from leadcore.runtime.web_app import application
from leadcore.runtime.web_contract import document_of, with_farewells

from console.ports import AlikeStore, LetterStore
from console.routes.alike import AlikeRoutes
from console.routes.contract import contract_routes
from console.routes.leads import Desk, Routes
from console.routes.letters import LetterRoutes


def build(desk: Desk, letters: LetterStore, alike: AlikeStore) -> web.Application:
    """The application over `desk`, the dead letters, and the leads that look alike."""
    read = [*Routes(desk).table(), *AlikeRoutes(desk, alike).table(), *LetterRoutes(desk, letters).table()]
    routes = with_farewells([*read, *contract_routes(desk.guard)], document_of("console"))
    return application(routes, desk.metrics)
