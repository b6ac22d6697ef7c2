"""
A submission's JSON object, read by the table of canonical keys and aliases of `leadcore.workspace`.

Keys are compared folded; a canonical name beats its aliases, and among aliases the earlier in the table wins; a
source's own map is said on purpose and beats both. What loses, and what nobody declared, is kept as unmapped under
the sender's own key. Every wrong type is named, all at once, never with its value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache

from leadcore.failures import WrongShape
from leadcore.frozen import dataclass
from leadcore.intake import consents
from leadcore.intake.attributes import read_attribute
from leadcore.intake.consents import Consent
from leadcore.workspace import ALIASES, ATTRIBUTE, CANONICAL_KEYS, Field, fold

_NUMBERS_TOO = frozenset({"event_id", "phone", "postal_code"})
_OBJECTS = frozenset({"consent", "attributes"})
_RANKS: Mapping[str, tuple[str, int]] = {
    **{name: (name, 1) for name in CANONICAL_KEYS},
    **{alias: (name, rank) for rank, (alias, name) in enumerate(ALIASES.items(), start=2)},
}


@dataclass(frozen=True, slots=True)
class Fields:
    """
    What a submission says, under our names; absent, null and blank values are left out.

    `texts`: canonical key to the text as sent. `attributes`: declared name to its canonical text.
    `unmapped`: the sender's key to the JSON value, for what fits nowhere.
    """

    texts: Mapping[str, str]
    consents: tuple[Consent, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    unmapped: Mapping[str, object] = field(default_factory=dict)


def read(
    document: Mapping[str, object], renamed: Mapping[str, str], declared: Mapping[str, Field]
) -> Fields | tuple[WrongShape, ...]:
    """
    Return the fields of `document`, or every field that has the wrong type.

    Args:
        document: the JSON object.
        renamed: the source's `map`: folded key to canonical key or `attributes.<name>`.
        declared: the workspace's own fields by name.
    """
    chosen, keys, left_over = _chosen(document, renamed, declared)
    texts: dict[str, str] = {}
    failures: list[WrongShape] = []
    for name, value in chosen.items():
        if name in _OBJECTS or name.startswith(ATTRIBUTE):
            continue
        text = value if isinstance(value, str) else _text(name, value)
        if isinstance(text, WrongShape):
            failures.append(text)
        else:
            texts[name] = text
    stated = consents.read(chosen["consent"]) if "consent" in chosen else ()
    if isinstance(stated, WrongShape):
        failures.append(stated)
    if not isinstance(chosen.get("attributes", {}), dict):
        failures.append(WrongShape("wrong-type", "attributes"))
    if failures or isinstance(stated, WrongShape):
        return tuple(failures)
    return Fields(texts, stated, _attributes(chosen, keys, declared, left_over), left_over)


@lru_cache(maxsize=8_192)
def _folded(key: str) -> str:
    return fold(key)


def _chosen(
    document: Mapping[str, object], renamed: Mapping[str, str], declared: Mapping[str, Field]
) -> tuple[dict[str, object], dict[str, str], dict[str, object]]:
    """By our name: the value chosen and the sender's key for it; by the sender's key: what is left over."""
    ranks: dict[str, int] = {}
    keys: dict[str, str] = {}
    values: dict[str, object] = {}
    left_over: dict[str, object] = {}
    for key, value in document.items():
        if value is None or (isinstance(value, str) and (not value or value.isspace())):
            continue
        name, rank = _named(_folded(key), renamed, declared)
        if not name:
            left_over[key] = value
        elif name not in ranks or rank < ranks[name]:
            if name in ranks and values[name] != value:
                left_over[keys[name]] = values[name]
            ranks[name], keys[name], values[name] = rank, key, value
        elif values[name] != value:
            left_over[key] = value
    return values, keys, left_over


def _named(folded: str, renamed: Mapping[str, str], declared: Mapping[str, Field]) -> tuple[str, int]:
    target = renamed.get(folded)
    if target is not None:
        return target, 0
    if folded in _RANKS:
        return _RANKS[folded]
    return (ATTRIBUTE + folded, 1) if folded in declared else ("", 0)


def _text(name: str, value: object) -> str | WrongShape:
    if name in _NUMBERS_TOO and isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else WrongShape("number-too-large", name)
    return WrongShape("wrong-type", name)


def _attributes(
    chosen: Mapping[str, object], keys: Mapping[str, str], declared: Mapping[str, Field], left_over: dict[str, object]
) -> dict[str, str]:
    read_as: dict[str, str] = {}
    for name, key, value in _spoken(chosen, keys):
        text = read_attribute(declared[name], value) if name in declared else None
        if text is None:
            left_over[key] = value
        elif text:
            read_as[name] = text
    return read_as


def _spoken(chosen: Mapping[str, object], keys: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    """Each attribute as (folded name, key to keep it under, value); those at the top come last and win."""
    inside = chosen.get("attributes", {})
    assert isinstance(inside, dict)
    for key, value in inside.items():
        yield _folded(key), f"{ATTRIBUTE}{key}", value
    for name, value in chosen.items():
        if name.startswith(ATTRIBUTE):
            yield name.removeprefix(ATTRIBUTE), keys[name], value
