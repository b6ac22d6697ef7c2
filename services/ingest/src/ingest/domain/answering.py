"""
Who it is that a telephone number tells, where a lead has no address: of several who may answer there. Pure.

    a person's name               that person at that number
    a given name and a company    that person of that company
    an institution and its house  that house of the institution; its switchboard answers for all of them
    nothing but the number        the number
    an institution without house  nobody: whether it is the same site is for a person to say (`alike`)

Measured in `docs/quality.md`: a number with an institution's name alone is right in .971 of all cases only.
"""

import re
from functools import lru_cache
from typing import Literal, TypeAlias

from leadcore.frozen import dataclass

from ingest.domain import companies
from ingest.domain.people import PARTIAL, SUSPECT, PersonName
from ingest.domain.plain import plain

By: TypeAlias = Literal["person", "given-name-and-company", "institution-and-house", "number-alone", "institution"]
"""What stands beside the number. `institution`: too little, the number tells nobody."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: `beside`, what tells them from others at the number, as it is compared."""

    by: By
    beside: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether the number, with what stands beside it, tells who it is."""
        return self.by != "institution"


def who(name: PersonName, company: str, address: str) -> Answering:
    """Return who it is at a number; `company` and `address` as they are shown, "" where unknown."""
    if is_person(name):
        return Answering("person", (_called(name),))
    employer = companies.plain_name(company) if company else ""
    called = plain(name.full)
    if name.quality == PARTIAL and employer and called != employer and not _is_institution(name.full):
        return Answering("given-name-and-company", (called, employer))
    institution = companies.plain_name(name.full) if name.full else employer
    if not institution:
        return Answering("number-alone")
    where = house(address)
    return Answering("institution-and-house", (institution, where)) if where else Answering("institution")


def is_person(name: PersonName) -> bool:
    """Return whether a name is one person's: given name and surname, and nothing that institutions are called."""
    if not name.full or name.quality == SUSPECT:
        return False
    whole = (name.first and name.last) or _UNSPACED.fullmatch(name.full)
    return bool(whole) and not _is_institution(name.full)


def house(address: str) -> str:
    """Return which house an address names: its number ("12a"); where it has none, the address as it is compared."""
    found = _HOUSE.search(address.casefold().rstrip(" .,;"))
    return found.group() if found else plain(address)


def _called(name: PersonName) -> str:
    first = name.first.partition(" ")[0]
    return plain(f"{first} {name.last}") if first and name.last else plain(name.full)


@lru_cache(maxsize=4_096)
def _is_institution(name: str) -> bool:
    words = plain(name).split()
    if len([word for word in words if len(word) > _SMALL_WORD]) > _MOST_WORDS or not _INSTITUTIONS.isdisjoint(words):
        return True
    if _NO_PERSON.search(name) or name.endswith(_ENDINGS) or any(word.endswith(_GERMAN) for word in words):
        return True
    return companies.plain_name(name) != companies.plain_words(name)


# Not the day of "Straße des 17. Juni 135", nor a street's own number ("47th").
_HOUSE = re.compile(r"\b\d+[a-z]?\b(?!\.)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,4}")
_NO_PERSON = re.compile(r"['’][sS]\b|[&+\d]")
_SMALL_WORD, _MOST_WORDS = 3, 4
_NAMED_SO = """
    academy agency apartments associates association bakery bank bureau cabinet campus center centers centre charter
    chiropractic church clinic club coalition college committee community company consulting corporation council county
    creche daycare dental department elementary enterprise enterprises firm foundation gallery group gymnasium hospital
    hotel house institute institution kids kindergarten learning library logistics market medical ministries ministry
    museum nursery office offices partners pharmacy practice preschool reception restaurant salon school schools service
    services shop society solutions station store studio studios team theater theatre trust university ymca
    gasthaus institut kanzlei kita klinik krankenhaus praxis schule stiftung universitat verband verein werkstatt
    agence clinique ecole lycee mairie societe universite asociacion ayuntamiento clinica colegio empresa escuela
    fundacion instituto universidad azienda istituto scuola societa universita universiteit vereniging skola skole
    szkola and at for of the und et
"""
_INSTITUTIONS = frozenset(_NAMED_SO.split())
"""Words that say that a name is an institution's; a person who is called so is told by a house beside it."""
_ENDINGS = ("公司", "大学", "学校", "医院", "病院", "协会", "会社", "銀行", "银行", "회사", "대학교", "학교", "병원")
"""How names of institutions end in scripts without spaces."""
_GERMAN = ("schule", "verein", "verband", "klinik", "zentrum", "praxis", "stiftung")
"""How words end that German makes of two."""
