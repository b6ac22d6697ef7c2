"""What a caller asks for: filters and a cursor, read from query parameters; errors name the parameter."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from leadcore.problems import FieldError

MAX_LIMIT, DEFAULT_LIMIT = 200, 50
MAX_TEXT = 320
LAST_MS = 253_402_300_799_999
"""The last millisecond of the year 9999: no lead was accepted later."""
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
"""What no text in the database has."""

FILTERS = ("source", "band", "status", "owner", "pool", "country", "segment", "priority", "industry", "company_domain")
"""Filters by equality, each a column of `pipeline.leads`."""

MOST_LINES = 1000
"""Of an operation, in a page."""

_OTHER = ("email", "limit", "cursor", "count")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last lead of a page: accepted at (milliseconds) and lead id, newest first."""

    accepted_at: int
    lead_id: str


@dataclass(frozen=True, slots=True)
class LeadQuestion:
    """Which leads: `filters` by equality, one person's by `email`, after `cursor`, at most `limit`."""

    filters: Mapping[str, str]
    email: str = ""
    cursor: Cursor | None = None
    limit: int = DEFAULT_LIMIT
    count: bool = False


@dataclass(frozen=True, slots=True)
class LinesQuestion:
    """Which rows of an operation: those after that line and submission, at most `limit`."""

    after: tuple[int, str] = (-1, "")
    limit: int = MOST_LINES


def read_lines(query: Mapping[str, str]) -> LinesQuestion | list[FieldError]:
    """The question in a query string, or every parameter at fault."""
    errors = [FieldError(name, "unknown-parameter") for name in query if name not in ("limit", "cursor")]
    limit = query.get("limit", str(MOST_LINES))
    if wrong_limit(limit, MOST_LINES):
        errors.append(FieldError("limit", f"must-be-1-to-{MOST_LINES}"))
    after = _decoded(query["cursor"], 2**63 - 1) if query.get("cursor") else (-1, "")
    if after is None:
        errors.append(FieldError("cursor", "not-a-cursor"))
    if errors or after is None:
        return errors
    return LinesQuestion(after, int(limit))


def cursor_after(line: int, submission_id: str) -> str:
    """An opaque text that brings the rows after this one."""
    return _encoded(line, submission_id)


def read_question(query: Mapping[str, str]) -> LeadQuestion | list[FieldError]:
    """The question in a query string, or every parameter at fault."""
    errors = [FieldError(name, "unknown-parameter") for name in query if name not in (*FILTERS, *_OTHER)]
    errors += [FieldError(name, "too-long") for name, text in query.items() if len(text) > MAX_TEXT]
    errors += [FieldError(name, "nul-in-text") for name, text in query.items() if "\x00" in text]
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if wrong_limit(limit):
        errors.append(FieldError("limit", f"must-be-1-to-{MAX_LIMIT}"))
    if query.get("count", "false") not in ("true", "false"):
        errors.append(FieldError("count", "must-be-true-or-false"))
    cursor = decode_cursor(query["cursor"]) if query.get("cursor") else None
    if query.get("cursor") and cursor is None:
        errors.append(FieldError("cursor", "not-a-cursor"))
    if errors:
        return errors
    filters = {name: query[name] for name in FILTERS if name in query}
    return LeadQuestion(
        filters, query.get("email", "").strip().lower(), cursor, int(limit), query.get("count") == "true"
    )


def wrong_limit(text: str, most: int = MAX_LIMIT) -> bool:
    """Whether `text` is no number of items that a page may have."""
    return not (text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most)


def encode_cursor(cursor: Cursor) -> str:
    """An opaque text that brings the next page."""
    return _encoded(cursor.accepted_at, cursor.lead_id)


def decode_cursor(text: str) -> Cursor | None:
    """The cursor in `text`; None where it is not one of ours."""
    found = _decoded(text, LAST_MS)
    return Cursor(*found) if found else None


def _encoded(number: int, identifier: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([number, identifier]).encode()).decode()


def _decoded(text: str, most: int) -> tuple[int, str] | None:
    try:
        number, identifier = json.loads(base64.urlsafe_b64decode(text.encode("ascii", "replace")))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not isinstance(identifier, str):
        return None
    return (number, identifier) if 0 <= number <= most and not _NOT_STORED.search(identifier) else None
