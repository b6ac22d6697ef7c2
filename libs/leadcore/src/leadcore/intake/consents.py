"""
Consent as a submission states it: `{purpose: bool}` or a list of `{purpose, granted, text, at}`.

Only the JSON values true and false count: `"false"` is a non-empty text, and taking it for a yes
would be worse than refusing the submission.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from leadcore.failures import WrongShape
from leadcore.frozen import dataclass
from leadcore.intake import moments, sanitise

MAX_CONSENTS = 50
_PURPOSE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Consent:
    """One purpose, agreed to or not; the wording shown and the time in milliseconds where given."""

    purpose: str
    granted: bool
    text: str = ""
    at: int | None = None


def read(value: object) -> tuple[Consent, ...] | WrongShape:
    """
    Read the value of the field `consent`.

    Failures name `consent`, `consent.<purpose>` or `consent[<index>].<key>`: `wrong-type`,
    `unknown-purpose-form`, `stated-twice`, `too-many`, `not-a-time`.
    """
    if isinstance(value, dict):
        if all(granted.__class__ is bool for granted in value.values()):
            return _of_flags(tuple(value.items()))
        read_all: list[Consent] | WrongShape = _from_mapping(value)
    elif isinstance(value, list):
        read_all = _from_list(value)
    else:
        return WrongShape("wrong-type", "consent")
    return read_all if isinstance(read_all, WrongShape) else _checked(read_all)


@lru_cache(maxsize=1_024)
def _of_flags(said: tuple[tuple[str, bool], ...]) -> tuple[Consent, ...] | WrongShape:
    """As `read`: a form says the same few things of thousands."""
    read_all = _from_mapping(dict(said))
    return read_all if isinstance(read_all, WrongShape) else _checked(read_all)


def _checked(read_all: list[Consent]) -> tuple[Consent, ...] | WrongShape:
    if len({consent.purpose for consent in read_all}) != len(read_all):
        return WrongShape("stated-twice", "consent")
    if len(read_all) > MAX_CONSENTS:
        return WrongShape("too-many", "consent")
    return tuple(sorted(read_all, key=lambda consent: consent.purpose))


def _from_mapping(value: Mapping[str, object]) -> list[Consent] | WrongShape:
    consents = []
    for key, granted in value.items():
        purpose = _purpose(key)
        if purpose is None:
            return WrongShape("unknown-purpose-form", "consent")
        if not isinstance(granted, bool):
            return WrongShape("wrong-type", f"consent.{purpose}")
        consents.append(Consent(purpose, granted))
    return consents


def _from_list(value: list[object]) -> list[Consent] | WrongShape:
    consents = []
    for index, item in enumerate(value):
        consent = _from_item(f"consent[{index}]", item)
        if isinstance(consent, WrongShape):
            return consent
        consents.append(consent)
    return consents


def _from_item(where: str, item: object) -> Consent | WrongShape:
    if not isinstance(item, dict):
        return WrongShape("wrong-type", where)
    purpose = _purpose(item.get("purpose"))
    if purpose is None:
        return WrongShape("unknown-purpose-form", f"{where}.purpose")
    granted, text, at = item.get("granted"), item.get("text"), item.get("at")
    if not isinstance(granted, bool):
        return WrongShape("wrong-type", f"{where}.granted")
    if not isinstance(text, str | None):
        return WrongShape("wrong-type", f"{where}.text")
    moment = moments.parse(at) if isinstance(at, str) else None
    if at is not None and moment is None:
        return WrongShape("not-a-time", f"{where}.at")
    return Consent(purpose, granted, sanitise.shorten(sanitise.lines(text or ""), _MAX_TEXT), moment)


def _purpose(value: object) -> str | None:
    return _named(value) if isinstance(value, str) else None


@lru_cache(maxsize=1_024)
def _named(text: str) -> str | None:
    purpose = text.strip().lower().replace(" ", "_")
    return purpose if _PURPOSE.fullmatch(purpose) else None
