"""
What a file is, told by its first bytes; its name decides only between texts.

    packed or picture or page, refused by name → workbook → JSON → a table of delimited texts
"""

import codecs
import re
from pathlib import PurePath
from typing import Literal

from leadfiles.findings import RefusedError

What = Literal["delimited", "xlsx", "json"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", ""),
    (_OLE, "old-workbook", ""),
    (b"\x1f\x8b", "archive", ".gz in a .gz"),
    (b"PK\x05\x06", "archive", "zip"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ\x00", "archive", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"\x28\xb5\x2f\xfd", "archive", "zstd"),
    (b"Rar!", "archive", "rar"),
    (b"\x89PNG", "picture", ""),
    (b"\xff\xd8\xff", "picture", ""),
    (b"GIF8", "picture", ""),
    (b"PAR1", "binary", ""),
    (b"SQLite format 3\x00", "binary", ""),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table|meta|script|!--)[\s>-]", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt"})
_OBJECT = re.compile(r'\s*\{\s*(?:"|\})')
_ARRAY = re.compile(r"\s*\[\s*(?:\{|\])")
_FEW = 64
_MOST_CONTROLS, _MOST_CONTROLS_OF_FEW = 0.02, 0.3
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r\x1a\x1b")


def suffix_of(name: str) -> str:
    """The ending of a file's name, lower case, without `.gz`."""
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def refuse_strangers(head: bytes, name: str) -> None:
    """
    Refuse what is no table of texts, workbook or JSON, by its first bytes.

    Raises:
        RefusedError: saying what it is.
    """
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise RefusedError("empty")
    for magic, code, kind in _REFUSED:
        if head.startswith(magic):
            raise RefusedError(code, kind=kind)
    if head.startswith(_ZIP):
        _refuse_other_zips(head, suffix_of(name))
    elif suffix_of(name) in (".xlsx", ".xlsm"):
        raise RefusedError("not-a-workbook")


def refuse_pages(head: bytes) -> None:
    """
    Refuse a page or XML document, in any encoding that has ASCII in it.

    Raises:
        RefusedError: it is one.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _MARKUP.match(text):
        raise RefusedError("html")
    if _XML.match(text):
        raise RefusedError("html" if b"<html" in text[:4096].lower() else "xml")


def refuse_binary(head: bytes) -> None:
    """
    Refuse bytes that are no UTF-8 and hold too many controls that no text has; not to be asked of UTF-16.

    Raises:
        RefusedError: they are.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * (_MOST_CONTROLS if len(head) > _FEW else _MOST_CONTROLS_OF_FEW):
        raise RefusedError("binary")


def is_workbook(head: bytes) -> bool:
    """Whether a file that was not refused is an XLSX."""
    return head.startswith(_ZIP)


def is_json(start: str, name: str) -> bool:
    """Whether the text that begins so is JSON: by its name, or because it can hardly be a line of column names."""
    suffix = suffix_of(name)
    if suffix in _JSON_SUFFIXES:
        return True
    return bool(_OBJECT.match(start) or (suffix not in _TABLE_SUFFIXES and _ARRAY.match(start)) or _array(start))


def _array(start: str) -> bool:
    return _ARRAY.match(start) is not None and re.match(r'\s*\[\s*\{\s*"', start) is not None


def _refuse_other_zips(head: bytes, suffix: str) -> None:
    if b"application/vnd.oasis.opendocument" in head[:256]:
        raise RefusedError("open-document")
    if b"[Content_Types].xml" not in head and b"xl/" not in head and b"_rels/" not in head:
        raise RefusedError("archive", kind="zip")
    if suffix not in (".xlsx", ".xlsm"):
        raise RefusedError("workbook-named-otherwise", suffix=suffix or "without an ending")
