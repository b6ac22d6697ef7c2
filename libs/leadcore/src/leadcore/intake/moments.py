"""RFC 3339 times as milliseconds since 1970-01-01 UTC; a time without an offset is taken as UTC."""

import re
from datetime import UTC, datetime, timedelta

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]| ?[+-]\d{2}:?\d{2})?", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FRACTION = re.compile(r"([.,]\d{6})\d+")


def parse(text: str) -> int | None:
    """Return the moment that `text` names, in milliseconds, or None when it is no RFC 3339 time."""
    value = text.strip()
    if not _RFC3339.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", value).upper().replace(",", ".").replace(" +", "+"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
