"""
Countries as ISO 3166-1 alpha-2, regions as the code that ISO 3166-2 gives them there, cities cleaned.

Countries' names come from Unicode CLDR, in the languages leads arrive in; codes of two, three letters and old ones
too. What people also write is listed here. Regions are those of ISO 3166-2. `docs/decisions` says why.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from leadcore.intake import sanitise

from ingest.domain import tables
from ingest.domain.plain import plain
from ingest.domain.tables import countries, regions

MAX_PLACE = 200

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


@lru_cache(maxsize=2_048)
def country(text: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country's code or name in any shipped language, or ""."""
    whole = sanitise.line(text).lower()
    name = _ASIDE.sub(" ", whole).strip()
    tries = (whole, name, name.removeprefix("the "), _INVERTED.sub("", name))
    return next((_names()[plain] for plain in map(plain, tries) if plain in _names()), "")


@lru_cache(maxsize=4_096)
def region(text: str, country_code: str) -> str:
    """Return a region: its code within its country (`CA` in the US, `BY` in Germany), else the cleaned name."""
    name = sanitise.shorten(sanitise.line(text), MAX_PLACE)
    if sanitise.is_placeholder(name):
        return ""
    known, bare = _regions(country_code), plain(name)
    if country_code and bare.startswith(f"{country_code.lower()} ") and bare[3:].upper() in known.values():
        return bare[3:].upper()
    return known.get(bare) or known.get(_KINDS.sub("", bare)) or _cased(name)


@lru_cache(maxsize=4_096)
def is_code(region: str, country_code: str) -> bool:
    """Tell whether a region, as `region` writes it, is a code of its country."""
    return region in _regions(country_code).values()


_KINDS = re.compile(
    r"^(?:state|province|region|county|department|departement|provincia|provincie|estado|region|comunidad|land)"
    r" (?:of |de la |de las |de los |del |de |di |d )?|"
    r" (?:state|province|region|county|prefecture|department|oblast|krai"
    r"|republic|voivodeship|governorate|ken|fu|to|do)$"
)
"""What people put beside a region's name."""


@lru_cache(maxsize=4_096)
def city(text: str) -> str:
    """Return a city's cleaned name; one written in a single case is set in title case."""
    name = sanitise.shorten(sanitise.line(text).strip(" ,;"), MAX_PLACE)
    return "" if sanitise.is_placeholder(name) or not any(map(str.isalpha, name)) else _cased(name)


def _cased(name: str) -> str:
    if name == name.upper() != name.lower() and len(name) > 3:
        return name.title()
    return name.title() if name == name.lower() != name.upper() else name


@cache
def _names() -> Mapping[str, str]:
    names = dict(tables.pairs(countries.TEXT))
    for code, written in _ALSO_WRITTEN.items():
        names.update((plain(name), code) for name in written.split(", "))
    return names


@cache
def _regions(country_code: str) -> Mapping[str, str]:
    listed = {"US": _US, "CA": _CANADA, "AU": _AUSTRALIA}.get(country_code, "")
    found: dict[str, str] = {}
    for entry in filter(None, listed.split("|")):
        code, _, name = entry.partition(" ")
        found[code.lower()] = found[plain(name)] = code
    for entry in filter(None, tables.entry(regions.TEXT, country_code).split(";")):
        code, _, names = entry.partition("=")
        if not code.isdecimal():
            found.setdefault(code.lower(), code)
        found.update(dict.fromkeys(filter(None, names.split("|")), code))
    return found
