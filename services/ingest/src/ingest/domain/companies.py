"""Company names: the name to show, and the plain name without its legal form to compare by."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Company:
    """A company's name as shown, and its plain form: casefolded, legal form removed, "&" as "and"."""

    name: str
    plain: str


@lru_cache(maxsize=65_536)
def parse(text: str) -> Company | None:
    """Return the company that `text` names; None where it says that there is none."""
    name = sanitise.shorten(sanitise.line(text).strip(" ,;\"'“”"), MAX_NAME)
    if sanitise.is_placeholder(name) or name.casefold() in _NO_COMPANY:
        return None
    if not any(char.isalnum() for char in name):
        return None
    return Company(name, _plain(name))


def _plain(name: str) -> str:
    shorter = name
    while (stripped := cleanco.basename(shorter)) and stripped != shorter and any(map(str.isalnum, stripped)):
        shorter = stripped
    words = shorter.casefold().replace("&", " and ").replace("+", " and ")
    kept = "".join(char if char.isalnum() or char.isspace() else " " for char in words)
    return " ".join(kept.split()) or name.casefold()
