"""
What a person's later submission changes in what is known of them. Pure.

    identity facts (e-mail, phone, name), first visit    what is held stays; blanks are filled
    title, company, place                                the later word wins, as a whole where it contradicts
    message, language                                    the later word wins
    consents, attributes, handles, unmapped              the later word wins, key by key

Values that only make sense together are one group: a new employer does not keep the old one's website, a new country
not the old one's city. No group or key that had a value is ever left without one. A submission that is older than what
the lead already was revised by fills blanks and replaces nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from leadcore.contracts import Consent, Identity, Person


@dataclass(frozen=True, slots=True)
class Known:
    """A person and the ordinary facts about them, as one submission or one version tells them."""

    identity: Identity
    person: Person


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that only make sense together: those that are told, and those that were derived from them."""

    name: str
    told: tuple[str, ...]
    derived: tuple[str, ...] = ()
    firm: bool = False
    """What is held is never replaced."""


GROUPS = (
    Group("email", ("email",), ("email_domain", "mailbox"), firm=True),
    Group("phone", ("phone",), ("phone_country",), firm=True),
    Group("name", ("full_name", "first_name", "last_name"), ("name_quality",), firm=True),
    Group("title", ("title",), ("title_level", "title_function")),
    Group("company", ("company_name", "company_domain")),
    Group("industry", ("industry",), ("naics",)),
    Group("place", ("country", "region", "city", "address", "postal_code"), ("time_zone",)),
    Group("language", ("language",)),
    Group("message", ("message",)),
)
BY_KEY = ("attributes", "handles", "consent_texts", "unmapped")
"""Maps of the person in which each key stands for itself."""

VISIT = ("campaign", "page_url", "referrer")
"""Where the person came from: the first that is known stays, whole."""

CONCLUDED = {"country_from": "country", "company_domain_from": "company_domain"}
"""Notes in the trail of normalisation: the field was not told, but concluded from another one."""

_PERSON = frozenset(Person.__dataclass_fields__)


def merged(held: Known, later: Known, *, older: bool = False) -> tuple[Known, tuple[str, ...]]:
    """What is known with `later`, and the names of what changed, sorted; `older`: it only fills blanks."""
    fields: dict[str, Any] = {}
    for group in GROUPS:
        firm = older or group.firm
        fields |= _grouped(group, _values(group, held), _values(group, later), _concluded(later), firm=firm)
    told = {name: value for name, value in fields.items() if name in _PERSON}
    ordinary = {name: value for name, value in fields.items() if name not in _PERSON}
    person = replace(held.person, **told, **_maps(held.person, later.person, older=older), **_visit(held, later))
    identity = replace(
        held.identity,
        **ordinary,
        attributes=_by_key(held.identity.attributes, later.identity.attributes, older=older),
        consents=_consents(held.identity.consents, later.identity.consents, older=older),
        unmapped_count=len(person.unmapped),
        channel=held.identity.channel if _visited(held) else later.identity.channel,
    )
    after = Known(identity, person)
    return after, changed(held, after)


def changed(before: Known, after: Known) -> tuple[str, ...]:
    """The names of the groups and maps that differ, sorted."""
    groups = [group.name for group in GROUPS if _values(group, before) != _values(group, after)]
    maps = [name for name in BY_KEY if getattr(before.person, name) != getattr(after.person, name)]
    visit = ["visit"] if any(getattr(before.person, name) != getattr(after.person, name) for name in VISIT) else []
    ordinary = [
        name for name in ("attributes", "consents") if getattr(before.identity, name) != getattr(after.identity, name)
    ]
    return tuple(sorted({*groups, *maps, *visit, *ordinary}))


def _values(group: Group, known: Known) -> dict[str, str]:
    return {
        name: getattr(known.person if name in _PERSON else known.identity, name)
        for name in (*group.told, *group.derived)
    }


def _concluded(known: Known) -> frozenset[str]:
    noted = {note for decision in known.identity.trail for note in decision.parameters}
    return frozenset(field for note, field in CONCLUDED.items() if note in noted)


def _grouped(
    group: Group, held: Mapping[str, str], later: Mapping[str, str], concluded: frozenset[str], *, firm: bool
) -> Mapping[str, str]:
    told = {name: later[name] for name in group.told if later[name] and name not in concluded}
    contradicted = any(held[name] and not _same(held[name], value) for name, value in told.items())
    if contradicted and firm:
        return held
    kept = {name: "" if contradicted else held[name] for name in group.told}
    taken = {name: value or told.get(name, "") for name, value in kept.items()}
    if not any(kept.values()):
        taken = {name: value or later[name] for name, value in taken.items()}
    if taken == {name: held[name] for name in group.told}:
        return held
    stays = any(kept.values())
    return taken | {name: later[name] or (held[name] if stays else "") for name in group.derived}


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _maps(held: Person, later: Person, *, older: bool) -> dict[str, Any]:
    return {name: _by_key(getattr(held, name), getattr(later, name), older=older) for name in BY_KEY}


def _by_key(held: Mapping[str, str], later: Mapping[str, str], *, older: bool) -> Mapping[str, str]:
    told = {name: value for name, value in later.items() if value and not (older and held.get(name))}
    return {**held, **told}


def _visited(known: Known) -> bool:
    return any(getattr(known.person, name) for name in VISIT)


def _visit(held: Known, later: Known) -> dict[str, Any]:
    if _visited(held):
        return {}
    return {name: getattr(later.person, name) for name in VISIT}


def _consents(held: tuple[Consent, ...], later: tuple[Consent, ...], *, older: bool) -> tuple[Consent, ...]:
    first, second = (later, held) if older else (held, later)
    by_purpose = {each.purpose: each for each in (*first, *second)}
    order = dict.fromkeys(each.purpose for each in (*held, *later))
    return tuple(by_purpose[purpose] for purpose in order)
