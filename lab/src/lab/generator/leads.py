"""
Invented leads: a person with an interest, how they can be told apart, and whether they will buy.

`converted` is drawn from a probability that rises with the level of the title, the size of the company, the source
and what the person did before (visits, pages, clicks, downloads, a demo, budget, timeline). So a model can learn
something, and never everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

from lab.generator import companies, people, phones
from lab.generator.companies import Company
from lab.generator.dice import Dice
from lab.generator.people import Name
from lab.generator.phones import Phone
from lab.generator.places import PLACES, Place
from lab.generator.titles import SHARES, TITLES

Kind = Literal["email", "phone", "event"]
"""Which value tells the lead apart: the first it has of e-mail and phone, else the event id of its submission."""

FREE_MAIL: Final = ("gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.uk", "yahoo.fr", "ymail.com")
"""Providers that allow no hyphen in an address: with one, an invented address is nobody's."""

DISPOSABLE: Final = ("mailinator.com", "guerrillamail.com", "yopmail.com")


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead with the clean values; `submissions` writes them down as people do."""

    kind: Kind
    name: Name
    email: str
    phone: Phone | None
    company: Company | None
    place: Place
    region: str
    city: str
    level: str
    title: str
    source: str
    attributes: Mapping[str, object]
    converted: bool


@dataclass(slots=True)
class Crowd:
    """Makes leads that differ from all others of the same seed; `serial` counts them."""

    dice: Dice
    tag: str
    sources: tuple[tuple[str, float], ...]
    first_phone: int
    serial: int = 0
    phone_serial: int = 0

    def next(self) -> Lead:
        """Return one more lead."""
        dice = self.dice
        self.serial += 1
        company = _employer(dice)
        place = _PLACE_OF[company.country] if company is not None and dice.roll() < 0.8 else dice.pick(PLACES)
        region, city = dice.pick(place.cities)
        name = people.name_of(dice, place.culture)
        level = dice.weighted(SHARES)
        source = dice.weighted(self.sources)
        kind = self._kind(company, source)
        attributes = _attributes(dice)
        return Lead(
            kind,
            name,
            self._email(name, company) if kind == "email" else "",
            self._phone(kind, place.country),
            company,
            place,
            region,
            city,
            level,
            dice.pick(TITLES[level]),
            source,
            attributes,
            dice.roll() < _probability(level, company, source, attributes),
        )

    def _kind(self, company: Company | None, source: str) -> Kind:
        roll = self.dice.roll()
        if roll < 0.94:
            return "email"
        # A partner must send a way to reach the person; a company alone will do elsewhere.
        if roll < 0.98 or company is None or source == "partner-api":
            return "phone" if self.phone_serial < phones.count() else "email"
        return "event"

    def _phone(self, kind: Kind, country: str) -> Phone | None:
        if kind == "phone":
            self.phone_serial += 1
            return phones.number(self.first_phone + self.phone_serial)
        if kind == "email" and self.dice.roll() < 0.6:
            # Any number will do beside an address: the address tells the lead apart.
            return phones.any_of(self.dice, country)
        return None

    def _email(self, name: Name, company: Company | None) -> str:
        roll = self.dice.roll()
        first, last, token = name.first_plain, name.last_plain, f"{self.tag}{base36(self.serial)}"
        if roll < 0.4:
            local = f"{first}.{last}-{token}"
        elif roll < 0.7:
            local = f"{first[0]}{last}-{token}"
        elif roll < 0.85:
            local = f"{last}_{first}-{token}"
        else:
            local = f"{first}-{token}"
        return f"{local}@{self._domain(company)}"

    def _domain(self, company: Company | None) -> str:
        dice = self.dice
        roll = dice.roll()
        if company is None or roll < 0.12:
            return dice.pick(FREE_MAIL) if roll > 0.01 else dice.pick(DISPOSABLE)
        if roll > 0.98:  # two letters swapped: a domain that no table knows
            at = dice.whole(1, company.domain.index(".") - 2)
            domain = company.domain
            return f"{domain[:at]}{domain[at + 1]}{domain[at]}{domain[at + 2 :]}"
        return company.domain


def base36(number: int) -> str:
    """Return a whole number from 0 in digits and small letters."""
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + text
        if not number:
            return text


_PLACE_OF = {place.country: place for place in PLACES}
_LEVEL_WEIGHT = {"c-level": 1.3, "vp": 1.1, "director": 0.8, "manager": 0.3, "staff": -0.4, "student": -1.8, "": -0.3}
_SOURCE_WEIGHT = {"partner-api": 0.7, "events-csv": 0.3, "web-form": 0.1}
_TIMELINES = (("now", 0.9), ("quarter", 0.5), ("year", 0.0), ("later", -0.4))
_SIZES = ((10, -0.5), (50, -0.1), (200, 0.3), (1000, 0.7))


def _employer(dice: Dice) -> Company | None:
    roll = dice.roll()
    if roll < 0.62:
        return dice.pick(companies.listed())
    return dice.pick(companies.unlisted()) if roll < 0.86 else None


def _attributes(dice: Dice) -> dict[str, object]:
    """Return what the person did; one hidden interest drives it all, and some of it was never measured."""
    roll = dice.roll
    interest = roll() * roll()
    found: dict[str, object] = {}
    if roll() < 0.85:
        visits = 1 + int(interest * 14 * roll())
        found["visits"] = visits
        found["pages_viewed"] = visits + int(visits * 4 * roll())
        if roll() < 0.7:
            found["minutes_on_site"] = round(visits * 3 * roll(), 1)
    if roll() < 0.5:
        found["email_clicks"] = int(interest * 9 * roll())
    if roll() < 0.4:
        found["downloads"] = int(interest * 4 * roll())
    if roll() < 0.5:
        found["demo_requested"] = roll() < 0.1 + 0.6 * interest
    if roll() < 0.3:
        found["budget_usd"] = int(10 ** (3 + 2.5 * roll()))
        found["timeline"] = _TIMELINES[int(roll() * (4 - 2 * interest))][0]
    return found


def _probability(level: str, company: Company | None, source: str, did: Mapping[str, object]) -> float:
    total = -3.3 + _LEVEL_WEIGHT[level] + _SOURCE_WEIGHT.get(source, 0.0) + _size_weight(company)
    total += 0.22 * min(_number(did, "visits"), 12) + 0.02 * min(_number(did, "pages_viewed"), 40)
    total += 0.35 * min(_number(did, "email_clicks"), 6) + 0.4 * min(_number(did, "downloads"), 3)
    total += 1.1 if did.get("demo_requested") else 0.0
    total += 0.5 if _number(did, "budget_usd") >= 20_000 else 0.0
    total += dict(_TIMELINES).get(str(did.get("timeline")), 0.0)
    return 1 / (1 + exp(-total))


def _size_weight(company: Company | None) -> float:
    if company is None:
        return -0.6
    return next((weight for below, weight in _SIZES if company.employees <= below), 0.9)


def _number(did: Mapping[str, object], name: str) -> float:
    value = did.get(name, 0)
    return value if isinstance(value, int | float) else 0.0
