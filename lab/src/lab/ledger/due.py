"""
What each place must show of a routed lead: restated from the contracts, not taken from the services that write it.

    routed lead, its person, its bytes  →  one entry a table of PostgreSQL, one at the CRM. Pure.

Times are milliseconds since 1970 UTC. Of a destination over HTTP every value is a text, empty where there is none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from leadcore.contracts import DeadLetter, Person, Receipt, RoutedLead
from leadcore.workspace import ATTRIBUTE, Destination, Field

from lab.ledger.evidence import Entry, EntryPlace

OWNER_ID = "hubspot_owner_id"
OWN = ("leadstream_version", "leadstream_accepted_at")
"""Properties that move on only when another one does."""
SHOWN_NAME_CHARS = 200
"""As much of a company's name as the list of leads shows."""
Value = str | int | float | bool | None
_SCALARS = (str, int, float, bool, bytes)


@dataclass(frozen=True, slots=True)
class Lead:
    """A version of a lead as it stands on `leads.routed`: decoded, opened, and its bytes."""

    routed: RoutedLead = field(repr=False)
    person: Person = field(repr=False)
    value: bytes = field(repr=False)

    @property
    def lead_id(self) -> str:
        """Of the lead."""
        return self.routed.admission.lead_id

    @property
    def version(self) -> int:
        """Of the lead."""
        return self.routed.admission.version

    def entry(self, place: EntryPlace, key: str, rank: tuple[Any, ...], fields: Mapping[str, Any]) -> Entry:
        """What `place` is to show of it."""
        return Entry(place, key, rank, fields, self.lead_id, self.version)


@dataclass(frozen=True, slots=True)
class Target:
    """A CRM: its field map, the declared attributes, owners' addresses by owner, and its owner ids by address."""

    destination: Destination
    fields: Mapping[str, Field] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    owner_ids: Mapping[str, str] = field(default_factory=dict, repr=False)


def in_postgres(lead: Lead) -> Iterator[Entry]:
    """The entries of every table that shows the lead."""
    yield lead.entry("leads", lead.lead_id, (lead.version,), _lead(lead.routed))
    yield lead.entry("lead_versions", f"{lead.lead_id} v{lead.version}", (), _version(lead))
    yield lead.entry("lead_scores", f"{lead.lead_id} v{lead.version}", (), _score(lead.routed))
    identity, found = lead.routed.identity, lead.routed.enrichment
    seen_at = (identity.basis.decided_at, lead.lead_id, lead.version)
    yield lead.entry("contacts", identity.identity_key, seen_at, _contact(lead))
    if found.company_domain:
        told_at = (bool(found.facts), found.basis.decided_at, lead.lead_id, lead.version)
        yield lead.entry(
            "organizations", f"{lead.routed.origin.tenant} {found.company_domain}", told_at, _organization(lead.routed)
        )


def in_receipts(receipt: Receipt) -> Entry:
    """The entry of a destination's answer. Of equal attempts any may stand."""
    key = f"{receipt.destination} {receipt.lead_id} v{receipt.version}"
    fields = {"result": receipt.result, "record_id": receipt.record_id, "code": receipt.code}
    return Entry("receipts", key, (receipt.attempt,), fields, receipt.lead_id, receipt.version)


def in_errors(letter: DeadLetter) -> Entry:
    """The entry of a dead letter, its original bytes among it."""
    fields = {
        "unit": letter.unit,
        "code": letter.code,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "key": letter.key,
        "value": letter.value,
    }
    rank = (letter.last_failed_at, letter.tries, letter.code)
    return Entry("pipeline_errors", letter.dead_letter_id, rank, fields, letter.lead_id, letter.version)


def at_hubspot(lead: Lead, target: Target, receipts: Iterable[Receipt] = ()) -> Entry:
    """
    The properties of its contact: whatever the field map names and the lead has.

    A receipt of this version may say that another contact holds the address, or that nobody there is the owner.
    """
    told = {name: _word(each.field, lead, target) for name, each in target.destination.fields.items()}
    if OWNER_ID in told:
        told[OWNER_ID] = target.owner_ids.get(target.addresses.get(lead.routed.routing.owner, "").lower(), "")
    told["leadstream_lead_id"] = lead.lead_id
    lacks = {_PROPERTY_OF.get(name) for receipt in receipts for name in receipt.parameters}
    fields = {name: _text(value) for name, value in told.items() if name not in OWN and name not in lacks}
    if "email" in fields:
        fields["email"] = str(fields["email"]).lower()
    return lead.entry("hubspot", lead.lead_id, (lead.version,), fields)


_PROPERTY_OF = {"email": "email", "owner": OWNER_ID}
"""By a receipt's parameter: the property that it excuses."""


def _lead(lead: RoutedLead) -> dict[str, Any]:
    found, identity = lead.enrichment, lead.identity
    return {
        **_same(lead.admission, "version cause"),
        **_same(lead.origin, "tenant source client lane operation_id accepted_at appended_at"),
        "contact_id": identity.identity_key,
        "organization_id": found.company_domain,
        "company_name": (found.company_name or identity.company_name)[:SHOWN_NAME_CHARS],
        **_same(identity, "email_domain mailbox phone_country name_quality title_level title_function time_zone"),
        **_same(identity, "attributes"),
        "country": identity.country or found.company_country,
        "region": identity.region or found.company_region,
        "city": identity.city or found.company_city,
        **_same(found, "industry employees employee_band partial warnings"),
        **_same(lead.scoring, "score confidence probability band method tags"),
        **_same(lead.routing, "status owner pool segment size priority territory routing_round assigned_at due_at"),
        "release": lead.routing.basis.release,
    }


def _version(lead: Lead) -> dict[str, Any]:
    return {
        "bytes": lead.value,
        **_same(lead.routed.admission, "cause cause_id"),
        **_same(lead.routed.origin, "tenant submission_id appended_at"),
        "release": lead.routed.routing.basis.release,
        "decided_at": lead.routed.routing.basis.decided_at,
    }


def _score(lead: RoutedLead) -> dict[str, Any]:
    return {
        "tenant": lead.origin.tenant,
        **_same(lead.scoring, "score confidence probability band method model_id model_sha256 feature_set features"),
        **_same(lead.scoring, "parts reasons tags follow_ups"),
        "scored_at": lead.scoring.basis.decided_at,
    }


def _contact(lead: Lead) -> dict[str, Any]:
    return {
        "tenant": lead.routed.origin.tenant,
        "organization_id": lead.routed.enrichment.company_domain,
        **_same(lead.person, "email phone full_name first_name last_name title address postal_code language handles"),
        **_same(lead.routed.identity, "consents"),
    }


def _organization(lead: RoutedLead) -> dict[str, Any]:
    found = lead.enrichment
    return {
        "tenant": lead.origin.tenant,
        "name": found.company_name or lead.identity.company_name,
        **_same(found, "sector industry employees employee_band revenue_musd"),
        "country": found.company_country,
        "region": found.company_region,
        "city": found.company_city,
        "status": found.company_status,
    }


def _same(record: Any, names: str) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    """A value as JSON would give it back, where it is more than a scalar."""
    return value if value is None or isinstance(value, _SCALARS) else msgspec.json.decode(msgspec.json.encode(value))


def _word(word: str, lead: Lead, target: Target) -> Value:
    """What a word of the vocabulary says of the lead."""
    if word.startswith(ATTRIBUTE):
        return _attribute(word.removeprefix(ATTRIBUTE), lead, target)
    if word == "owner_email":
        return target.addresses.get(lead.routed.routing.owner, "")
    value: Value = _WORDS[word](lead)
    return value


def _attribute(name: str, lead: Lead, target: Target) -> Value:
    kept = lead.person.attributes if target.fields[name].personal else lead.routed.identity.attributes
    return target.fields[name].value_of(kept[name]) if name in kept else None


def _text(value: Value) -> str:
    """A value as a CRM is given it: whole numbers without a point, others with at most four digits behind it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value).strip()


def _moment(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_PERSON = "email phone full_name first_name last_name title address postal_code language message page_url referrer"
_CAMPAIGN = "utm_source utm_medium utm_campaign utm_term utm_content gclid fbclid msclkid li_fat_id"
_IDENTITY = (
    "identity_kind email_domain mailbox phone_country name_quality title_level title_function time_zone channel naics"
)
_PLACE = "country region city"
_COMPANY = "company_country company_region company_city company_status"
_ENRICHMENT = "sector employees employee_band revenue_musd partial"


def _of(part: Callable[[Lead], Any], names: str) -> dict[str, Callable[[Lead], Any]]:
    return {name: lambda lead, name=name: getattr(part(lead), name) for name in names.split()}  # type: ignore[misc]


_WORDS: Mapping[str, Callable[[Lead], Any]] = {
    **_of(lambda lead: lead.person, _PERSON),
    **{name: lambda lead, name=name: lead.person.campaign.get(name) for name in _CAMPAIGN.split()},  # type: ignore[misc]
    **_of(lambda lead: lead.routed.origin, "tenant source client lane event_id"),
    **_of(lambda lead: lead.routed.identity, f"{_IDENTITY} {_PLACE}"),
    **_of(lambda lead: lead.routed.enrichment, f"{_ENRICHMENT} {_COMPANY}"),
    **_of(lambda lead: lead.routed.scoring, "score confidence probability band"),
    **_of(lambda lead: lead.routed.admission, "lead_id version"),
    **_of(lambda lead: lead.routed.routing, "owner pool territory status segment size priority"),
    "occurred_at": lambda lead: _moment(lead.routed.identity.occurred_at),
    "industry": lambda lead: lead.routed.enrichment.industry or lead.routed.identity.industry,
    "company_name": lambda lead: lead.routed.enrichment.company_name or lead.routed.identity.company_name,
    "company_domain": lambda lead: lead.routed.enrichment.company_domain or lead.routed.identity.company_domain,
}
"""Every deliverable word but `owner_email`, which the roster says."""
