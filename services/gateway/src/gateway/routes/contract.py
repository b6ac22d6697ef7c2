"""`GET /openapi.json`: the contract, as it is committed."""

from aiohttp import web
from leadcore.runtime.web_access import unguarded
from leadcore.runtime.web_contract import telling_of


def contract_routes() -> list[web.RouteDef]:
    """The routes to register."""
    return [web.get("/openapi.json", unguarded("the contract is public", telling_of("gateway", public=True)))]
