"""
The words a workspace may use: keys of a submission, facts a rule may ask for, values a destination may
receive.

Keys and aliases are those of a submission in JSON. Facts are the ordinary (not personal) fields of the
generated contracts, by the same names, so that a rule can never reach a sealed one.
"""

from collections.abc import Mapping
from typing import Final, Literal

FactKind = Literal["text", "number", "flag"]

ATTRIBUTE: Final = "attributes."
"""Prefix of a customer's own field, declared in `fields.yaml`: `attributes.visits`."""

UNMAPPED: Final = "unmapped"
"""Where a source's map sends a column that its name would take elsewhere: it is kept as what nobody knows is."""

CANONICAL_KEYS: Final = (
    "event_id",
    "occurred_at",
    "email",
    "full_name",
    "first_name",
    "last_name",
    "phone",
    "language",
    "company_name",
    "company_domain",
    "title",
    "country",
    "region",
    "city",
    "address",
    "postal_code",
    "industry",
    "message",
    "page_url",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "fbclid",
    "msclkid",
    "li_fat_id",
    "consent",
    "attributes",
)
"""Canonical keys of a submission."""

ALIASES: Final[Mapping[str, str]] = {
    "id": "event_id",
    "timestamp": "occurred_at",
    "created_at": "occurred_at",
    "email_address": "email",
    "e_mail": "email",
    "name": "full_name",
    "firstname": "first_name",
    "lastname": "last_name",
    "phone_number": "phone",
    "mobile": "phone",
    "locale": "language",
    "company": "company_name",
    "organization": "company_name",
    "website": "company_domain",
    "domain": "company_domain",
    "job_title": "title",
    "position": "title",
    "state": "region",
    "street": "address",
    "street_address": "address",
    "address_line_1": "address",
    "comments": "message",
    "notes": "message",
}
"""Alias (folded) to canonical key; where both are present the canonical one wins."""

OURS: Final = frozenset(
    {
        "tenant", "tenant_id", "client", "lane", "submission_id", "operation_id", "accepted_at", "consent_at",
        "lead_id", "version", "identity_key", "score", "confidence", "probability", "band", "size", "priority",
        "segment", "owner", "owner_id", "owner_email", "pool", "territory", "status",
    }
)  # fmt: skip
"""What is never taken from a sender under these names (folded): we alone say it. It is kept as unmapped, and told."""

FACTS: Final[Mapping[str, FactKind]] = {
    "tenant": "text",
    "source": "text",
    "client": "text",
    "lane": "text",
    "identity_kind": "text",
    "email_domain": "text",
    "mailbox": "text",
    "phone_country": "text",
    "name_quality": "text",
    "title_level": "text",
    "title_function": "text",
    "country": "text",
    "region": "text",
    "city": "text",
    "time_zone": "text",
    "company_name": "text",
    "company_domain": "text",
    "channel": "text",
    "naics": "text",
    "industry": "text",
    "sector": "text",
    "employees": "number",
    "employee_band": "text",
    "revenue_musd": "number",
    "company_country": "text",
    "company_region": "text",
    "company_city": "text",
    "company_status": "text",
    "partial": "flag",
}
"""What scoring rules may ask for, beside declared attributes that are not personal."""

ROUTING_FACTS: Final[Mapping[str, FactKind]] = {
    **FACTS,
    "score": "number",
    "confidence": "number",
    "probability": "number",
    "band": "text",
}
"""What routing may ask for; the classes `size`, `priority`, `segment` join in that order as they are decided."""

DELIVERABLE: Final = (
    *(key for key in CANONICAL_KEYS if key not in ("consent", "attributes")),
    *(fact for fact in ROUTING_FACTS if fact not in CANONICAL_KEYS),
    "size",
    "priority",
    "segment",
    "lead_id",
    "version",
    "owner",
    "owner_email",
    "pool",
    "territory",
    "status",
)
"""What a destination's field map may send, beside declared attributes."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "identity_kind": ("email", "phone", "event", "submission"),
    "mailbox": ("company", "free", "role", "disposable"),
    "name_quality": ("full", "partial", "suspect"),
    "title_level": ("c-level", "vp", "director", "manager", "staff", "student"),
    "employee_band": ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+"),
    "company_status": ("active", "inactive", "acquired", "public"),
    "band": ("hot", "warm", "cold"),
    "lane": ("live", "bulk"),
}
"""
Facts with a fixed set of words: a rule that compares with another word can never hold, so it is refused.
"""


def fold(name: str) -> str:
    """Return a key as it is compared: trimmed, lower case, space and `-` as `_`."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")
