"""
A submission's JSON object, read by the table of canonical keys and aliases of `leadcore.workspace`.

Keys are compared folded; a canonical name beats its aliases, and among aliases the earlier in the table wins; a
source's own map is said on purpose and beats both. What loses, and what nobody declared, is kept as unmapped under
the sender's own key. Every wrong type is named, all at once, never with its value.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from leadcore.failures import WrongShape
from leadcore.frozen import dataclass
from leadcore.intake import consents
from leadcore.intake.attributes import Reading, read_attribute
from leadcore.intake.consents import Consent
from leadcore.workspace import ALIASES, AS_IT_IS, ATTRIBUTE, CANONICAL_KEYS, UNMAPPED, Field, Written, fold
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
    name of the column, to why its expression had no value. `changed`: our key to the forms before and after, where a
    value is not kept as it was written. `unread`: our key to why its value could not be read.
    """

    texts: Mapping[str, str]
    consents: tuple[Consent, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    unmapped: Mapping[str, object] = field(default_factory=dict)
    untransformed: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)


def read(
    document: Mapping[str, object],
    renamed: Mapping[str, str],
    declared: Mapping[str, Field],
    transforms: Mapping[str, str] | None = None,
    written: Written = AS_IT_IS,
) -> Fields | tuple[WrongShape, ...]:
    """
    Return the fields of `document`, or every field that has the wrong type. A value that cannot be transformed does not
    cost the lead: it is kept as unmapped, and told in `untransformed`.

    Args:
        document: the JSON object.
        renamed: the source's `map`: folded key to canonical key, `attributes.<name>` or `unmapped`.
        declared: the workspace's own fields by name.
        transforms: the source's `transform`: folded key to expression.
        written: how the source writes dates.
    """
    sent, failed = document, _Failures({}, {}, {}, {})
    if transforms:
        document = _transformed(sent, transforms, renamed, failed)
    names = _names_of(renamed, declared)
    chosen, left_over = _chosen(document, names)
    texts: dict[str, str] = {}
    failures: list[WrongShape] = []
    for name, (known, _, value) in chosen.items():
        if known[2]:
            text = value if isinstance(value, str) else _text(name, value)
            if isinstance(text, WrongShape):
                failures.append(text)
            else:
                texts[name] = text
    stated = consents.read(chosen["consent"][2]) if "consent" in chosen else ()
    if isinstance(stated, WrongShape):
        failures.append(stated)
    if "attributes" in chosen and not isinstance(chosen["attributes"][2], dict):
        failures.append(WrongShape("wrong-type", "attributes"))
    if failures or isinstance(stated, WrongShape):
        return tuple(failures)
    attributes = _attributes(chosen, names, failed, sent, written)
    unmapped = {**left_over, **failed.kept} if failed.kept else left_over
    return Fields(texts, stated, attributes, unmapped, failed.reasons, failed.changed, failed.unread)


_Known: TypeAlias = tuple[str, int, bool]
"""Our name of a key ("" for none), its rank among those of that name, and whether it is a text."""
_Chosen: TypeAlias = dict[str, tuple[_Known, str, object]]
"""By our name: how it is known, the sender's key, the value."""


class _Names(dict[str, _Known]):
    """The keys that the senders of one source use, as they are known; filled as they are met."""

    def __init__(self, renamed: Mapping[str, str], declared: Mapping[str, Field]) -> None:
        super().__init__()
        self.renamed, self.declared = renamed, declared
        self.attributes = _Attributes(declared)

    def __missing__(self, key: str) -> _Known:
        if len(self) >= _MOST_KEYS:
            self.clear()
        name, rank = _named(fold(key), self.renamed, self.declared)
        found = self[key] = name, rank, name not in _OBJECTS and not name.startswith(ATTRIBUTE)
        return found


_Meant: TypeAlias = tuple[str, Field | None]
"""A key of an attribute, folded, and what is declared of it."""


class _Attributes(dict[str, _Meant]):
    """The keys inside `attributes`, as they are meant; and how short texts under them are kept."""

    def __init__(self, declared: Mapping[str, Field]) -> None:
        super().__init__()
        self._declared = declared
        self._readings: dict[tuple[int, object, str, str], Reading] = {}

    def read(self, declared: Field, value: object, written: Written) -> Reading:
        """As `read_attribute`; thousands say the same few numbers and words."""
        if value.__class__ is not str or len(value) > _SHORT:
            return read_attribute(declared, value, written)
        # The field is one of `declared`, which is kept here, so that no other can have its id.
        asked = id(declared), value, written.dates, written.decimals
        found = self._readings.get(asked)
        if found is None:
            if len(self._readings) >= _MOST_READINGS:
                self._readings.clear()
            found = self._readings[asked] = read_attribute(declared, value, written)
        return found

    def __missing__(self, key: str) -> tuple[str, Field | None]:
        if len(self) >= _MOST_KEYS:
            self.clear()
        name = fold(key)
        found = self[key] = name, self._declared.get(name)
        return found


_MOST_KEYS = 1_000
_MOST_READINGS = 2_000
_SHORT = 16
_MOST_SOURCES = 200
_NAMES: dict[tuple[int, int], _Names] = {}


def _names_of(renamed: Mapping[str, str], declared: Mapping[str, Field]) -> _Names:
    """The names of a source, by the identity of its tables: they are kept with it, so no other can have their ids."""
    at = id(renamed), id(declared)
    found = _NAMES.get(at)
    if found is None:
        if len(_NAMES) >= _MOST_SOURCES:
            _NAMES.clear()
        found = _NAMES[at] = _Names(renamed, declared)
    return found


def _chosen(document: Mapping[str, object], names: _Names) -> tuple[_Chosen, dict[str, object]]:
    """What is said under each of our names, and by the sender's key what is left over."""
    chosen: _Chosen = {}
    left_over: dict[str, object] = {}
    for key, value in document.items():
        if value is None or (value.__class__ is str and (not value or value.isspace())):
            continue
        known = names[key]
        name = known[0]
        if not name:
            left_over[key] = value
            continue
        if name in chosen:
            (_, rank, _), other, theirs = chosen[name]
            if known[1] >= rank:
                if theirs != value:
                    left_over[key] = value
                continue
            if theirs != value:
                left_over[other] = theirs
        chosen[name] = known, key, value
    return chosen, left_over


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
    """What found no place: the sender's key to the value as sent; and by our name why, and what was changed."""

    kept: dict[str, object]
    reasons: dict[str, str]
    changed: dict[str, str]
    unread: dict[str, str]


def _transformed(
    document: Mapping[str, object], transforms: Mapping[str, str], renamed: Mapping[str, str], failed: _Failures
) -> dict[str, object]:
    told: dict[str, object] = {}
    for key, value in document.items():
        folded = fold(key)
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
    chosen: _Chosen, names: _Names, failed: _Failures, document: Mapping[str, object], written: Written
) -> dict[str, str]:
    read_as: dict[str, str] = {}
    for (name, wanted), prefix, key, value in _spoken(chosen, names):
        if wanted is None:
            failed.kept[prefix + key] = value
            continue
        if wanted.transform:
            found = evaluate(wanted.transform, value, document)
            if isinstance(found, Failed):
                failed.reasons[ATTRIBUTE + name] = found.reason
                failed.kept[prefix + key] = value
                continue
            text, code = read_attribute(wanted, found, written)
        else:
            text, code = names.attributes.read(wanted, value, written)
        if text is None:
            failed.kept[prefix + key] = value
        elif text:
            read_as[name] = text
        if code:
            (failed.unread if text is None else failed.changed)[ATTRIBUTE + name] = code
    return read_as


def _spoken(chosen: _Chosen, names: _Names) -> list[tuple[_Meant, str, str, object]]:
    """
    Each attribute: folded name and what is declared, prefix and key to keep it under, value; those at the top come last
    and win.
    """
    attributes = names.attributes
    spoken: list[tuple[_Meant, str, str, object]] = []
    if "attributes" in chosen:
        inside = chosen["attributes"][2]
        assert isinstance(inside, dict)
        spoken = [(attributes[key], ATTRIBUTE, key, value) for key, value in inside.items()]
    for name, (_, key, value) in chosen.items():
        if name.startswith(ATTRIBUTE):
            spoken.append((attributes[name.removeprefix(ATTRIBUTE)], "", key, value))
    return spoken
