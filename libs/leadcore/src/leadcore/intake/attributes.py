"""The customer's own fields: does a JSON value fit the declared type, and the one text form it has."""

from typing import TypeAlias

from leadcore.intake import dates, money, sanitise
from leadcore.intake.dates import Undated
from leadcore.intake.money import Money, NoAmount
from leadcore.workspace import AS_IT_IS, Field, Written

MAX_TEXT = 4_000

_NUMBERS = ("whole", "number")
_MOST_WHOLE = 10**15
"""As many digits as a number's text may have."""


Reading: TypeAlias = tuple[str | None, str]
"""A text that `Field.value_of` understands ("" for nothing said, None where it does not fit), and a code: how it was
written, where that is not how it is kept, or why it does not fit, where that is more than the wrong type."""


def read_attribute(declared: Field, value: object, written: Written = AS_IT_IS) -> Reading:
    """
    Return how `value` is kept.

    Texts that spell a value of the type count ("12", "yes"), because files and forms know only texts.
    """
    kind = value.__class__
    if kind is int and declared.type in _NUMBERS and -_MOST_WHOLE < value < _MOST_WHOLE:  # type: ignore[operator]
        return str(value), ""
    if kind is bool and declared.type == "flag":
        return "true" if value else "false", ""
    if declared.type == "money" and kind in (int, float):
        return _of_money(money.of_number(value), "")  # type: ignore[arg-type]
    text = _spelled(value)
    if not text:
        return text, ""
    if declared.type == "money":
        return _of_money(money.read(text, written.decimals, declared.currency), text)
    if declared.type == "date":
        return _of_date(text, written)
    typed = declared.value_of(text)
    match typed:
        case None:
            return None, ""
        case bool():
            return "true" if typed else "false", ""
        case str():
            return typed, ""
    return text.removeprefix("+"), ""


def _of_date(text: str, written: Written) -> Reading:
    found = dates.read(text, written.dates)
    if isinstance(found, Undated):
        return None, found.reason
    return found.day.isoformat(), "" if found.form == "iso" else f"{found.form}>day"


def _of_money(found: Money | NoAmount, sent: str) -> Reading:
    if isinstance(found, NoAmount):
        return None, found.reason
    text = found.text
    return (
        text,
        "" if text == sent or not found.form else f"{found.form}>{'amount' if found.low == found.high else 'range'}",
    )


def _spelled(value: object) -> str | None:
    match value:
        case None:
            return ""
        case str():
            return sanitise.shorten(sanitise.lines(value), MAX_TEXT)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if -(10**18) < value < 10**18 else None
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    return None
