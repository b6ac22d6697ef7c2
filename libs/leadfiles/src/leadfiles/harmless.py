"""Characters that a terminal or a page would obey; cells that a spreadsheet would are `leadcore.intake.formulas`."""

import unicodedata

from leadcore.intake.formulas import harmless, is_formula

__all__ = ["harmless", "is_formula", "visible"]

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_JOINERS = "\u200c\u200d"  # part of Persian and Indic spelling, and of emoji


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
