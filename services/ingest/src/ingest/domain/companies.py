"""Company names: the name to show, and the plain name without its legal form to compare by."""

from functools import lru_cache

import cleanco
from leadcore.intake import sanitise

MAX_NAME = 300

# People who write this have no employer to look up.
_NO_COMPANY = frozenset(
    {
        "self", "self employed", "self-employed", "selfemployed", "freelance", "freelancer", "independent",
        "individual", "private", "privat", "personal", "student", "unemployed", "retired", "no company",
        "not applicable", "na", "myself", "me", "home", "not employed", "selbstständig", "freiberufler",
        "particulier", "autónomo",
    }
)  # fmt: skip


@lru_cache(maxsize=4_096)
def shown_name(text: str) -> str:
    """Return the name of the company that `text` names, cleaned; "" where it says that there is none."""
    name = sanitise.shorten(sanitise.line(text).strip(" ,;\"'“”"), MAX_NAME)
    if sanitise.is_placeholder(name) or name.casefold() in _NO_COMPANY:
        return ""
    return name if any(char.isalnum() for char in name) else ""


@lru_cache(maxsize=4_096)
def plain_name(name: str) -> str:
    """Return a shown name as names are compared: casefolded, legal form removed (`cleanco`), "&" as "and"."""
    shorter = name
    while (stripped := cleanco.basename(shorter)) and stripped != shorter and any(map(str.isalnum, stripped)):
        shorter = stripped
    return plain_words(shorter) or name.casefold()


def plain_words(name: str) -> str:
    """Return the words of a name as they are compared, its legal form too."""
    words = name.casefold().replace("&", " and ").replace("+", " and ")
    kept = "".join(char if char.isalnum() or char.isspace() else " " for char in words)
    return " ".join(kept.split())
