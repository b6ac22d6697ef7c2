"""What senders say although only we may, however they spell it (control:S8)."""

from collections.abc import Container, Iterable, Mapping
from functools import lru_cache
from typing import Final

from leadcore.workspace import ATTRIBUTE, OURS


def _bare(key: str) -> str:
    return "".join(filter(str.isalnum, key.lower()))


_MOST_LETTERS: Final = 64
"""Longer keys are taken for none of ours: they are not kept to be compared."""
_INSIDE: Final = _bare(ATTRIBUTE)
_BARE: Final[Mapping[str, str]] = {_bare(name): name for name in OURS}


def claimed(keys: Iterable[str], declared: Container[str]) -> list[str]:
    """
    The names of `OURS` that `keys` mean, sorted, each once. Case and separators do not count (`leadId`, `Lead.ID`), nor
    whether it stands inside `attributes`. A name that the workspace has `declared` for a field of its own is the
    sender's to say.
    """
    return sorted({name for key in keys if (name := _meant(key)) and name not in declared})


def _meant(key: str) -> str:
    return _named(key) if len(key) <= _MOST_LETTERS else ""


@lru_cache(maxsize=1_000)
def _named(key: str) -> str:
    bare = _bare(key)
    return _BARE.get(bare) or _BARE.get(bare.removeprefix(_INSIDE), "")
