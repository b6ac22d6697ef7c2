"""The aiohttp application: HubSpot's paths, old and dated, and the control paths beside them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from emulators.hubspot import api, control, failures
from emulators.hubspot.account import Account
from emulators.hubspot.api import Answer, Call, Handler
from emulators.hubspot.emulator import Emulator
from emulators.hubspot.failures import Failure
from emulators.hubspot.front import serve

VERSIONS = ("2026-03", "2026-09")
MAX_BODY = 16 * 1024 * 1024


def build(emulator: Emulator) -> web.Application:
    """Wire every route of the emulator."""
    app = web.Application(client_max_size=MAX_BODY)
    control.add_routes(app, emulator)
    for method, area, path, handler in api.ROUTES:
        answer = _serving(emulator, area, path, handler)
        for prefix in _prefixes(area):
            bare = f"{prefix}/{path}".rstrip("/")
            app.router.add_route(method, bare, answer)
            app.router.add_route(method, f"{bare}/", answer)  # the official client asks for `/owners/`
    app.router.add_route("*", "/{id:.*}", _serving(emulator, "unknown", "", _unknown))
    return app


def _prefixes(area: str) -> list[str]:
    return [f"/crm/v3/{area}", *(f"/crm/{area}/{version}" for version in VERSIONS)]


def _serving(
    emulator: Emulator, area: str, path: str, handler: Handler
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await serve(emulator, request, label(area, path, request.match_info.get("kind", "")), handler)

    return answer


def label(area: str, path: str, kind: str) -> str:
    """Name a route for counts and faults, the same for every version: `contacts/batch/upsert`."""
    filled = re.sub(r"\{kind:[^}]*\}", kind, path)
    return filled if area == "objects" else f"{area}/{filled}".rstrip("/")


def _unknown(_account: Account, _call: Call) -> Answer | Failure:
    return failures.no_such_path()
