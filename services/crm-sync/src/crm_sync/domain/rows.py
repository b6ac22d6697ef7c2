"""
The rows that the schema `pipeline` holds, one class a table; a field's name is the column's.

Times are milliseconds since 1970 UTC; fields typed `Json` are JSON texts.
"""

from functools import cache
from typing import Any, NamedTuple, NewType, TypeAlias, get_type_hints

Json = NewType("Json", str)
Moment = NewType("Moment", int)


class Seen(NamedTuple):
    """`submissions`, as read from `leads.raw` or `leads.bulk`."""

    tenant: str
    submission_id: str
    source: str
    operation_id: str
    line: int
    topic: str
    partition: int
    offset: int
    appended_at: Moment


class Ended(NamedTuple):
    """`submissions`, as read from `leads.outcomes`."""

    tenant: str
    submission_id: str
    source: str
    client: str
    event_id: str
    operation_id: str
    line: int
    outcome: str
    outcome_rank: int
    attempt: int
    lead_id: str
    version: int
    unit: str
    code: str
    parameters: Json
    trail: Json
    ended_at: Moment


class Organization(NamedTuple):
    """`organizations`: a company as one lead's enrichment knows it."""

    tenant: str
    organization_id: str
    name: str
    sector: str
    industry: str
    employees: int | None
    employee_band: str
    revenue_musd: float | None
    country: str
    region: str
    city: str
    status: str
    known: bool
    observed_at: Moment
    lead_id: str
    version: int


class Contact(NamedTuple):
    """`contacts`: the person of a lead, opened."""

    tenant: str
    contact_id: str
    organization_id: str
    email: str
    phone: str
    full_name: str
    first_name: str
    last_name: str
    title: str
    address: str
    postal_code: str
    language: str
    handles: Json
    consents: Json
    observed_at: Moment
    lead_id: str
    version: int


class LeadNow(NamedTuple):
    """`leads`: the current version."""

    tenant: str
    lead_id: str
    version: int
    cause: str
    source: str
    client: str
    lane: str
    operation_id: str
    accepted_at: Moment
    appended_at: Moment
    contact_id: str
    organization_id: str
    company_name: str
    email_domain: str
    mailbox: str
    phone_country: str
    name_quality: str
    title_level: str
    title_function: str
    country: str
    region: str
    city: str
    time_zone: str
    attributes: Json
    industry: str
    employees: int | None
    employee_band: str
    partial: bool
    warnings: Json
    score: float
    confidence: float
    probability: float | None
    band: str
    method: str
    tags: Json
    status: str
    owner: str
    pool: str
    segment: str
    size: str
    priority: str
    territory: str
    routing_round: int
    assigned_at: Moment
    due_at: Moment | None
    release: str


class LeadVersion(NamedTuple):
    """`lead_versions`: the bytes as they stood on `leads.routed`, and every decision."""

    tenant: str
    lead_id: str
    version: int
    appended_at: Moment
    submission_id: str
    cause: str
    cause_id: str
    schema_id: int
    bytes: bytes
    trail: Json
    release: str
    decided_at: Moment


class LeadScore(NamedTuple):
    """`lead_scores`: one version's score with what it rests on."""

    tenant: str
    lead_id: str
    version: int
    score: float
    confidence: float
    probability: float | None
    band: str
    method: str
    model_id: str
    model_sha256: str
    feature_set: str
    features: Json
    parts: Json
    reasons: Json
    tags: Json
    follow_ups: Json
    scored_at: Moment


class Answered(NamedTuple):
    """`receipts`: what a destination answered for one lead version."""

    tenant: str
    destination: str
    lead_id: str
    version: int
    receipt_id: str
    result: str
    record_id: str
    matched_by: str
    code: str
    parameters: Json
    attempt: int
    at: Moment
    duration_us: int
    trail: Json


class Dead(NamedTuple):
    """`pipeline_errors`: a dead letter with the original bytes."""

    tenant: str
    dead_letter_id: str
    unit: str
    code: str
    field: str
    parameters: Json
    source: str
    submission_id: str
    lead_id: str
    version: int
    topic: str
    partition: int
    offset: int
    appended_at: Moment
    key: bytes | None
    value: bytes | None
    headers: Json
    attempt: int
    tries: int
    first_failed_at: Moment
    last_failed_at: Moment
    code_version: str
    release: str


Row: TypeAlias = Seen | Ended | Organization | Contact | LeadNow | LeadVersion | LeadScore | Answered | Dead
Entry: TypeAlias = tuple[Row, ...]
"""All rows that one message writes: they stand or fall together."""


def kinds(row: Any) -> dict[str, Any]:
    """The kind of each column of a row class, None taken away: str, int, float, bool, bytes, Json or Moment."""
    return _kinds(row)


@cache
def _kinds(row: Any) -> dict[str, Any]:
    return {
        name: next(kind for kind in (*getattr(hint, "__args__", ()), hint) if kind is not type(None))
        for name, hint in get_type_hints(row).items()
    }
