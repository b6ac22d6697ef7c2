"""Leads that look alike, before a person: which two, why, and what the person said. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from leadcore.problems import FieldError

from console.domain.alike import Alike, Contact, suggestions
from console.domain.questions import Cursor, decode_cursor, wrong_limit

Said: TypeAlias = Literal["same", "not-same"]
"""What a person says of two leads. Nothing is merged by it."""

PAGE, MOST = 20, 50
"""Leads that are looked at for one page; each costs a question of its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """A lead, and the earlier ones near it of which nobody has said anything yet."""

    lead: Contact
    earlier: Sequence[Contact]


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of leads, newest first; `next` None: the last one."""

    looks: Sequence[Look]
    next: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two leads that may be one person's: the later one, the earlier one, and how alike they are."""

    lead: Contact
    other: Contact
    alike: Alike


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of `lead_id` beside another lead, by whom and when (RFC 3339); points as they were then."""

    lead_id: str
    said: Said
    by: str
    at: str
    points: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """Which page: so many leads before `cursor`, or the newest."""

    cursor: Cursor | None = None
    limit: int = PAGE


def read_page(query: Mapping[str, str]) -> PageQuestion | list[FieldError]:
    """The question in a query string, or every parameter at fault."""
    errors = [FieldError(name, "unknown-parameter") for name in query if name not in ("limit", "cursor")]
    limit = query.get("limit", str(PAGE))
    if wrong_limit(limit, MOST):
        errors.append(FieldError("limit", f"must-be-1-to-{MOST}"))
    cursor = decode_cursor(query["cursor"]) if query.get("cursor") else None
    if query.get("cursor") and cursor is None:
        errors.append(FieldError("cursor", "not-a-cursor"))
    return errors or PageQuestion(cursor, int(limit))


def pairs(looks: Iterable[Look]) -> Sequence[Pair]:
    """The pairs that are likely enough to be asked about, each lead's likeliest first."""
    found = []
    for look in looks:
        by_id = {contact.lead_id: contact for contact in look.earlier}
        found += [Pair(look.lead, by_id[each.lead_id], each) for each in suggestions(look.lead, look.earlier)]
    return found


def ordered(one: str, other: str) -> tuple[str, str]:
    """Two leads as they are kept. Raises ValueError where they are one."""
    if one == other:
        raise ValueError("a lead is the same as itself")
    return (one, other) if one < other else (other, one)
