"""
Dates: what people's files hold, mail's own, and each language's.

The truth is the file's documented form (read by `strptime`), the standard library's reader of mail, or the day that
CLDR wrote down; beside it what `dateutil` makes of the same texts.
"""

import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from dateutil import parser
from leadcore.intake import dates
from leadcore.intake.dates import NOT_A_DATE, ORDER_UNKNOWN, OTHER_WEEKDAY, Dated
from leadcore.workspace import DateOrder

from lab.quality import corpora
from lab.quality.report import Section, Table, part_right, percent
from lab.tables import LANGUAGES

_DAYS = tuple(date(2026, 1, 3) + timedelta(days=37 * step) for step in range(40))
_FILES: tuple[tuple[str, str, str], ...] = (
    ("crm_sales_opportunities/sales_pipeline.csv.gz", "engage_date", "%Y-%m-%d"),
    ("crm_sales_opportunities/sales_pipeline.csv.gz", "close_date", "%Y-%m-%d"),
    ("olist_marketing_funnel/olist_marketing_qualified_leads_dataset.csv.gz", "first_contact_date", "%Y-%m-%d"),
    ("olist_marketing_funnel/olist_closed_deals_dataset.csv.gz", "won_date", "%Y-%m-%d %H:%M:%S"),
    ("companies_enrichment_seed/raw/sp500_constituents.csv", "Date added", "%Y-%m-%d"),
    ("companies_enrichment_seed/raw/yc_companies_2025.csv.gz", "launched_at", "%m/%d/%Y"),
    ("dirty_records/febrl_dataset1.csv.gz", "date_of_birth", "%Y%m%d"),
    ("dirty_records/febrl_dataset3.csv.gz", "date_of_birth", "%Y%m%d"),
)
"""File, column, and the form that its notes or most of its values have."""
_PATTERNS: tuple[tuple[str, DateOrder, Callable[[date], str]], ...] = (
    ("4.5.2026", "dmy", lambda day: f"{day.day}.{day.month}.{day.year}"),
    ("04/05/2026", "dmy", lambda day: f"{day:%d/%m/%Y}"),
    ("05/04/2026", "mdy", lambda day: f"{day:%m/%d/%Y}"),
    ("04-05-26", "dmy", lambda day: f"{day:%d-%m-%y}"),
    ("26/05/04", "ymd", lambda day: f"{day:%y/%m/%d}"),
)


class Written(NamedTuple):
    """A text, the order its source has, the day it means (None: none), and what `dateutil` is told of the order."""

    corpus: str
    text: str
    order: DateOrder
    day: date | None


def texts(limit: int = 0) -> Iterator[Written]:
    """Every text, or of each file the first `limit`: of files, of mails, of languages, of numbers in each order."""
    for path, column, form in _FILES:
        values = [text for row in corpora.rows(path) if (text := (row.get(column) or "").strip())][: limit or None]
        order = dates.order_of(values[:500]) or ""
        name = f"{path.split('/')[0]}: {column}"
        yield from (Written(name, text, order, _by(form, text)) for text in values)
    yield from _of_mails()
    for language in LANGUAGES:
        locale = Locale.parse(language)
        for width in ("medium", "long", "full"):
            for day in _DAYS:
                text = format_date(day, width, locale=locale)
                yield Written(f"CLDR, {width}", text, "mdy" if language == "en" else "dmy", day)
    for name, order, write in _PATTERNS:
        yield from (Written(f"numbers, {name}, order said", write(day), order, day) for day in _DAYS)
        yield from (Written(f"numbers, {name}, not said", write(day), "", day) for day in _DAYS)


_ABOUT = (
    "{whole} texts: {right} as the corpus has them ({part}), {another} another day. Truth: of files the form that they "
    "are written in (`strptime`; where that reads nothing, no date is right), of mails the standard library's reader, "
    "of languages the day that CLDR wrote (thirty; our names of months were made of the same; without an answer are "
    "those that join the month's name to another word or write it in signs: Hebrew, Hindi, Thai, Vietnamese). Many of "
    "these mails were given other years, so that their weekday is another day's. Where the order is not said, numbers "
    "that mean two days are told and none is named; `dateutil` names one: last column."
)
_HEAD = (
    "corpus", "texts", "right", "another day", "none", "told: two ways", "told: other weekday", "another by `dateutil`",
)  # fmt: skip


def measure(limit: int = 0) -> Section:
    """All texts, or of each file the first `limit`."""
    told: dict[str, Counter[str]] = {}
    for each in texts(limit):
        found = dates.read(each.text, each.order)
        counts = told.setdefault(each.corpus, Counter())
        counts["texts"] += 1
        if isinstance(found, Dated):
            counts["right" if found.day == each.day else "another"] += 1
        elif each.day is None:
            counts["right"] += 1
        else:
            counts[found.reason] += 1
        counts["dateutil"] += not limit and _dateutil(each) not in (each.day, None)
    columns = ("texts", "right", "another", NOT_A_DATE, ORDER_UNKNOWN, OTHER_WEEKDAY, "dateutil")
    rows = tuple((name, *(counts[column] for column in columns)) for name, counts in told.items())
    whole, right, another = (sum(counts[column] for counts in told.values()) for column in columns[:3])
    return Section(
        "Dates",
        _ABOUT.format(whole=whole, right=right, part=percent(right, whole), another=another),
        (Table(_HEAD, rows),),
        {
            "another": another,
            "files": part_right(told, "_"),
            "cldr": part_right(told, "CLDR"),
            "said": part_right(told, "order said"),
        },
    )


def _by(form: str, text: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _dateutil(each: Written) -> date | None:
    try:
        found: datetime = parser.parse(each.text, dayfirst=each.order == "dmy", yearfirst=each.order == "ymd")
    except (ValueError, OverflowError):
        return None
    return found.date()


def _of_mails() -> Iterator[Written]:
    folder = corpora.folder()
    if folder is None:
        return
    with tarfile.open(folder / "bounces_and_autoreplies" / "mail.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".eml") else None
            if file is None:
                continue
            head = message_from_bytes(file.read(), policy=policy.compat32)
            text = str(head.get("Date") or "").strip()
            if (day := _of_mail(text)) is not None:
                yield Written("mails: Date", text, "", day)


def _of_mail(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError):
        return None
