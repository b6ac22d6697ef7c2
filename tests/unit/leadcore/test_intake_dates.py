"""I5: dates in every form that files and forms have; what could be read in two ways is told, never guessed."""

from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from babel import Locale
from babel.dates import format_date
from dateutil import parser
from hypothesis import example, given
from hypothesis import strategies as st
from leadcore.intake import dates, moments
from leadcore.intake.attributes import read_attribute
from leadcore.intake.dates import NOT_A_DATE, ORDER_UNKNOWN, OTHER_ORDER, Dated, Undated
from leadcore.workspace import Field
from leadcore.workspace.written import DateOrder, Written

DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
TODAY_S = st.dates(date(1969, 1, 1), date(2068, 12, 31))
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
FOURTH = date(2026, 5, 4)
DATE = Field("date", personal=False)


def day_of(text: str, order: DateOrder = "") -> date | str:
    """The day, or why there is none."""
    found = dates.read(text, order)
    return found.day if isinstance(found, Dated) else found.reason


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-05-04", "iso"),
        ("20260504", "iso-basic"),
        ("20260504T103000Z", "iso-basic"),
        ("2026-W19-1", "iso-week"),
        ("2026W191", "iso-week"),
        ("2026-W19", "iso-week"),
        ("2026-124", "iso-ordinal"),
        ("2026-05-04T10:30:00+02:00", "rfc-3339"),
        ("2026-05-04T23:30:00-05:00", "rfc-3339"),
        ("2026/5/4", "year-first"),
        ("2026/05/04 10:30", "year-first"),
        ("2026. 5. 4.", "year-first"),
        ("2026年5月4日", "year-first"),
        ("2026년 5월 4일", "year-first"),
        ("4 May 2026", "month-name"),
        ("4. Mai 2026", "month-name"),
        ("04-May-26", "month-name"),
        ("4th of May, 2026", "month-name"),
        ("May 4, 2026", "month-name"),
        ("MAY 4 2026", "month-name"),
        ("4 de mayo de 2026", "month-name"),
        ("4 mai 2026", "month-name"),
        ("4 мая 2026 г.", "month-name"),
        ("4 MAYIS 2026", "month-name"),
        ("2026. május 4.", "month-name"),
        ("2026-May-04", "month-name"),
        ("Mon, 04 May 2026 10:30:00 +0200 (CEST)", "month-name"),
        ("Mon May  4 10:30:00 2026", "month-name"),
        ("Mon May 04 2026 10:30:00 GMT+0200 (Central European Summer Time)", "month-name"),
        ("Monday, May 4, 2026 at 10:30 AM", "month-name"),
        ("1777889400", "unix-seconds"),
        ("1777889400.5", "unix-seconds"),
        ("1777889400000", "unix-milliseconds"),
        (" 2026-05-04\n", "iso"),
        ("\u200e2026-05-04", "iso"),
        ("２０２６-０５-０４", "iso"),
    ],
)
def test_forms_of_one_day(text: str, form: str) -> None:
    found = dates.read(text)
    assert isinstance(found, Dated)
    assert (found.day, found.form) == (FOURTH, form)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("4/5/2026", (ORDER_UNKNOWN, date(2026, 5, 4), date(2026, 4, 5), OTHER_ORDER)),
        ("04.05.2026", (ORDER_UNKNOWN, date(2026, 5, 4), date(2026, 4, 5), OTHER_ORDER)),
        ("4. 5. 2026", (ORDER_UNKNOWN, date(2026, 5, 4), date(2026, 4, 5), OTHER_ORDER)),
        ("13/5/2026", (date(2026, 5, 13), date(2026, 5, 13), OTHER_ORDER, OTHER_ORDER)),
        ("5/13/2026", (date(2026, 5, 13), OTHER_ORDER, date(2026, 5, 13), OTHER_ORDER)),
        ("5/5/2026", (date(2026, 5, 5), date(2026, 5, 5), date(2026, 5, 5), OTHER_ORDER)),
        ("01/02/03", (ORDER_UNKNOWN, date(2003, 2, 1), date(2003, 1, 2), date(2001, 2, 3))),
        ("05/05/26", (ORDER_UNKNOWN, date(2026, 5, 5), date(2026, 5, 5), date(2005, 5, 26))),
        ("31/12/99", (date(1999, 12, 31), date(1999, 12, 31), OTHER_ORDER, OTHER_ORDER)),
        ("31/12/29", (ORDER_UNKNOWN, date(2029, 12, 31), OTHER_ORDER, date(2031, 12, 29))),
        ("2026-05-04", (FOURTH, FOURTH, FOURTH, FOURTH)),
        ("30/02/2026", (NOT_A_DATE,) * 4),
        ("13/13/2026", (NOT_A_DATE,) * 4),
        ("٤/٥/٢٠٢٦", (ORDER_UNKNOWN, date(2026, 5, 4), date(2026, 4, 5), OTHER_ORDER)),
    ],
)
def test_the_order_of_numbers_is_said_or_told_by_the_numbers(text: str, told: tuple[date | str, ...]) -> None:
    assert (day_of(text), *(day_of(text, order) for order in ORDERS)) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "45678", "10", "May 2026", "4 May", "2026-13-04", "2026-02-30", "2569/05/04", "1447/05/04",
        "Tue, 04 May 2026", "4 Maybe 2026", "4/5-2026", "4/5/20266", "1234567890123456", "4155550123 ext 5",
        "+4915112345678", "4 May 2026 25:00", "4 May 2026 13:00 pm", "4 May 2026 10:30 CET", "04/05/2026 10:30 EST",
        "2026-W54-1", "2025-366", "2026-000", "0/0/0", "x" * 5_000, "1" * 5_000, "\x00",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert isinstance(dates.read(text), Undated)
    assert isinstance(dates.read(text, "dmy"), Undated)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("4 May 2026 10:30", "2026-05-04T10:30:00Z"),
        ("04.05.2026, 10:30 Uhr", "2026-05-04T10:30:00Z"),
        ("4/5/2026 3:05 PM", "2026-05-04T15:05:00Z"),
        ("4/5/2026 12:05 a.m.", "2026-05-04T00:05:00Z"),
        ("4/5/2026 10:30:15 +02:00", "2026-05-04T08:30:15Z"),
        ("Mon, 4 May 2026 10:30:00 PDT", "2026-05-04T17:30:00Z"),
        ("Mon May 4 10:30:00 PST 2026", "2026-05-04T18:30:00Z"),
        ("20260504T1030+0200", "2026-05-04T08:30:00Z"),
        ("4 May 2026", "2026-05-04T00:00:00Z"),
        ("1777889400.25", "2026-05-04T10:10:00.250Z"),
    ],
)
def test_the_moment_is_in_utc_where_no_zone_is_said(text: str, at: str) -> None:
    found = dates.read(text, "dmy")
    assert isinstance(found, Dated)
    assert found.at == moments.parse(at)


@given(DAYS, st.sampled_from("-/. "), st.sampled_from(("dmy", "mdy")))
def test_a_day_written_in_the_source_s_order_is_that_day(day: date, mark: str, order: DateOrder) -> None:
    numbers = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    text = mark.join(map(str, (*numbers, day.year)))
    assert day_of(text, order) == day
    assert day_of(text) in (day, ORDER_UNKNOWN)
    assert (day_of(text) == ORDER_UNKNOWN) == (day.day <= 12 and day.day != day.month)


@given(TODAY_S, st.sampled_from("-/."), st.sampled_from(ORDERS))
def test_two_digits_of_a_year_are_of_the_century_that_posix_means(day: date, mark: str, order: DateOrder) -> None:
    text = mark.join(f"{getattr(day, part) % 100:02}" for part in _PARTS[order])
    assert day_of(text, order) == day
    assert day_of(text) in (day, ORDER_UNKNOWN)


_PARTS = {"dmy": ("day", "month", "year"), "mdy": ("month", "day", "year"), "ymd": ("year", "month", "day")}
LOCALES = ("en", "en_GB", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "da", "sv", "nb", "hu", "ro", "tr", "el",
           "ru", "uk", "ja", "ko", "zh", "id", "ca")  # fmt: skip


@given(DAYS, st.sampled_from(LOCALES), st.sampled_from(("medium", "long", "full")))
@example(date(2026, 5, 4), "de", "full")
def test_dates_with_names_as_cldr_writes_them(day: date, locale: str, width: str) -> None:
    """Never another day, whatever the language; orders of numbers as that language has them."""
    text = format_date(day, width, locale=Locale.parse(locale))
    order: DateOrder = "mdy" if locale == "en" else "dmy"
    assert day_of(text, order) in (day, NOT_A_DATE)
    if locale in ("en", "de", "es", "pt", "nl", "sv", "nb", "ru", "ja", "ko", "zh", "fr", "it"):
        assert day_of(text, order) == day


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_moments_of_mail(moment: datetime, minutes: int) -> None:
    """RFC 5322, as the standard library writes it."""
    offset = timedelta(minutes=minutes)
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    local = (moment + offset).replace(tzinfo=None)
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
    text = format_datetime(local.replace(tzinfo=UTC)).replace("+0000", zone)
    found = dates.read(text)
    assert isinstance(found, Dated)
    assert (found.at, found.day) == (round(moment.timestamp() * 1000), local.date())


@given(st.integers(1_000_000_000_000, 7_000_000_000_000))
def test_unix_time(at: int) -> None:
    for text, wanted in ((str(at), at), (str(at // 1000), at // 1000 * 1000)):
        found = dates.read(text)
        assert isinstance(found, Dated)
        assert found.at == wanted


@given(st.text(max_size=90) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9A-Za-z]{1,9}[-/., ]{1,2}[0-9]{1,4}( [0-9:]{4,8})?"))
def test_any_text_is_a_date_or_is_told_and_never_two(text: str) -> None:
    free = dates.read(text)
    ordered = {day_of(text, order) for order in ORDERS}
    days = {each for each in ordered if isinstance(each, date)}
    if isinstance(free, Dated):
        assert days <= {free.day}
    elif free.reason == ORDER_UNKNOWN:
        assert len(days) > 1
    else:
        assert not days


@given(DAYS, st.sampled_from(("%d/%m/%Y", "%d.%m.%Y %H:%M", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d")))
def test_equal_to_dateutil_where_that_is_told_the_order(day: date, pattern: str) -> None:
    text = day.strftime(pattern)
    order: DateOrder = "mdy" if pattern.startswith("%m") else "dmy"
    wanted = parser.parse(text, dayfirst=order == "dmy" and not pattern.startswith("%Y"))
    assert day_of(text, order) == wanted.date()


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["1/2/2026", "13/2/2026"], "dmy"),
        (["1/2/2026", "2/13/2026"], "mdy"),
        (["26/12/31", "26/1/2"], "ymd"),
        (["1/2/2026", "3/4/2026"], ""),
        (["13/2/2026", "2/13/2026"], None),
        (["2026-05-04", "4 May 2026", "none", ""], ""),
        (["13/2/2026", "2026-05-04", "99/99/9999"], "dmy"),
        ([], ""),
    ],
)
def test_a_column_tells_its_order(values: list[str], order: DateOrder | None) -> None:
    assert dates.order_of(values) == order


@given(st.lists(DAYS, min_size=1, max_size=20), st.sampled_from(("dmy", "mdy")))
def test_the_order_of_a_column_is_the_one_it_was_written_in_or_is_not_told(days: list[date], order: DateOrder) -> None:
    pattern = "{0.day}/{0.month}/{0.year}" if order == "dmy" else "{0.month}/{0.day}/{0.year}"
    assert dates.order_of([pattern.format(day) for day in days]) in (order, "")


@pytest.mark.parametrize(
    ("value", "written", "reading"),
    [
        ("2026-05-04", "", ("2026-05-04", "")),
        ("4.5.2026", "dmy", ("2026-05-04", "dmy>day")),
        ("4.5.26", "dmy", ("2026-05-04", "dmy-two-digits>day")),
        ("4.5.2026", "", (None, "order-unknown")),
        ("13.5.2026", "mdy", (None, "other-order")),
        (1777889400, "", ("2026-05-04", "unix-seconds>day")),
        (1777889400000.0, "", ("2026-05-04", "unix-milliseconds>day")),
        (20260504, "", ("2026-05-04", "iso-basic>day")),
        (45678, "", (None, "not-a-date")),
        (True, "", (None, "not-a-date")),
        ("2026-05-04xyz", "", (None, "not-a-date")),
        ("", "", ("", "")),
    ],
)
def test_a_field_of_type_date(value: object, written: DateOrder, reading: tuple[str | None, str]) -> None:
    assert read_attribute(DATE, value, Written(written)) == reading
    text = reading[0]
    assert not text or DATE.value_of(text) == text
