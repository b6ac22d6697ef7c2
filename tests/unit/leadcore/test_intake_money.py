"""I5: amounts of money as people write them; what could be a thousand or one is told, never guessed."""

import time
from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st
from leadcore.intake import money
from leadcore.intake.attributes import read_attribute
from leadcore.intake.money import DECIMALS_UNKNOWN, NOT_MONEY, OTHER_CURRENCY, OTHER_DECIMALS, Money, NoAmount
from leadcore.workspace import Field
from leadcore.workspace.written import DecimalMark, Written
from price_parser import Price

BUDGET = Field("money", personal=False, currency="EUR")
MARKS: tuple[DecimalMark, ...] = ("", "point", "comma")
AMOUNTS = st.decimals(0, 10**12, places=2, allow_nan=False, allow_infinity=False)
LOCALES = ("en", "en_IN", "de", "de_CH", "fr", "es", "it", "pt", "nl", "pl", "cs", "da", "sv", "nb", "fi", "hu", "ro",
           "tr", "ru", "uk", "ja", "ko", "zh", "id", "vi", "hi", "th", "ca", "he")  # fmt: skip


def kept(text: str, decimals: DecimalMark = "", currency: str = "") -> str:
    """The text that is kept, or why there is none."""
    found = money.read(text, decimals, currency)
    return found.text if isinstance(found, Money) else found.reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1234", ("1234", "1234", "1234")),
        ("1,234", (DECIMALS_UNKNOWN, "1234", "1.234")),
        ("1.234", (DECIMALS_UNKNOWN, "1.234", "1234")),
        ("$1,234", (DECIMALS_UNKNOWN, "1234", "1.234")),
        ("up to 10.000 €", (DECIMALS_UNKNOWN, "..10", "..10000")),
        ("1,234-2,345", (DECIMALS_UNKNOWN, "1234..2345", "1.234..2.345")),
        ("1.234,56", ("1234.56", OTHER_DECIMALS, "1234.56")),
        ("1,234.56", ("1234.56", "1234.56", OTHER_DECIMALS)),
        ("1,5", ("1.5", OTHER_DECIMALS, "1.5")),
        ("0,123", ("0.123", OTHER_DECIMALS, "0.123")),
        ("1234,567", ("1234.567", OTHER_DECIMALS, "1234.567")),
        ("1.234.567", ("1234567", OTHER_DECIMALS, "1234567")),
        ("1,234,567", ("1234567", "1234567", OTHER_DECIMALS)),
        ("12,34,567", ("1234567", "1234567", OTHER_DECIMALS)),
        ("12,34,567.50", ("1234567.5", "1234567.5", OTHER_DECIMALS)),
        ("1 234,56", ("1234.56", OTHER_DECIMALS, "1234.56")),
        ("1\u202f234\u00a0€", ("1234", "1234", "1234")),
        ("1'234.50", ("1234.5", "1234.5", OTHER_DECIMALS)),
        ("1 234,567", ("1234.567", OTHER_DECIMALS, "1234.567")),
    ],
)
def test_the_mark_before_decimals_is_said_or_told_by_the_text(text: str, told: tuple[str, ...]) -> None:
    assert tuple(kept(text, mark) for mark in MARKS) == told


@pytest.mark.parametrize(
    ("text", "wanted", "form"),
    [
        ("€ 1.234,50", "1234.5", "currency+thousands+comma"),
        ("1.234,50 EUR", "1234.5", "currency+thousands+comma"),
        ("EUR10k", "10000", "currency+scaled"),
        ("€1.5k", "1500", "currency+point+scaled"),
        ("2 Mio. EUR", "2000000", "currency+scaled"),
        ("2,5 Mrd. €", "2500000000", "currency+comma+scaled"),
        ("3 lakh", "300000", "scaled"),
        ("2 crore", "20000000", "scaled"),
        ("500,- €", "500", "currency"),
        ("(1,200.00)", "-1200", "thousands+point+negative"),
        ("1.200,00-", "-1200", "thousands+comma+negative"),
        ("-€5", "-5", "currency+negative"),
        ("€-5", "-5", "currency+negative"),
        ("10k-50k", "10000..50000", "scaled+range"),
        ("10-50k", "10000..50000", "scaled+range+shared-scale"),
        ("€10k – €50k", "10000..50000", "currency+scaled+range"),
        ("10k to 50k EUR", "10000..50000", "scaled+currency+range"),
        ("zwischen", "", ""),
        ("between 10k and 50k", "10000..50000", "scaled+range"),
        ("50k+", "50000..", "scaled+from"),
        ("> €50k", "50000..", "currency+scaled+from"),
        ("less than 5k", "..5000", "scaled+up-to"),
        ("-5..-3", "-5..-3", "range"),
        ("-10k..-5k", "-10000..-5000", "scaled+negative+range"),
        ("-€100--€50", "-100..-50", "currency+negative+range"),
        ("from 5 to 10 €", "5..10", "currency+range"),
        ("bis 5", "..5", "up-to"),
        ("100,— – 200,— EUR", "100..200", "currency+range"),
        ("10 ... 20", "10..20", "range"),
        ("50000..", "50000..", "from"),
        ("..5000", "..5000", "up-to"),
        ("10.50", "10.5", "point"),
        ("-0", "0", ""),
    ],
)
def test_forms_of_amounts(text: str, wanted: str, form: str) -> None:
    found = money.read(text, "", "EUR")
    assert (found.text, found.form) == (wanted, form) if isinstance(found, Money) else not wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "free", "5 XYZ", "2026-05-04", "1e5", "5 %", "1,2,3", "1.2.3", "€1.234,567.89", "50k-10k", "--5", "(-5)",
        "US$ 5 CAD", "10 EUR - 20 GBP", "1234567890123456", "9" * 5_000, "12.34.567", "1,23,45", "EUR", "call me",
        "+49 30 901820", "\x00", "5 5 5", "NaN", "Infinity",
        "1-2-3", "5--3", "10---20", "..", "1....", "5 - -3",
    ],
)  # fmt: skip
def test_what_is_no_amount(text: str) -> None:
    assert {kept(text, mark) for mark in MARKS} <= {NOT_MONEY, DECIMALS_UNKNOWN, OTHER_DECIMALS}


@pytest.mark.parametrize(
    ("text", "currency", "wanted"),
    [
        ("$5", "USD", "5"),
        ("$5", "CAD", "5"),
        ("$5", "EUR", OTHER_CURRENCY),
        ("US$ 5", "CAD", OTHER_CURRENCY),
        ("$5 CAD", "CAD", "5"),
        ("5", "CAD", "5"),
        ("5 kr", "NOK", "5"),
        ("¥100万", "JPY", "1000000"),
        ("10k-50k €", "USD", OTHER_CURRENCY),
        ("eur 5", "EUR", "5"),
    ],
)
def test_a_currency_is_the_field_s_or_the_amount_is_none(text: str, currency: str, wanted: str) -> None:
    assert kept(text, "", currency) == wanted


@given(AMOUNTS, st.sampled_from(LOCALES), st.sampled_from(("EUR", "USD", "GBP", "INR")))
def test_amounts_as_cldr_writes_them(amount: Decimal, language: str, currency: str) -> None:
    locale = Locale.parse(language)
    mark: DecimalMark = "comma" if locale.number_symbols["latn"]["decimal"] == "," else "point"
    wanted = Money(amount, amount).text
    assert kept(format_currency(amount, currency, locale=locale), mark, currency) == wanted
    assert kept(format_currency(amount, currency, locale=locale), "", currency) == wanted
    number = format_decimal(amount, locale=locale)
    assert kept(number, mark) == wanted
    assert kept(number) in (wanted, DECIMALS_UNKNOWN)


@given(
    st.from_regex(r"[€$]? ?-?[0-9]{1,7}([.,' ][0-9]{1,4}){0,3} ?(k|Mio\.?|EUR|USD)?", fullmatch=True)
    | st.text(max_size=90)
)
def test_any_text_is_an_amount_or_is_told_and_never_two(text: str) -> None:
    free = kept(text)
    said = {found.text for mark in MARKS[1:] if isinstance(found := money.read(text, mark), Money)}
    if free == DECIMALS_UNKNOWN:
        assert len(said) == 2
    elif isinstance(money.read(text), NoAmount):
        assert not said
    else:
        assert said <= {free}


PUMPED = (
    ".",
    "-",
    "--",
    ".-",
    " ",
    "1",
    "1.",
    "1,",
    "1 ",
    "1-",
    ",-",
    "$",
    "a ",
    "to ",
    " to ",
    "k",
    "m",
    "kr.",
    "(",
    ">",
    "..",
)


@pytest.mark.parametrize("before", ["", "1", "1.", "between ", "€1"])
@pytest.mark.parametrize("again", PUMPED)
def test_no_text_takes_long(before: str, again: str) -> None:
    """An expression that tries every way to divide such a text needs minutes for one of these."""
    began = time.process_time()
    for after in ("", "x", "1"):
        money.could_be(f"{before}{again * 80}"[: 80 - len(after)] + after)
    assert time.process_time() - began < 1


@given(AMOUNTS, st.sampled_from(("{:,.2f} USD", "$ {:,.2f}", "{:.2f}", "USD {:.2f}")))
def test_equal_to_price_parser_where_that_is_told_the_mark(amount: Decimal, form: str) -> None:
    text = form.format(amount)
    wanted = Price.fromstring(text, decimal_separator=".").amount
    assert wanted is not None
    assert kept(text, "point") == Money(wanted, wanted).text


@given(AMOUNTS | AMOUNTS.map(lambda amount: -amount), AMOUNTS)
def test_what_is_kept_is_read_again_as_it_is_and_compared_by_where_it_begins(one: Decimal, more: Decimal) -> None:
    for found in (Money(one, one), Money(one, one + more), Money(one, None)):
        assert BUDGET.value_of(found.text) == float(one)
    for found in (Money(one, one), Money(one, one + more), Money(one, None), Money(None, one)):
        assert kept(found.text, "point") == found.text
    assert BUDGET.value_of(Money(None, one).text) == 0
    assert [BUDGET.value_of(text) for text in ("..", "", "5k", "5..x", "5 6", "nan")] == [None] * 6


@pytest.mark.parametrize(
    ("value", "decimals", "reading"),
    [
        ("1500", "", ("1500", "")),
        ("1500.5", "point", ("1500.5", "")),
        (1234, "", ("1234", "")),
        (1.234, "", ("1.234", "")),
        (1e300, "", (None, NOT_MONEY)),
        (1e-20, "", (None, NOT_MONEY)),
        (float("nan"), "", (None, NOT_MONEY)),
        (True, "", (None, NOT_MONEY)),
        ("1.234", "", (None, DECIMALS_UNKNOWN)),
        ("1.234", "comma", ("1234", "thousands>amount")),
        ("€10k-50k", "", ("10000..50000", "currency+scaled+range>range")),
        ("$5", "", (None, OTHER_CURRENCY)),
        ([5], "", (None, "")),
        (" ", "", ("", "")),
    ],
)
def test_a_field_of_type_money(value: object, decimals: DecimalMark, reading: tuple[str | None, str]) -> None:
    assert read_attribute(BUDGET, value, Written("", decimals)) == reading


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1,234", "1,234.50"], "point"),
        (["1.234", "12,5"], "comma"),
        (["1,234", "2,345"], ""),
        (["1,5", "1.5"], None),
        (["100", "free", "10k"], ""),
        ([], ""),
    ],
)
def test_a_column_tells_its_mark(values: list[str], mark: DecimalMark | None) -> None:
    assert money.decimals_of(values) == mark
