"""Names as names are compared."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return a name as names are compared: casefolded, without marks, punctuation and doubled blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    words = _NOT_WORD.sub(" ", bare.replace("&", " and ").replace("'", "").replace("’", "")).split()
    return " ".join("st" if word in ("saint", "sankt") else word for word in words)
