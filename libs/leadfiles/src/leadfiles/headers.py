"""The names of a table's columns: one line each, none blank, each once; what was done about it is told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leadcore.intake import sanitise

from leadfiles.findings import Finding, RefusedError
from leadfiles.limits import MAX_COLUMNS, MAX_NAME

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_VALUE = re.compile(r"[+-]?[\d.,/:\s%$€£-]*\d[\d.,/:\s%$€£TZ-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Header:
    """`names`: of the columns, in order. `notes`: what is wrong with them."""

    names: tuple[str, ...]
    notes: tuple[Finding, ...]


def header_of(cells: Sequence[str], line: int) -> Header:
    """
    The names in `cells`, which stand in `line`. Blank cells at the end are no columns unless values stand under them;
    they are kept as columns here, and not told.

    Raises:
        RefusedError: there are none, too many, or they are data.
    """
    if len(cells) > MAX_COLUMNS:
        raise RefusedError("too-many-columns", columns=str(len(cells)), limit=str(MAX_COLUMNS))
    if not any(cell.strip() for cell in cells):
        raise RefusedError("no-columns")
    if _is_data(cells):
        raise RefusedError("no-header", line=str(line))
    last = max(at for at, cell in enumerate(cells) if cell.strip())
    names: list[str] = []
    notes: list[Finding] = []
    for number, cell in enumerate(cells, start=1):
        name, note = _name(cell, number, line, set(names))
        names.append(name)
        if note is not None and number <= last + 1:
            notes.append(note)
    return Header(tuple(names), tuple(notes))


def _is_data(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    told = any(_EMAIL.fullmatch(cell) or _LINK.fullmatch(cell) for cell in filled)
    return told or all(_VALUE.fullmatch(cell) for cell in filled)


def _name(cell: str, number: int, line: int, taken: set[str]) -> tuple[str, Finding | None]:
    whole = sanitise.line(cell)
    name = sanitise.shorten(whole, MAX_NAME)
    note: Finding | None = None
    if not name:
        name = f"column {number}"
    elif len(name) < len(whole):
        note = Finding(line, "header-long", name, parameters={"limit": str(MAX_NAME)})
    free, again = name, 2
    while free in taken:
        free, again = f"{sanitise.shorten(name, MAX_NAME - 8)} ({again})", again + 1
    if not sanitise.line(cell):
        note = Finding(line, "header-blank", free, parameters={"number": str(number), "name": free})
    elif free != name:
        note = Finding(line, "header-twice", name, parameters={"name": free})
    return free, note
