"""The customer's own fields: does a JSON value fit the declared type, and the one text form it has."""

from leadcore.intake import sanitise
from leadcore.workspace import Field

MAX_TEXT = 4_000


def read_attribute(declared: Field, value: object) -> str | None:
    """
    Return the text of `value` that `declared.value_of` understands, "" for nothing said, None where it does not fit.

    Texts that spell a value of the type count ("12", "yes"), because files and forms know only texts.
    """
    text = _spelled(value)
    if not text:
        return text
    typed = declared.value_of(text)
    match typed:
        case None:
            return None
        case bool():
            return "true" if typed else "false"
        case str():
            return typed
    return text.removeprefix("+")


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
