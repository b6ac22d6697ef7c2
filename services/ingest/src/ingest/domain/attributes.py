"""The customer's own fields: declared types and the one text form of each value."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from ingest.domain import moments, sanitise

_MAX_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """
    A declared field and whether it is personal.

    Types: `text`, `integer`, `number`, `boolean`, `date`, `moment`.

    Raises ValueError for another type.
    """

    type: str = "text"
    personal: bool = False

    def __post_init__(self) -> None:
        if self.type not in _READERS:
            raise ValueError(f"an attribute's type is one of {', '.join(_READERS)}")


def read_attribute(rule: AttributeRule, value: object) -> str | None:
    """
    Return the canonical text of `value` under `rule`, "" where it says nothing, None where it does not fit.

    Texts that spell a value of the type count ("12", "yes", "1,204.5" does not), because files and
    forms know only texts.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    return _READERS[rule.type](value)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    return sanitise.shorten(sanitise.lines(value), _MAX_TEXT) if isinstance(value, str) else None


def _integer(value: object) -> str | None:
    number = _number(value)
    if number is None or "." in number or "e" in number:
        return None
    return number


def _number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        if len(value) > 64 or "_" in value:
            return None
        try:
            value = int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
        except ValueError:
            return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value) if value.is_integer() and abs(value) < 2**53 else value
    return str(value) if abs(value) < 10**30 else None


def _boolean(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    said = value.strip().lower() if isinstance(value, str) else str(value)
    if said in ("true", "yes", "y", "1"):
        return "true"
    return "false" if said in ("false", "no", "n", "0") else None


def _date(value: object) -> str | None:
    try:
        return date.fromisoformat(value.strip()).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> str | None:
    moment = moments.parse(value) if isinstance(value, str) else None
    return None if moment is None else str(moment)


_READERS: Mapping[str, Callable[[object], str | None]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "moment": _moment,
}
