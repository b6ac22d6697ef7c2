"""`GET /openapi.json`: the contract, as it is committed, for those who may read leads; strangers hear of no route."""

from aiohttp import web
from leadcore.access.scopes import READ
from leadcore.runtime.web_access import Guard
from leadcore.runtime.web_contract import telling_of


def contract_routes(guard: Guard) -> list[web.RouteDef]:
    """The routes to register."""
    return [web.get("/openapi.json", guard.needs(READ, telling_of("console", public=False)))]
