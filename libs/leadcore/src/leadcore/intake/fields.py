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
from leadcore.workspace import ALIASES, ATTRIBUTE, CANONICAL_KEYS, UNMAPPED, Field, fold
from leadcore.workspace.expressions import Failed, evaluate

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
    `unmapped`: the sender's key to the JSON value, for what fits nowhere. `untransformed`: our key, or the workspace's
    name of the column, to why its expression had no value.
    """

    texts: Mapping[str, str]
    consents: tuple[Consent, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    unmapped: Mapping[str, object] = field(default_factory=dict)
    untransformed: Mapping[str, str] = field(default_factory=dict)


def read(
    document: Mapping[str, object],
    renamed: Mapping[str, str],
    declared: Mapping[str, Field],
    transforms: Mapping[str, str] | None = None,
) -> Fields | tuple[WrongShape, ...]:
    """
    Return the fields of `document`, or every field that has the wrong type. A value that cannot be transformed does not
    cost the lead: it is kept as unmapped, and told in `untransformed`.

    Args:
        document: the JSON object.
        renamed: the source's `map`: folded key to canonical key, `attributes.<name>` or `unmapped`.
        declared: the workspace's own fields by name.
        transforms: the source's `transform`: folded key to expression.
    """
    sent, failed = document, _Failures({}, {})
    if transforms:
        document = _transformed(sent, transforms, renamed, failed)
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
    attributes = _attributes(chosen, keys, declared, failed, sent)
    return Fields(texts, stated, attributes, {**left_over, **failed.kept}, failed.reasons)


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
        return ("" if target == UNMAPPED else target), 0
    if folded in _RANKS:
        return _RANKS[folded]
    return (ATTRIBUTE + folded, 1) if folded in declared else ("", 0)


def _text(name: str, value: object) -> str | WrongShape:
    if name in _NUMBERS_TOO and isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else WrongShape("number-too-large", name)
    return WrongShape("wrong-type", name)


@dataclass(frozen=True, slots=True)
class _Failures:
    """What found no place: the sender's key to the value as sent, and of expressions why, by our name."""

    kept: dict[str, object]
    reasons: dict[str, str]


def _transformed(
    document: Mapping[str, object], transforms: Mapping[str, str], renamed: Mapping[str, str], failed: _Failures
) -> dict[str, object]:
    told: dict[str, object] = {}
    for key, value in document.items():
        folded = _folded(key)
        if folded not in transforms or value is None or value == "":
            told[key] = value
            continue
        found = evaluate(transforms[folded], value, document)
        if isinstance(found, Failed):
            failed.kept[key] = value
            failed.reasons[renamed.get(folded, folded)] = found.reason
        else:
            told[key] = found
    return told


def _attributes(
    chosen: Mapping[str, object],
    keys: Mapping[str, str],
    declared: Mapping[str, Field],
    failed: _Failures,
    document: Mapping[str, object],
) -> dict[str, str]:
    read_as: dict[str, str] = {}
    for name, key, value in _spoken(chosen, keys):
        wanted = declared.get(name)
        found = evaluate(wanted.transform, value, document) if wanted and wanted.transform else value
        if isinstance(found, Failed):
            failed.reasons[ATTRIBUTE + name] = found.reason
        text = read_attribute(wanted, found) if wanted and not isinstance(found, Failed) else None
        if text is None:
            failed.kept[key] = value
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
