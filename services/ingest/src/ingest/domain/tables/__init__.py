"""
What the world is called, made by `python -m lab.tables` (which says from what) and read in part, when it is asked for:
loading the libraries that know it cost 40 MB and half a second at every start.

Each is a text: a line for each entry, names `plain`, parted by `|`. `docs/third-party.md` has origins and licences.
"""

from collections.abc import Iterator


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Name and code of a table whose lines are a code, a blank and its names."""
    for line in text.splitlines():
        code, _, names = line.partition(" ")
        yield from ((name, code) for name in names.split("|"))


def entry(text: str, key: str) -> str:
    """What follows `key` at the beginning of a line, "" where no line begins so."""
    at = text.find(f"\n{key} ")
    return text[at + len(key) + 2 : text.index("\n", at + 1)] if at >= 0 else ""
