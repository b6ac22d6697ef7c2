"""Which dead letters a caller means, and how they are told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadcore.problems import FieldError

from console.domain.questions import DEFAULT_LIMIT, MAX_LIMIT, MAX_TEXT, wrong_limit

FILTERS = ("unit", "cause")


@dataclass(frozen=True, slots=True)
class Selection:
    """
    Open dead letters: nobody replayed or dismissed them, and their submission did not end otherwise since.

    `tenant` None: of every tenant. `cause`: a failure's code or its reason. `ids`: these alone. `limit` 0: all of them.
    """

    tenant: str | None = None
    unit: str = ""
    cause: str = ""
    ids: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Open dead letters that one unit rejected for one reason. Times are RFC 3339 texts."""

    unit: str
    code: str
    reason: str
    topic: str
    count: int
    oldest: str
    newest: str
    sample: str
    """Id of the newest."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a selection: how many were acted on, and how many were left, by reason."""

    done: int
    left: Mapping[str, int]


def read_selection(query: Mapping[str, str], tenant: str) -> Selection | list[FieldError]:
    """The selection in a query string, or every parameter at fault."""
    errors = [FieldError(name, "unknown-parameter") for name in query if name not in (*FILTERS, "limit")]
    errors += [FieldError(name, "too-long") for name, text in query.items() if len(text) > MAX_TEXT]
    errors += [FieldError(name, "nul-in-text") for name, text in query.items() if "\x00" in text]
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if wrong_limit(limit):
        errors.append(FieldError("limit", f"must-be-1-to-{MAX_LIMIT}"))
    if errors:
        return errors
    return Selection(tenant, query.get("unit", ""), query.get("cause", ""), limit=int(limit))


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A letter without what its message held: that may be personal."""
    told = {name: value for name, value in row.items() if name not in ("key", "value", "headers", "tenant")}
    return {**told, "bytes": len(row["value"]) if row.get("value") is not None else None}
