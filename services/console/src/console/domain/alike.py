"""
How alike two contacts are, and why: a suggestion for a person to judge, never a merge. Pure.

Each thing that both have adds its points, those that contradict take some away; `LIKELY` points make a suggestion. What
is the same by e-mail or by number under the source's policy was one lead already when it came; this is for the rest.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

LIKELY = 45.0
"""From so many points on two contacts are suggested as one."""

WEIGHTS: Mapping[str, float] = {
    "name": 45,
    "phone": 35,
    "email": 25,
    "company": 25,
    "domain": 15,
    "address": 30,
    "postal_code": 15,
    "city": 10,
    "number_alone": 10,
}
"""Points of each thing where it is the same; alike ones get a part of them. The last: beside an equal number where
nothing else can be compared, as of who telephoned first, without a name, and wrote later."""

AGAINST: Mapping[str, float] = {"name": -40, "company": -20, "address": -20, "postal_code": -10, "city": -5}
"""Points of each thing where both say something else."""

_LEGAL_FORMS = frozenset(
    {
        "inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company", "plc",
        "gmbh", "ag", "kg", "ohg", "ug", "ev", "se", "sa", "sarl", "sas", "spa", "srl", "sl", "bv", "nv", "ab",
        "as", "aps", "oy", "oyj", "sro", "kft", "zrt", "doo", "pty", "pte", "pvt", "private", "sdn", "bhd", "kk",
        "the", "and", "group", "holding", "holdings",
    }
)  # fmt: skip
_STREETS: Mapping[str, str] = {
    "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "rd": "road", "blvd": "boulevard", "dr": "drive",
    "pl": "place", "ln": "lane", "ct": "court", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Contact:
    """What is compared; empty where unknown. `domain` is the employer's, "" for a free mailbox."""

    lead_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    domain: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """One suggestion: the other lead, its points, and what they are made of."""

    lead_id: str
    points: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blocks:
    """
    Where to look for those that may be like one contact: the same number, a name that begins alike (lower case), the
    same employer's domain, the same mailbox at another domain (`ada@`). Empty: not to be looked in.
    """

    phone: str
    name: str
    domain: str
    mailbox: str


def blocks(contact: Contact) -> Blocks:
    """Where to look for those that may be like `contact`."""
    first, _, rest = contact.name.lower().partition(" ")
    mailbox = contact.email.lower().rpartition("@")[0]
    return Blocks(
        contact.phone,
        f"{first} {rest[:1]}" if first and rest else "",
        contact.domain,
        f"{mailbox}@" if mailbox else "",
    )


def suggestions(one: Contact, others: Iterable[Contact], limit: int = 20) -> Sequence[Alike]:
    """The contacts that are likely the same as `one`, the likeliest first."""
    found = [compared(one, other) for other in others if other.lead_id != one.lead_id]
    likely = [each for each in found if each.points >= LIKELY]
    return sorted(likely, key=lambda each: (-each.points, each.lead_id))[:limit]


def compared(one: Contact, other: Contact) -> Alike:
    """How alike two contacts are."""
    likeness = {
        "name": _both(one.name, other.name, _names),
        "phone": _both(one.phone, other.phone, _equal),
        "email": _both(_local_part(one.email), _local_part(other.email), _equal),
        "company": _both(one.company, other.company, _companies),
        "domain": _both(one.domain, other.domain, _equal),
        "address": _both(one.address, other.address, _addresses),
        "postal_code": _both(one.postal_code, other.postal_code, _equal),
        "city": _both(one.city, other.city, _texts),
    }
    parts = {name: _points(name, alike) for name, alike in likeness.items() if alike is not None}
    if {name: alike for name, alike in likeness.items() if alike is not None} == {"phone": 1.0}:
        parts["number_alone"] = WEIGHTS["number_alone"]
    parts = {name: points for name, points in parts.items() if points}
    return Alike(other.lead_id, round(sum(parts.values()), 1), parts)


def _points(name: str, alike: float) -> float:
    if alike >= _SURE:
        return WEIGHTS[name]
    if alike >= _ALIKE:
        return round(WEIGHTS[name] * (alike - _FAR) / (1 - _FAR), 1)
    return AGAINST.get(name, 0.0) if alike < _FAR else 0.0


_SURE, _ALIKE, _FAR = 0.97, 0.8, 0.6


def _both(one: str, other: str, likeness: Callable[[str, str], float]) -> float | None:
    if not one or not other:
        return None
    return likeness(_folded(one), _folded(other))


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_NOT_WORD.sub(" ", bare.replace("&", " and ").replace("'", "")).split())


def _equal(one: str, other: str) -> float:
    return 1.0 if one == other else _FAR  # another number or mailbox of the same person says nothing


def _names(one: str, other: str) -> float:
    ordered = JaroWinkler.similarity(one, other)
    turned = JaroWinkler.similarity(*(" ".join(sorted(each.split())) for each in (one, other)))
    return max(ordered, turned) if _initials(one) & _initials(other) else min(ordered, _FAR)


def _initials(name: str) -> frozenset[str]:
    return frozenset(word[0] for word in name.split())


def _companies(one: str, other: str) -> float:
    mine, theirs = (" ".join(w for w in each.split() if w not in _LEGAL_FORMS) or each for each in (one, other))
    return fuzz.token_sort_ratio(mine, theirs) / 100


def _addresses(one: str, other: str) -> float:
    mine, theirs = (" ".join(_STREETS.get(word, word) for word in each.split()) for each in (one, other))
    if set(_DIGITS.findall(mine)) != set(_DIGITS.findall(theirs)):
        return min(fuzz.token_sort_ratio(mine, theirs) / 100, 0.7)
    return fuzz.token_sort_ratio(mine, theirs) / 100


def _texts(one: str, other: str) -> float:
    return fuzz.ratio(one, other) / 100


def _local_part(email: str) -> str:
    return email.rpartition("@")[0].partition("+")[0]
