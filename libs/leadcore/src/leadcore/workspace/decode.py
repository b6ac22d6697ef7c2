"""
From a tree of texts to frozen dataclasses: the wanted type decides how a text is read.

Supported: str, int, float, bool, Literal, tuple[X, ...], Mapping[str, X], X | None (written `none`),
str | tuple[str, ...], dataclasses, and `Annotated` with `msgspec.Meta` bounds (the same bounds reach the JSON
Schemas). Everything wrong is collected; nothing is raised.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from leadcore.workspace.findings import Finding, did_you_mean
from leadcore.workspace.strict_yaml import Items, Node, Table, Text

T = TypeVar("T")
NONE = "none"


class _Bad:
    """Marks a value that was refused, so that None stays a value."""


_BAD = _Bad()
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")


@dataclass(slots=True)
class Document:
    """One file being read: its findings so far and the line of every key path that was seen."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def refuse(self, key: str, reason: str) -> None:
        """Add a finding at the line where `key`, or the nearest key above it, stands."""
        self.findings.append(Finding(self.file, self.line_of(key), key, reason))

    def line_of(self, key: str) -> int:
        """Return the line of a key path, or of the nearest one above it, or 0."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 0)

    def number(self, key: str, text: str) -> float | None:
        """Return `text` as a number, or None with a finding at `key`."""
        if _NUMBER.fullmatch(text):
            return float(text)
        self.refuse(key, "must be a number, such as 0.25")
        return None

    def read(self, node: Node, wanted: type[T], key: str = "") -> T | None:
        """Return `node` as `wanted`, or None with at least one more finding."""
        before = len(self.findings)
        value = _value(self, node, wanted, key)
        return None if len(self.findings) > before else cast("T", value)


def _value(doc: Document, node: Node, wanted: Any, key: str) -> object:
    doc.lines.setdefault(key, node.line)
    origin = get_origin(wanted)
    if origin is Annotated:
        inner, *notes = get_args(wanted)
        return _bounded(doc, _value(doc, node, inner, key), notes, key)
    if origin is Literal:
        return _word(doc, node, get_args(wanted), key)
    if origin is tuple:
        return _tuple(doc, node, get_args(wanted)[0], key)
    if origin in (Union, UnionType):
        return _union(doc, node, get_args(wanted), key)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(doc, node, get_args(wanted)[1], key)
    if is_dataclass(wanted):
        return _record(doc, node, cast("type[object]", wanted), key)
    return _scalar(doc, node, wanted, key)


def _bad(doc: Document, key: str, reason: str) -> _Bad:
    doc.refuse(key, reason)
    return _BAD


def _scalar(doc: Document, node: Node, wanted: object, key: str) -> object:
    if not isinstance(node, Text):
        return _bad(doc, key, "must be a single value")
    text = node.value
    if wanted is str:
        return text if text or node.quoted else _bad(doc, key, 'has no value (write "" for an empty text)')
    if wanted is bool:
        plain = text in ("true", "false") and not node.quoted
        return text == "true" if plain else _bad(doc, key, "must be true or false")
    if wanted is int:
        whole = _WHOLE.fullmatch(text) and not node.quoted
        return int(text) if whole else _bad(doc, key, "must be a whole number, such as 60")
    if wanted is float:
        number = _NUMBER.fullmatch(text) and not node.quoted
        return float(text) if number else _bad(doc, key, "must be a number, such as 0.25")
    raise TypeError(f"no reader for {wanted!r} at {key}")


def _word(doc: Document, node: Node, words: tuple[str, ...], key: str) -> object:
    if isinstance(node, Text) and node.value in words:
        return node.value
    near = did_you_mean(node.value, words) if isinstance(node, Text) else ""
    return _bad(doc, key, f"must be one of {', '.join(words)}{near}")


def _tuple(doc: Document, node: Node, item: object, key: str) -> object:
    if not isinstance(node, Items):
        return _bad(doc, key, "must be a list")
    return tuple(_value(doc, each, item, f"{key}.{index}") for index, each in enumerate(node.items))


def _union(doc: Document, node: Node, members: tuple[object, ...], key: str) -> object:
    if NoneType in members:
        if isinstance(node, Text) and node.value == NONE:
            return None
        members = tuple(member for member in members if member is not NoneType)
    lists = [member for member in members if get_origin(member) is tuple]
    singles = [member for member in members if get_origin(member) is not tuple]
    choice = lists[0] if lists and (isinstance(node, Items) or not singles) else singles[0]
    return _value(doc, node, choice, key)


def _mapping(doc: Document, node: Node, item: object, key: str) -> object:
    if not isinstance(node, Table):
        return _bad(doc, key, "must be a table of names and values")
    dotted = f"{key}." if key else ""
    doc.lines.update({dotted + name: line for name, line in node.lines.items()})
    return {name: _value(doc, each, item, dotted + name) for name, each in node.entries.items()}


def _record(doc: Document, node: Node, wanted: type[object], key: str) -> object:
    if not isinstance(node, Table):
        return _bad(doc, key, "must be a table of keys and values")
    dotted = f"{key}." if key else ""
    doc.lines.update({dotted + name: line for name, line in node.lines.items()})
    known, hints = _shape(cast("Hashable", wanted))
    for name in node.entries:
        if name not in known:
            doc.refuse(dotted + name, f"is not a key here{did_you_mean(name, known)}")
    values: dict[str, object] = {}
    for name, each in known.items():
        if name in node.entries:
            values[name] = _value(doc, node.entries[name], hints[name], dotted + name)
        elif each.default is MISSING and each.default_factory is MISSING:
            doc.refuse(dotted + name, "is missing")
            values[name] = _BAD
    return _BAD if _BAD in values.values() else wanted(**values)


@cache
def _shape(wanted: Hashable) -> tuple[dict[str, Field[object]], dict[str, object]]:
    hints = get_type_hints(cast("type[object]", wanted), include_extras=True)
    return {each.name: each for each in fields(cast("Any", wanted))}, hints


def _bounded(doc: Document, value: object, notes: list[object], key: str) -> object:
    if value is _BAD:
        return value
    for note in notes:
        if isinstance(note, msgspec.Meta) and (reason := _outside(value, note)):
            return _bad(doc, key, reason)
    return value


def _outside(value: object, bound: msgspec.Meta) -> str:
    """Return why `value` breaks `bound`, or nothing."""
    if isinstance(value, int | float):
        if bound.ge is not None and value < bound.ge:
            return f"must be {bound.ge} or more"
        if bound.gt is not None and value <= bound.gt:
            return f"must be more than {bound.gt}"
        if bound.le is not None and value > bound.le:
            return f"must be {bound.le} or less"
    if isinstance(value, str) and bound.pattern is not None and not re.search(bound.pattern, value):
        return f"must be {bound.description or f'of the form {bound.pattern}'}"
    if isinstance(value, str | tuple | dict) and bound.min_length is not None and len(value) < bound.min_length:
        return "must not be empty"
    return ""
