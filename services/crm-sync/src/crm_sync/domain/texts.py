"""What PostgreSQL refuses in a text, and where a row has it."""

import re
from functools import cache
from typing import Any

from leadcore.failures import WrongShape

from crm_sync.domain.rows import Json, Moment, Row, kinds

MAX_KEY_CHARS = 500
"""An index entry must fit a third of a page, and a character takes up to four bytes."""
MAX_MOMENT = 253_402_300_799_999
"""The last millisecond of the year 9999."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_KEYS = frozenset(
    {"tenant", "submission_id", "lead_id", "contact_id", "organization_id", "dead_letter_id", "destination", "source"}
    | {"operation_id", "unit", "code", "topic", "outcome", "result", "owner", "pool", "band", "status", "country"}
    | {"email", "phone"}
)
"""Columns that are in an index, other than as a prefix."""


def flaw(row: Row) -> WrongShape | None:
    """The first field of `row` that PostgreSQL cannot hold, as a failure that names it; None: it can hold them all."""
    if not _suspicious(row):
        return None
    value: Any
    for (name, kind), value in zip(kinds(type(row)).items(), row, strict=True):
        reason = _flaw(kind, value)
        if reason is None and kind is str and len(value) > MAX_KEY_CHARS and name in _KEYS:
            reason = "longer-than-a-key-may-be"
        if reason is not None:
            return WrongShape(reason, name)
    return None


def clean(row: Any) -> Any:
    """`row` with what PostgreSQL cannot hold replaced: for accounts, which must be kept whatever a field holds."""
    if not _suspicious(row):
        return row
    fields = zip(kinds(type(row)).items(), row, strict=True)
    return type(row)(*(_cleaned(name, kind, value) for (name, kind), value in fields))


def _suspicious(row: Any) -> bool:
    """Whether a closer look is needed: almost never, and this one costs a tenth."""
    kind: Any = type(row)
    strings, documents, moments = _places(kind)
    text = "".join([row[place] for place in strings])
    if len(text) > MAX_KEY_CHARS or "\0" in text or not text.isascii():
        return True
    if any("\\u0000" in row[place] for place in documents):
        return True
    return not all(row[place] is None or 0 <= row[place] <= MAX_MOMENT for place in moments)


@cache
def _places(row: Any) -> tuple[list[int], list[int], list[int]]:
    """Where a row has its texts, JSON texts and moments."""
    found = list(kinds(row).values())
    strings, documents, moments = (
        [place for place, kind in enumerate(found) if kind is wanted] for wanted in (str, Json, Moment)
    )
    return strings, documents, moments


def _flaw(kind: Any, value: Any) -> str | None:
    if kind is str and ("\0" in value or (not value.isascii() and _SURROGATE.search(value))):
        return "not-text-that-can-be-stored"
    if kind is Json and "\\u0000" in value and _ESCAPED_NUL.search(value):
        return "not-text-that-can-be-stored"
    if kind is Moment and value is not None and not 0 <= value <= MAX_MOMENT:
        return "not-a-time"
    return None


def _cleaned(name: str, kind: Any, value: Any) -> Any:
    if kind is str:
        text = _SURROGATE.sub("\ufffd", value.replace("\0", "\ufffd"))
        return text[:MAX_KEY_CHARS] if name in _KEYS else text
    if kind is Json and "\\u0000" in value:
        return _ESCAPED_NUL.sub(lambda found: found.group()[:-6] + "\ufffd", value)
    if kind is Moment and value is not None:
        return min(max(value, 0), MAX_MOMENT)
    return value
