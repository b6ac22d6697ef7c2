"""`GET /v1/alike`, `/v1/leads/{id}/alike`: leads that may be one person's, why, and what was said of it."""

from dataclasses import asdict
from typing import Any

from aiohttp import web
from leadcore import problems
from leadcore.access.scopes import READ
from leadcore.problems import Problem
from leadcore.runtime.web_app import answered, refused

from console.domain.alike import LIKELY, Contact, suggestions
from console.domain.questions import encode_cursor
from console.domain.reviewing import Pair, pairs, read_page
from console.ports import AlikeStore
from console.routes.leads import Desk, for_callers


class AlikeRoutes:
    """The routes of leads that look alike over one Desk."""

    def __init__(self, desk: Desk, store: AlikeStore) -> None:
        self._desk, self._store = desk, store

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [
            web.get("/v1/alike", for_callers(self._desk, READ, self.open)),
            web.get("/v1/leads/{id}/alike", for_callers(self._desk, READ, self.of_lead)),
        ]

    async def open(self, request: web.Request, tenant: str) -> web.Response:
        """A page of pairs of which nobody has said anything, the newest leads first."""
        asked = read_page(request.query)
        if isinstance(asked, list):
            return refused(Problem(400, "wrong-parameters", "Parameters are wrong", errors=asked))
        found = await self._store.looked(tenant, asked.cursor, asked.limit)
        items = [told(pair) for pair in pairs(found.looks)]
        return answered({"items": items, "next": encode_cursor(found.next) if found.next else None})

    async def of_lead(self, request: web.Request, tenant: str) -> web.Response:
        """Leads that may be the same person's, the likeliest first, and what was said of others."""
        lead_id = request.match_info["id"]
        found = await self._desk.store.near(tenant, lead_id)
        if found is None:
            return refused(problems.not_found())
        said = [asdict(each) for each in await self._store.said(tenant, lead_id)]
        return answered({"items": suggestions(*found), "likely_from": LIKELY, "said": said})


def told(pair: Pair) -> dict[str, Any]:
    """A pair as it is told: points, what they are made of, and both leads without what is unknown of them."""
    found = {"points": pair.alike.points, "parts": dict(pair.alike.parts)}
    return found | {"lead": _known(pair.lead), "other": _known(pair.other)}


def _known(contact: Contact) -> dict[str, str]:
    return {name: value for name, value in asdict(contact).items() if value}
