"""What the values of a column look like: for each kind, which part of them is of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from leadcore.intake import moments, money

from leadfiles.columns.dated import could_be

_EMAIL = re.compile(r"(?:mailto:)?[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/?", re.IGNORECASE)
_URL = re.compile(r"https?://\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_PHONE = re.compile(r"\(?\+?[\d()][\d\s().\-/–]{5,22}\d(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?", re.IGNORECASE)
_WRITTEN_PHONE = re.compile(r"\+|[()\s.\-/]")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:[T ,].*)?"
    r"|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}"
)
_NUMBER = re.compile(r"[+-]?\d[\d\s.,']*%?")
_MONEY = re.compile(r"[^\d\s.,'()+-]")
"""What an amount has beside its number: the sign or code of a currency."""
_HONORIFICS: Final = (
    "mr, mrs, ms, miss, mx, dr, prof, sir, madam, herr, frau, m, mme, mlle, sr, sra, srta, sig, signora, dhr, mevr, "
    "mag, ing"
)
_COUNTRIES: Final = (
    "united states, usa, united kingdom, great britain, germany, deutschland, france, spain, espana, italy, italia, "
    "netherlands, belgium, austria, switzerland, sweden, norway, denmark, finland, poland, portugal, ireland, india, "
    "china, japan, brazil, brasil, canada, australia, mexico, singapore, south africa, united arab emirates, israel, "
    "turkey, new zealand, argentina, chile, colombia, hong kong, south korea, indonesia, malaysia, philippines, "
    "thailand, vietnam, nigeria, kenya, egypt, saudi arabia, czech republic, czechia, hungary, romania, greece, "
    "ukraine, russia, qatar, bahrain, kuwait, oman, bangladesh, pakistan, sri lanka, jordan, panama, peru, korea"
)
"""Frequent enough to tell a column of countries whatever its name; which ones there are, the pipeline knows."""
_TOP_DOMAINS: Final = (
    "com, org, net, edu, gov, mil, int, info, biz, io, ai, app, dev, cloud, tech, online, store, shop, site, example, "
    "test"
)
_FLAGS: Final = frozenset({"yes", "no", "true", "false", "y", "n", "ja", "nein", "oui", "non", "si", "x"})


@cache
def _set(words: str) -> frozenset[str]:
    return frozenset(words.split(", "))


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "host": lambda text: _is_host(text),
    "url": lambda text: _URL.fullmatch(text) is not None,
    "phone": lambda text: _is_phone(text),
    "moment": lambda text: moments.parse(text) is not None,
    "date": lambda text: _DATE.fullmatch(text) is not None or could_be(text),
    "number": lambda text: _NUMBER.fullmatch(text) is not None,
    "money": lambda text: _MONEY.search(text) is not None and money.could_be(text),
    "honorific": lambda text: text.casefold().rstrip(".") in _set(_HONORIFICS),
    "country": lambda text: text.casefold() in _set(_COUNTRIES),
    "flag": lambda text: text.casefold() in _FLAGS,
    "code": lambda text: 1 < len(text) <= 3 and text.isalpha(),
    "words": lambda text: any(char.isalpha() for char in text),
}


def part_of(kind: str, values: Sequence[str]) -> float:
    """Which part of `values` is of `kind`, 0 to 1; 0 where there are none."""
    check = CHECKS[kind]
    return sum(map(check, values)) / len(values) if values else 0.0


def are_written_as_phones(values: Sequence[str]) -> bool:
    """Whether most have the signs that people put into telephone numbers, so that they are no other numbers."""
    return sum(_WRITTEN_PHONE.search(text) is not None for text in values) > len(values) / 2


def are_few(values: Sequence[str]) -> bool:
    """Whether the same few come again and again, as no names of people do."""
    return len(values) >= 50 and len(set(values)) <= len(values) / 20


def _is_host(text: str) -> bool:
    if _HOST.fullmatch(text) is None:
        return False
    last = text.casefold().rstrip("/").rpartition(".")[2].partition(":")[0]
    return (len(last) == 2 and last.isascii()) or last in _set(_TOP_DOMAINS)


def _is_phone(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return 6 <= digits <= 15 and _PHONE.fullmatch(text) is not None and _DATE.fullmatch(text) is None
