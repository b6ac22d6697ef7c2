"""What PostgreSQL refuses in a text, and where a row has it."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

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

_Values: TypeAlias = Callable[[Any], Iterable[Any]]


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
    texts_of, keys_of, documents_of, moments_of = _places(kind)
    text = "".join(texts_of(row))
    if "\0" in text or "\\u0000" in "".join(documents_of(row)) or not (text.isascii() or _encodable(text)):
        return True
    if len(text) > MAX_KEY_CHARS and any(len(key) > MAX_KEY_CHARS for key in keys_of(row)):
        return True
    for moment in moments_of(row):  # noqa: SIM110  a generator for each row costs as much as all the rest
        if moment is not None and not 0 <= moment <= MAX_MOMENT:
            return True
    return False


def _encodable(text: str) -> bool:
    """Whether there is no surrogate in `text`; a pattern would look at every character that is no ASCII."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@cache
def _places(row: Any) -> tuple[_Values, _Values, _Values, _Values]:
    """What gives a row's texts, those of them that are keys, its JSON texts and its moments."""
    found = kinds(row)
    wanted = (
        [name for name, kind in found.items() if kind is str],
        [name for name, kind in found.items() if kind is str and name in _KEYS],
        [name for name, kind in found.items() if kind is Json],
        [name for name, kind in found.items() if kind is Moment],
    )
    texts, keys, documents, moments = (_taker([list(found).index(name) for name in names]) for names in wanted)
    return texts, keys, documents, moments


def _taker(places: list[int]) -> _Values:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: [row[place] for place in places]


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
