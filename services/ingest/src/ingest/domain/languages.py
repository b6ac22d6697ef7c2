"""
Languages as BCP 47 tags of at most language, script and country: `de`, `pt-BR`, `zh-Hant-TW`.

Read from locales (`en_US.UTF-8`), codes of two and three letters and names in the shipped languages ("German",
"Deutsch", "allemand"), by Unicode CLDR through `babel`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from leadcore.intake import sanitise

from ingest.domain import places

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@][\w.@-]*)?", re.ASCII)
_ACCEPTED = re.compile(r"[,;]")
_MAX = 64


@lru_cache(maxsize=1_024)
def tag(text: str) -> str:
    """Return the tag that `text` names, "" for none; of a list as browsers send (`de-AT,de;q=0.9`) the first."""
    first = _ACCEPTED.split(sanitise.token(text), maxsplit=1)[0].strip()[:_MAX]
    match = _LOCALE.fullmatch(first)
    language = _known(match.group(1)) if match else ""
    if match is None or not language:
        return _names().get(places.plain(first), "")
    script = f"-{match.group(2).title()}" if match.group(2) else ""
    country = places.country(match.group(3) or "")
    return f"{language}{script}{'-' if country else ''}{country}"


def country_of(language: str) -> str:
    """Return the country (alpha-2) that a tag names, "" for none."""
    last = language.rpartition("-")[2]
    return last if len(last) == 2 and last.isupper() else ""


def _known(code: str) -> str:
    lowered = code.lower()
    short = str(get_global("language_aliases").get(lowered, lowered)).partition("_")[0]
    return short if short in _codes() else ""


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if code.isalpha()) - {"mul", "und", "zxx", "mis"}


@cache
def _names() -> Mapping[str, str]:
    return dict(_from_cldr())


def _from_cldr() -> Iterator[tuple[str, str]]:
    # Later pairs win: a language's own name and English beat the other languages.
    for name in reversed(places.LANGUAGES):
        known = Locale.parse(name).languages
        yield from ((places.plain(known[code]), code) for code in sorted(_codes()) if code in known)
    for name in places.LANGUAGES:
        locale = Locale.parse(name)
        yield places.plain(locale.languages.get(locale.language, "")), locale.language
