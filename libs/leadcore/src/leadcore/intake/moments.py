"""RFC 3339 times as milliseconds since 1970-01-01 UTC; a time without an offset is taken as UTC."""

import re
from datetime import UTC, datetime, timedelta

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]| ?[+-]\d{2}:?\d{2})?", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECONDS = slice(17, 19)
_LEAP = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:60", re.ASCII)
"""RFC 3339 §5.7: the 61st second of a UTC day's last minute; Unix time counts it as the next day's first."""
_DAY_MS = 86_400_000
_LAST = 253_402_214_400_000
"""The last day that a datetime has begins: after it there is no next one."""
_TO_MICROSECONDS = len("2026-01-01T00:00:00.123456")
_FRACTION = re.compile(r"([.,]\d{6})\d+")


def parse(text: str) -> int | None:
    """Return the moment that `text` names, in milliseconds, or None when it is no RFC 3339 time."""
    value = text.strip()
    if not _RFC3339.fullmatch(value):
        return None
    if value[_SECONDS] == "60" and (leap := _LEAP.match(value)):
        before = parse(f"{value[: leap.end() - 2]}59{value[leap.end() :]}")
        return None if before is None or (before + 1000) % _DAY_MS >= 1000 or before > _LAST else before + 1000
    if len(value) > _TO_MICROSECONDS:
        value = _FRACTION.sub(r"\1", value)
    try:
        moment = datetime.fromisoformat(value.upper().replace(",", ".").replace(" +", "+"))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND
