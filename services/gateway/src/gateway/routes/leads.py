"""`POST /v1/leads` and `POST /v1/leads:batch`: check, keep durably, answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web
from leadcore import problems
from leadcore.api_keys import ApiKey, authenticate
from leadcore.clock import Clock
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import FieldError, Problem
from leadcore.runtime.web_app import answered, refused
from leadcore.workspace import Way, Workspace

from gateway.domain.intake import MAX_BATCH_BYTES, MAX_BATCH_LEADS, MAX_LEAD_BYTES, Placed, Sender, accept, sender
from gateway.ports import Limiter, SubmissionLog
from gateway.routes.bodies import body_of, is_json

MAX_IDEMPOTENCY_KEY = 255


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything the routes need."""

    keys: Sequence[ApiKey]
    workspace: Workspace
    log: SubmissionLog
    limiter: Limiter
    clock: Clock
    metrics: Metrics
    console_url: str


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """A batch's body. `operation` and `lines` come with imports: one line number for each lead."""

    leads: list[msgspec.Raw]
    operation: str = ""
    lines: list[int] = []


class Routes:
    """The lead routes over one Edge."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._accepted = edge.metrics.counter("lead_accepted_total", "Accepted, after the broker's ack", ("source",))
        self._rejected = edge.metrics.counter("lead_edge_rejections_total", "Refused at the edge", ("reason",))

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [web.post("/v1/leads", self.single), web.post("/v1/leads:batch", self.batch)]

    async def single(self, request: web.Request) -> web.Response:
        """One lead: 202 with its id once the broker has it."""
        key = authenticate(request.headers.get("Authorization", ""), self._edge.keys)
        found = self._sender(request, key, "http")
        if isinstance(found, Problem):
            return self._refuse(found)
        if not is_json(request):
            return self._refuse(problems.unsupported_type())
        body = await body_of(request, MAX_LEAD_BYTES)
        if isinstance(body, Problem):
            return self._refuse(body)
        placed = Placed(self._edge.clock(), request.headers.get("Idempotency-Key", "")[:MAX_IDEMPOTENCY_KEY])
        submission = accept(body, found, placed)
        if isinstance(submission, Problem):
            return self._refuse(submission)
        kept = await self._keep([submission], found)
        return self._refuse(kept) if kept else answered(self._receipt(submission), 202)

    async def batch(self, request: web.Request) -> web.Response:
        """Up to 1,000 leads: 202 with an id or a problem for each."""
        key = authenticate(request.headers.get("Authorization", ""), self._edge.keys)
        if key is None:
            return self._refuse(problems.unauthorized())
        ndjson = request.content_type == "application/x-ndjson"
        if not ndjson and not is_json(request):
            return self._refuse(problems.unsupported_type())
        body = await body_of(request, MAX_BATCH_BYTES)
        batch = body if isinstance(body, Problem) else _read_batch(body, ndjson)
        if isinstance(batch, Problem):
            return self._refuse(batch)
        found = self._sender(request, key, "import" if batch.operation else "http")
        if isinstance(found, Problem):
            return self._refuse(found)
        taken = [accept(bytes(raw), found, self._placed(batch, at)) for at, raw in enumerate(batch.leads)]
        kept = await self._keep([each for each in taken if isinstance(each, Submission)], found)
        if kept:
            return self._refuse(kept)
        for each in taken:
            if isinstance(each, Problem):
                self._rejected.labels(each.code).inc()
        items = [self._receipt(t) if isinstance(t, Submission) else {"problem": t.document()} for t in taken]
        told: dict[str, Any] = {"items": items, "accepted": sum("submission_id" in item for item in items)}
        if batch.operation:
            told |= {"operation_id": batch.operation, "status_url": self._status_url(batch.operation)}
        return answered(told, 202)

    def _sender(self, request: web.Request, key: ApiKey | None, way: Way) -> Sender | Problem:
        if key is None:
            return problems.unauthorized()
        return sender(key, request.query.get("source", ""), way, self._edge.workspace)

    def _placed(self, batch: Batch, at: int) -> Placed:
        line = batch.lines[at] if batch.lines else at + 1
        return Placed(self._edge.clock(), operation_id=batch.operation, line=line if batch.operation else 0)

    async def _keep(self, submissions: Sequence[Submission], found: Sender) -> Problem | None:
        if not submissions:
            return None
        allowance = await self._edge.limiter.take(found.key.id, len(submissions))
        if not allowance.allowed:
            return problems.too_many_requests(allowance.retry_after_s)
        try:
            await self._edge.log.append(submissions)
        except PortUnavailable:
            return problems.unavailable()
        self._accepted.labels(found.name).inc(len(submissions))
        return None

    def _receipt(self, submission: Submission) -> dict[str, str]:
        return {"submission_id": submission.submission_id, "status_url": self._status_url(submission.submission_id)}

    def _status_url(self, operation: str) -> str:
        return f"{self._edge.console_url}/v1/operations/{operation}"

    def _refuse(self, problem: Problem) -> web.Response:
        self._rejected.labels(problem.code).inc()
        return refused(problem)


def _read_batch(body: bytes, ndjson: bool) -> Batch | Problem:
    try:
        if ndjson:
            batch = Batch([msgspec.Raw(line) for line in body.splitlines() if line.strip()])
        elif body.lstrip()[:1] == b"[":
            batch = Batch(msgspec.json.decode(body, type=list[msgspec.Raw]))
        else:
            batch = msgspec.json.decode(body, type=Batch)
    except msgspec.ValidationError:
        return problems.unreadable("not-a-batch", "leads")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return problems.unreadable("not-json")
    if len(batch.leads) > MAX_BATCH_LEADS:
        return problems.too_many_leads(MAX_BATCH_LEADS)
    if batch.lines and len(batch.lines) != len(batch.leads):
        return problems.wrong_fields([FieldError("lines", "one-for-each-lead")])
    if len(batch.operation) > 200:
        return problems.wrong_fields([FieldError("operation", "too-long")])
    return batch
