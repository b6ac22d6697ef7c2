"""What the words of a destination's field map mean for one routed lead. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

from leadcore.contracts import Person, RoutedLead, ScoredLead
from leadcore.workspace import ATTRIBUTE, Field, Value, facts_of

Values = Mapping[str, Value | None]


def values_of(lead: RoutedLead, person: Person, fields: Mapping[str, Field], emails: Mapping[str, str]) -> Values:
    """
    Every deliverable word of the vocabulary, and every declared attribute as `attributes.<name>`; None: not known.

    Args:
        lead: the lead.
        person: its person, opened.
        fields: the declared attributes; personal ones are found with the person.
        emails: owner id to e-mail address.
    """
    scored = ScoredLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=lead.enrichment,
        scoring=lead.scoring,
    )
    return {
        **facts_of(scored, fields),
        **_person(person, fields),
        **_standing(lead),
        "owner_email": emails.get(lead.routing.owner, ""),
    }


def as_text(value: Value | None) -> str:
    """`value` as a CRM takes it: whole numbers without a point, others with at most four digits behind it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value).strip()


def moment_text(milliseconds: int) -> str:
    """A time as ISO 8601 in UTC; empty where it is none that a calendar has."""
    try:
        told = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    return told.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _person(person: Person, fields: Mapping[str, Field]) -> dict[str, Value | None]:
    personal = {name: text for name, text in person.attributes.items() if name in fields and fields[name].personal}
    return {
        **person.campaign,
        **{ATTRIBUTE + name: fields[name].value_of(text) for name, text in personal.items()},
        "email": person.email,
        "phone": person.phone,
        "full_name": person.full_name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "title": person.title,
        "address": person.address,
        "postal_code": person.postal_code,
        "language": person.language,
        "message": person.message,
        "page_url": person.page_url,
        "referrer": person.referrer,
    }


def _standing(lead: RoutedLead) -> dict[str, Value | None]:
    origin, routing, occurred = lead.origin, lead.routing, lead.identity.occurred_at
    return {
        "event_id": origin.event_id,
        "occurred_at": "" if occurred is None else moment_text(occurred),
        "lead_id": lead.admission.lead_id,
        "version": lead.admission.version,
        "owner": routing.owner,
        "pool": routing.pool,
        "territory": routing.territory,
        "status": routing.status,
        "segment": routing.segment,
        "size": routing.size,
        "priority": routing.priority,
    }
