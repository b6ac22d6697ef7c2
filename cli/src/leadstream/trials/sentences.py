"""What the pipeline says in codes, in words for who brought the file."""

from collections.abc import Collection, Mapping
from typing import Final

from leadcore.contracts import Outcome
from leadfiles.columns import Column, Lacking

FIELDS: Final[Mapping[str, str]] = {
    "email": "e-mail address",
    "phone": "telephone number",
    "company_name": "company name",
    "company_domain": "web address of the company",
    "country": "country",
    "occurred_at": "time",
    "event_id": "id",
    "full_name": "name",
}
_REASONS: Final[Mapping[str, str]] = {
    "wrong-type": "{field} is not of the right type",
    "number-too-large": "{field} is too large a number",
    "payload-too-large": "the row is larger than 256 KiB",
    "too-many-keys": "the row has more than 500 values",
    "key-too-long": "the name of a column is too long",
    "too-deep": "the row is nested too deep",
    "duplicate-key": "the row names one value twice",
    "number-out-of-range": "the row holds a number out of range",
    "nul-in-text": "{field} holds a NUL character",
    "lone-surrogate": "{field} holds half a character",
}


def named(field: str) -> str:
    """A field as people call it."""
    return FIELDS.get(field, field or "the row")


def why(outcome: Outcome) -> str:
    """Why a row was rejected or is dead."""
    reason = outcome.parameters.get("reason", outcome.code)
    if reason == "nothing-required-is-usable":
        return _nothing_usable(outcome.parameters)
    told = _REASONS.get(reason)
    field = outcome.parameters.get("field", "")
    return told.format(field=named(field)) if told else f"{reason} ({named(field)})" if field else reason


_UNREAD: Final[Mapping[str, str]] = {
    "not-a-date": "it is no date",
    "order-unknown": "it could be read in two ways (--dates dmy or --dates mdy)",
    "other-order": "it is no date in the order of the others",
    "not-an-amount": "it is no amount of money",
    "decimals-unknown": "it could be read in two ways (--decimals point or --decimals comma)",
    "other-decimals": "its decimals are written otherwise than the others",
    "other-currency": "it is in another currency than the field",
    "other-weekday": "its weekday is another day's",
}


_SAY: Final[Mapping[Lacking, str]] = {
    "dates": ": say --dates dmy or --dates mdy",
    "decimals": ": say --decimals point or --decimals comma",
}


def because(column: Column) -> str:
    """Why a column was taken for what it was, and what can be said of it."""
    return column.why + _SAY.get(column.lacks, "")


def unusable(field: str, flaw: str = "") -> str:
    """That a value of an accepted row could not be used; it is kept."""
    why = f": {_UNREAD[flaw]}" if flaw in _UNREAD else ""
    return f"the {named(field)} cannot be used{why}; it is kept as it is{_hint((field,))}"


def unread(why: str) -> str:
    """That a value of a field of the workspace could not be read; it is kept."""
    return f"{_UNREAD.get(why, why)}; it is kept as it is, unmapped"


def _nothing_usable(told: Mapping[str, str]) -> str:
    wanted = [named(each) for each in told.get("require_any", "").split(",") if each]
    broken = [named(each) for each in told.get("unusable", "").split(",") if each]
    listed = f"{', '.join(wanted[:-1])} or {wanted[-1]}" if len(wanted) > 1 else "".join(wanted)
    hint = _hint(told.get("unusable", "").split(","))
    also = f"; the {' and the '.join(broken)} cannot be used{hint}" if broken else ""
    return f"it has no {listed} that can be used{also}"


def _hint(fields: Collection[str]) -> str:
    return " (a number without + needs a country beside it)" if "phone" in fields else ""
