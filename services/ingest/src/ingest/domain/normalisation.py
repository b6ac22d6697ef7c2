"""
One submission's fields, made into a person, the ordinary facts about it, and what led there.

    read what it says of mailbox, number, place, company, name → is anything required usable? → person and facts

What cannot be used (an address that is none, a number that does not exist) does not refuse the lead as long as
something of `require_any` remains; it is kept, sealed, as unmapped, and the decision says so.
"""

import json
from collections.abc import Mapping
from typing import TypeVar

from leadcore.contracts import Consent, Person
from leadcore.failures import RuleViolation
from leadcore.frozen import dataclass
from leadcore.intake import dates, moments, sanitise
from leadcore.intake.dates import Undated
from leadcore.intake.fields import Fields
from leadcore.workspace import AS_IT_IS, Field, Written

from ingest.domain import (
    changes,
    channels,
    companies,
    emails,
    hosts,
    industries,
    languages,
    mailboxes,
    people,
    phones,
    places,
    titles,
    zones,
)
from ingest.domain.emails import Email
from ingest.domain.people import PersonName
from ingest.domain.phones import Phone

T = TypeVar("T")

_CAMPAIGN_KEYS = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid", "msclkid", "li_fat_id",
)  # fmt: skip
_MAX_CAMPAIGN = 300
_MAX_ADDRESS = 200
_MAX_POSTAL_CODE = 20
_MAX_URL = 2_048
_MAX_MESSAGE = 16_000


@dataclass(frozen=True, slots=True)
class Read:
    """
    What a submission's fields mean; empty or None where they say nothing usable.

    Times in milliseconds, countries ISO 3166-1 alpha-2. `unusable`: canonical keys whose text could not be used.
    `told`: what was concluded and from what, without personal data.
    """

    email: Email | None
    phone: Phone | None
    language: str
    country: str
    company_name: str
    company_domain: str
    address: str
    industry: str
    naics: str
    channel: str
    name: PersonName
    occurred_at: int | None
    unusable: tuple[str, ...]
    told: Mapping[str, str]


def read(fields: Fields, written: Written = AS_IT_IS) -> Read:
    """Return what `fields` mean; `written`: how their source writes dates."""
    texts, told = fields.texts, _Told(fields.texts)
    email = _email(texts, told)
    language = told.usable("language", languages.tag(texts["language"]) if "language" in texts else "")
    stated = told.usable("country", places.country(texts["country"]) if "country" in texts else "")
    phone = _phone(texts, stated, languages.country_of(language), told)
    company = told.usable("company_name", companies.shown_name(texts.get("company_name", "")))
    industry = industries.shown(texts["industry"]) if "industry" in texts else ""
    name = people.parse(texts.get("full_name", ""), texts.get("first_name", ""), texts.get("last_name", ""))
    occurred_at = _moment(texts, written, told)
    domain = _company_domain(texts, email, told)
    country = stated or (phone.country if phone else "")
    if country and not stated:
        told.note("country_from", "phone")
    found = Read(
        email=email,
        phone=phone,
        language=language,
        country=country,
        company_name=company,
        company_domain=domain,
        address=told.usable("address", _address(texts)),
        industry=industry,
        naics=industries.naics(industry) if industry else "",
        channel=channels.channel(texts),
        name=name,
        occurred_at=occurred_at,
        unusable=tuple(told.unusable),
        told=told.notes,
    )
    told.notes.update(changes.of(texts, found))
    return found


def missing(found: Read, require_any: tuple[str, ...], event_id: str) -> RuleViolation | None:
    """Return the violation when nothing of `require_any` is usable: it names the first that was sent, or the first."""
    usable: Mapping[str, object] = {
        "email": found.email,
        "phone": found.phone,
        "company_name": found.company_name,
        "company_domain": found.company_domain,
        "full_name": found.name.full,
        "event_id": event_id,
    }
    if any(usable[key] for key in require_any):
        return None
    sent = [key for key in require_any if key in found.unusable]
    told = {"require_any": ",".join(require_any), **({"unusable": ",".join(sent)} if sent else {})}
    return RuleViolation("nothing-required-is-usable", (sent or require_any)[0], told)


def person(fields: Fields, found: Read, declared: Mapping[str, Field]) -> Person:
    """Return what is to be sealed: who it is, what they wrote, and all that nobody else took."""
    texts = fields.texts
    return Person(
        email=found.email.address if found.email else "",
        phone=found.phone.e164 if found.phone else "",
        full_name=found.name.full,
        first_name=found.name.first,
        last_name=found.name.last,
        title=titles.parse(texts.get("title", "")).text,
        address=found.address,
        postal_code=_line(texts, "postal_code", _MAX_POSTAL_CODE).upper(),
        language=found.language,
        message=sanitise.shorten(sanitise.lines(texts.get("message", "")), _MAX_MESSAGE),
        page_url=_line(texts, "page_url", _MAX_URL),
        referrer=_line(texts, "referrer", _MAX_URL),
        campaign={key: _line(texts, key, _MAX_CAMPAIGN) for key in _CAMPAIGN_KEYS if key in texts},
        consent_texts={consent.purpose: consent.text for consent in fields.consents if consent.text},
        attributes={name: text for name, text in fields.attributes.items() if declared[name].personal},
        unmapped=_unmapped(fields, found),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where the lead is: alpha-2, region and city as cleaned, IANA zone; `told`: what was concluded from what."""

    country: str
    region: str
    city: str
    time_zone: str
    told: Mapping[str, str]


def place(fields: Fields, found: Read) -> Place:
    """Return where the lead is."""
    texts, country, told = fields.texts, found.country, {}
    region = places.region(sent, country) if (sent := texts.get("region", "")) else ""
    city = places.city(texts["city"]) if "city" in texts else ""
    zone = zones.time_zone(country, region, city)
    if region != sent and places.is_code(region, country):
        told["region"] = "name>code" if len(sent) > _LONGEST_CODE else "code>code"
    if zone and city and zone != zones.time_zone(country, region):
        told["time_zone_from"] = "city"
    return Place(country, region, city, zone, told)


_LONGEST_CODE = len("US-XXX")


def consents(fields: Fields) -> tuple[Consent, ...]:
    """Return the consents without their wording, which is personal."""
    return tuple(Consent(purpose=each.purpose, granted=each.granted, at=each.at) for each in fields.consents)


class _Told:
    """Collects what was concluded from what, and the keys whose text could not be used."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.notes: dict[str, str] = {}
        self.unusable: list[str] = []

    def note(self, name: str, value: str) -> None:
        self.notes[name] = value

    def usable(self, key: str, value: T) -> T:
        """Return `value`; remember where it is empty although something was sent under `key`."""
        if key in self._texts and (value is None or value == ""):
            self.unusable.append(key)
            self.notes["unusable"] = ",".join(self.unusable)
        return value


def _email(texts: Mapping[str, str], told: _Told) -> Email | None:
    if "email" not in texts:
        return None
    email = told.usable("email", emails.parse(texts["email"]))
    if email is None:
        told.note("email_flaw", emails.flaw(texts["email"]))
    elif email.mended:
        told.note("email_mended", email.mended)
    return email


def _moment(texts: Mapping[str, str], written: Written, told: _Told) -> int | None:
    if "occurred_at" not in texts:
        return None
    if (at := moments.parse(texts["occurred_at"])) is not None:
        return at
    found = dates.read(texts["occurred_at"], written.dates)
    if isinstance(found, Undated):
        told.note("occurred_at_flaw", found.reason)
        return told.usable("occurred_at", None)
    told.note("occurred_at", f"{found.form}>moment" if found.has_time else f"{found.form}-day>moment")
    return found.at


def _phone(texts: Mapping[str, str], stated: str, by_language: str, told: _Told) -> Phone | None:
    if "phone" not in texts:
        return None
    phone = told.usable("phone", phones.parse(texts["phone"], stated or by_language))
    if by_language and phone and not stated:
        told.note("phone_dialled_from", "language")
    return phone


def _company_domain(texts: Mapping[str, str], email: Email | None, told: _Told) -> str:
    stated = hosts.website_domain(texts.get("company_domain", ""))
    if stated and mailboxes.domain_kind(stated) != mailboxes.COMPANY:
        stated = ""
    told.usable("company_domain", stated)
    if not stated and email and email.company_domain:
        told.note("company_domain_from", "email")
        return email.company_domain
    return stated


def _address(texts: Mapping[str, str]) -> str:
    """Street and house; "" for a mailbox's address or a page's, which is called so too."""
    text = _line(texts, "address", _MAX_ADDRESS)
    return "" if "@" in text or "://" in text or sanitise.is_placeholder(text) else text


def _line(texts: Mapping[str, str], key: str, limit: int) -> str:
    text = texts.get(key)
    if not text:
        return ""
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text:  # as most are
        return text.strip()
    return sanitise.shorten(sanitise.line(text), limit)


def _unmapped(fields: Fields, found: Read) -> dict[str, str]:
    kept: dict[str, object] = {**{key: fields.texts[key] for key in found.unusable}, **fields.unmapped}
    return {sanitise.line(key): json.dumps(value, ensure_ascii=False, allow_nan=False) for key, value in kept.items()}
