"""
Telephone numbers in E.164, by Google's libphonenumber metadata: read by `rphonenumbers` (compiled), and what that
refuses by `phonenumbers`, whose metadata is some weeks newer and knows the ranges opened since. The compiled one keeps
half a megabyte for each country it has met, so it reads those of `COMPILED`; which one reads a number never depends on
what was read before, for the two differ in a few ranges, and a number must mean the same whenever it is read again.

A number counts when its pattern exists in its country's plan; whether the line answers is a
question for enrichment. Extensions are kept apart: E.164 has none.
"""

import re
from functools import lru_cache
from typing import Any

import phonenumbers
import rphonenumbers
from leadcore.frozen import dataclass
from leadcore.intake import sanitise

_MAX_LENGTH = 64
_DIGITS = re.compile(r"[0-9٠-٩۰-۹]")
_INTERNATIONAL_00 = re.compile(r"[\s(]*00[\s()]*(?=[1-9])")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, its country (ISO 3166-1 alpha-2, "" for none such as +800), its extension or ""."""

    e164: str
    country: str
    extension: str = ""


@lru_cache(maxsize=2_048)
def parse(text: str, country: str = "") -> Phone | None:
    """
    Return the number that `text` means, dialled from `country` (alpha-2) when it is a national one.

    None when it is no valid number, or national without a country.
    """
    value = sanitise.token(text)
    if len(value) > _MAX_LENGTH or not _DIGITS.search(value):
        return None
    found = _valid(value, country)
    if found is None and _INTERNATIONAL_00.match(value):
        found = _valid(_INTERNATIONAL_00.sub("+", value, count=1), "")
    return found


def _valid(value: str, country: str) -> Phone | None:
    if _calling_code(_LEADING.sub("", value[:12])[:4], country) in COMPILED:
        return _valid_by(rphonenumbers, value, country) or _valid_by(phonenumbers, value, country)
    return _valid_by(phonenumbers, value, country)


COMPILED = frozenset(
    {0, 1, 7, 20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 54, 55, 56, 57, 60, 61}
    | {62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 234, 351, 353, 358, 380, 420, 852, 966, 971, 972}
)
"""Calling codes of countries from which many leads come, and 0 for what has none. Others take five times as long."""
_LEADING = re.compile(r"[^+0-9]", re.ASCII)
_CODES = phonenumbers.COUNTRY_CODE_TO_REGION_CODE


@lru_cache(maxsize=1_024)
def _calling_code(beginning: str, country: str) -> int:
    """The country calling code of a number that begins so, dialled from `country`; 0 where it has none."""
    if beginning.startswith("+"):
        return next(
            (
                int(beginning[1:end])
                for end in (2, 3, 4)
                if beginning[1:end].isdecimal() and int(beginning[1:end]) in _CODES
            ),
            0,
        )
    return phonenumbers.country_code_for_region(country) if country else 0


def _valid_by(plans: Any, value: str, country: str) -> Phone | None:
    try:
        number = plans.parse(value, country or None)
    except plans.NumberParseException:
        return None
    regions = _CODES.get(number.country_code, ())
    region = regions[0] if len(regions) == 1 else plans.region_code_for_number(number)
    if region is None or not plans.is_valid_number_for_region(number, region):
        return None
    e164 = plans.format_number(number, plans.PhoneNumberFormat.E164)
    return Phone(e164, region if region.isalpha() else "", number.extension or "")
