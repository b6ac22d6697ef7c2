"""
What a CRM's contact is to hold of a lead, and what must be written so that it does. Pure.

    wanted(lead …) → plan(wanted, the contact that was found) → Create, Update or Keep

A contact shows the latest lead of its person. Properties of policy `overwrite` are ours while the contact shows our
lead; all others are filled where they are blank, and follow the lead as long as they hold what its earlier version put
there. A lower version never goes over a higher one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal, TypeAlias

from leadcore.contracts import RoutedLead
from leadcore.workspace import Destination, Value

from crm_sync.domain.values import Values, as_text, moment_text

LEAD_ID, VERSION, ACCEPTED_AT = "leadstream_lead_id", "leadstream_version", "leadstream_accepted_at"
"""Properties of ours at the destination; the first is unique there."""
OWNER_ID = "hubspot_owner_id"
"""Holds the id that the destination gave an owner, found by the owner's address."""
CLOCKS_DIFFER_MS = 60_000
NOTHING: Mapping[str, str] = MappingProxyType({})

MatchedBy: TypeAlias = Literal["known-id", "lead-id", "email", "created"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One value for a property; `ours`: it is always current, else it only fills a blank."""

    value: str
    ours: bool
    number: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A lead version as a contact is to show it. `email` as it is compared: empty where the lead has none."""

    tenant: str
    lead_id: str
    version: int
    accepted_at: int
    email: str = field(repr=False)
    owner_email: str = field(repr=False)
    wishes: Mapping[str, Wish] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A record of the destination with the properties that were asked for; blank ones are absent."""

    record_id: str
    properties: Mapping[str, str] = field(repr=False)
    created_at: int | None = None
    """Milliseconds by the destination's clock."""


@dataclass(frozen=True, slots=True)
class Create:
    """No such contact: all properties that have a value."""

    properties: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """Only what differs and may be written."""

    record_id: str
    properties: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing to write; `reason` is empty where the contact already shows the lead."""

    record_id: str
    reason: Literal["", "newer-version-there", "later-lead-there"] = ""


Plan: TypeAlias = Create | Update | Keep


def wanted(lead: RoutedLead, values: Values, target: Destination, owners: Mapping[str, str]) -> Wanted:
    """
    What `target`'s field map makes of a lead.

    Args:
        lead: the lead.
        values: its values by the words of the vocabulary.
        target: the field map with each field's policy.
        owners: the destination's owner ids by e-mail address, lower case.
    """
    owner_email = as_text(values["owner_email"]).lower()
    wishes = {
        name: _wish(values.get(each.field), ours=each.policy == "overwrite") for name, each in target.fields.items()
    }
    if OWNER_ID in wishes:
        wishes[OWNER_ID] = Wish(owners.get(owner_email, ""), wishes[OWNER_ID].ours)
    wishes |= {
        LEAD_ID: Wish(lead.admission.lead_id, ours=True),
        VERSION: Wish(str(lead.admission.version), ours=True, number=True),
        ACCEPTED_AT: Wish(moment_text(lead.origin.accepted_at), ours=True),
    }
    return Wanted(
        tenant=lead.origin.tenant,
        lead_id=lead.admission.lead_id,
        version=lead.admission.version,
        accepted_at=lead.origin.accepted_at,
        email=comparable(as_text(values["email"])),
        owner_email=owner_email if OWNER_ID in wishes else "",
        wishes={name: wish for name, wish in wishes.items() if wish.value},
    )


def plan(wanted: Wanted, found: Contact | None, earlier: Mapping[str, str] = NOTHING) -> Plan:
    """What must be written so that the contact shows the lead; `earlier`: what its last version gave each property."""
    if found is None:
        return Create({name: wish.value for name, wish in wanted.wishes.items()})
    shows = found.properties.get(LEAD_ID, "")
    if shows == wanted.lead_id and _number(found.properties.get(VERSION, "")) > wanted.version:
        return Keep(found.record_id, "newer-version-there")
    ours = not shows or shows == wanted.lead_id or _later(wanted, found, shows)
    mine = {name for name, wish in wanted.wishes.items() if wish.ours and ours}
    if shows == wanted.lead_id:
        mine |= _followed(wanted, found, earlier)
    changes = {
        name: wish.value
        for name, wish in wanted.wishes.items()
        if not _same(name, wish, found.properties.get(name, ""))
        and (name in mine or (not wish.ours and not found.properties.get(name, "").strip()))
    }
    if not changes.keys() - {VERSION, ACCEPTED_AT}:
        return Keep(found.record_id, "" if ours else "later-lead-there")
    return Update(found.record_id, changes)


def _followed(wanted: Wanted, found: Contact, earlier: Mapping[str, str]) -> set[str]:
    """The properties that still hold what the earlier version gave them: nobody else has a word in them."""
    return {
        name
        for name, wish in wanted.wishes.items()
        if name in earlier and _same(name, replace(wish, value=earlier[name]), found.properties.get(name, ""))
    }


def shown_since(wanted: Wanted, found: Contact | None, since: int) -> Literal["created", "updated"] | None:
    """
    What an earlier try, of which no answer is known, did to the contact; None: nothing.

    Args:
        wanted: the lead version, which only that try can have put there.
        found: the contact.
        since: when it was first tried, milliseconds by our clock; the destination's may differ by CLOCKS_DIFFER_MS.
    """
    if found is None or found.properties.get(LEAD_ID) != wanted.lead_id:
        return None
    if _number(found.properties.get(VERSION, "")) != wanted.version:
        return None
    return "created" if (found.created_at or 0) >= since - CLOCKS_DIFFER_MS else "updated"


def differing(wanted: Wanted, found: Contact | None) -> tuple[str, ...]:
    """Names of the properties whose value is not the one we have, whoever may write them; sorted."""
    held = found.properties if found else {}
    return tuple(sorted(name for name, wish in wanted.wishes.items() if not _same(name, wish, held.get(name, ""))))


def comparable(email: str) -> str:
    """An address as the destination compares it."""
    return email.strip().lower()


def asked(target: Destination) -> tuple[str, ...]:
    """The properties that must be read of a contact before it can be planned for."""
    return tuple(dict.fromkeys((LEAD_ID, VERSION, ACCEPTED_AT, "email", *target.fields)))


def _wish(value: Value | None, *, ours: bool) -> Wish:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Wish(as_text(value), ours, number)


def _same(name: str, wish: Wish, held: str) -> bool:
    if name == "email":
        return comparable(held) == comparable(wish.value)
    if name == ACCEPTED_AT:
        return _moment(held) == _moment(wish.value)
    if wish.number and held:
        return _number(held) == float(wish.value)
    return held.strip() == wish.value


def _later(wanted: Wanted, found: Contact, shows: str) -> bool:
    """Whether our lead came after the one that the contact shows."""
    there = _moment(found.properties.get(ACCEPTED_AT, ""))
    return there is None or (wanted.accepted_at, wanted.lead_id) > (there, shows)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("-inf")


def _moment(text: str) -> int | None:
    """Milliseconds of a time as the destination tells it: ISO 8601 or a number; None: it is none."""
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round(told.replace(tzinfo=told.tzinfo or UTC).timestamp() * 1000)
