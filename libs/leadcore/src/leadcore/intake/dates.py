"""
Dates and moments as files and forms write them.

    as it is → ISO 8601?  digits alone?  else: weekday · day · time → the day: numbers, a month's name, week, ordinal

`5/4/2026` is a day in May or in April. Which, is never guessed of one value: `order`, the source's, says it, or only
one order makes a date of it, or there is none and `ORDER_UNKNOWN` tells why. What `order` says holds: a value that is
a date in another order alone is none (`OTHER_ORDER`), since its neighbours were then read wrongly without a trace.
A time without a zone is UTC.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final, TypeAlias

from leadcore.frozen import dataclass
from leadcore.intake import moments
from leadcore.intake.calendar_words import MONTHS, WEEKDAYS
from leadcore.workspace.written import DateOrder

NOT_A_DATE: Final = "not-a-date"
ORDER_UNKNOWN: Final = "order-unknown"
OTHER_ORDER: Final = "other-order"
OTHER_WEEKDAY: Final = "other-weekday"

_MAX = 80
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
"""Outside of ISO 8601; other calendars count to 1447 or 2569 today."""
_PIVOT = 69
"""Two digits from here on are of the last century, as POSIX reads them."""


@dataclass(frozen=True, slots=True)
class Dated:
    """
    The day as it was written; `at`: the moment in milliseconds, of a day alone its beginning in UTC; `form`: how it
    was written, a code.
    """

    day: date
    at: int
    form: str
    has_time: bool = False


@dataclass(frozen=True, slots=True)
class Undated:
    """Why a text is no date: `NOT_A_DATE`, `ORDER_UNKNOWN`, `OTHER_ORDER` or `OTHER_WEEKDAY`."""

    reason: str


def read(text: str, order: DateOrder = "") -> Dated | Undated:
    """Return the date that `text` names; `order` is that of numbers whose year does not stand first in full."""
    value = _plain(text)
    if not value or len(value) > _MAX:
        return _NONE
    if _ISO_DAY.fullmatch(value):
        year, month, day = value.split("-")
        return _of_day(_date(int(year), int(month), int(day), "iso", first=1, last=9999))
    if (basic := _ISO_BASIC.fullmatch(value)) is not None:
        year, month, day, hour, minute, second, zone = basic.groups("")
        at = moments.parse(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}")
        return _NONE if at is None else Dated(date(int(year), int(month), int(day)), at, "iso-basic", has_time=True)
    if (at := moments.parse(value)) is not None:
        # The 61st second of a day's last minute is the next day's first for the clock, and no day's for the calendar.
        return Dated(date.fromisoformat(value[:10]), at, "rfc-3339", has_time=True)
    if value.replace(".", "", 1).isdecimal() and value[0] != ".":
        return _of_number(value)
    return _of_words(value, order)


def order_of(values: Iterable[str]) -> DateOrder | None:
    """
    Return the order in which numbers stand in these dates of one origin; "": they do not tell; None: they contradict
    each other.
    """
    possible, told = frozenset(_ORDERS), False
    for text in values:
        whole = _WHOLE.fullmatch(_plain(text)[:_MAX])
        match = _NUMBERS.fullmatch(whole["day"]) if whole else None
        if match and len(match[1]) < _FULL_YEAR and (found := _readings(match)):
            possible, told = possible.intersection(found), True
    if not possible:
        return None
    return next(iter(possible)) if told and len(possible) == 1 else ""


_NONE = Undated(NOT_A_DATE)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_DIGIT = re.compile(r"\d")
_SIGNS = str.maketrans({"\u200e": "", "\u200f": "", "\u2019": "'", "\u060c": ","})
_COMMENT = re.compile(r" ?\([^()]*\)$")
_ASCTIME = re.compile(r"([^\W\d_]+ \d{1,2}) (\d{1,2}:\d\d(?::\d\d)?)( [A-Z]{1,4}| [+-]\d{4})? (\d{4})")
_WHOLE = re.compile(
    r"(?P<day>[^:]*?\d)(?: ?[日일гр]?\.?(?: ?(?:\w曜日|(?:星期|周|週)\w|\w요일))?)"
    r"(?P<time>(?:T|,? (?:at |um |à )?)(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?(?: ?(?P<zone>(?:GMT|UTC)?[+-]\d\d:?\d\d|[A-Z]{1,3}))?(?: Uhr| h)?)?"
)
_UTC: Final[Mapping[str, str]] = dict.fromkeys(("", "Z", "UTC", "GMT", "UT"), "Z")
_ZONES: Final[Mapping[str, str]] = {
    **_UTC,
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00",
    "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
}  # fmt: skip
"""RFC 5322 §4.3, of mail's dates; the other names of zones, and these elsewhere, mean several."""
_Found: TypeAlias = tuple[date, str]


def _plain(text: str) -> str:
    """One line, with ASCII's digits, without what only directs the eye."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text[: 4 * _MAX]).translate(_SIGNS)
        text = _DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), text)
    return " ".join(text.split())


def _of_words(value: str, order: DateOrder) -> Dated | Undated:
    if value.endswith(")"):
        value = _COMMENT.sub("", value)
    first, _, rest = value.partition(" ")
    weekdays = _weekdays(first)
    if not weekdays:
        rest, _, last = value.rpartition(" ")
        weekdays = _weekdays(last)
    if weekdays and rest:
        found = _said(rest.removeprefix("den "), order)
        if isinstance(found, Dated) and found.day.isoweekday() not in weekdays:
            return Undated(OTHER_WEEKDAY)
        if isinstance(found, Dated) or found.reason != NOT_A_DATE:
            return found
    return _said(value, order)


def _weekdays(word: str) -> tuple[int, ...]:
    """What a word may mean among weekdays, Monday 1; Portuguese ones have `-feira` behind them."""
    return () if word[-1:].isdecimal() else _words(WEEKDAYS).get(folded(word.rstrip(",").partition("-")[0]), ())


def _said(value: str, order: DateOrder) -> Dated | Undated:
    if value[-1:].isdigit():
        value = _ASCTIME.sub(r"\1 \4 \2\3", value)
    whole = _WHOLE.fullmatch(value.rstrip(","))
    if whole is None:
        return _NONE
    found = _day(whole["day"], order)
    return found if isinstance(found, Undated) else _with_time(found, whole)


def _day(text: str, order: DateOrder) -> _Found | Undated:
    if match := _NUMBERS.fullmatch(text):
        return _of_three(match, order)
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(text):
            return reader(match)
    return _NONE


_FULL_YEAR = 4


def _of_three(match: re.Match[str], order: DateOrder) -> _Found | Undated:
    readings = _readings(match)
    if not readings:
        return _NONE
    if len(match[1]) == _FULL_YEAR:
        return readings["ymd"], "year-first"
    if order:
        return (readings[order], _form(order, match)) if order in readings else Undated(OTHER_ORDER)
    if len(set(readings.values())) > 1:
        return Undated(ORDER_UNKNOWN)
    first, day = next(iter(readings.items()))
    return day, _form(first, match)


def _readings(match: re.Match[str]) -> dict[DateOrder, date]:
    """What three numbers mean in each order in which they are a date."""
    found: dict[DateOrder, date] = {}
    for order, places in _ORDERS.items():
        year, month, day = (match[place] for place in places)
        if len(year) in (2, _FULL_YEAR) and len(month) <= 2 and len(day) <= 2:
            read_as = _date(_year(year), int(month), int(day), "")
            if isinstance(read_as, tuple):
                found[order] = read_as[0]
    return found


_ORDERS: Final[Mapping[DateOrder, tuple[int, int, int]]] = {"dmy": (4, 3, 1), "mdy": (4, 1, 3), "ymd": (1, 3, 4)}
"""Where year, month and day stand among the groups of `_NUMBERS`."""


def _form(order: DateOrder, match: re.Match[str]) -> str:
    short = max(len(match[1]), len(match[4])) < _FULL_YEAR
    return f"{order}-two-digits" if short else order


def _of_number(text: str) -> Dated | Undated:
    """Digits alone tell by their number what they are: 8 a date, 10 seconds, 13 milliseconds of Unix time."""
    whole, _, part = text.partition(".")
    if len(whole) == len("20260504") and not part:
        return _of_day(_date(int(whole[:4]), int(whole[4:6]), int(whole[6:]), "iso-basic"))
    if len(whole) == len("1777777777"):
        return _of_clock(int(whole) * 1000 + int(f"{part}000"[:3]), "unix-seconds")
    if len(whole) == len("1777777777000") and not part.strip("0"):
        return _of_clock(int(whole), "unix-milliseconds")
    return _NONE


def _of_clock(at: int, form: str) -> Dated | Undated:
    # Ten digits begin in 2001 and end in 2286; thirteen too.
    day = (_EPOCH + timedelta(milliseconds=at)).date()
    return Dated(day, at, form, has_time=True) if _FIRST_CLOCK <= day.year <= _LAST_YEAR else _NONE


_FIRST_CLOCK = 2001


def _week(match: re.Match[str]) -> _Found | Undated:
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)), "iso-week"
    except ValueError:
        return _NONE


def _ordinal(match: re.Match[str]) -> _Found | Undated:
    year, number = int(match[1]), int(match[2])
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and number):
        return _NONE
    found = date(year, 1, 1) + timedelta(days=number - 1)
    return (found, "iso-ordinal") if found.year == year else _NONE


def _year_month_day(match: re.Match[str]) -> _Found | Undated:
    return _date(int(match[1]), int(match[2]), int(match[3]), "year-first")


def _named(match: re.Match[str]) -> _Found | Undated:
    months = _words(MONTHS).get(folded(match["month"]), ())
    if len(months) != 1:
        return _NONE
    return _date(_year(match["year"]), months[0], int(match["day"]), "month-name")


def _date(
    year: int, month: int, day: int, form: str, *, first: int = _FIRST_YEAR, last: int = _LAST_YEAR
) -> _Found | Undated:
    if not first <= year <= last:
        return _NONE
    try:
        return date(year, month, day), form
    except ValueError:
        return _NONE


def _year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) > 2 else number + (1900 if number >= _PIVOT else 2000)


def _of_day(found: _Found | Undated) -> Dated | Undated:
    if isinstance(found, Undated):
        return found
    day, form = found
    return Dated(day, (datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH) // _MILLISECOND, form)


def _with_time(found: _Found, said: re.Match[str]) -> Dated | Undated:
    if not said["time"]:
        return _of_day(found)
    day, form = found
    hour, half = int(said["h"]), (said["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return _NONE
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    named = (said["zone"] or "").removeprefix("GMT").removeprefix("UTC")
    zone = named if named[:1] in ("+", "-") else (_ZONES if form == "month-name" else _UTC).get(named, "")
    # A text without a zone's "Z" would be a time of nowhere: what is not known is no time.
    at = moments.parse(f"{day.isoformat()}T{hour:02}:{said['m']}:{said['s'] or '00'}{zone}") if zone else None
    return _NONE if at is None else Dated(day, at, form, has_time=True)


_NOON = 12


def folded(word: str) -> str:
    """A word as names of months and weekdays are compared: without case, accents and points."""
    if word.isascii():
        return word.lower().rstrip(".")
    bare = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return unicodedata.normalize("NFC", "".join(each for each in bare if not unicodedata.combining(each))).rstrip(".")


@cache
def _words(table: str) -> Mapping[str, tuple[int, ...]]:
    """What each word may mean; one that means several months in several languages is none's."""
    found: dict[str, tuple[int, ...]] = {}
    for line in table.split("\n"):
        number, _, words = line.partition(" ")
        for word in filter(None, words.split("|")):
            found[word] = (*found.get(word, ()), int(number))
    return found


_NAME = r"(?P<month>[^\W\d_][^\W\d_'’]{1,13}\.?)"
_DAY = r"(?P<day>\d{1,2})"
_NUMBERS = re.compile(r"(\d{1,4}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{1,4})", re.ASCII)
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Found | Undated]], ...]] = (
    (re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2})"), _year_month_day),
    (re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII), _year_month_day),
    (re.compile(r"(\d{4})-?W(\d\d)(?:-?([1-7]))?", re.ASCII), _week),
    (re.compile(r"(\d{4})-(\d{3})", re.ASCII), _ordinal),
    (
        re.compile(rf"{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?(?: ?[-/] ?| de | of | d'|(?<=\.)| ){_NAME}"
                   rf"(?: ?[-/] ?| de | del |, ?| )(?P<year>\d{{4}}|\d\d)"),
        _named,
    ),
    (re.compile(rf"{_NAME}[ -]{_DAY}(?:st|nd|rd|th)?(?:, ?| |-)(?P<year>\d{{4}})"), _named),
    (re.compile(rf"(?P<year>\d{{4}})(?:\. ?|[-/ ]){_NAME}(?:[-/ ]){_DAY}"), _named),
)  # fmt: skip
