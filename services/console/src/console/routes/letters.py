"""`GET /v1/dead-letters`, `/v1/dead-letters/{id}`: what is open, by cause, and one letter. Bytes are never told."""

from dataclasses import asdict

from aiohttp import web
from leadcore import problems
from leadcore.access.scopes import LETTERS
from leadcore.problems import Problem
from leadcore.runtime.web_app import answered, refused

from console.domain.letters import read_selection, shown
from console.ports import LetterStore
from console.routes.leads import Desk, for_callers


class LetterRoutes:
    """The routes of dead letters over one Desk."""

    def __init__(self, desk: Desk, letters: LetterStore) -> None:
        self._desk, self._letters = desk, letters

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [
            web.get("/v1/dead-letters", for_callers(self._desk, LETTERS, self.causes)),
            web.get("/v1/dead-letters/{id}", for_callers(self._desk, LETTERS, self.letter)),
        ]

    async def causes(self, request: web.Request, tenant: str) -> web.Response:
        """The open letters by cause, and the newest of them."""
        selection = read_selection(request.query, tenant)
        if isinstance(selection, list):
            return refused(Problem(400, "wrong-parameters", "Parameters are wrong", errors=selection))
        causes = await self._letters.causes(selection)
        return answered({"causes": [asdict(each) for each in causes], "items": await self._letters.listed(selection)})

    async def letter(self, request: web.Request, tenant: str) -> web.Response:
        """One letter: its failure, its coordinates, and what was done with it."""
        found = await self._letters.letter(tenant, request.match_info["id"])
        return answered(shown(found)) if found else refused(problems.not_found())
