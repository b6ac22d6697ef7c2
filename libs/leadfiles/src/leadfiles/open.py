"""
Opens a file: what it is, in which encoding, with which columns; or why nothing of it can be read.

    first bytes → refuse strangers → workbook, or encoding → JSON or delimited texts
"""

from dataclasses import dataclass
from pathlib import Path

from leadfiles import kinds
from leadfiles.delimited import open_delimited, start_of
from leadfiles.encodings import encoding_of
from leadfiles.findings import CutOffError, Refusal, RefusedError
from leadfiles.json_items import open_json
from leadfiles.limits import SAMPLE_BYTES
from leadfiles.packed import head
from leadfiles.sheets import open_workbook
from leadfiles.table import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of a file instead of having it found; empty: found."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


def open_file(path: Path, wanted: Wanted | None = None) -> Table | Refusal:
    """The file as a table whose rows can be gone through, or why it is none. Never raises for what the file holds."""
    try:
        return _opened(path, wanted or Wanted())
    except RefusedError as refused:
        return refused.refusal
    except CutOffError as cut:
        return cut.refusal


def _opened(path: Path, wanted: Wanted) -> Table:
    start, packed = head(path, SAMPLE_BYTES)
    kinds.refuse_strangers(start, path.name)
    if kinds.is_workbook(start):
        if packed:
            raise RefusedError("archive", kind="an .xlsx in a .gz")
        return open_workbook(path, wanted.sheet)
    kinds.refuse_pages(start)
    encoding = encoding_of(path, start, wanted.encoding)
    if not encoding.name.startswith(("utf-16", "utf-32")):
        kinds.refuse_binary(start)
    if not wanted.delimiter and kinds.is_json(start_of(path, encoding)[:4096].removeprefix("\ufeff"), path.name):
        return open_json(path, encoding)
    return open_delimited(path, encoding, kinds.suffix_of(path.name), wanted.delimiter)
