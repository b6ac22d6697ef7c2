"""How people and systems spell things: keys in five styles, values with stray blanks, capitals and typing errors."""

from collections.abc import Mapping
from typing import Final

from lab.generator.dice import Dice

KEYS: Final = (
    "event_id", "occurred_at", "email", "full_name", "first_name", "last_name", "phone", "language", "company_name",
    "company_domain", "title", "country", "region", "city", "postal_code", "message", "page_url", "referrer",
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "consent", "attributes",
)  # fmt: skip
_ALIASES = {
    "event_id": "id", "occurred_at": "timestamp", "email": "email_address", "full_name": "name",
    "first_name": "firstname", "last_name": "lastname", "phone": "mobile", "language": "locale",
    "company_name": "company", "company_domain": "website", "title": "job_title", "region": "state",
    "message": "comments",
}  # fmt: skip

Style = Mapping[str, str]
"""How one sender spells each canonical key."""

CANONICAL: Final[Style] = {key: key for key in KEYS}
"""The keys of the API as they are."""

_ALIASED: Mapping[str, str] = {key: _ALIASES.get(key, key) for key in KEYS}
_STYLES: tuple[tuple[float, Mapping[str, str]], ...] = (
    (0.70, CANONICAL),
    (0.14, _ALIASED),
    (0.06, {key: word.replace("_", " ").title() for key, word in _ALIASED.items()}),
    (0.05, {key: key.upper() for key in KEYS}),
    (0.05, {key: key.replace("_", "-") for key in KEYS}),
)

CANONICAL_OF: Final[Mapping[str, str]] = {spelt: key for _, style in _STYLES for key, spelt in style.items()}
"""Canonical key by every spelling that is used."""


def key_style(dice: Dice) -> Mapping[str, str]:
    """Return how one sender spells the keys, by canonical key."""
    roll = dice.roll()
    for share, style in _STYLES:
        if roll < share:
            return style
        roll -= share
    return CANONICAL


def text(dice: Dice, value: str) -> str:
    """Return `value` as somebody typed it: mostly as it is, else with stray blanks, capitals or errors."""
    roll = dice.roll()
    if roll < 0.80 or len(value) < 3:
        return value
    if roll < 0.84:
        return f" {value} "
    if roll < 0.87:
        return value.upper()
    if roll < 0.90:
        return value.lower()
    if roll < 0.92:
        return value.replace(" ", "  ")
    if roll < 0.93:
        return f"{value}\u00a0"
    at = 1 + int(dice.roll() * (len(value) - 2))
    if roll < 0.96:
        return f"{value[:at]}{value[at + 1]}{value[at]}{value[at + 2 :]}"
    if roll < 0.98:
        return value[:at] + value[at + 1 :]
    return value[:at] + value[at] + value[at:]


def email(dice: Dice, address: str) -> str:
    """Return the same address with capitals and outer blanks that do not change whose it is."""
    roll = dice.roll()
    if roll < 0.72:
        return address
    if roll < 0.82:
        return address.title()
    if roll < 0.88:
        return address.upper()
    if roll < 0.96:
        return f"  {address} "
    return f"{address}\t\n"
