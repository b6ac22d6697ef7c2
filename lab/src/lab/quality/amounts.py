"""
Amounts of money: what people's files hold, and how each language writes them.

The truth is the number that a file's notes or CLDR wrote down; beside it what `price-parser` makes of the same texts.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from babel import Locale
from babel.numbers import format_currency, format_decimal
from leadcore.intake import money
from leadcore.intake.money import DECIMALS_UNKNOWN, NOT_MONEY, OTHER_CURRENCY, OTHER_DECIMALS, Money
from leadcore.workspace import DecimalMark
from price_parser import Price

from lab.quality import corpora
from lab.quality.report import Section, Table, part_right, percent
from lab.tables import LANGUAGES

_FILES = (
    ("crm_sales_opportunities/accounts.csv", "revenue"),
    ("crm_sales_opportunities/products.csv", "sales_price"),
    ("crm_sales_opportunities/sales_pipeline.csv.gz", "close_value"),
    ("olist_marketing_funnel/olist_closed_deals_dataset.csv.gz", "declared_monthly_revenue"),
    ("companies_enrichment_seed/companies_seed.csv.gz", "revenue_musd"),
)
_NUMBERS = tuple(Decimal(text) for text in (
    "0", "1", "12.5", "99.99", "123", "999.95", "1000", "1234", "1234.5", "1234.56", "10000", "12345.67", "250000",
    "1234567", "1234567.89", "25000000",
))  # fmt: skip
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "INR")
_WRITTEN: tuple[tuple[str, str], ...] = (
    ("10k", "10000"), ("1.5k", "1500"), ("2 Mio. EUR", "2000000"), ("€ 1,5 Mio", "1500000"), ("3 lakh", "300000"),
    ("$2.5M", "2500000"), ("100万円", "1000000"), ("(1,200.00)", "-1200"), ("1.200,00-", "-1200"), ("-$5", "-5"),
    ("10k-50k", "10000..50000"), ("$10k – $50k", "10000..50000"), ("10-50k", "10000..50000"), ("50k+", "50000.."),
    ("<$5k", "..5000"), ("€1.234,50 - €2.000,00", "1234.5..2000"), ("CHF 1'500.-", "1500"), ("500,- €", "500"),
    ("₹12,34,567/-", "1234567"), ("between 10k and 50k", "10000..50000"), ("ab 10k", "10000.."),
)  # fmt: skip
"""Forms of forms and sheets, each with what it means; written for this."""


class Amount(NamedTuple):
    """A text, the mark its source has, and the amount as it is kept ("": none)."""

    corpus: str
    text: str
    decimals: DecimalMark
    kept: str


def texts(limit: int = 0) -> Iterator[Amount]:
    """Every text, or of each file the first `limit`."""
    for path, column in _FILES:
        values = [text for row in corpora.rows(path) if (text := (row.get(column) or "").strip())][: limit or None]
        mark = money.decimals_of(values[:500]) or ""
        for text in values:
            yield Amount(f"{path.split('/')[0]}: {column}", text, mark, _plain(text))
    yield Amount("csv_edge_cases: test_locale", "200.000.000", "", "200000000")
    yield Amount("csv_edge_cases: test_locale", "1,7", "", "1.7")
    for language in LANGUAGES:
        yield from _of_language(Locale.parse(language))
    yield from (Amount("forms and sheets", text, "", kept) for text, kept in _WRITTEN)


def _of_language(locale: Locale) -> Iterator[Amount]:
    mark: DecimalMark = "comma" if locale.number_symbols["latn"]["decimal"] == "," else "point"
    for number in _NUMBERS:
        kept = _shown(number)
        for code in _CURRENCIES:
            text = format_currency(number, code, locale=locale)
            cents = _shown(number.quantize(Decimal("0.01")))
            yield Amount("CLDR, currency, mark said", text, mark, cents)
            yield Amount("CLDR, currency, not said", text, "", cents)
        yield Amount("CLDR, number, mark said", format_decimal(number, locale=locale), mark, kept)
        yield Amount("CLDR, number, not said", format_decimal(number, locale=locale), "", kept)


_ABOUT = (
    "{whole} texts: {right} as the corpus has them ({part}), {another} another amount. Truth: the number of the file, "
    "or that CLDR wrote in each of thirty languages, with a currency and without. Where the mark before decimals is "
    "not said, `1.234` is told and no amount is named; `price-parser` names one, and knows no scale, range or sign: "
    "last column."
)
_HEAD = (
    "corpus", "texts", "right", "another amount", "none", "told: two ways", "told: otherwise",
    "another by `price-parser`",
)  # fmt: skip


def measure(limit: int = 0) -> Section:
    """All texts, or of each file the first `limit`."""
    told: dict[str, Counter[str]] = {}
    for each in texts(limit):
        found = money.read(each.text, each.decimals)
        counts = told.setdefault(each.corpus, Counter())
        counts["texts"] += 1
        if isinstance(found, Money):
            counts["right" if found.text == each.kept else "another"] += 1
        elif not each.kept:
            counts["right"] += 1
        else:
            counts["other" if found.reason in (OTHER_DECIMALS, OTHER_CURRENCY) else found.reason] += 1
        counts["price-parser"] += not limit and _other(each) not in (each.kept, "")
    columns = ("texts", "right", "another", NOT_MONEY, DECIMALS_UNKNOWN, "other", "price-parser")
    rows = tuple((name, *(counts[column] for column in columns)) for name, counts in told.items())
    whole, right, another = (sum(counts[column] for counts in told.values()) for column in columns[:3])
    return Section(
        "Amounts of money",
        _ABOUT.format(whole=whole, right=right, part=percent(right, whole), another=another),
        (Table(_HEAD, rows),),
        {
            "another": another,
            "files": part_right(told, "_"),
            "said": part_right(told, ", mark said"),
            "forms": part_right(told, "forms"),
        },
    )


def _plain(text: str) -> str:
    try:
        return _shown(Decimal(text))
    except InvalidOperation:
        return ""


def _shown(number: Decimal) -> str:
    return Money(number, number).text


def _other(each: Amount) -> str:
    mark = {"point": ".", "comma": ",", "": None}[each.decimals]
    amount: Decimal | None = Price.fromstring(each.text, decimal_separator=mark).amount
    return "" if amount is None else _shown(amount)
