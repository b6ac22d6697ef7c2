"""
Cells that a spreadsheet would run as formulas.

OWASP, "CSV Injection": a cell that begins with = + - @ TAB or CR may be a formula. Numbers and telephone numbers begin
so too and do no harm.
"""

import re

_NUMBER = re.compile(r"[+-]?[\d\s().,/-]*(?:(?:ext|x)\.?\s?\d+)?", re.ASCII | re.IGNORECASE)
_FIRST = frozenset("=+-@\t\r\n＝＋－＠")
_MOST_CHECKED = 64


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take `text`, read as a cell, for a formula."""
    if not text or text[0] not in _FIRST:
        return False
    return len(text) > 1 and _NUMBER.fullmatch(text[:_MOST_CHECKED]) is None


def harmless(text: str) -> str:
    """`text` as it may be written into a cell: what may be a formula with an apostrophe before it."""
    return f"'{text}" if is_formula(text) else text
