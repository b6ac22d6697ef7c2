"""
Cells that a spreadsheet would run as formulas, and characters that a terminal or a page would obey.

OWASP, "CSV Injection": a cell that begins with = + - @ TAB or CR may be a formula. Numbers and telephone numbers begin
so too and do no harm.
"""

import re
import unicodedata

_NUMBER = re.compile(r"[+-]?[\d\s().,/-]*(?:(?:ext|x)\.?\s?\d+)?", re.ASCII | re.IGNORECASE)
_FIRST = frozenset("=+-@\t\r\n＝＋－＠")
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_JOINERS = "\u200c\u200d"  # part of Persian and Indic spelling, and of emoji
_MOST_CHECKED = 64


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take `text`, read as a cell, for a formula."""
    if not text or text[0] not in _FIRST:
        return False
    return len(text) > 1 and _NUMBER.fullmatch(text[:_MOST_CHECKED]) is None


def harmless(text: str) -> str:
    """`text` as it may be written into a cell: what may be a formula with an apostrophe before it."""
    return f"'{text}" if is_formula(text) else text


def visible(text: str, limit: int = 200) -> str:
    """
    `text` as it may be shown on a terminal or a page: at most `limit` characters on one line.

    Controls are shown as their pictures (␛ for ESC), what turns the writing round or cannot be seen as �.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(each if each.isprintable() else _shown(each) for each in cut)


def _shown(char: str) -> str:
    picture = _PICTURES.get(ord(char))
    if picture is not None:
        return chr(picture)
    if char in _JOINERS or unicodedata.category(char) == "Zs":
        return char if char in _JOINERS else " "
    return "\N{REPLACEMENT CHARACTER}"
