"""Generated from `schemas/` by `make contracts`; do not edit."""

from collections.abc import Mapping
from dataclasses import field as _field

from leadcore.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a section's decisions were made with, so that history can be replayed."""

    decided_at: int
    """The now that was passed in. Milliseconds since 1970 UTC."""
    code_version: str = ""
    """Version of the deciding code."""
    release: str = ""
    """Release of the workspace."""
    tables: Mapping[str, str] = _field(default_factory=dict)
    """Hash by name of each table or model that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One step of an explanation: what was decided, by whom, from what. Never personal data."""

    unit: str
    """Stage instance that decided."""
    code: str
    """What was decided, kebab-case."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """What the decision rests on."""
    duration_us: int = 0
    """How long it took, microseconds."""
    price_micros: int = 0
    """What it cost, millionths of the workspace's currency."""
    release: str = ""
    """Release of the workspace that was in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Section of ingest.admit: which lead this is, and its version."""

    lead_id: str
    """Submission id that created the lead."""
    version: int = 1
    """1 from admission; higher versions come from the reviser."""
    cause: str = "created"
    """created, or why the version was made."""
    cause_id: str = ""
    """Submission, revision or engagement that caused the version."""
    routing_round: int = 0
    """Raised when the lead is to be assigned anew."""
    quota: str = "within"
    """within, or over (read at a pace from leads.overflow)."""
    basis: Basis
    """What the decisions used."""
    trail: tuple[Decision, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who got a lead in one routing round."""

    tenant: str
    """Tenant."""
    lead_id: str
    """Lead."""
    routing_round: int = 0
    """Round."""
    owner: str
    """Owner id."""
    pool: str
    """Pool."""
    assigned_at: int
    """When. Milliseconds since 1970 UTC."""
    sequence: int = 0
    """Turn within the pool."""
    seed: int = 0
    """Random seed of the pick."""
    release: str = ""
    """Release in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An owner who was considered."""

    owner: str
    """Owner id."""
    weight: float = 0.0
    """Share of the pool."""
    load: int = 0
    """Leads held when asked."""
    refused: str = ""
    """Why not; empty: chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One purpose granted or refused."""

    purpose: str
    """What for: enrichment, scoring, email, transfer, …"""
    granted: bool
    """True if granted."""
    at: int | None = None
    """When it was given, where the source said so. Milliseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One Kafka header."""

    name: str
    """Name."""
    value: bytes | None = None
    """Value; null as found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A rejected message with its failure and its bytes."""

    dead_letter_id: str
    """UUIDv5 of unit, coordinates and attempt."""
    unit: str
    """Who rejected it."""
    code: str
    """Failure code."""
    field: str = ""
    """Field at fault."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """Details without personal data."""
    tenant: str = ""
    """Tenant, where known."""
    source: str = ""
    """Source, where known."""
    submission_id: str = ""
    """Submission, where known."""
    lead_id: str = ""
    """Lead, where known."""
    version: int = 0
    """Version, where known."""
    topic: str
    """Original topic."""
    partition: int
    """Original partition."""
    offset: int
    """Original offset."""
    appended_at: int
    """Original broker time. Milliseconds since 1970 UTC."""
    key: bytes | None = None
    """Original key; null as found."""
    value: bytes | None = None
    """Original value; null: a tombstone."""
    headers: tuple[Header, ...] = ()
    """Original headers."""
    attempt: int = 0
    """0 at first, raised by each replay."""
    tries: int = 0
    """How often it was handled."""
    first_failed_at: int
    """When first. Milliseconds since 1970 UTC."""
    last_failed_at: int
    """When last. Milliseconds since 1970 UTC."""
    code_version: str = ""
    """Code that rejected it."""
    release: str = ""
    """Release in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Something a person did that matters to a lead."""

    engagement_id: str
    """Derived from the provider's own id."""
    tenant: str
    """Tenant."""
    lead_id: str
    """Lead."""
    kind: str
    """open, click, reply, visit, meeting, conversion or stage-change."""
    at: int
    """When. Milliseconds since 1970 UTC."""
    source: str = ""
    """Who reported it."""
    actor: str = ""
    """human, machine or scanner."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """Details without personal data."""
    person: bytes = b""
    """Personal details, sealed."""
    person_key: str = ""
    """Key id of the seal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A Submission without its payload, and where on leads.raw or leads.bulk the payload stays."""

    submission_id: str
    """Id of the submission."""
    tenant: str
    """Part of every key, quota and budget."""
    source: str
    """A name of sources.yaml."""
    client: str = ""
    """Id of the API key or upstream that sent it."""
    event_id: str = ""
    """The sender's own id of this message."""
    accepted_at: int
    """When the gateway accepted it; for upstream records the broker's append time. Milliseconds since 1970 UTC."""
    appended_at: int
    """The broker's append time on leads.raw or leads.bulk. Milliseconds since 1970 UTC."""
    lane: str = "live"
    """live or bulk."""
    operation_id: str = ""
    """The import or batch it belongs to."""
    line: int = 0
    """Line in the imported file, from 1."""
    part: int = 0
    """Which part of a split batch, from 0."""
    parts: int = 1
    """Into how many parts the batch was split."""
    content_type: str = ""
    """Media type of the payload."""
    payload_sha256: str = ""
    """Hex digest of the payload bytes."""
    payload_key: str = ""
    """Key id of the payload's encryption; empty: stored plainly."""
    topic: str = ""
    """Where the payload is: topic."""
    partition: int = 0
    """Where the payload is: partition."""
    offset: int = 0
    """Where the payload is: offset."""
    attempt: int = 0
    """0 at first; each replay from a dead letter raises it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Section of ingest.normalise: who the lead is, sealed, and the ordinary facts about it."""

    identity_key: str
    """Pepper version and HMAC of the identifying value."""
    identity_kind: str
    """Which value identifies: email, phone, event or submission."""
    person: bytes
    """A Person, sealed by the vault."""
    person_key: str = ""
    """Key id of the seal; empty: stored plainly."""
    occurred_at: int | None = None
    """When the sender says it happened. Milliseconds since 1970 UTC."""
    email_domain: str = ""
    """Domain of the address, lower case, IDNA."""
    mailbox: str = ""
    """company, free, role, disposable or empty."""
    phone_country: str = ""
    """ISO alpha-2 of the number."""
    name_quality: str = ""
    """full, partial, suspect or empty."""
    title_level: str = ""
    """c-level, vp, director, manager, staff, student or empty."""
    title_function: str = ""
    """sales, marketing, engineering, … or empty."""
    country: str = ""
    """ISO alpha-2."""
    region: str = ""
    """Region as cleaned."""
    city: str = ""
    """City as cleaned."""
    time_zone: str = ""
    """IANA zone where the place decides it."""
    company_name: str = ""
    """Cleaned company name."""
    company_domain: str = ""
    """Registrable domain."""
    attributes: Mapping[str, str] = _field(default_factory=dict)
    """Declared attributes that are not personal."""
    consents: tuple[Consent, ...] = ()
    """By purpose."""
    unmapped_count: int = 0
    """How many fields nobody took."""
    basis: Basis
    """What the decisions used."""
    trail: tuple[Decision, ...] = ()
    """In order."""
    channel: str = ""
    """Default channel group of the visit, as `paid-search`; empty: nothing was told of it."""
    industry: str = ""
    """Industry as told, cleaned."""
    naics: str = ""
    """NAICS 2022 code that the industry as told means: two to six digits, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing found about a lead, with its warrant."""

    name: str
    """What it says, e.g. employees."""
    value: str
    """As text."""
    provider: str
    """Who said so."""
    observed_at: int
    """When. Milliseconds since 1970 UTC."""
    confidence: float = 0.0
    """0 to 1."""
    expires_at: int | None = None
    """When to ask again. Milliseconds since 1970 UTC."""
    price_micros: int = 0
    """What it cost, millionths."""
    currency: str = ""
    """ISO 4217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """Section of the enricher: what is known beyond what was sent."""

    company_name: str = ""
    """As the provider writes it."""
    company_domain: str = ""
    """Domain that was looked up."""
    industry: str = ""
    """Industry."""
    sector: str = ""
    """Sector."""
    employees: int | None = None
    """Head count; null: not known."""
    employee_band: str = ""
    """1-10 … 10001+."""
    revenue_musd: float | None = None
    """Yearly revenue, millions of USD; null: not known."""
    company_country: str = ""
    """ISO alpha-2."""
    company_region: str = ""
    """Region."""
    company_city: str = ""
    """City."""
    company_status: str = ""
    """active, public, acquired, inactive or empty."""
    facts: tuple[Fact, ...] = ()
    """Each with its warrant."""
    partial: bool = False
    """True if something that was asked did not answer."""
    warnings: tuple[str, ...] = ()
    """Codes of what is missing and why."""
    person_facts: bytes = b""
    """Personal facts found later, sealed."""
    person_facts_key: str = ""
    """Key id of that seal."""
    basis: Basis
    """What the decisions used."""
    trail: tuple[Decision, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedLead:
    """A lead with what is known about it."""

    origin: Origin
    """Where it came from."""
    identity: Identity
    """Who it is."""
    admission: Admission
    """Which lead and version."""
    enrichment: Enrichment
    """What is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A normalised lead that is not yet admitted."""

    origin: Origin
    """Where it came from."""
    identity: Identity
    """Who it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedIndex:
    """What admission reads of one identified lead."""

    identity_key: str
    """Key of the sighting."""
    submission_id: str
    """Id of the submission."""
    event_id: str = ""
    """The sender's own id."""
    source: str
    """Source name."""
    client: str = ""
    """Sender."""
    tenant: str
    """Tenant."""
    accepted_at: int
    """The broker's append time on leads.raw: quotas and horizons are judged by it. Milliseconds since 1970 UTC."""
    lane: str = "live"
    """live or bulk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifiedPacket:
    """Up to 256 identified leads of one identity partition, at most 512 KiB."""

    index: tuple[IdentifiedIndex, ...] = ()
    """One entry a lead."""
    leads: tuple[bytes, ...] = ()
    """Identified records, Avro without frame, in the order of the index."""
    schema_id: int = 0
    """Id of the schema that the leads were written with; 0: the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An admitted lead, version 1."""

    origin: Origin
    """Where it came from."""
    identity: Identity
    """Who it is."""
    admission: Admission
    """Which lead and version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one submission ended. Repeats share one id; a higher attempt supersedes."""

    outcome_id: str
    """UUIDv5 of submission and attempt."""
    submission_id: str
    """Which submission."""
    tenant: str
    """Tenant."""
    source: str
    """Source."""
    client: str = ""
    """Sender."""
    event_id: str = ""
    """The sender's own id."""
    operation_id: str = ""
    """Import or batch."""
    line: int = 0
    """Line of the import."""
    outcome: str
    """routed, duplicate, rejected, dead or erased."""
    lead_id: str = ""
    """The lead, or the one it repeats."""
    version: int = 0
    """Version of the lead."""
    unit: str
    """Who decided."""
    code: str
    """Why, kebab-case."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """What it rests on; never personal data."""
    attempt: int = 0
    """0 at first, raised by each replay."""
    at: int
    """When. Milliseconds since 1970 UTC."""
    accepted_at: int | None = None
    """When it was accepted. Milliseconds since 1970 UTC."""
    appended_at: int | None = None
    """When the broker had it. Milliseconds since 1970 UTC."""
    trail: tuple[Decision, ...] = ()
    """Decisions of a submission that made no lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The sealed person: carried as bytes, opened through the vault alone."""

    email: str = ""
    """Normalised address."""
    phone: str = ""
    """E.164."""
    full_name: str = ""
    """Cleaned name."""
    first_name: str = ""
    """Given name."""
    last_name: str = ""
    """Family name."""
    title: str = ""
    """Job title as given, cleaned."""
    address: str = ""
    """Street address."""
    postal_code: str = ""
    """Postal code."""
    language: str = ""
    """BCP 47 tag as given."""
    message: str = ""
    """Free text."""
    page_url: str = ""
    """Page the form stood on."""
    referrer: str = ""
    """Where the visitor came from."""
    campaign: Mapping[str, str] = _field(default_factory=dict)
    """utm_* and click ids."""
    handles: Mapping[str, str] = _field(default_factory=dict)
    """Social handles by network."""
    consent_texts: Mapping[str, str] = _field(default_factory=dict)
    """By purpose: the text that was agreed to."""
    attributes: Mapping[str, str] = _field(default_factory=dict)
    """Declared personal attributes."""
    unmapped: Mapping[str, str] = _field(default_factory=dict)
    """What no field took, as JSON text; kept, never dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a part has its points."""

    code: str
    """Rule or feature."""
    part: str
    """Which part."""
    points: float = 0.0
    """Signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a destination answered for one lead version."""

    receipt_id: str
    """UUIDv5 of destination, lead and version."""
    tenant: str
    """Tenant."""
    lead_id: str
    """Lead."""
    version: int
    """Version."""
    destination: str
    """Destination name."""
    result: str
    """created, updated, unchanged, observed or refused."""
    record_id: str = ""
    """Id of the record at the destination."""
    matched_by: str = ""
    """known-id, lead-id, email or created."""
    code: str = ""
    """Why refused."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """Details without personal data."""
    attempt: int = 0
    """Attempt."""
    at: int
    """When. Milliseconds since 1970 UTC."""
    duration_us: int = 0
    """Call time, microseconds."""
    trail: tuple[Decision, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A requested change of a lead; the reviser makes the version."""

    revision_id: str
    """Id of the cause; repeats share it."""
    tenant: str
    """Tenant."""
    lead_id: str
    """Lead."""
    origin: str
    """Unit that asks."""
    cause: str
    """same-person, late-answer, engagement, edit, merge, …"""
    cause_id: str = ""
    """Submission or event behind it."""
    requested_at: int
    """When. Milliseconds since 1970 UTC."""
    patch: Mapping[str, str] = _field(default_factory=dict)
    """Ordinary fields to set."""
    person_patch: bytes = b""
    """Personal fields to set, sealed."""
    person_key: str = ""
    """Key id of the seal."""
    identified: bytes = b""
    """For same-person: the later submission as Identified bytes, without frame."""
    identified_schema: int = 0
    """Id of the schema that `identified` was written with; 0: the first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """One weighted part of a score."""

    name: str
    """demographic, firmographic, behavioural, engagement or model."""
    weight: float
    """Normalised: all parts sum to 1."""
    points: float
    """0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """Section of the scorer."""

    score: float
    """0 to 100."""
    confidence: float = 0.0
    """0 to 1."""
    probability: float | None = None
    """Of conversion, from a model; null: no model."""
    band: str
    """hot, warm or cold."""
    parts: tuple[ScorePart, ...] = ()
    """Weighted parts."""
    reasons: tuple[Reason, ...] = ()
    """Most telling first."""
    tags: tuple[str, ...] = ()
    """Labels."""
    follow_ups: tuple[str, ...] = ()
    """Suggested next steps, codes."""
    method: str = "rules"
    """model, rules, or fallback (a model should have answered and did not)."""
    model_id: str = ""
    """Name and version of the model."""
    model_sha256: str = ""
    """Digest of its file."""
    feature_set: str = ""
    """Name and version of the feature vector."""
    features: tuple[float, ...] = ()
    """The vector itself, point in time."""
    basis: Basis
    """What the decisions used."""
    trail: tuple[Decision, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Section of the router."""

    status: str
    """assigned or review."""
    owner: str = ""
    """Owner id; empty in review."""
    pool: str = ""
    """Pool of owners."""
    segment: str = ""
    """Segment."""
    size: str = ""
    """Size class."""
    priority: str = ""
    """Priority."""
    territory: str = ""
    """Territory."""
    routing_round: int = 0
    """Round of the assignment."""
    assigned_at: int
    """When. Milliseconds since 1970 UTC."""
    due_at: int | None = None
    """Answer due (SLA). Milliseconds since 1970 UTC."""
    candidates: tuple[Candidate, ...] = ()
    """Who was considered, with loads."""
    seed: int = 0
    """Random seed of the pick."""
    basis: Basis
    """What the decisions used."""
    trail: tuple[Decision, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedLead:
    """A lead with its owner."""

    origin: Origin
    """Where it came from."""
    identity: Identity
    """Who it is."""
    admission: Admission
    """Which lead and version."""
    enrichment: Enrichment
    """What is known."""
    scoring: Scoring
    """What it is worth."""
    routing: Routing
    """Whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredLead:
    """A lead with its score."""

    origin: Origin
    """Where it came from."""
    identity: Identity
    """Who it is."""
    admission: Admission
    """Which lead and version."""
    enrichment: Enrichment
    """What is known."""
    scoring: Scoring
    """What it is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a source sent, its payload untouched. One lead each."""

    submission_id: str
    """UUIDv7 from the gateway, UUIDv5(operation/line) from an import."""
    tenant: str
    """Part of every key, quota and budget."""
    source: str
    """A name of sources.yaml."""
    client: str = ""
    """Id of the API key or upstream that sent it."""
    event_id: str = ""
    """The sender's own id of this message, or its Idempotency-Key."""
    accepted_at: int
    """When the gateway accepted it. Milliseconds since 1970 UTC."""
    lane: str = "live"
    """live or bulk."""
    operation_id: str = ""
    """The import or batch it belongs to."""
    line: int = 0
    """Line in the imported file, from 1; 0 where there is none."""
    part: int = 0
    """Which part of a split batch, from 0."""
    parts: int = 1
    """Into how many parts the batch was split."""
    content_type: str = "application/json"
    """Media type of the payload."""
    payload: bytes
    """The bytes as received."""
    payload_key: str = ""
    """Key id of the payload's encryption; empty: stored plainly."""
