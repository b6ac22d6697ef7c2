"""`POST /v1/leads` and `POST /v1/leads:batch`: check, keep durably, answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web
from leadcore import problems
from leadcore.access.callers import Caller
from leadcore.access.doors import Door
from leadcore.api_keys import authenticate
from leadcore.clock import Clock
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import FieldError, Problem
from leadcore.runtime.web_app import answered, refused
from leadcore.submissions import is_id
from leadcore.workspace import Way, Workspace

from gateway.domain.intake import MAX_BATCH_BYTES, MAX_BATCH_LEADS, MAX_LEAD_BYTES, Placed, Sender, accept, sender
from gateway.ports import Limiter, SubmissionLog
from gateway.routes.bodies import body_of, is_json

MAX_IDEMPOTENCY_KEY = 255


@dataclass(frozen=True, slots=True)
class Edge:
    """Everything the routes need."""

    keys: Door
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
        event_id = _idempotency_key(request)
        if isinstance(event_id, Problem):
            return self._refuse(event_id)
        submission = accept(body, found, Placed(self._edge.clock(), self._edge.log.new_id(), event_id))
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

    def _sender(self, request: web.Request, key: Caller | None, way: Way) -> Sender | Problem:
        if key is None:
            return problems.unauthorized()
        return sender(key, request.query.get("source", ""), way, self._edge.workspace)

    def _placed(self, batch: Batch, at: int) -> Placed:
        if batch.operation:
            return Placed(self._edge.clock(), operation_id=batch.operation, line=batch.lines[at])
        return Placed(self._edge.clock(), self._edge.log.new_id())

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


def _idempotency_key(request: web.Request) -> str | Problem:
    """The header as it was sent, empty without it; a cut one would make one event of two."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > MAX_IDEMPOTENCY_KEY:
        return problems.wrong_fields([FieldError("Idempotency-Key", "too-long")])
    if not key.isprintable():
        return problems.wrong_fields([FieldError("Idempotency-Key", "not-printable")])
    return key


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
    errors = _numbering_errors(batch)
    return problems.wrong_fields(errors) if errors else batch


def _numbering_errors(batch: Batch) -> list[FieldError]:
    """What is wrong with operation and lines, of which an import's ids are made: no two leads may share one."""
    errors = []
    if batch.operation and not is_id(batch.operation):
        errors.append(FieldError("operation", "not-an-id"))
    if (batch.operation or batch.lines) and len(batch.lines) != len(batch.leads):
        errors.append(FieldError("lines", "one-for-each-lead"))
    elif not all(0 <= line < 2**63 for line in batch.lines):
        errors.append(FieldError("lines", "not-a-line-number"))
    elif len(set(batch.lines)) < len(batch.lines):
        errors.append(FieldError("lines", "a-line-twice"))
    return errors
