"""
`GET /v1/leads`, `/v1/leads/{id}` and its `/passport`, `/v1/operations/{id}` and its `/lines`: one tenant's, with a key.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from leadcore import problems
from leadcore.access.scopes import READ
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import Problem
from leadcore.runtime.web_access import Guard, caller_of
from leadcore.runtime.web_app import Handler, answered, refused

from console.domain.passports import passport
from console.domain.questions import cursor_after, encode_cursor, read_lines, read_question
from console.ports import LeadStore

MAX_ID = 200

Asked = Callable[[web.Request, str], Awaitable[web.Response]]
"""A handler that is told the caller's tenant."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the routes need."""

    guard: Guard
    store: LeadStore
    metrics: Metrics


class Routes:
    """The read routes over one Desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [
            web.get("/v1/leads", for_callers(self._desk, READ, self.leads)),
            web.get("/v1/leads/{id}", for_callers(self._desk, READ, self.lead)),
            web.get("/v1/leads/{id}/passport", for_callers(self._desk, READ, self.passport)),
            web.get("/v1/operations/{id}", for_callers(self._desk, READ, self.operation)),
            web.get("/v1/operations/{id}/lines", for_callers(self._desk, READ, self.lines)),
        ]

    async def leads(self, request: web.Request, tenant: str) -> web.Response:
        """A page of leads, newest first, with the cursor of the next."""
        question = read_question(request.query)
        if isinstance(question, list):
            return refused(Problem(400, "wrong-parameters", "Parameters are wrong", errors=question))
        page = await self._desk.store.leads(tenant, question)
        told = {"items": page.items, "next": encode_cursor(page.next) if page.next else None}
        return answered(told if page.total is None else {**told, "total": page.total})

    async def lead(self, request: web.Request, tenant: str) -> web.Response:
        """One lead as it stands now."""
        found = await self._desk.store.lead(tenant, request.match_info["id"])
        return answered(found) if found else refused(problems.not_found())

    async def passport(self, request: web.Request, tenant: str) -> web.Response:
        """Every decision about a lead, or about a submission that made none."""
        found = await self._desk.store.findings(tenant, request.match_info["id"])
        return answered(passport(found)) if found else refused(problems.not_found())

    async def operation(self, request: web.Request, tenant: str) -> web.Response:
        """How a submission ended, or how the rows of an import did."""
        found = await self._desk.store.operation(tenant, request.match_info["id"])
        if found is None:
            return refused(problems.not_found())
        lines, left = sum(found.counts.values()), found.counts.get("open", 0)
        told = {
            "operation_id": found.operation_id,
            "done": not left,
            "lines": lines,
            "ended": lines - left,
            "open": left,
            "counts": found.counts,
            "problems": found.problems,
        }
        return answered({**told, "submission": found.submission} if found.submission else told)

    async def lines(self, request: web.Request, tenant: str) -> web.Response:
        """A page of an import's rows that made no lead of their own, by line, with the cursor of the next."""
        asked = read_lines(request.query)
        if isinstance(asked, list):
            return refused(Problem(400, "wrong-parameters", "Parameters are wrong", errors=asked))
        rows = await self._desk.store.lines(tenant, request.match_info["id"], asked.after, asked.limit)
        following = cursor_after(rows[-1]["line"], rows[-1]["submission_id"]) if len(rows) == asked.limit else None
        return answered({"items": rows, "next": following})


def for_callers(desk: Desk, scope: str, handler: Asked) -> Handler:
    """`handler` for callers with `scope`; another tenant's ids are not found."""

    async def handle(request: web.Request) -> web.StreamResponse:
        asked = request.match_info.get("id", "")
        if len(asked) > MAX_ID or "\x00" in asked:
            return refused(problems.not_found())
        try:
            return await handler(request, caller_of(request).tenant)
        except PortUnavailable:
            return refused(Problem(503, "unavailable", "The database does not answer", retry_after_s=5))

    return desk.guard.needs(scope, handle)
