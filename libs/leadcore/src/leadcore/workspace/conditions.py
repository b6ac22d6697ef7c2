"""
Conditions of rules: one fact, one operator, one value, all typed.

This is the first form of the condition language; a full expression language replaces it later. A fact that is
not known (absent or empty) satisfies no operator but `absent`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from leadcore.workspace.decode import Document
from leadcore.workspace.findings import did_you_mean
from leadcore.workspace.vocabulary import ATTRIBUTE, WORDS, FactKind

Value = str | float | bool
Operator = Literal[
    "equals", "not-equals", "one-of", "none-of", "at-least", "less-than", "between", "is", "present", "absent"
]
Operand = str | tuple[str, ...]
Operands = tuple[Value, ...]

ANY_ATTRIBUTE: Final = "attributes.*"
"""A fact of this name means that attributes cannot be checked, because their declarations cannot be read."""

_KINDS: Mapping[Operator, tuple[FactKind, ...]] = {
    "equals": ("text", "number"),
    "not-equals": ("text", "number"),
    "one-of": ("text",),
    "none-of": ("text",),
    "at-least": ("number",),
    "less-than": ("number",),
    "between": ("number",),
    "is": ("flag",),
    "present": ("text", "number", "flag"),
    "absent": ("text", "number", "flag"),
}
_LISTS = ("one-of", "none-of", "between")
_BARE = ("present", "absent")


@dataclass(frozen=True, slots=True)
class Condition:
    """
    What must hold of one fact.

    `operands` has the type of the fact: texts folded to lower case, floats, or one bool. `between` includes
    its lower and excludes its upper bound, so that neighbouring ranges never both hold. `present` and
    `absent` have none.
    """

    field: str
    operator: Operator
    operands: Operands = ()

    def holds(self, facts: Mapping[str, Value | None]) -> bool:
        """Return whether the fact, compared without regard to case, satisfies the operator. Never raises."""
        value = facts.get(self.field)
        if value is None or value == "":
            return self.operator == "absent"
        return _HOLDS[self.operator](value.casefold() if isinstance(value, str) else value, self.operands)


def _in(value: Value, operands: Operands) -> bool:
    return value in operands


def _not_in(value: Value, operands: Operands) -> bool:
    return value not in operands


def _at_least(value: Value, operands: Operands) -> bool:
    return isinstance(value, int | float) and _bound(operands[0]) <= value


def _less_than(value: Value, operands: Operands) -> bool:
    return isinstance(value, int | float) and value < _bound(operands[0])


def _between(value: Value, operands: Operands) -> bool:
    return isinstance(value, int | float) and _bound(operands[0]) <= value < _bound(operands[-1])


def _bound(operand: Value) -> float:
    """A number that no value reaches, either way, where the operand is none."""
    return operand if isinstance(operand, float) else math.nan


_HOLDS: Mapping[Operator, Callable[[Value, Operands], bool]] = {
    "equals": _in,
    "one-of": _in,
    "is": _in,
    "not-equals": _not_in,
    "none-of": _not_in,
    "at-least": _at_least,
    "less-than": _less_than,
    "between": _between,
    "present": lambda _value, _operands: True,
    "absent": lambda _value, _operands: False,
}
"""Whether a known value satisfies an operator."""


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition as it stands in a file."""

    field: str
    operator: Operator
    value: Operand = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a condition may speak of: the facts by kind, and for some the only words they ever have.

    A comparison with another word could never hold, so it is refused.
    """

    kinds: Mapping[str, FactKind]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: WORDS)

    def with_words(self, fact: str, words: tuple[str, ...]) -> "Terms":
        """Return these terms and a text fact that has only `words`."""
        return Terms({**self.kinds, fact: "text"}, {**self.words, fact: words})


def compile_condition(doc: Document, key: str, row: ConditionRow, terms: Terms) -> Condition | None:
    """Return the typed condition, or None when fact, operator and value do not fit."""
    if ANY_ATTRIBUTE in terms.kinds and row.field.startswith(ATTRIBUTE):
        return None
    kind = terms.kinds.get(row.field)
    if kind is None:
        doc.refuse(f"{key}.field", f"no such fact: {row.field}{did_you_mean(row.field, terms.kinds)}")
        return None
    if kind not in _KINDS[row.operator]:
        fitting = ", ".join(name for name, kinds in _KINDS.items() if kind in kinds)
        doc.refuse(f"{key}.operator", f"{row.field} is a {kind}; use one of {fitting}")
        return None
    if (reason := _wrong_count(row)) is not None:
        doc.refuse(f"{key}.value", reason)
        return None
    return _compile(doc, key, row, terms)


def _compile(doc: Document, key: str, row: ConditionRow, terms: Terms) -> Condition | None:
    if row.operator in _BARE:
        return Condition(row.field, row.operator)
    texts = row.value if isinstance(row.value, tuple) else (row.value,)
    typed = [_typed(doc, f"{key}.value", row.field, text, terms) for text in texts]
    operands = tuple(each for each in typed if each is not None)
    if len(operands) < len(typed):
        return None
    if row.operator == "between" and float(operands[0]) >= float(operands[1]):
        doc.refuse(f"{key}.value", "the first bound must be less than the second")
        return None
    return Condition(row.field, row.operator, operands)


def _wrong_count(row: ConditionRow) -> str | None:
    if row.operator in _BARE:
        return f"{row.operator} takes no value" if row.value != "" else None
    if row.operator == "between":
        return None if isinstance(row.value, tuple) and len(row.value) == 2 else "must be a list of two bounds"
    if row.operator in _LISTS:
        return None if isinstance(row.value, tuple) and row.value else "must be a list with at least one value"
    if isinstance(row.value, tuple):
        return f"must be one value; for several use {'one-of' if row.operator == 'equals' else 'none-of'}"
    return None if row.value != "" else "is missing"


def _typed(doc: Document, key: str, fact: str, text: str, terms: Terms) -> Value | None:
    kind, words = terms.kinds[fact], terms.words.get(fact)
    if kind == "number":
        return doc.number(key, text)
    if kind == "flag":
        if text in ("true", "false"):
            return text == "true"
        doc.refuse(key, "must be true or false")
        return None
    if words is not None and text not in words:
        doc.refuse(key, f"{fact} is one of {', '.join(words)}{did_you_mean(text, words)}")
        return None
    return text.casefold()
