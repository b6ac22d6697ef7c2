"""The console's web application: the read API."""

from aiohttp import web
from leadcore.runtime.web_app import application

from console.ports import LetterStore
from console.routes.leads import Desk, Routes
from console.routes.letters import LetterRoutes


def build(desk: Desk, letters: LetterStore) -> web.Application:
    """The application over `desk` and the dead letters."""
    return application([*Routes(desk).table(), *LetterRoutes(desk, letters).table()], desk.metrics)
