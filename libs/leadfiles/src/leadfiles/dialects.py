"""Which delimiter a table of texts has, and in which line its column names stand."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from leadfiles.findings import RefusedError
from leadfiles.limits import MAX_COLUMNS, MAX_LINE, MAX_RECORD

DELIMITERS: Final = ",;\t|"
_SAID = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
"""A first line that Excel reads as an order: `sep=;`."""
_MOST_RECORDS = 200
_MOST_BEFORE = 30
"""Lines that may stand before the column names."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter`; `before`: physical lines to pass over before the names; `told`: any of them says something."""

    delimiter: str
    before: int
    told: bool


def dialect_of(sample: str, suffix: str) -> Dialect:
    """
    The dialect of the table that begins with `sample`; `suffix` of its name decides between equals.

    Raises:
        RefusedError: its first line is longer than a line may be.
    """
    lines = sample.splitlines(keepends=True) if "\r" in sample or "\n" in sample else [sample]
    lines = _physical(lines)
    if lines and (said := _SAID.fullmatch(lines[0])):
        return Dialect(said[1], 1, told=False)
    _refuse_long(lines)
    preferred = "\t" if suffix in (".tsv", ".tab") else ","
    order = [preferred, *(each for each in DELIMITERS if each != preferred)]
    best = max(order, key=lambda each: _score(_widths(lines, each)))
    return Dialect(best, *_before(lines, best))


def _physical(lines: Sequence[str]) -> list[str]:
    """`str.splitlines` parts at characters where a file has no line end; those are joined again."""
    found: list[str] = []
    whole = True
    for line in lines:
        if whole:
            found.append(line)
        else:
            found[-1] += line
        whole = line.endswith(("\n", "\r"))
    return found


def _refuse_long(lines: Sequence[str]) -> None:
    first = next((line for line in lines if line.strip()), "")
    cells = max(first.count(each) for each in DELIMITERS) + 1
    if len(first) >= MAX_LINE and cells <= MAX_COLUMNS:
        number = next(at for at, line in enumerate(lines, start=1) if line.strip())
        raise RefusedError("line-too-long", line=str(number), limit=str(MAX_LINE))
    if len(first) >= MAX_LINE:
        raise RefusedError("too-many-columns", columns=f"{cells} or more", limit=str(MAX_COLUMNS))


def _widths(lines: Sequence[str], delimiter: str) -> list[tuple[int, int, int]]:
    """Of each record: the line before its first, its cells, and those with a value."""
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))
    reader = csv.reader(lines, delimiter=delimiter, strict=False)
    found: list[tuple[int, int, int]] = []
    before = 0
    try:
        for cells in reader:
            found.append((before, len(cells), sum(bool(cell.strip()) for cell in cells)))
            before = reader.line_num
            if len(found) >= _MOST_RECORDS:
                break
    except csv.Error:
        pass  # a field beyond all bounds: what came before it is enough to tell from
    return found


def _score(widths: Sequence[tuple[int, int, int]]) -> tuple[float, int]:
    """How many records share the commonest width above one, in parts; and that width."""
    filled = [width for _, width, values in widths if values]
    many = Counter(width for width in filled if width > 1)
    if not many:
        return 0.0, 0
    width, count = max(many.items(), key=lambda each: (each[1], each[0]))
    return round(count / len(filled), 1), width


def _before(lines: Sequence[str], delimiter: str) -> tuple[int, bool]:
    """How many lines stand before the names, and whether any of them is not blank."""
    records = _widths(lines, delimiter)
    filled = [each for each in records if each[2]]
    if not filled:
        return 0, False
    common = Counter(width for _, width, _ in filled).most_common(1)[0][0]
    wide = [each for each in filled[:_MOST_BEFORE] if each[2] >= max(2, common // 2)] if common > 1 else []
    first = wide[0] if wide else filled[0]
    return first[0], first is not filled[0]
