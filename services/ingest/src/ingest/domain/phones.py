"""
Telephone numbers in E.164, by Google's libphonenumber metadata: read by `rphonenumbers` (compiled), and what that
refuses by `phonenumbers`, whose metadata is some weeks newer and knows the ranges opened since.

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


@lru_cache(maxsize=4_096)
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
    return _valid_by(rphonenumbers, value, country) or _valid_by(phonenumbers, value, country)


def _valid_by(plans: Any, value: str, country: str) -> Phone | None:
    try:
        number = plans.parse(value, country or None)
    except plans.NumberParseException:
        return None
    region = plans.region_code_for_number(number)
    if region is None or not plans.is_valid_number_for_region(number, region):
        return None
    e164 = plans.format_number(number, plans.PhoneNumberFormat.E164)
    return Phone(e164, region if region.isalpha() else "", number.extension or "")
