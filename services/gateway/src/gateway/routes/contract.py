"""`GET /openapi.json`: the contract, as it is committed."""

from importlib.resources import files

from aiohttp import web
from leadcore.runtime.web_access import unguarded

CACHED = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


def contract_routes() -> list[web.RouteDef]:
    """The routes to register."""
    document = files("gateway").joinpath("static/openapi.json").read_bytes()

    async def contract(_request: web.Request) -> web.Response:
        return web.Response(body=document, content_type="application/json", headers=CACHED)

    return [web.get("/openapi.json", unguarded("the contract is public", contract))]
