"""What HubSpot's answers say of each row of a batch. Pure; an answer of another shape is a doubt, no exception."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from leadcore.failures import Refused

from crm_sync.domain.contacts import LEAD_ID, Contact
from crm_sync.domain.effects import Answer, Doubt, Row, Taken, Written

TRACE = "objectWriteTraceId"
SETUP = frozenset({"PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE"})
"""Codes that speak of the account's set-up, not of the row's values."""

_TRANSIENT = frozenset({"RATE_LIMITS", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT", "OBJECT_NOT_FOUND"})
_EXISTING = re.compile(r"Existing ID: ([0-9]{1,20})")
_HELD = "already has that value"
_CODE, _NAME = re.compile(r"[A-Z][A-Z0-9_]{0,60}"), re.compile(r"[a-z][a-z0-9_]{0,99}")


class Record(msgspec.Struct, frozen=True, rename="camel"):
    """A record as it is told."""

    id: str
    properties: dict[str, str | None] = {}
    created_at: str = ""
    object_write_trace_id: str | None = None


class Problem(msgspec.Struct, frozen=True):
    """One value that was refused."""

    code: str = ""
    name: str = msgspec.field(name="in", default="")


class Error(msgspec.Struct, frozen=True):
    """One refusal: an entry of a batch's `errors`, or the body of a whole refused call."""

    category: str = ""
    message: str = ""
    context: dict[str, Any] = {}
    errors: list[Problem] = []


class Batch(msgspec.Struct, frozen=True):
    """The answer to a batch."""

    results: list[Record]
    errors: list[Error] = []


class Next(msgspec.Struct, frozen=True):
    """Where the next page begins."""

    after: str | int


class Paging(msgspec.Struct, frozen=True):
    """Absent on the last page."""

    next: Next | None = None


class Page(msgspec.Struct, frozen=True):
    """One page of a list."""

    results: list[dict[str, Any]]
    paging: Paging | None = None

    @property
    def after(self) -> str:
        """What asks for the next page; empty: this is the last."""
        return str(self.paging.next.after) if self.paging and self.paging.next else ""


Shape = TypeVar("Shape", bound=msgspec.Struct)


def shaped(body: Any, shape: type[Shape]) -> Shape | None:
    """`body` as `shape`; None: it has another one."""
    try:
        return msgspec.convert(body, shape)
    except msgspec.ValidationError:
        return None


def contact(record: Record) -> Contact:
    """A record as the domain sees it: blank properties are absent."""
    held = {name: value for name, value in record.properties.items() if value}
    return Contact(record.id, held, _moment(record.created_at))


def answers(rows: Sequence[Row], body: Any) -> dict[str, Answer]:
    """An answer for every row, by its trace, whatever order they come in; a row that is not spoken of is in doubt."""
    batch = shaped(body, Batch)
    if batch is None:
        return dict.fromkeys((row.trace for row in rows), Doubt("unreadable-answer"))
    told: dict[str, Answer] = dict.fromkeys((row.trace for row in rows), Doubt("not-spoken-of"))
    by_lead = {row.properties[LEAD_ID]: row.trace for row in rows if LEAD_ID in row.properties}
    by_id = {row.record_id: row.trace for row in rows if row.record_id}
    for record in batch.results:
        trace = record.object_write_trace_id or by_id.get(record.id) or _by_lead(record, by_lead)
        if trace in told:
            told[trace] = Written(record.id)
    for error in batch.errors:
        traces = error.context.get(TRACE)
        for trace in traces if isinstance(traces, list) else ():
            if isinstance(trace, str) and trace in told:
                told[trace] = answer(error)
    return told


def answer(error: Error) -> Answer:
    """What a refusal means for its row."""
    existing = _EXISTING.search(error.message)
    if existing or error.category == "CONFLICT":
        return Taken(existing[1] if existing else "")
    if _HELD in error.message:
        return Taken()
    if error.category in _TRANSIENT:
        return Doubt(error.category.lower().replace("_", "-"))
    problem = error.errors[0] if error.errors else Problem()
    code = problem.code if _CODE.fullmatch(problem.code) else ""
    name = problem.name if _NAME.fullmatch(problem.name) else ""
    return Refused("values-the-crm-does-not-take", name, {"crm_code": code} if code else {})


def setup(told: Mapping[str, Answer]) -> str:
    """The code of an answer that no row is to blame for; empty: there is none."""
    codes = (each.parameters.get("crm_code", "") for each in told.values() if isinstance(each, Refused))
    return next((code for code in codes if code in SETUP), "")


def _by_lead(record: Record, by_lead: Mapping[str, str]) -> str:
    return by_lead.get(record.properties.get(LEAD_ID) or "", "")


def _moment(text: str) -> int | None:
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        return None
