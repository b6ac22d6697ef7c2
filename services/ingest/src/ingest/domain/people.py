"""
Names of people: cleaned, split into first and last, and judged.

A name that is written in one case only is set in title case; one in mixed case is left as its
owner writes it. Splitting full names follows `nameparser`; plain words, alone, after a title or around the small words
of a surname ("van der"), need no parser.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from leadcore.frozen import dataclass
from leadcore.intake import sanitise
from nameparser import HumanName
from nameparser.config import CONSTANTS

MAX_NAME = 200

FULL = "full"
PARTIAL = "partial"
SUSPECT = "suspect"
NONE = ""

_MARKUP = re.compile(r"[<>{}\[\]|\\^=;@#$%*_~]|://|www\.|\d{2}", re.IGNORECASE)
_KEYBOARD = re.compile(r"(?i)^(?:asdf|qwert|zxcv|test|xxx|aaa|abc|foo|bar)\w*$|(.)\1\1\1")
_SPECIAL = frozenset(
    word.lower().strip(".")
    for words in (
        CONSTANTS.titles,
        CONSTANTS.suffix_acronyms,
        CONSTANTS.suffix_not_acronyms,
        CONSTANTS.prefixes,
        CONSTANTS.conjunctions,
        CONSTANTS.first_name_titles,
    )
    for word in words
)
_TITLES = frozenset({"mr", "mrs", "ms", "mme", "dr", "prof"}) & CONSTANTS.titles
_BEFORE_SURNAME = frozenset({"van", "von", "der", "den", "de", "da", "di", "dos", "ter"}) & CONSTANTS.prefixes
_JOINED = re.compile(r"(['’-])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """
    A person's name; empty where unknown.

    `quality` is `full` (first and last, plausible), `partial` (one of them), `suspect` (digits,
    markup, keyboard runs) or empty.
    """

    full: str = ""
    first: str = ""
    last: str = ""
    quality: str = NONE


def parse(full: str, first: str, last: str) -> PersonName:
    """Return the name said by the three fields; `first` and `last` are believed before `full`."""
    whole = _clean(full) if full else ""
    given, family = _part(first) if first else _NO_PART, _part(last) if last else _NO_PART
    if not (given.text and family.text) and whole:
        split_given, split_family = _split(whole)
        given = given if given.text else _cased_part(split_given)
        family = family if family.text else _cased_part(split_family)
    if first or last or not whole:
        shown = f"{given.text} {family.text}" if given.text and family.text else given.text or family.text
        suspect = given.suspect or family.suspect
    else:
        shown = _cased(whole)
        suspect = _is_suspect(shown)
    return PersonName(shown, given.text, family.text, _quality(shown, given.text, family.text, suspect=suspect))


class _Part(NamedTuple):
    """A given or family name as it is shown, and whether it looks like none."""

    text: str
    suspect: bool


_NO_PART = _Part("", suspect=False)


@lru_cache(maxsize=4_096)
def _part(text: str) -> _Part:
    return _cased_part(_clean(text))


@lru_cache(maxsize=4_096)
def _cased_part(name: str) -> _Part:
    shown = _cased(name)
    return _Part(shown, _is_suspect(shown))


def _clean(text: str) -> str:
    name = sanitise.shorten(sanitise.line(text).strip(' ,;"“”'), MAX_NAME)
    return "" if sanitise.is_placeholder(name) or not any(map(str.isalpha, name)) else name


def _split(whole: str) -> tuple[str, str]:
    words = whole.split(" ")
    if len(words) == 1:
        return ("", whole) if _UNSPACED.fullmatch(whole) else (whole, "")
    if (told := _split_plainly(_untitled(words))) is not None:
        return told
    if (told := _split_at_comma(words)) is not None:
        return told
    return _parsed(whole)


@lru_cache(maxsize=1_024)
def _parsed(whole: str) -> tuple[str, str]:
    parsed = HumanName(whole)
    return " ".join(part for part in (parsed.first, parsed.middle) if part), parsed.last


def _untitled(words: list[str]) -> list[str]:
    at = 0
    while at < len(words) - 2 and words[at].lower().removesuffix(".") in _TITLES:
        at += 1
    return words[at:]


def _split_plainly(words: list[str]) -> tuple[str, str] | None:
    """Given names and surname where all words are plain but those right before the last; None: ask the parser."""
    surname = len(words) - 1
    while surname > 1 and words[surname - 1].lower() in _BEFORE_SURNAME:
        surname -= 1
    if any(map(_needs_parser, words[:surname])) or _needs_parser(words[-1]):
        return None
    if all(map(_UNSPACED.fullmatch, words)):  # the family's name comes first
        return None
    return " ".join(words[:surname]), " ".join(words[surname:])


def _split_at_comma(words: list[str]) -> tuple[str, str] | None:
    """As in "van den Heuvel, Mary Ann": plain words, but small ones before the surname; None: ask the parser."""
    at = next((place for place, word in enumerate(words) if word.endswith(",")), len(words))
    given, small, last = words[at + 1 :], words[:at], words[at].rstrip(",") if at < len(words) else ""
    if not given or any(map(_needs_parser, (last, *given))) or any(_before_no_surname(word) for word in small):
        return None
    if small and any(word.isupper() for word in given):  # perhaps a degree
        return None
    return " ".join(given), " ".join((*small, last))


def _before_no_surname(word: str) -> bool:
    return word.lower() not in _BEFORE_SURNAME and _needs_parser(word)


@lru_cache(maxsize=4_096)
def _needs_parser(word: str) -> bool:
    # A single letter may be an initial or a word between two surnames, unless it is a name by itself.
    plain = (len(word) > 1 or _UNSPACED.fullmatch(word)) and all(map(_spells, word))
    return not plain or word.lower() in _SPECIAL


def _spells(char: str) -> bool:
    # A vowel of an Indic script may be a mark and no letter.
    return char.isalpha() or char in "'’-" or unicodedata.category(char) in ("Mc", "Mn")


def _cased(name: str) -> str:
    if not name or (name != name.upper() and name != name.lower()) or name.upper() == name.lower():
        return name
    if len(name) == 1:
        return name.upper()
    return " ".join(_cased_word(word) for word in name.split(" "))


def _cased_word(word: str) -> str:
    lowered = word.lower()
    if lowered in CONSTANTS.prefixes:
        return lowered
    if lowered.isalpha():
        return lowered[:1].upper() + lowered[1:]
    return "".join(part[:1].upper() + part[1:] for part in _JOINED.split(lowered))


def _is_suspect(shown: str) -> bool:
    return any(map(_is_odd, shown.split()))


@lru_cache(maxsize=4_096)
def _is_odd(word: str) -> bool:
    # What either looks for has no blank in it: a name is as odd as its words.
    return _MARKUP.search(word) is not None or _KEYBOARD.search(word) is not None


def _quality(shown: str, given: str, family: str, *, suspect: bool) -> str:
    if not shown:
        return NONE
    if suspect:
        return SUSPECT
    return FULL if given and len(family) > 1 else PARTIAL
