"""
Columns of dates: in which order their numbers stand, and which part of the values is then a date.

    one value with a 13 in it tells the order of all; where none does, or two contradict each other, none is guessed
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leadcore.intake import dates
from leadcore.intake.dates import ORDER_UNKNOWN, Dated
from leadcore.workspace import DateOrder

SERIALS: Final = 'timestamp("1899-12-30T00:00:00Z") + duration(string(int(double(value) * 86400.0 + 0.5)) + "s")'
"""What a spreadsheet counts in days (its 1900 system, after its 29 February 1900) as a moment in UTC, in CEL."""
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""From 1954 to 2119."""
_MOST: Final = 0.7


@dataclass(frozen=True, slots=True)
class Dates:
    """
    `part`: of the values that can be read. `order`: as the values tell it, or else as it was said. `why`: in words,
    where values cannot be read for want of an order, or are written in another than was said. `serial`: they are a
    spreadsheet's days. `unknown`: some can be read in two ways.
    """

    part: float
    order: DateOrder = ""
    why: str = ""
    serial: bool = False
    unknown: bool = False


def dates_of(values: Sequence[str], said: DateOrder = "", *, workbook: bool = False) -> Dates:
    """
    What there is of dates in a column's values.

    Args:
        values: a column's first ones.
        said: the order, if the user said it.
        workbook: whether numbers may be a spreadsheet's days.
    """
    if not values:
        return Dates(0.0)
    if workbook and sum(map(_is_serial, values)) >= len(values) * _MOST:
        told = "days as a spreadsheet counts them: a transform makes dates of them"
        return Dates(sum(map(_is_serial, values)) / len(values), why=told, serial=True)
    alone = dates.order_of(values)
    found = said or alone
    read = [dates.read(text, found or "") for text in values]
    part = sum(isinstance(each, Dated) for each in read) / len(values)
    if any(not isinstance(each, Dated) and each.reason == ORDER_UNKNOWN for each in read):
        told = "dates of which some have the month before the day, others behind it" if found is None else _TWO_WAYS
        return Dates(part, why=told, unknown=True)
    if said and alone and alone != said:
        return Dates(part, alone, "dates in another order than was said")
    return Dates(part, found or "")


_TWO_WAYS = "dates that could be read in two ways"


def could_be(text: str) -> bool:
    """Whether a text is written as a date, digits alone left out, since most of those are none."""
    if text.isdecimal() or not any(char.isdecimal() for char in text):
        return False
    found = dates.read(text)
    return isinstance(found, Dated) or found.reason == ORDER_UNKNOWN


def _is_serial(text: str) -> bool:
    match = _SERIAL.fullmatch(text)
    return match is not None and _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL
