"""The console's web application: the read API."""

from aiohttp import web
from leadcore.runtime.web_app import application

from console.routes.leads import Desk, Routes


def build(desk: Desk) -> web.Application:
    """The application over `desk`."""
    return application(Routes(desk).table(), desk.metrics)
