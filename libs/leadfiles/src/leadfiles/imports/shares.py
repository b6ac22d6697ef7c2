"""The rows of a file in shares, from any line on; each row and each lost line under a number that is its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from leadcore.imports import Line

from leadfiles.findings import Finding, Row
from leadfiles.imports.payloads import payload_of
from leadfiles.imports.plan import Plan
from leadfiles.table import Each

MOST_ROWS: Final = 1_000
"""As many leads as a batch may have."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Half of what a batch may have."""
_ENVELOPE: Final = 32
"""Bytes that a row takes beside itself."""


@dataclass(slots=True)
class Share:
    """
    Some rows that follow one another. rows read = rows + lost.

    `rows`: number and payload. `lost`: lines that made no row. `remarks`: findings that cost nothing, by code. `last`:
    the number of the last of all. `part`: how much of the file has been read so far, 0 to 1.
    """

    rows: list[tuple[int, bytes]] = field(default_factory=list)
    lost: list[Line] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    last: int = 0
    part: float = 0.0


def shares(plan: Plan, after: int = 0, most_rows: int = MOST_ROWS) -> Iterator[Share]:
    """
    What follows the row or line of number `after`, in order; at least one share, which may be empty.

    A number is the line in which the row begins (of a workbook its row); in JSON that has no lines of its own, how many
    items stand before it, and one.
    """
    part = [0.0]
    share, size = Share(last=after), 0
    for number, each in _numbered(plan, part):
        if number <= after:
            continue
        if isinstance(each, Finding) and not each.lost:
            share.remarks[each.code] += 1
            continue
        taken = _lost(number, each) if isinstance(each, Finding) else _row(number, each, plan)
        if isinstance(taken, Line):
            share.lost.append(taken)
        else:
            if share.rows and size + len(taken) > MOST_BYTES:
                yield _at(share, part[0])
                share, size = Share(last=share.last), 0
            share.rows.append((number, taken))
            size += len(taken) + _ENVELOPE
        share.last = number
        if len(share.rows) + len(share.lost) >= most_rows:
            yield _at(share, part[0])
            share, size = Share(last=share.last), 0
    yield _at(share, 1.0)


def _at(share: Share, part: float) -> Share:
    share.part = part
    return share


def _lost(number: int, finding: Finding) -> Line:
    return Line(number, "rejected", finding.code, finding.column)


def _row(number: int, row: Row, plan: Plan) -> bytes | Line:
    payload = payload_of(row.values, plan.keys)
    return Line(number, "rejected", "not-text") if payload is None else payload


def _numbered(plan: Plan, part: list[float]) -> Iterator[tuple[int, Each]]:
    """
    Every row and finding with its number. A remark comes before its row and has the number that the row will have;
    what cannot be read on from has the next one.
    """
    by_item = plan.table.kind == "json"
    last = 0
    for each in plan.table.rows(lambda done: part.__setitem__(0, done)):
        number = last + 1 if by_item else max(each.line, last + 1)
        yield number, each
        if not isinstance(each, Finding) or each.lost:
            last = number
