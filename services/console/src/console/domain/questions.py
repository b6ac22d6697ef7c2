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


def read_question(query: Mapping[str, str]) -> LeadQuestion | list[FieldError]:
    """The question in a query string, or every parameter at fault."""
    errors = [FieldError(name, "unknown-parameter") for name in query if name not in (*FILTERS, *_OTHER)]
    errors += [FieldError(name, "too-long") for name, text in query.items() if len(text) > MAX_TEXT]
    errors += [FieldError(name, "nul-in-text") for name, text in query.items() if "\x00" in text]
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if wrong_limit(limit):
        errors.append(FieldError("limit", f"must-be-1-to-{MAX_LIMIT}"))
    cursor = decode_cursor(query["cursor"]) if query.get("cursor") else None
    if query.get("cursor") and cursor is None:
        errors.append(FieldError("cursor", "not-a-cursor"))
    if errors:
        return errors
    filters = {name: query[name] for name in FILTERS if name in query}
    return LeadQuestion(
        filters, query.get("email", "").strip().lower(), cursor, int(limit), query.get("count") == "true"
    )


def wrong_limit(text: str) -> bool:
    """Whether `text` is no number of items that a page may have."""
    return not (text.isdecimal() and len(text) < 10 and 1 <= int(text) <= MAX_LIMIT)


def encode_cursor(cursor: Cursor) -> str:
    """An opaque text that brings the next page."""
    return base64.urlsafe_b64encode(json.dumps([cursor.accepted_at, cursor.lead_id]).encode()).decode()


def decode_cursor(text: str) -> Cursor | None:
    """The cursor in `text`; None where it is not one of ours."""
    try:
        accepted_at, lead_id = json.loads(base64.urlsafe_b64decode(text.encode("ascii", "replace")))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    if isinstance(accepted_at, bool) or not isinstance(accepted_at, int) or not isinstance(lead_id, str):
        return None
    stored = 0 <= accepted_at <= LAST_MS and not _NOT_STORED.search(lead_id)
    return Cursor(accepted_at, lead_id) if stored else None
