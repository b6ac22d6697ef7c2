"""
Make what ingest knows of the world: `uv run --with iso3166-2==1.8.4 python -m lab.tables [--check]`.

    countries, languages, zones of countries    Unicode CLDR, by babel                   (Unicode-3.0)
    regions                                     ISO 3166-2 and their names, by iso3166-2 (MIT)
    cities                                      GeoNames, geo_reference of the corpora   (CC BY 4.0)
    calendar words, currencies of leadcore      Unicode CLDR, by babel                   (Unicode-3.0)

What an input is missing for stays as it is. --check: exit 1 where a table is not what its input makes.
"""

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from ingest.domain import zones
from ingest.domain.plain import plain
from leadcore.intake import dates

from lab.quality import corpora

_ROOT = Path(__file__).resolve().parents[3]
_LEADCORE = _ROOT / "libs" / "leadcore" / "src" / "leadcore"
_TABLES = _ROOT / "services" / "ingest" / "src" / "ingest" / "domain" / "tables"

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "da", "sv", "nb", "fi", "hu", "ro", "tr", "el",
    "ru", "uk", "ar", "he", "hi", "ja", "ko", "zh", "zh_Hant", "id", "vi", "th", "ca",
)  # fmt: skip
"""The languages in which names are known, the likeliest first."""

# CLDR territories that are no country of ISO 3166-1: groups, pseudo regions, exceptional reservations.
_NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_NO_LANGUAGES = frozenset({"mul", "und", "zxx", "mis"})
_BY_REGION_ALONE = frozenset({"US", "CA", "AU"})
"""Their regions have a table of their own, in `places`."""
_DOMINANT = 20
"""So many times the people of all its namesakes has a city that is meant by its name alone."""


def main(check: bool) -> int:
    """Write the tables, or tell which differ."""
    differ = []
    for name, make in _MAKERS.items():
        made, path = make(), _ELSEWHERE.get(name, _TABLES) / f"{name}.py"
        if made is None or (path.is_file() and path.read_text(encoding="utf-8") == made):
            continue
        differ.append(name)
        if not check:
            path.write_text(made, encoding="utf-8")
    print(f"{'differ' if check else 'written'}: {', '.join(differ) or 'none'}")
    return 1 if check and differ else 0


def countries() -> str:
    """Names and codes of countries, by ISO 3166-1 alpha-2."""
    known = [code for code in Locale("en").territories if _is_country(code)]
    found: dict[str, str] = {}
    # Later ones win: codes beat names, English beats the other languages.
    for locale in map(Locale.parse, reversed(LANGUAGES)):
        found.update((plain(locale.territories[code]), code) for code in known if code in locale.territories)
    for old, current in get_global("territory_aliases").items():
        if len(current) == 1 and _is_country(current[0]):
            found[plain(str(old))] = current[0]
    found.update((code.lower(), code) for code in known)
    about = "Countries: ISO 3166-1 alpha-2, then names in thirty languages and other codes. Unicode CLDR."
    return _module(about, {"TEXT": _by_code(found)})


def languages() -> str:
    """Names of languages by code, and codes that mean another."""
    codes = frozenset(code for code in map(str, Locale("en").languages) if code.isalpha()) - _NO_LANGUAGES
    found: dict[str, str] = {}
    for locale in map(Locale.parse, reversed(LANGUAGES)):
        found.update((plain(locale.languages[code]), code) for code in sorted(codes) if code in locale.languages)
    for locale in map(Locale.parse, LANGUAGES):
        found[plain(locale.languages.get(locale.language, ""))] = locale.language
    aliases = {old: str(new).partition("_")[0] for old, new in get_global("language_aliases").items()}
    other = {code: code for code in codes - aliases.keys()} | {old: new for old, new in aliases.items() if new in codes}
    about = "Languages: code, then names in thirty languages; code, then codes for it. Unicode CLDR."
    return _module(about, {"NAMES": _by_code(found), "CODES": _by_code(other)})


def countries_zones() -> str:
    """Countries that have one time zone."""
    single = {str(code): names[0] for code, names in get_global("territory_zones").items() if len(names) == 1}
    lines = [f"{code} {zone}" for code, zone in sorted(single.items())]
    return _module("Countries of one time zone: alpha-2, IANA zone. Unicode CLDR.", {"TEXT": lines})


def regions() -> str | None:
    """By country: codes of ISO 3166-2 without the country's, and their names."""
    spec = importlib.util.find_spec("iso3166_2")
    if spec is None or spec.origin is None:
        return None
    given = json.loads(Path(spec.origin).with_name("iso3166-2.json").read_text(encoding="utf-8"))
    lines = [f"{country} {told}" for country, parts in sorted(given.items()) if (told := _regions_of(country, parts))]
    about = "Regions: country, then its codes (ISO 3166-2) and their names. iso3166-2 1.8.4 (MIT)."
    return _module(about, {"TEXT": lines})


def _regions_of(country: str, parts: Mapping[str, Mapping[str, str | None]]) -> str:
    if country in _BY_REGION_ALONE:
        return ""
    meant: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for whole, part in parts.items():
        code = whole.partition("-")[2]
        # Of what two have, the one whose own name it is has it, and of those what is no part of another.
        inner = 2 if part["type"] == "Geographical unit" else 1 if part["parentCode"] else 0
        other = ((12, name) for name in _other_names(part["localOtherName"] or ""))
        for rank, name in (*_own_names(str(part["name"])), *other):
            if (bare := plain(name)) and not bare.isdecimal():
                meant[bare].add((rank + inner, code))
    named: dict[str, list[str]] = {whole.partition("-")[2]: [] for whole in sorted(parts)}
    for name, codes in meant.items():
        least = min(rank for rank, _ in codes)
        best = [code for rank, code in codes if rank == least]
        if len(best) == 1 and name != best[0].lower():
            named[best[0]].append(name)
    return ";".join("=".join((code, "|".join(names))) for code, names in named.items())


def _own_names(text: str) -> Iterator[tuple[int, str]]:
    """A name, its second one in brackets, and `Madrid, Comunidad de` as it is said; the likelier first."""
    yield 0, text
    for each in filter(None, map(str.strip, re.split(r"[\[\]()/]", text))):
        yield 4, each
        first, comma, kind = each.partition(", ")
        if comma:
            yield 4, f"{kind} {first}"
            yield 8, first


def _other_names(text: str) -> Iterator[str]:
    for each in re.split(r",(?![^(]*\))", text):
        yield re.sub(r"\(.*?\)", "", each).strip(" '")


def cities() -> str | None:
    """By country: cities whose zone their country does not tell, by zone."""
    if corpora.folder() is None:
        return None
    people: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in corpora.rows("geo_reference/cities15000.csv.gz"):
        people[row["country"]][plain(row["name"])][row["timezone"]] += int(row["population"] or 0) + 1
    told = ((country, _zones_of(country, named)) for country, named in sorted(people.items()) if country != "CN")
    lines = [f"{country} {';'.join(parts)}" for country, parts in told if parts]
    about = "Cities whose time zone their country does not tell: country, zones, names. GeoNames (CC BY 4.0)."
    return _module(about, {"TEXT": lines})


def _zones_of(country: str, named: Mapping[str, Counter[str]]) -> list[str]:
    alone = zones.of_country(country)
    found: dict[str, list[str]] = defaultdict(list)
    for name, by_zone in sorted(named.items()):
        zone, most = by_zone.most_common(1)[0]
        others = sum(count for other, count in by_zone.items() if not _same_time(other, zone))
        if name and most >= others * _DOMINANT and not (alone and _same_time(alone, zone)):
            found[zone].append(name)
    return [f"{zone}={'|'.join(names)}" for zone, names in sorted(found.items())]


@cache
def _same_time(one: str, other: str) -> bool:
    """Whether two zones show the same time in January and in July."""
    moments = [datetime(2026, month, 15, 12) for month in (1, 7)]
    try:
        return all(ZoneInfo(one).utcoffset(at) == ZoneInfo(other).utcoffset(at) for at in moments)
    except ZoneInfoNotFoundError:
        return one == other


def calendar_words() -> str:
    """Names of months and weekdays by number, in the languages whose dates have them as words of letters."""
    months: dict[int, set[str]] = defaultdict(set)
    weekdays: dict[int, set[str]] = defaultdict(set)
    for locale in map(Locale.parse, (*LANGUAGES, *_WORDS_TOO)):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in locale.months[context][width].items():
                    months[number].add(dates.folded(word))
                for number, word in locale.days[context][width].items():
                    weekdays[number + 1].add(dates.folded(word))
    about = "Months and weekdays (Monday is 1) in thirty languages, as `dates.folded` has them. Unicode CLDR."
    return _module(about, {"MONTHS": _numbered(months), "WEEKDAYS": _numbered(weekdays)})


_WORDS_TOO = ("en_GB", "en_AU", "de_AT", "es_MX", "es_PE", "fr_CA", "pt_PT")


def _numbered(words: Mapping[int, set[str]]) -> list[str]:
    return [
        f"{number} {'|'.join(sorted(each for each in told if len(each) > 1 and each.isalpha()))}"
        for number, told in sorted(words.items())
    ]


def currencies() -> str:
    """Codes of currencies that somebody pays with today."""
    now = datetime(2026, 1, 1).date()
    codes = {code for country in _paying() for code in get_territory_currencies(country, now)}
    return _module("Currencies that are paid with, by ISO 4217. Unicode CLDR.", {"CODES": [" ".join(sorted(codes))]})


def _paying() -> list[str]:
    return [str(code) for code in Locale("en").territories if _is_country(code)]


def _is_country(code: str | int | None) -> TypeGuard[str]:
    return isinstance(code, str) and len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES


def _by_code(found: Mapping[str, str]) -> list[str]:
    names: dict[str, list[str]] = defaultdict(list)
    for name, code in sorted(found.items()):
        if name:
            names[code].append(name)
    return [f"{code} {'|'.join(each)}" for code, each in sorted(names.items())]


def _module(about: str, texts: Mapping[str, Iterable[str]]) -> str:
    parts = [f'"""{about} Made by `python -m lab.tables`."""\n']
    parts += [f'{name} = """\n' + "".join(f"{line}\n" for line in lines) + '"""\n' for name, lines in texts.items()]
    return "\n".join(parts)


_MAKERS: Mapping[str, Callable[[], str | None]] = {
    "countries": countries,
    "languages": languages,
    "countries_zones": countries_zones,
    "regions": regions,
    "cities": cities,
    "calendar_words": calendar_words,
    "currencies": currencies,
}
_ELSEWHERE: Mapping[str, Path] = {"calendar_words": _LEADCORE / "intake", "currencies": _LEADCORE / "workspace"}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    sys.exit(main(parser.parse_args().check))
