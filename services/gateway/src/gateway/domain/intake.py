"""What is accepted: one lead's bytes are checked as ingest will check them, and become a Submission untouched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from leadcore import ids, problems
from leadcore.access.callers import Caller
from leadcore.access.scopes import SEND
from leadcore.contracts import Submission
from leadcore.intake import documents, fields
from leadcore.problems import FieldError, Problem
from leadcore.workspace import Field, Source, Way, Workspace

MAX_LEAD_BYTES = 256 * 1024
MAX_BATCH_BYTES = 8 * 1024 * 1024
MAX_BATCH_LEADS = 1000


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and through which source."""

    key: Caller
    name: str
    source: Source
    declared: Mapping[str, Field] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """
    What a submission is told beside its payload: when, under which id, by whose event id; or from which line of which
    import, of which its id is made.
    """

    accepted_at: int
    submission_id: str = ""
    event_id: str = ""
    operation_id: str = ""
    line: int = 0


def sender(key: Caller, wanted: str, way: Way, workspace: Workspace) -> Sender | Problem:
    """The source that `key` sends through: `wanted`, or the key's first that may be used this `way`."""
    allowed = {name: source for name, source in workspace.sources.items() if way in source.ways}
    name = wanted or _first(key, allowed)
    source = allowed.get(name)
    if source is None:
        return problems.unknown_source()
    if SEND not in key.scopes or not key.may_use(name) or key.tenant != source.tenant:
        return problems.forbidden(f"send through source {name}")
    return Sender(key, name, source, workspace.fields)


def accept(payload: bytes, sender: Sender, placed: Placed) -> Submission | Problem:
    """The Submission that `payload` becomes, or why it is refused. The payload itself is not changed."""
    if len(payload) > MAX_LEAD_BYTES:
        return problems.too_large(MAX_LEAD_BYTES)
    document = documents.parse(payload)
    if not isinstance(document, dict):
        return problems.unreadable(document.reason, document.field)
    source = sender.source
    read = fields.read(document, source.map, sender.declared, source.transform, source.written)
    if isinstance(read, tuple):
        return problems.wrong_fields([FieldError(each.field, each.reason) for each in read])
    if missing := _nothing_of(sender.source.require_any, read):
        return problems.wrong_fields(missing)
    return _submission(payload, sender, placed, read.texts.get("event_id", "") or placed.event_id)


def _submission(payload: bytes, sender: Sender, placed: Placed, event_id: str) -> Submission:
    imported = bool(placed.operation_id)
    return Submission(
        submission_id=(
            ids.submission_id_of_line(placed.operation_id, placed.line) if imported else placed.submission_id
        ),
        tenant=sender.source.tenant,
        source=sender.name,
        client=sender.key.id,
        event_id=event_id,
        accepted_at=placed.accepted_at,
        lane="bulk" if imported else "live",
        operation_id=placed.operation_id,
        line=placed.line,
        payload=payload,
    )


def _nothing_of(required: Sequence[str], read: fields.Fields) -> list[FieldError]:
    given: Mapping[str, str] = read.texts
    if any(given.get(name) for name in required):
        return []
    return [FieldError(name, "one-of-these-is-required") for name in required]


def _first(key: Caller, allowed: Mapping[str, Source]) -> str:
    return next((name for name in allowed if key.may_use(name) and name in key.sources), next(iter(allowed), ""))
