"""CSV with a fixed header, read strictly: every row has every column, every finding its line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from leadcore.workspace.decode import Document
from leadcore.workspace.findings import UNSAFE, did_you_mean

Row = Mapping[str, str]


def rows(doc: Document, text: str, columns: Sequence[str]) -> Iterator[tuple[str, Row]]:
    """
    Yield `(key, row)` for each data row; `key` is `row <n>` and its line is known to `doc`.

    The header must name exactly `columns`, in any order. Cells are stripped. Lines that are empty or begin
    with `#` are comments. A row with another number of cells is a finding and is skipped.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    number = 0
    try:
        for cells in reader:
            if not cells or cells[0].startswith("#"):
                continue
            if header is None:
                header = _header(doc, cells, columns, reader.line_num)
                if header is None:
                    return
                continue
            number += 1
            key = f"row {number}"
            doc.lines[key] = reader.line_num
            if len(cells) != len(header):
                doc.refuse(key, f"has {len(cells)} cells, the header {len(header)}")
                continue
            if any(map(UNSAFE.search, cells)):
                doc.refuse(key, "holds a control character")
                continue
            yield key, dict(zip(header, map(str.strip, cells), strict=True))
    except csv.Error as error:
        doc.lines["csv"] = reader.line_num
        doc.refuse("csv", f"cannot be read: {error}")
        return
    if header is None:
        doc.refuse("", "is empty")


def _header(doc: Document, cells: list[str], columns: Sequence[str], line: int) -> list[str] | None:
    names = [cell.strip() for cell in cells]
    before = len(doc.findings)
    doc.lines["header"] = line
    for name in names:
        if name not in columns:
            doc.refuse("header", f"{name or 'an empty name'} is not a column{did_you_mean(name, columns)}")
    if len(doc.findings) > before:
        return None  # a misspelt column would be told a second time as missing
    for name in columns:
        if names.count(name) != 1:
            doc.refuse("header", f"column {name} is {'here twice' if name in names else 'missing'}")
    return names if len(doc.findings) == before else None
