"""
XLSX, row by row through openpyxl's read-only reader: only the workbook's table of texts is held, and that is bounded.

A workbook is a zip of XML. Its directory says how large each part becomes, and no part is read beyond that; expat,
from 2.4.1 on, refuses entities that multiply. A formula's row has the value that the spreadsheet computed last.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from leadcore.intake.formulas import is_formula
from openpyxl import load_workbook

from leadfiles.findings import Finding, RefusedError, Row
from leadfiles.headers import Header, header_of
from leadfiles.limits import (
    BOMB_BYTES,
    BOMB_RATIO,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_SHARED_TEXTS,
    MAX_SHEET_ROWS,
)
from leadfiles.table import Each, Table, Told

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_FAULTS = (
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
)
"""What openpyxl raises for parts that are not what they should be; it has no exception of its own for most."""
_MOST_BEFORE = 30
_FORMULA = (b"<f>", b"<f ", b"<f/")
_TOLD_EVERY = 1_000
_CHUNK = 1 << 20

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Sheet:
    path: Path
    name: str
    header: Header
    header_line: int
    formulas: bool


def open_workbook(path: Path, sheet: str = "") -> Table:
    """
    The sheet of that name, or the first visible one with a value.

    Raises:
        RefusedError: it cannot be read, is too large unpacked, or has no usable column names.
    """
    _refuse_bombs(path)
    try:
        found = _survey(path, sheet)
    except _FAULTS as error:
        raise RefusedError("broken-workbook", reason=type(error).__name__) from None
    header = header_of(found.cells, found.line)
    notes = [*header.notes]
    if found.others and not sheet:
        told = {"sheet": found.name, "others": ", ".join(found.others)}
        notes.insert(0, Finding(0, "other-sheets", parameters=told))
    ready = _Sheet(path, found.name, header, found.line, found.formulas)
    return Table("xlsx", header.names, "", "", found.name, found.line, tuple(notes), lambda told: _rows(ready, told))


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise RefusedError("broken-workbook", reason="the zip is damaged") from None
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise RefusedError("archive", kind="zip")
    if not any(part.filename.startswith("xl/") for part in parts):
        raise RefusedError("archive", kind="an Office document that is no workbook")
    whole = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if len(parts) > MAX_PARTS or (whole > BOMB_BYTES and whole > BOMB_RATIO * packed):
        raise RefusedError("bomb", reason=f"unpacked it is more than {BOMB_RATIO} times as large, or of too many parts")
    texts = sum(part.file_size for part in parts if "sharedStrings" in part.filename or "styles" in part.filename)
    if texts > MAX_SHARED_TEXTS:
        told = {"mib": str(texts >> 20), "part": "texts", "limit": str(MAX_SHARED_TEXTS >> 20)}
        raise RefusedError("workbook-too-large", **told)


def _opened(path: Path, *, computed: bool) -> Any:
    return load_workbook(path, read_only=True, data_only=computed, keep_links=False)


@dataclass(frozen=True, slots=True)
class _Survey:
    name: str
    others: Sequence[str]
    cells: Sequence[str]
    line: int
    formulas: bool


def _survey(path: Path, wanted: str) -> _Survey:
    """Which sheet is read, where its names stand, and whether it has formulas; the workbook is opened once for all."""
    book = _opened(path, computed=True)
    try:
        names = [each.title for each in book.worksheets]
        if wanted and wanted not in names:
            raise RefusedError("no-such-sheet", sheets=", ".join(names))
        shown = sorted(book.worksheets, key=lambda each: each.sheet_state != "visible")
        for sheet in shown:
            rows = list(_filled(sheet)) if wanted in ("", sheet.title) else []
            if rows:
                line, cells = _header_row(rows)
                others = [name for name in names if name != sheet.title]
                return _Survey(sheet.title, others, cells, line, _has_formulas(path, sheet))
        raise RefusedError("empty-workbook")
    finally:
        book.close()


def _filled(sheet: Any) -> Iterator[tuple[int, Cells]]:
    """The first rows of a sheet that have a value, with their numbers."""
    found = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield number, cells
            found += 1
        if found > _MOST_BEFORE or number >= MAX_SHEET_ROWS:
            return


def _header_row(rows: Sequence[tuple[int, Cells]]) -> tuple[int, list[str]]:
    widths = [sum(cell is not None for cell in cells) for _, cells in rows]
    common = sorted(widths)[len(widths) // 2]
    wide = (at for at, width in enumerate(widths) if width >= max(2, common // 2))
    line, cells = rows[next(wide, 0)]
    last = max(at for at, cell in enumerate(cells) if cell is not None)
    return line, [_text(cell) for cell in cells[: last + 1]]


def _has_formulas(path: Path, sheet: Any) -> bool:
    """Whether a second pass is worth its time: the sheet's XML has an element of a formula."""
    with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path.lstrip("/")) as xml:
        before = b""
        while chunk := xml.read(_CHUNK):
            if any(each in before + chunk for each in _FORMULA):
                return True
            before = chunk[-3:]
    return False


def _rows(sheet: _Sheet, told: Told) -> Iterator[Each]:
    number = sheet.header_line
    try:
        for number, cells, formulas in _numbered(sheet):
            yield from _judged(sheet, number, cells, formulas)
            if number % _TOLD_EVERY == 0:
                told(number / MAX_SHEET_ROWS)
    except _FAULTS as error:
        yield Finding(number + 1, "cut-off", lost=True, parameters={"reason": type(error).__name__})
    told(1.0)


def _numbered(sheet: _Sheet) -> Iterator[tuple[int, Cells, Cells]]:
    computed = _opened(sheet.path, computed=True)
    written = _opened(sheet.path, computed=False) if sheet.formulas else None
    first = sheet.header_line + 1
    try:
        values = computed[sheet.name].iter_rows(min_row=first, max_row=MAX_SHEET_ROWS, values_only=True)
        formulas = (
            written[sheet.name].iter_rows(min_row=first, max_row=MAX_SHEET_ROWS, values_only=True)
            if written is not None
            else repeat(())
        )
        for number, (cells, texts) in enumerate(zip(values, formulas, strict=False), start=first):
            yield number, cells, texts
    finally:
        computed.close()
        if written is not None:
            written.close()


def _judged(sheet: _Sheet, number: int, cells: Cells, formulas: Cells) -> Iterator[Each]:
    if not any(cell is not None and cell != "" for cell in (*cells, *formulas)):
        return
    names = sheet.header.names
    if len(cells) > len(names) and any(cell is not None and str(cell).strip() for cell in cells[len(names) :]):
        told = {"cells": str(min(len(cells), MAX_COLUMNS + 1)), "columns": str(len(names))}
        yield Finding(number, "too-many-cells", lost=True, parameters=told)
        return
    values: dict[str, object] = {}
    for at, (name, cell) in enumerate(zip(names, cells, strict=False)):
        text = _text(cell)
        if text in _ERRORS:
            yield Finding(number, "error-cell", name, parameters={"error": text})
            text = ""
        elif is_formula(text):
            yield Finding(number, "formula", name)
        elif cell is None and at < len(formulas) and _computes(formulas[at]):
            yield Finding(number, "no-cached-value", name)
        # A number keeps being one: as a text, its point would be judged by the mark that the source's texts have.
        values[name] = cell if isinstance(cell, float) and "." in text else text
    if any(values.values()):
        yield Row(number, values)


def _computes(written: object) -> bool:
    return not isinstance(written, int | float | None) and str(written).startswith("=")


def _text(cell: object) -> str:
    """A cell's value as a CSV of the same sheet would have it, without what a locale adds."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)
