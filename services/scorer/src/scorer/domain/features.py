"""
The feature set: a named, versioned vector of finite numbers that a model is trained on and asked with.

Whoever changes a name, an order or a formula here raises the version in FEATURE_SET: a model says for which set it
was trained, and one trained for another set is refused at load.
"""

import math
from collections.abc import Mapping
from typing import Any

from leadcore.workspace import Value

FEATURE_SET = "lead-1"

_AMOUNTS = (
    "employees",
    "revenue_musd",
    "attributes.visits",
    "attributes.pages_viewed",
    "attributes.minutes_on_site",
    "attributes.email_clicks",
    "attributes.downloads",
    "attributes.budget_usd",
)
"""Numbers from 0 up, as log(1 + x): a missing one is 0 and raises its flag."""

_FLAGS = ("attributes.demo_requested", "partial")

_WORDS: Mapping[str, tuple[str, ...]] = {
    "title_level": ("c-level", "vp", "director", "manager", "staff", "student"),
    "mailbox": ("company", "free", "role", "disposable"),
    "name_quality": ("full", "partial", "suspect"),
    "company_status": ("active", "inactive", "acquired", "public"),
    "attributes.timeline": ("now", "quarter", "year", "later"),
    "sector": (
        "software",
        "manufacturing",
        "health care",
        "financial services",
        "retail",
        "logistics",
        "energy",
        "education",
        "media",
        "telecommunications",
    ),
}
"""One of a few words, each a feature of its own; another word and none at all are all zero."""

_PLACES = {
    name: {"": (0.0,) * len(words)} | {each: tuple(float(each == word) for word in words) for each in words}
    for name, words in _WORDS.items()
}
"""The features of each word; of none under the empty one."""

_NUMBERS = (int, float)
_CEILING = 1e12
"""No amount counts for more, so that no feature overflows a 32-bit float."""

FEATURE_NAMES: tuple[str, ...] = (
    *(f"log_{name}" for name in _AMOUNTS),
    *(f"missing_{name}" for name in _AMOUNTS),
    *(f"is_{name}" for name in _FLAGS),
    *(f"{name}={word}" for name, words in _WORDS.items() for word in words),
)


def features_of(facts: Mapping[str, Value | None]) -> tuple[float, ...]:
    """The vector of FEATURE_SET, in the order of FEATURE_NAMES. Always finite; never raises."""
    amounts = [_amount(facts.get(name)) for name in _AMOUNTS]
    return (
        *[0.0 if amount is None else math.log1p(amount) for amount in amounts],
        *[1.0 if amount is None else 0.0 for amount in amounts],
        *[1.0 if facts.get(name) is True else 0.0 for name in _FLAGS],
        *[each for name, places in _PLACES.items() for each in _one_hot(facts.get(name), places)],
    )


def _amount(value: Value | None) -> float | None:
    if value is None or not isinstance(value, _NUMBERS) or not math.isfinite(value):
        return None
    return min(max(float(value), 0.0), _CEILING)


def _one_hot(value: Value | None, places: Mapping[Any, tuple[float, ...]]) -> tuple[float, ...]:
    return places.get(value) or places.get(value.casefold() if isinstance(value, str) else "", places[""])
