"""
What a reader says: a row, a finding for a line, or the refusal of the whole file. Values, never exceptions.

Every code has one sentence, which says what is wrong and what to do. No finding holds the value of a cell; the name of
a column is the file's own text, to be shown to whoever owns the file and to nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row.

    `line`: where it begins, from 1 (of a workbook its row). `values`: by column, in the file's order; texts, or JSON
    values where the file is JSON, and of a workbook its fractions as numbers; cells that a short row lacks are not
    there.
    """

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What is wrong with a line. `lost`: no row came of it; else the row came too, before or after.

    `line` is 0 where the whole file is meant.
    """

    line: int
    code: str
    column: str = ""
    lost: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        return SENTENCES[self.code].format_map(self.parameters)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of a file can be read."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What the file is, and what to do."""
        return REFUSALS[self.code].format_map(self.parameters)


class RefusedError(Exception):
    """Carries a refusal out of the reader's depth to `open_file`, which returns it; no caller sees it."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, parameters)


class CutOffError(Exception):
    """
    The bytes cannot be read or unpacked further; becomes the last finding of a table, or the refusal `code` where not
    even its columns were known.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(code, {"reason": reason})


SENTENCES: Final[Mapping[str, str]] = {
    "too-many-cells": "{cells} cells under {columns} columns; is a value with the delimiter in it unquoted?",
    "too-few-cells": "{cells} cells under {columns} columns; the missing ones are taken as blank",
    "unclosed-quote": "a quotation mark is opened and not closed; read on at the next line",
    "stray-quote": "a quotation mark stands inside a value; it should be doubled",
    "row-in-quotes": "the whole row stood in quotation marks; they were taken off",
    "nul": "holds a NUL character, which nothing can store",
    "bad-encoding": "holds bytes that are not {encoding}; save the file in one encoding, best UTF-8",
    "not-text": "holds half of a character (a lone surrogate), which nothing can store",
    "too-long": "is longer than {limit} characters",
    "formula": "begins as a formula does; it stays a text here and is made harmless wherever it is written",
    "eaten-number": "is a number that a spreadsheet has rounded (such as 4.91E+11); format the column as text",
    "error-cell": "holds an error of the spreadsheet ({error}), taken as blank",
    "no-cached-value": "is a formula whose value the workbook does not hold; open and save it in a spreadsheet",
    "header-twice": "the column name stands twice; this one is called {name}",
    "header-blank": "column {number} has no name; it is called {name}",
    "header-long": "the column's name is longer than {limit} characters and was cut",
    "preamble": "{lines} lines before the column names were passed over",
    "other-sheets": "only sheet {sheet} is read; there are also: {others}",
    "guessed-encoding": "the text is no UTF-8; it was read as {encoding}",
    "no-rows": "there are column names, and no row below them",
    "not-an-object": "is no JSON object; one object makes one lead",
    "not-json": "cannot be read as JSON ({reason})",
    "cut-off": "the file cannot be read on from here ({reason}); what came before is kept",
}

REFUSALS: Final[Mapping[str, str]] = {
    "empty": "The file is empty.",
    "no-header": "Line {line} looks like data, not like column names. Put a line of column names first.",
    "no-columns": "The file has no column names.",
    "too-many-columns": "There are {columns} columns; at most {limit} make a lead. Is the delimiter another one?",
    "line-too-long": "Line {line} is longer than {limit} characters: this is no table with a row a line.",
    "pdf": "This is a PDF. Export the table itself, as CSV or XLSX.",
    "html": "This is a web page, whatever its name says; most often a login page saved instead of the export.",
    "xml": "This is XML. Export the table as CSV, XLSX or JSON.",
    "picture": "This is a picture. Export the table itself, as CSV or XLSX.",
    "archive": "This is an archive ({kind}). Unpack it and give the file inside; only .gz is unpacked here.",
    "bomb": "It is not unpacked: {reason}. Unpack it yourself if you trust it.",
    "workbook-named-otherwise": "This is an Excel workbook, named {suffix}. Give it the ending .xlsx.",
    "old-workbook": "This is an old or encrypted Excel workbook. Save it as .xlsx without a password, or as CSV.",
    "open-document": "This is an OpenDocument file. Save it as .xlsx or CSV.",
    "not-a-workbook": "Its name says Excel workbook, its content does not.",
    "broken-workbook": "The workbook cannot be read ({reason}). Open it in a spreadsheet and save it anew, or as CSV.",
    "workbook-too-large": "The workbook holds {mib} MiB of {part}; at most {limit} are read. Save it as CSV.",
    "no-such-sheet": "There is no sheet of that name; there are: {sheets}",
    "empty-workbook": "No sheet of the workbook has a cell with a value.",
    "binary": "This is no text; it is none of CSV, TSV, XLSX, JSON, JSON lines.",
    "not-json": "Its name says JSON, its content is none ({reason}).",
    "file-too-large": "The file has {gib} GiB; at most {limit} are imported at once. Part it, the names atop each.",
    "nothing-required": "No column fills any of {fields}, of which the source asks one. Say with --map which does.",
    "cannot-open": "The file cannot be opened: {reason}.",
    "broken-gzip": "The .gz cannot be unpacked ({reason}). Was it copied or downloaded whole?",
    "no-such-encoding": "There is no encoding of the name {encoding}.",
    "not-that-encoding": "The file begins with a mark of {found}; it is not {encoding}.",
}
