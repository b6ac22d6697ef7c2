"""
Languages as BCP 47 tags of at most language, script and country: `de`, `pt-BR`, `zh-Hant-TW`.

Read from locales (`en_US.UTF-8`), codes of two and three letters and names in the shipped languages ("German",
"Deutsch", "allemand"), by Unicode CLDR.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from leadcore.intake import sanitise

from ingest.domain import places, tables
from ingest.domain.plain import plain
from ingest.domain.tables import languages as table

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
        return _names().get(plain(first), "")
    script = f"-{match.group(2).title()}" if match.group(2) else ""
    country = places.country(match.group(3) or "")
    return f"{language}{script}{'-' if country else ''}{country}"


def country_of(language: str) -> str:
    """Return the country (alpha-2) that a tag names, "" for none."""
    last = language.rpartition("-")[2]
    return last if len(last) == 2 and last.isupper() else ""


def _known(code: str) -> str:
    return _codes().get(code.lower(), "")


@cache
def _codes() -> Mapping[str, str]:
    return dict(tables.pairs(table.CODES))


@cache
def _names() -> Mapping[str, str]:
    return dict(tables.pairs(table.NAMES))
