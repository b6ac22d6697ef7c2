"""
Countries as ISO 3166-1 alpha-2, regions and cities cleaned.

Names come from Unicode CLDR through `babel`, in the languages leads arrive in; codes of two, three
letters and old ones too. What people also write is listed here. `docs/decisions` says why.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TypeGuard

from babel import Locale
from babel.core import get_global
from leadcore.intake import sanitise

MAX_PLACE = 200

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "da", "sv", "nb", "fi", "hu", "ro", "tr", "el",
    "ru", "uk", "ar", "he", "hi", "ja", "ko", "zh", "zh_Hant", "id", "vi", "th", "ca",
)  # fmt: skip
"""The languages in which names are known, the likeliest first."""

# CLDR territories that are no country of ISO 3166-1: groups, pseudo regions, exceptional reservations.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

_ALSO_WRITTEN: Mapping[str, str] = {
    "US": "united states of america, usa, u s, u s a, us of a, america, united states america, "
    "the states, untied states, united state, unites states, united sates, unitedstates, "
    "etats unis, estados unidos de america, vereinigte staaten von amerika, eeuu, ee uu",
    "GB": "uk, u k, great britain, britain, england, scotland, wales, northern ireland, "
    "united kingdon, untied kingdom, united kindgom, "
    "united kingdom of great britain and northern ireland, gb, grossbritannien, royaume uni, "
    "reino unido",
    "AE": "uae, u a e, emirates, united arab emirate, dubai, abu dhabi",
    "NL": "holland, the netherlands, netherland, nederland",
    "DE": "federal republic of germany, brd, germny, gemany, deutchland",
    "KR": "korea, south korea, republic of korea, korea south, korea republic of",
    "KP": "dprk, korea north, korea democratic peoples republic of, democratic peoples republic of korea",
    "RU": "russian federation, russia federation",
    "CN": "prc, peoples republic of china, mainland china, china mainland",
    "TW": "taiwan province of china, taiwan roc, republic of china",
    "HK": "hong kong, hongkong, hong kong sar",
    "MO": "macau, macao",
    "CZ": "czech republic, the czech republic, tschechische republik",
    "CI": "ivory coast, cote d ivoire",
    "CD": "dr congo, congo the democratic republic of the, congo democratic republic of the, drc, "
    "democratic republic of congo, democratic republic of the congo, congo kinshasa, zaire",
    "CG": "congo, republic of the congo, congo brazzaville",
    "MK": "macedonia, fyrom, republic of macedonia",
    "MM": "burma",
    "SZ": "swaziland",
    "CV": "cape verde",
    "TL": "east timor",
    "TR": "turkey, turkiye",
    "VN": "viet nam",
    "IR": "islamic republic of iran, persia",
    "SY": "syrian arab republic",
    "LA": "lao, lao peoples democratic republic",
    "MD": "republic of moldova",
    "TZ": "united republic of tanzania",
    "BO": "plurinational state of bolivia",
    "VE": "bolivarian republic of venezuela",
    "BN": "brunei darussalam",
    "PS": "palestine, state of palestine, palestinian territories",
    "VA": "vatican, holy see, saint siege",
    "BA": "bosnia, bosnia herzegovina, bosnia and hercegovina",
    "TT": "trinidad, tobago, trinidad tobago",
    "AU": "austrailia, austrlia",
    "CA": "cananda, canda",
    "IN": "bharat, inida, republic of india",
    "BR": "brasil, brazi",
    "PH": "phillipines, philippine, the philippines, philipines",
    "SA": "ksa, kingdom of saudi arabia",
    "ZA": "rsa, republic of south africa",
    "NZ": "new zeland, aotearoa",
    "SG": "singapur",
    "CH": "switzerland ch, suisse, confoederatio helvetica",
    "IE": "republic of ireland, eire",
    "GM": "the gambia",
    "BS": "the bahamas",
    "CW": "curacao",
    "ST": "sao tome",
}

_US = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|"
    "KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|"
    "MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|"
    "NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|"
    "PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|"
    "TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)
_CANADA = (
    "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|"
    "NS Nova Scotia|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|"
    "SK Saskatchewan|YT Yukon"
)
_AUSTRALIA = (
    "ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|"
    "SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia"
)
_INVERTED = re.compile(r",.* (?:of|the)$")  # ISO writes "Iran, Islamic Republic of"
_ASIDE = re.compile(r"\(.*?\)|\*")
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=8_192)
def country(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country's code or name in any shipped language, or ""."""
    whole = sanitise.line(text).lower()
    name = _ASIDE.sub(" ", whole).strip()
    tries = (whole, name, name.removeprefix("the "), _INVERTED.sub("", name))
    return next((_names()[plain] for plain in map(plain, tries) if plain in _names()), "")


@lru_cache(maxsize=8_192)
def region(text: str, country_code: str) -> str:
    """Return a region: its postal code in the US, Canada and Australia, elsewhere the cleaned name."""
    name = sanitise.shorten(sanitise.line(text), MAX_PLACE)
    if sanitise.is_placeholder(name):
        return ""
    return _regions(country_code).get(plain(name), _cased(name))


@lru_cache(maxsize=16_384)
def city(text: str) -> str:
    """Return a city's cleaned name; one written in a single case is set in title case."""
    name = sanitise.shorten(sanitise.line(text).strip(" ,;"), MAX_PLACE)
    return "" if sanitise.is_placeholder(name) or not any(map(str.isalpha, name)) else _cased(name)


def _cased(name: str) -> str:
    if name == name.upper() != name.lower() and len(name) > 3:
        return name.title()
    return name.title() if name == name.lower() != name.upper() else name


def plain(text: str) -> str:
    """Return a name as names are compared: casefolded, without marks, punctuation and doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = _NOT_WORD.sub(" ", bare.replace("&", " and ").replace("'", "").replace("’", "")).split()
    return " ".join("st" if word in ("saint", "sankt") else word for word in words)


@cache
def _names() -> Mapping[str, str]:
    names = dict(_from_cldr())
    for code, written in _ALSO_WRITTEN.items():
        names.update((plain(name), code) for name in written.split(", "))
    return names


def _from_cldr() -> Iterator[tuple[str, str]]:
    codes = [code for code in Locale("en").territories if _is_country(code)]
    # Later pairs win: codes beat names, English beats the other languages.
    for name in reversed(LANGUAGES):
        territories = Locale.parse(name).territories
        yield from ((plain(territories[code]), code) for code in codes if code in territories)
    for old, current in get_global("territory_aliases").items():
        if len(current) == 1 and _is_country(current[0]):
            yield plain(str(old)), current[0]
    yield from ((code.lower(), code) for code in codes)


def _is_country(code: str | int | None) -> TypeGuard[str]:
    return isinstance(code, str) and len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES


@cache
def _regions(country_code: str) -> Mapping[str, str]:
    listed = {"US": _US, "CA": _CANADA, "AU": _AUSTRALIA}.get(country_code, "")
    found: dict[str, str] = {}
    for entry in filter(None, listed.split("|")):
        code, _, name = entry.partition(" ")
        found[code.lower()] = found[plain(name)] = code
    return found
