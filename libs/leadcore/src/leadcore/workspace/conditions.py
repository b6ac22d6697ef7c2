"""
Conditions of rules: one fact, one operator, one value, all typed.

This is the first form of the condition language; a full expression language replaces it later. A fact that is
not known (absent or empty) satisfies no operator but `absent`.
"""

from collections.abc import Mapping
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
    operands: tuple[Value, ...] = ()

    def holds(self, facts: Mapping[str, Value | None]) -> bool:
        """Return whether the fact, compared without regard to case, satisfies the operator. Never raises."""
        value = facts.get(self.field)
        known = value is not None and value != ""
        if self.operator in _BARE:
            return known == (self.operator == "present")
        if not known:
            return False
        value = value.casefold() if isinstance(value, str) else value
        return self._compares(value)

    def _compares(self, value: Value | None) -> bool:
        match self.operator:
            case "equals" | "one-of" | "is":
                return value in self.operands
            case "not-equals" | "none-of":
                return value not in self.operands
        bounds = [each for each in self.operands if isinstance(each, float)]
        if not isinstance(value, int | float) or not bounds:
            return False
        match self.operator:
            case "at-least":
                return value >= bounds[0]
            case "less-than":
                return value < bounds[0]
        return bounds[0] <= value < bounds[-1]


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
