"""
Text made safe to store and compare: one line or many, NFC, nothing invisible.

`line` for names and the like, `lines` for free text, `token` for addresses and codes.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_JOINERS = "\u200c\u200d"
_PLACEHOLDERS = frozenset(
    {
        "-", "--", "---", ".", "..", "...", "?", "n/a", "n.a.", "none", "nil", "unknown", "not provided",
        "not available", "select", "please select", "select one", "choose", "please choose",
    }
)  # fmt: skip


def line(text: str) -> str:
    """Return `text` as one line: NFC, runs of white space as one blank, controls and bidi marks removed."""
    if not text.isprintable():
        text = _visible(text, keep_lines=False)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return _nfc(text).strip()


def lines(text: str) -> str:
    """Return free text: as `line`, but line breaks stay (as LF) and at most one empty line in a row."""
    if not text.isprintable():
        text = _visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep_lines=True)
        text = _BLANK_LINES.sub("\n\n", text)
    return _nfc(text).strip()


def token(text: str) -> str:
    """Return a value without any inner meaning of spaces: NFKC, nothing invisible, outer blanks removed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    folded = unicodedata.normalize("NFKC", text)
    if not folded.isprintable():
        folded = _visible(folded, keep_lines=False).replace("\u200c", "").replace("\u200d", "")
    return folded.strip()


def is_placeholder(text: str) -> bool:
    """Tell whether a cleaned text only says that there is nothing to say ("n/a", "-", a menu's "Select")."""
    return text.casefold() in _PLACEHOLDERS


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, never ending inside a combining sequence."""
    if len(text) <= limit:
        return text
    cut = limit
    while cut > 0 and (unicodedata.combining(text[cut]) or text[cut] in _JOINERS):
        cut -= 1
    return text[:cut].rstrip()


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _visible(text: str, *, keep_lines: bool) -> str:
    kept = []
    for at, char in enumerate(text):
        if char == "\n" and keep_lines:
            kept.append(char)
        elif char.isspace():
            kept.append(" ")
        elif char.isprintable() or (char in _JOINERS and _joins(text, at)) or _is_letterlike(char):
            kept.append(char)
    return "".join(kept)


def _joins(text: str, at: int) -> bool:
    # Persian and Indic spelling and emoji need joiners between their own characters; between Latin
    # letters they only hide a difference.
    inner = 0 < at < len(text) - 1
    return inner and not text[at - 1].isascii() and not text[at + 1].isascii()


def _is_letterlike(char: str) -> bool:
    # Private use and not yet assigned characters may be letters of a newer Unicode than this Python's.
    category = unicodedata.category(char)
    return category == "Co" or (
        category == "Cn" and (ord(char) & 0xFFFE) != 0xFFFE and not 0xFDD0 <= ord(char) <= 0xFDEF
    )
