"""
`fields.yaml`: the customer's own fields. Undeclared ones are kept sealed and shown as unmapped, never
dropped.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from leadcore.workspace.conditions import ANY_ATTRIBUTE, Value
from leadcore.workspace.currencies import CODES
from leadcore.workspace.decode import Document
from leadcore.workspace.expressions import refusal
from leadcore.workspace.strict_yaml import Node
from leadcore.workspace.vocabulary import ALIASES, ATTRIBUTE, CANONICAL_KEYS, FactKind

FILE = "fields.yaml"

FieldType = Literal["text", "whole", "number", "flag", "date", "money"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_KINDS: Mapping[FieldType, FactKind] = {
    "text": "text",
    "whole": "number",
    "number": "number",
    "flag": "flag",
    "date": "text",
    "money": "number",
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_CURRENCIES = frozenset(CODES.split())
_AMOUNT = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,18})?)?(\.\.)?(-?[0-9]{1,15}(?:\.[0-9]{1,18})?)?", re.ASCII)
_YES = ("true", "yes", "y", "1")
_NO = ("false", "no", "n", "0")


@dataclass(frozen=True, slots=True)
class Field:
    """
    One declared attribute.

    `personal` has no default on purpose: a personal field is sealed with the person and no rule can see it.
    `transform`: a CEL expression that every value goes through, wherever it comes from. `crm`: destination to the
    property that the field fills there. `currency`: of amounts of money, ISO 4217; one that says another is none.
    """

    type: FieldType
    personal: bool
    description: str = ""
    transform: str = ""
    crm: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""

    @property
    def kind(self) -> FactKind:
        """How a rule compares it; a date compares as its ISO text, a range of amounts by where it begins."""
        return _KINDS[self.type]

    def value_of(self, text: str) -> Value | None:
        """Return the typed value of an attribute's text, or None where it does not fit. Never raises."""
        text = text.strip()
        match self.type:
            case "text":
                return text or None
            case "whole" | "number":
                return _number_of(text, whole=self.type == "whole")
            case "flag":
                folded = text.lower()
                return True if folded in _YES else False if folded in _NO else None
            case "money":
                return _amount_of(text)
        return _date_of(text)


def parse(doc: Document, node: Node) -> Mapping[str, Field] | None:
    """Return the declared attributes by name, or None with findings."""
    fields = doc.read(node, dict[str, Field])
    for name in fields or ():
        if not _NAME.fullmatch(name):
            doc.refuse(name, "must be lower case letters, digits and _, beginning with a letter")
        elif name in CANONICAL_KEYS or name in ALIASES:
            doc.refuse(name, "is already a key of every submission")
    for name, each in (fields or {}).items():
        if each.type == "money" and each.currency not in _CURRENCIES:
            doc.refuse(f"{name}.currency", "must be a currency's code of ISO 4217, such as EUR: rules compare amounts")
        if each.type != "money" and each.currency:
            doc.refuse(f"{name}.currency", f"has no meaning for the type {each.type}")
        if each.transform and (reason := refusal(each.transform)):
            doc.refuse(f"{name}.transform", reason)
    return fields


def attribute_facts(fields: Mapping[str, Field] | None) -> dict[str, FactKind]:
    """
    Return the facts that declared attributes add to rules, the personal ones left out.

    None means that the declarations cannot be read: rules about attributes are then not checked, so that one
    fault is not told once more for each rule.
    """
    if fields is None:
        return {ANY_ATTRIBUTE: "text"}
    return {ATTRIBUTE + name: field.kind for name, field in fields.items() if not field.personal}


def is_target(name: str, words: Collection[str], fields: Mapping[str, Field] | None) -> bool:
    """Return whether `name` is one of `words` or a declared attribute (any attribute if `fields` is None)."""
    if not name.startswith(ATTRIBUTE):
        return name in words
    return fields is None or name.removeprefix(ATTRIBUTE) in fields


def _number_of(text: str, *, whole: bool) -> float | None:
    return float(text) if (_WHOLE if whole else _NUMBER).fullmatch(text) else None


def _amount_of(text: str) -> float | None:
    """Of `1500`, `1000..5000`, `5000..` and `..5000` where it begins."""
    match = _AMOUNT.fullmatch(text)
    if match is None or (match[1] is None and match[3] is None) or (match[3] is not None and match[2] is None):
        return None
    return float(match[1] or 0)


def _date_of(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None
