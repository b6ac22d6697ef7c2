"""
Tables of delimited texts, read record by record with the standard library's parser.

What it would swallow is found beside it: a quotation mark that is never closed costs the line it stands in, not the
rest of the file; a line of megabytes is passed over without being held; a byte that is none of the encoding, a NUL, a
row of another width are told with their line.

    physical lines (bounded, given back) → strict parser → (lenient parser) → one row's cells → checks → Row or Finding
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from leadcore.intake.formulas import is_formula

from leadfiles import dialects
from leadfiles.encodings import ERRORS, MARK, Encoding
from leadfiles.findings import CutOffError, Finding, RefusedError, Row
from leadfiles.headers import Header, header_of
from leadfiles.limits import MAX_LINE, MAX_RECORD, MAX_UNCLOSED, SAMPLE_BYTES
from leadfiles.packed import Bytes
from leadfiles.table import Each, Table, Told

_SUSPECT = re.compile(r"(?:^|[,;\t|\"])[=+@\t\r-]|\d[Ee]\+\d|[＝＋－＠]")
_EATEN = re.compile(r"\d[.,]\d+[Ee]\+\d+")
_TOLD_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class _Opened:
    path: Path
    encoding: Encoding
    delimiter: str
    before: int
    header: Header


def open_delimited(path: Path, encoding: Encoding, suffix: str, delimiter: str = "") -> Table:
    """
    The table in `path`.

    Raises:
        RefusedError: it has no usable column names.
        CutOffError: it cannot be read to the end of its first lines.
    """
    sample = start_of(path, encoding)
    if not sample.strip("\ufeff \t\r\n\x00\x1a"):
        raise RefusedError("empty")
    dialect = dialects.dialect_of(sample, suffix)
    opened = _Opened(path, encoding, delimiter or dialect.delimiter, dialect.before, Header((), ()))
    with _text(opened)[1] as text:
        lines = _Lines(text, opened.before)
        cells, first = _header_cells(lines, opened.delimiter)
    header = header_of(cells, first)
    notes = [*header.notes]
    if dialect.told:
        notes.insert(0, Finding(first, "preamble", parameters={"lines": str(opened.before)}))
    if encoding.guessed:
        notes.insert(0, Finding(0, "guessed-encoding", parameters={"encoding": encoding.name}))
    ready = _Opened(path, encoding, opened.delimiter, opened.before, header)
    return Table(
        "csv",
        header.names,
        encoding.name,
        opened.delimiter,
        "",
        first,
        tuple(notes),
        lambda told: _rows(ready, told),
    )


def start_of(path: Path, encoding: Encoding) -> str:
    """The first characters of a text, as many as kind and dialect are told from."""
    with Bytes(path) as opened:
        return io.TextIOWrapper(io.BufferedReader(opened), encoding.name, ERRORS, newline="").read(
            SAMPLE_BYTES + MAX_LINE
        )


def _text(opened: _Opened) -> tuple[Bytes, TextIO]:
    raw = Bytes(opened.path)
    return raw, io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), opened.encoding.name, ERRORS, newline="")


class _UnclosedError(Exception):
    """The record in hand has grown beyond what a record may be."""


class _TooLongError(Exception):
    """The line that was asked for is longer than a line may be; it has been passed over."""


_LONG = "\udcfe"
"""Stands for a line that was longer than a line may be; no encoding decodes to it."""


class _Lines:
    """Physical lines with their numbers; keeps those of the record in hand, and takes them back."""

    def __init__(self, text: TextIO, before: int) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self._size = 0
        self._most = MAX_RECORD
        self.number = 0
        """Of the line given last."""
        self.record: list[str] = []
        self.ended = False
        for _ in range(before):
            self._pass_over(text.readline(MAX_LINE))
            self.number += 1

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.record = []
        self._size = 0

    def give_back(self, lines: list[str]) -> None:
        """`lines`, given last, are to be read again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)
        self.ended = False

    def one_line_each(self) -> None:
        """From here on no record has more than one line."""
        self._most = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._text.readline(MAX_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(line) >= MAX_LINE and not line.endswith(("\n", "\r")):
            self._pass_over(line)
            line = _LONG
        if line is _LONG:
            self._refuse_long()
        self._size += len(line)
        if self._size > self._most and self.record:
            self.give_back([line])
            raise _UnclosedError
        self.record.append(line)
        return line

    def _refuse_long(self) -> None:
        if not self.record:
            raise _TooLongError
        self.give_back([_LONG])  # it is told when the lines before it have been read
        raise _UnclosedError

    def _pass_over(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(MAX_LINE)


def _header_cells(lines: _Lines, delimiter: str) -> tuple[list[str], int]:
    for cells, first, finding in _records(lines, delimiter):
        if finding is not None and finding.lost:
            if finding.code == "too-long":
                raise RefusedError("line-too-long", line=str(first), limit=str(MAX_LINE))
            raise RefusedError("no-columns")
        if any(cell.strip() for cell in cells):
            if any("\x00" in cell or MARK in cell for cell in cells):
                cells = [cell.replace("\x00", "").replace(MARK, "\N{REPLACEMENT CHARACTER}") for cell in cells]
            return cells, first
    raise RefusedError("no-columns")


def _records(lines: _Lines, delimiter: str, width: int = 0) -> Iterator[tuple[list[str], int, Finding | None]]:
    """
    The cells of each record, its first line, and what is wrong with its quotation or length.

    A row of several lines whose quotation is wrong is one only if it has `width` cells: else a mark was not closed.
    """
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))
    strict = csv.reader(lines, delimiter=delimiter, strict=True)
    unclosed = 0
    while True:
        lines.begin()
        first = lines.number + 1
        try:
            cells = next(strict)
            yield cells, first, None
        except StopIteration:
            return
        except _TooLongError:
            yield [], first, Finding(first, "too-long", lost=True, parameters={"limit": str(MAX_LINE)})
        except (csv.Error, _UnclosedError) as error:
            stray = isinstance(error, csv.Error) and not lines.ended and _leniently(lines, delimiter, width)
            if stray:
                yield stray, first, Finding(first, "stray-quote")
                continue
            lines.give_back(lines.record[1:])
            unclosed += 1
            if unclosed == MAX_UNCLOSED:
                lines.one_line_each()
            yield [], first, Finding(first, "unclosed-quote", lost=True)
        except CutOffError as cut:
            yield [], first, Finding(first, "cut-off", lost=True, parameters={"reason": str(cut)})
            return


def _leniently(lines: _Lines, delimiter: str, width: int) -> list[str]:
    """The record in hand, read anew with quotation marks taken as they come; nothing where it does not end."""
    lines.give_back(lines.record)
    lines.begin()
    try:
        cells = next(csv.reader(lines, delimiter=delimiter, strict=False), [])
    except (csv.Error, _UnclosedError, _TooLongError):
        return []
    return [] if lines.ended or (len(lines.record) > 1 and len(cells) != width) else cells


def _rows(opened: _Opened, told: Told) -> Iterator[Each]:
    try:
        raw, text = _text(opened)
    except CutOffError as cut:
        yield Finding(0, "cut-off", lost=True, parameters={"reason": str(cut)})
        return
    names, delimiter = opened.header.names, opened.delimiter
    passed = handled = 0
    with text:
        lines = _Lines(text, opened.before)
        for cells, first, finding in _records(lines, delimiter, len(names)):
            if passed == 0 and (finding is None or not finding.lost) and any(cell.strip() for cell in cells):
                passed = 1  # the names themselves
                continue
            if finding is not None:
                yield finding
                if finding.lost:
                    continue
            yield from _judged(cells, first, "".join(lines.record), opened, names, delimiter)
            handled += 1
            if handled % _TOLD_EVERY == 0:
                told(raw.part)
    told(1.0)


def _judged(
    cells: list[str], first: int, text: str, opened: _Opened, names: tuple[str, ...], delimiter: str
) -> Iterator[Each]:
    """What becomes of one record: a row, findings, both, or nothing where it is blank."""
    if not any(cells) or not any(cell.strip(" \t\r\n\x1a") for cell in cells):
        return
    if not text.isascii() and MARK in text:
        encoding = opened.encoding.name.removesuffix("-sig").upper()
        yield Finding(first, "bad-encoding", lost=True, parameters={"encoding": encoding})
        return
    if "\x00" in text:
        yield Finding(first, "nul", _holder(names, cells), lost=True)
        return
    if len(cells) == 1 and len(names) > 1 and delimiter in cells[0]:
        repaired = _out_of_quotes(cells[0], delimiter, len(names))
        if repaired is not None:
            yield Finding(first, "row-in-quotes")
            cells = repaired
    if len(cells) != len(names):
        finding = _ragged(cells, first, len(names))
        if finding is not None:
            yield finding
            if finding.lost:
                return
    values: dict[str, object] = dict(zip(names, cells, strict=False))
    if _SUSPECT.search(text):
        yield from _dangers(names, cells, first)
    yield Row(first, values)


def _holder(names: tuple[str, ...], cells: list[str]) -> str:
    return next((name for name, cell in zip(names, cells, strict=False) if "\x00" in cell), "")


def _out_of_quotes(cell: str, delimiter: str, width: int) -> list[str] | None:
    """A row that an export has wrapped whole in quotation marks."""
    try:
        inside = next(csv.reader([cell], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    return inside if len(inside) == width else None


def _ragged(cells: list[str], first: int, width: int) -> Finding | None:
    told = {"cells": str(len(cells)), "columns": str(width)}
    if len(cells) < width:
        return Finding(first, "too-few-cells", parameters=told)
    if any(cell.strip() for cell in cells[width:]):
        return Finding(first, "too-many-cells", lost=True, parameters=told)
    return None


def _dangers(names: tuple[str, ...], cells: list[str], first: int) -> Iterator[Finding]:
    for name, cell in zip(names, cells, strict=False):
        if is_formula(cell):
            yield Finding(first, "formula", name)
        elif _EATEN.fullmatch(cell.strip()):
            yield Finding(first, "eaten-number", name)
