"""
Amounts of money as people write them: `€ 1.234,50`, `$1.5k`, `12,34,567`, `2 Mio. EUR`, `(1,200.00)`, `10k-50k`.

    as it is → plain digits?  one amount?  from, up to?  from one to another?

`1.234` is a thousand or little more than one. Which, is never guessed of one value: `decimals`, the source's, says it,
or the text does (two different marks, a mark twice, other than three digits behind it), or there is no amount and
`DECIMALS_UNKNOWN` tells why. What `decimals` says holds: an amount that only another mark explains is none
(`OTHER_DECIMALS`). Nothing is converted from one currency to another.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from leadcore.frozen import dataclass
from leadcore.workspace.currencies import CODES
from leadcore.workspace.written import DecimalMark

NOT_MONEY: Final = "not-an-amount"
DECIMALS_UNKNOWN: Final = "decimals-unknown"
OTHER_DECIMALS: Final = "other-decimals"
OTHER_CURRENCY: Final = "other-currency"

_MAX = 80
_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Money:
    """
    An amount, or a range of them: `low` to `high`, None where it is open; equal: one amount. `currencies`: what its
    sign or code may mean (ISO 4217), none where it has none. `form`: how it was written, as codes; "" for plain digits.
    """

    low: Decimal | None
    high: Decimal | None
    currencies: tuple[str, ...] = ()
    form: str = ""

    @property
    def text(self) -> str:
        """In plain digits with a point: `-1234.5`, `10000..50000`, `50000..`, `..5000`."""
        low, high = _digits(self.low), _digits(self.high)
        return low if self.low == self.high else f"{low}..{high}"


@dataclass(frozen=True, slots=True)
class NoAmount:
    """Why a text is no amount: `NOT_MONEY`, `DECIMALS_UNKNOWN`, `OTHER_DECIMALS` or `OTHER_CURRENCY`."""

    reason: str


def read(text: str, decimals: DecimalMark = "", currency: str = "") -> Money | NoAmount:
    """
    Return the amount or range that `text` names.

    Args:
        text: as sent.
        decimals: the mark before decimals.
        currency: ISO 4217; an amount that says another one is none. Empty: any will do.
    """
    if _PLAIN.fullmatch(text):
        number = Decimal(text)
        return Money(number, number)
    found = _whole(_line(text), decimals) if len(text) <= _MAX else _NONE
    if isinstance(found, Money) and currency and found.currencies and currency not in found.currencies:
        return NoAmount(OTHER_CURRENCY)
    return found


def of_number(number: float) -> Money | NoAmount:
    """Return the amount that a number of JSON is: its point is no mark that could mean another thing."""
    amount = Decimal(str(number))
    if not amount.is_finite() or abs(amount) >= _LARGEST or amount != round(amount, _MOST_DIGITS):
        return _NONE
    return Money(amount, amount)


def could_be(text: str) -> bool:
    """Whether a text is an amount that says its currency, whatever the mark before its decimals."""
    found = [read(text, mark) for mark in _MARKS]
    return any(isinstance(each, Money) and each.currencies for each in found)


def decimals_of(values: Iterable[str]) -> DecimalMark | None:
    """
    Return the mark before the decimals of these amounts of one origin; "": they do not tell; None: they contradict
    each other.
    """
    told: set[DecimalMark] = set()
    for text in values:
        marks = [mark for mark in _MARKS if isinstance(read(text, mark), Money)]
        if len(marks) == 1:
            told.add(marks[0])
    if len(told) > 1:
        return None
    return next(iter(told), "")


_NONE = NoAmount(NOT_MONEY)
_PLAIN = re.compile(r"-?[0-9]{1,15}")
_SPACES = re.compile(r"\s+")
_MARKS: Final[tuple[DecimalMark, ...]] = ("point", "comma")
_DASHES = "-−–"
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
_WORD = r"[A-Z]{3}|[$£][A-Z]{2}|[A-Z]{0,3}[$€£¥₹₽₩₪₺₴₫฿₦₱₸₼₾]|kr\.?|zł|Kč|Ft|Fr\.?|Rs\.?|円|元|원|лв\.?|руб\.?|грн\.?"
_SCALE = (
    r"k|tsd\.?|thousand|mille|tys\.?|тыс\.?|mio\.?|mill\.?|mln\.?|mn|mm|m|millions?|millionen|millones|milhões|млн\.?|"
    r"bn|b|billions?|mrd\.?|mld\.?|md|milliarden?|milliards?|млрд\.?|lakhs?|lacs?|crores?|cr|万|萬|億|亿"
)
_AMOUNT = re.compile(
    rf"(?P<before>{_WORD})? ?(?P<minus>[{_DASHES}+])? ?(?P<sign>{_WORD})? ?(?P<number>\d(?:[\d.,' ’_]*\d)?)"
    rf"(?:[.,][-–—]{{1,2}})? ?(?P<scale>{_SCALE})? ?(?P<after>{_WORD})?(?:/-)?",
    re.IGNORECASE,
)  # fmt: skip
# One mark and no more: a second dash is the second amount's sign.
_BETWEEN = re.compile(r" ?(?:[-−–—~]|\.{2,}) ?| (?:to|bis|and|und|à|a|et) ", re.IGNORECASE)
_BEFORE_RANGE = re.compile(r"(?:between|from|von|de|entre) ", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?:>=?|≥|over|more than|above|from|at least|min\.?|ab|über|mehr als|mindestens|plus de|más de|oltre) ?(?P<a>.+)"
    r"|(?P<b>.+?) ?(?:\+|\.\.|plus|and more|or more|and above|und mehr|oder mehr|et plus|y más)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:<=?|≤|\.\.|under|up to|less than|below|at most|max\.?|bis zu|bis|unter|weniger als|höchstens|moins de|jusqu'à|"
    r"menos de|hasta|fino a) ?(?P<a>.+)",
    re.IGNORECASE,
)
_SCALES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("k", "tsd", "thousand", "mille", "tys", "тыс"), 10**3),
    **dict.fromkeys(("万", "萬"), 10**4),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), 10**5),
    **dict.fromkeys(("crore", "crores", "cr"), 10**7),
    **dict.fromkeys(("億", "亿"), 10**8),
    **dict.fromkeys(("bn", "b", "billion", "billions", "mrd", "mld", "md", "milliarde", "milliarden"), 10**9),
    **dict.fromkeys(("milliard", "milliards", "млрд"), 10**9),
}  # fmt: skip
"""What is not among them is a million."""
_MILLION = 10**6


def _line(text: str) -> str:
    """One line, without what only directs the eye."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    return _SPACES.sub(" ", text).strip()


_Parts: TypeAlias = re.Match[str]


def _whole(value: str, decimals: DecimalMark) -> Money | NoAmount:
    found = _one(value, decimals)
    if not isinstance(found, NoAmount) or found.reason != NOT_MONEY:
        return found
    for pattern, form in ((_AT_LEAST, "from"), (_AT_MOST, "up-to")):
        if match := pattern.fullmatch(value):
            bound = _open(_one(next(filter(None, match.groups())), decimals), form)
            if bound != _NONE:
                return bound
    return _range(_BEFORE_RANGE.sub("", value, 1) if _BEFORE_RANGE.match(value) else value, decimals)


def _open(bound: Money | NoAmount, form: str) -> Money | NoAmount:
    if isinstance(bound, NoAmount):
        return bound
    told = f"{bound.form}+{form}".lstrip("+")
    low, high = (bound.low, None) if form == "from" else (None, bound.high)
    return Money(low, high, bound.currencies, told)


def _range(value: str, decimals: DecimalMark) -> Money | NoAmount:
    # Mark by mark: an expression for the whole would try every way to divide the text among its parts.
    for mark in _BETWEEN.finditer(value):
        low, high = _parts(value[: mark.start()]), _parts(value[mark.end() :])
        if low is not None and high is not None:
            return _between(low, high, decimals)
    return _NONE


def _between(low: _Parts, high: _Parts, decimals: DecimalMark) -> Money | NoAmount:
    # "10-50k" are tens of thousands, both.
    scale = low["scale"] or high["scale"]
    one, other = _amount(low, decimals, scale or ""), _amount(high, decimals, high["scale"] or "")
    if isinstance(one, NoAmount) or isinstance(other, NoAmount):
        return one if isinstance(one, NoAmount) else other
    if one.currencies and other.currencies and one.currencies != other.currencies:
        return _NONE
    assert one.low is not None
    assert other.high is not None
    if one.low > other.high:
        return _NONE
    told = [*one.form.split("+"), *other.form.split("+"), "range", *(["shared-scale"] if scale != low["scale"] else [])]
    form = "+".join(dict.fromkeys(filter(None, told)))
    return Money(one.low, other.high, one.currencies or other.currencies, form)


def _one(value: str, decimals: DecimalMark) -> Money | NoAmount:
    """One amount; in brackets, or with a minus behind it, it is owed."""
    inner, owed = value, False
    if value.startswith("(") and value.endswith(")"):
        inner, owed = value[1:-1].strip(), True
    elif value[-1:] in tuple(_DASHES) and value[-2:-1].isdigit():
        inner, owed = value[:-1], True
    parts = _parts(inner)
    if parts is None or (owed and parts["minus"]):
        return _NONE
    found = _amount(parts, decimals, parts["scale"] or "")
    if isinstance(found, NoAmount) or not owed or found.low is None:
        return found
    return Money(-found.low, -found.low, found.currencies, f"{found.form}+negative".lstrip("+"))


def _parts(text: str) -> _Parts | None:
    return _AMOUNT.fullmatch(text.strip())


def _amount(parts: _Parts, decimals: DecimalMark, scaled: str) -> Money | NoAmount:
    currencies: tuple[str, ...] = ()
    for word in (parts["before"], parts["sign"], parts["after"]):
        meant = _currencies(word) if word else currencies
        if not meant and word:
            return _NONE
        # "US$ 5 USD", "$5 CAD": what both may mean.
        currencies = tuple(each for each in meant if each in currencies) if currencies else meant
        if word and not currencies:
            return _NONE
    number = _number(parts["number"], decimals)
    if isinstance(number, NoAmount):
        return number
    amount, forms = number
    if scaled:
        amount *= _SCALES.get(scaled.lower().rstrip("."), _MILLION)
    if amount >= _LARGEST:
        return _NONE
    minus = (parts["minus"] or "+") != "+"
    told = [*(["currency"] if currencies else []), *forms, *(["scaled"] if scaled else [])]
    signed = -amount if minus else amount
    return Money(signed, signed, currencies, "+".join([*told, *(["negative"] if minus and told else [])]))


def _number(text: str, decimals: DecimalMark) -> tuple[Decimal, list[str]] | NoAmount:
    """A number without its sign, and the form of its marks."""
    mark = _decimal_mark(text)
    if mark == _EITHER:
        if not decimals:
            return NoAmount(DECIMALS_UNKNOWN)
        mark = _SIGN_OF[decimals] if _SIGN_OF[decimals] in text else ""
    whole, _, part = text.rpartition(mark) if mark else (text, "", "")
    if (mark and not part.isdecimal()) or not (whole.isdecimal() or _GROUPED.fullmatch(whole)):
        return _NONE
    used = mark or next((each for each in ".," if each in whole), "")
    # The mark of decimals that groups thousands, or the other one that does not.
    if decimals and used and (used == _SIGN_OF[decimals]) != bool(mark):
        return NoAmount(OTHER_DECIMALS)
    digits = "".join(filter(str.isdecimal, whole))
    forms = [*(["thousands"] if digits != whole else []), *({".": ["point"], ",": ["comma"]}.get(mark, []))]
    if len(digits) > _MOST_DIGITS or len(part) > _MOST_DIGITS:
        return _NONE
    return Decimal(f"{digits}.{part or 0}"), forms


_MOST_DIGITS = 18
_SIGN_OF: Final[Mapping[DecimalMark, str]] = {"point": ".", "comma": ","}
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ’_])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d\d)+,\d{3}", re.ASCII)
"""By threes, or as in India by twos before the last three; by one mark."""
_EITHER = "either"


def _decimal_mark(text: str) -> str:
    """The mark before the decimals, "" where there are none, `_EITHER` where it could group thousands as well."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    if points + commas != 1:
        return ""
    mark = "." if points else ","
    whole, _, part = text.partition(mark)
    could_group = len(part) == _THREE and whole.isdecimal() and len(whole) <= _THREE and not whole.startswith("0")
    return _EITHER if could_group else mark


_THREE = 3


def _digits(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    if not amount:
        return "0"
    shown = f"{amount:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _currencies(word: str) -> tuple[str, ...]:
    """What a sign or a code may mean; empty: nothing that is known."""
    known = _SIGNS.get(word.casefold().rstrip("."))
    if known is not None:
        return known
    return (word.upper(),) if word.upper() in _KNOWN else ()


_KNOWN: Final = frozenset(CODES.split())
_DOLLARS: Final = ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "ARS", "CLP", "COP", "UYU", "DOP")
_SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    "$": _DOLLARS, "us$": ("USD",), "a$": ("AUD",), "au$": ("AUD",), "c$": ("CAD",), "ca$": ("CAD",), "hk$": ("HKD",),
    "nz$": ("NZD",), "s$": ("SGD",), "nt$": ("TWD",), "mx$": ("MXN",), "r$": ("BRL",), "€": ("EUR",),
    "£": ("GBP", "EGP", "LBP"), "¥": ("JPY", "CNY"), "cn¥": ("CNY",), "jp¥": ("JPY",), "円": ("JPY",), "元": ("CNY",),
    "₹": ("INR",), "₽": ("RUB",), "руб": ("RUB",), "₩": ("KRW",), "원": ("KRW",), "₪": ("ILS",), "₺": ("TRY",),
    "₴": ("UAH",), "грн": ("UAH",), "₫": ("VND",), "฿": ("THB",), "₦": ("NGN",), "₱": ("PHP",), "₸": ("KZT",),
    "₼": ("AZN",), "₾": ("GEL",), "kr": ("SEK", "NOK", "DKK", "ISK"), "zł": ("PLN",), "kč": ("CZK",), "ft": ("HUF",),
    "$us": ("USD",), "$ca": ("CAD",), "$au": ("AUD",), "£gb": ("GBP",), "uk£": ("GBP",),
    "fr": ("CHF",), "sfr": ("CHF",), "лв": ("BGN",), "rs": ("INR", "PKR", "LKR"),
}  # fmt: skip
"""By sign, casefolded: the currencies that are written so."""
