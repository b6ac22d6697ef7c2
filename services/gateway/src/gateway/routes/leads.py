"""`POST /v1/leads` and `POST /v1/leads:batch`: check, keep durably, answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import web
from leadcore import problems
from leadcore.access.scopes import SEND
from leadcore.clock import Clock
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import Problem
from leadcore.runtime.web_access import Guard, caller_of, unguarded
from leadcore.runtime.web_app import answered, refused
from leadcore.workspace import Way, Workspace

from gateway.domain.batches import Batch, read_batch
from gateway.domain.intake import MAX_BATCH_BYTES, MAX_LEAD_BYTES, Placed, Sender, accept, sender
from gateway.domain.preferences import applied, wait_of
from gateway.domain.quotas import Quota
from gateway.domain.repeats import HEADER as IDEMPOTENCY_KEY
from gateway.domain.repeats import Answer, fingerprint_of, key_of, name_of
from gateway.domain.verdicts import told_of
from gateway.ports import Limiter, Outcomes, Repeats, SubmissionLog
from gateway.routes.bodies import body_of, is_json, is_utf8
from gateway.routes.browsers import for_callers, preflight
from gateway.routes.quotas import Asked, Quotas, telling
from gateway.routes.repeating import Act, Once, response_of
from gateway.routes.room import Limits, Room


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything the routes need."""

    guard: Guard
    workspace: Workspace
    log: SubmissionLog
    limiter: Limiter
    clock: Clock
    metrics: Metrics
    console_url: str
    repeats: Repeats | None = None
    outcomes: Outcomes | None = None
    limits: Limits = Limits()
    longest_wait_s: float = 10.0
    quota: Quota | None = None


class Routes:
    """The lead routes over one Edge."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._accepted = edge.metrics.counter("lead_accepted_total", "Accepted, after the broker's ack", ("source",))
        self._rejected = edge.metrics.counter("lead_edge_rejections_total", "Refused at the edge", ("reason",))
        waits = edge.metrics.counter("lead_waits_total", "Requests with Prefer: wait by how they ended", ("ended",))
        self._waited = {ended: waits.labels(ended) for ended in ("told", "late", "no_room")}
        self._once = Once(edge.repeats, edge.metrics)
        self._room = Room(edge.limits, edge.metrics)
        self._quotas = Quotas(edge.limiter, edge.quota)

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        guard = self._edge.guard
        ways = {
            "/v1/leads": self._room.live(guard.needs(SEND, telling(self.single))),
            "/v1/leads:batch": self._room.bulk(guard.needs(SEND, telling(self.batch)), MAX_BATCH_BYTES),
        }
        posts = [web.post(path, for_callers(handler, self._origins)) for path, handler in ways.items()]
        asked = unguarded("a browser asks before it sends", preflight(self._origins))
        return [*posts, *(web.options(path, asked) for path in ways)]

    async def single(self, request: web.Request) -> web.StreamResponse:
        """One lead: 202 with its id once the broker has it, or with `Prefer: wait` how it ended."""
        found = self._sender(request, "http")
        if isinstance(found, Problem):
            return self._refuse(found)
        if not is_json(request):
            return self._refuse(problems.unsupported_type())
        body = await body_of(request, MAX_LEAD_BYTES)
        if isinstance(body, Problem):
            return self._refuse(body)
        once = key_of(request.headers.get(IDEMPOTENCY_KEY, ""))
        if isinstance(once, Problem):
            return self._refuse(once)
        submission = accept(body, found, Placed(self._edge.clock(), self._edge.log.new_id(), once))
        if isinstance(submission, Problem):
            return self._refuse(submission)
        wait_s = wait_of(request.headers.get("Prefer", ""), self._edge.longest_wait_s)
        if not once and not wait_s:
            kept = await self._keep(request, [submission], found)
            return self._refuse(kept) if kept else answered(self._receipt(submission), 202)
        return await self._answer(request, found, body, once, partial(self._taken, request, submission, found, wait_s))

    async def batch(self, request: web.Request) -> web.StreamResponse:
        """Up to 1,000 leads: 202 with an id or a problem for each."""
        ndjson = request.content_type == "application/x-ndjson" and is_utf8(request)
        if not ndjson and not is_json(request):
            return self._refuse(problems.unsupported_type())
        body = await body_of(request, MAX_BATCH_BYTES)
        if isinstance(body, Problem):
            return self._refuse(body)
        batch = read_batch(body, ndjson)
        if isinstance(batch, Problem):
            return self._refuse(batch)
        found = self._sender(request, "import" if batch.operation else "http")
        if isinstance(found, Problem):
            return self._refuse(found)
        once = key_of(request.headers.get(IDEMPOTENCY_KEY, ""))
        if isinstance(once, Problem):
            return self._refuse(once)
        return await self._answer(request, found, body, once, partial(self._all_taken, request, batch, found, once))

    async def _answer(self, request: web.Request, found: Sender, body: bytes, once: str, act: Act) -> web.Response:
        """What `act` answers, or what it answered to the same Idempotency-Key before."""
        if once:
            name = name_of(found.key.tenant, found.key.id, once)
            answer = await self._once.answer(name, fingerprint_of(request.path, found.name, body), act)
        else:
            answer = await act()
        return self._refuse(answer) if isinstance(answer, Problem) else response_of(answer)

    async def _taken(
        self, request: web.Request, submission: Submission, found: Sender, wait_s: float
    ) -> Answer | Problem:
        """Keep one lead, and hear how it ends where the caller waits for it."""
        if not wait_s or self._edge.outcomes is None:
            return await self._keep(request, [submission], found) or _answer_of(202, self._receipt(submission))
        async with self._edge.outcomes.expect(submission.submission_id, wait_s) as expected:
            if kept := await self._keep(request, [submission], found):
                return kept
            if expected is None:
                self._waited["no_room"].inc()
                return _answer_of(202, self._receipt(submission))
            with self._room.resting():
                outcome = await expected.within(wait_s)
        self._waited["late" if outcome is None else "told"].inc()
        receipt = self._receipt(submission)
        status, told = (202, receipt) if outcome is None else told_of(outcome, receipt)
        return _answer_of(status, told, {"Preference-Applied": applied(wait_s)})

    async def _all_taken(self, request: web.Request, batch: Batch, found: Sender, once: str) -> Answer | Problem:
        """Keep the leads of a batch that can be kept."""
        taken = [accept(bytes(raw), found, self._placed(batch, at, once)) for at, raw in enumerate(batch.leads)]
        kept = await self._keep(request, [each for each in taken if isinstance(each, Submission)], found)
        if kept:
            return kept
        for each in taken:
            if isinstance(each, Problem):
                self._rejected.labels(each.code).inc()
        items = [self._receipt(t) if isinstance(t, Submission) else {"problem": t.document()} for t in taken]
        told: dict[str, Any] = {"items": items, "accepted": sum("submission_id" in item for item in items)}
        if batch.operation:
            told |= {"operation_id": batch.operation, "status_url": self._status_url(batch.operation)}
        return _answer_of(202, told)

    def _origins(self, request: web.Request) -> Collection[str]:
        """The origins of the source that is named; a browser's preflight sends no key, whose source it could be."""
        sources = self._edge.workspace.sources
        wanted = request.query.get("source", "")
        named = sources.values() if not wanted else [sources[wanted]] if wanted in sources else []
        return {origin for source in named if "http" in source.ways for origin in source.origins}

    def _sender(self, request: web.Request, way: Way) -> Sender | Problem:
        return sender(caller_of(request), request.query.get("source", ""), way, self._edge.workspace)

    def _placed(self, batch: Batch, at: int, once: str) -> Placed:
        event_id = f"{once}/{at}" if once else ""
        if batch.operation:
            return Placed(self._edge.clock(), "", event_id, batch.operation, batch.lines[at])
        return Placed(self._edge.clock(), self._edge.log.new_id(), event_id)

    async def _keep(self, request: web.Request, submissions: Sequence[Submission], found: Sender) -> Problem | None:
        if not submissions:
            return None
        bulk = submissions[0].lane == "bulk"
        asked = Asked(found.key.id, found.name, found.source, len(submissions), bulk)
        if over := await self._quotas.take(request, asked):
            return over
        try:
            await self._edge.log.append(submissions)
        except PortUnavailable:
            return problems.unavailable()
        self._accepted.labels(found.name).inc(len(submissions))
        return None

    def _receipt(self, submission: Submission) -> dict[str, str]:
        return {"submission_id": submission.submission_id, "status_url": self._status_url(submission.submission_id)}

    def _status_url(self, operation: str) -> str:
        return f"{self._edge.console_url}/v1/operations/{quote(operation, safe='')}"

    def _refuse(self, problem: Problem) -> web.Response:
        self._rejected.labels(problem.code).inc()
        return refused(problem)


def _answer_of(status: int, document: Mapping[str, Any], headers: dict[str, str] | None = None) -> Answer:
    kind = "application/json" if status < 400 else "application/problem+json"
    return Answer(status, kind, orjson.dumps(document), headers or {})
