"""I1, reliability §3.3: files made to break a reader, each with the answer it must give; and what memory they take."""

import gzip
import hashlib
import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from leadfiles import Finding, Refusal, Row, Table, Wanted, open_file
from leadfiles.limits import MAX_LINE

HEAD = b"email,name\n"
PERSON = b"ada@x.example,Ada\n"


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def gz_bomb() -> bytes:
    """Some 300 MiB of equal rows in 300 KiB, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = PERSON * 60_000
    parts = [packer.compress(HEAD)] + [packer.compress(block) for _ in range(300)]
    return b"".join([*parts, packer.flush()])


WORKBOOK = book(("Leads", [["email", "name"], ["ada@x.example", "Ada"]]))

REFUSED: dict[str, tuple[str, bytes, str]] = {
    "nothing": ("a.csv", b"", "empty"),
    "blanks": ("a.csv", b" \r\n\t\n", "empty"),
    "a mark and nothing": ("a.csv", b"\xef\xbb\xbf", "empty"),
    "only delimiters": ("a.csv", b",,,\n,,,\n", "no-columns"),
    "a zip": ("a.csv", zipped(**{"leads.csv": HEAD + PERSON}), "archive"),
    "a workbook as .csv": ("a.csv", WORKBOOK, "workbook-named-otherwise"),
    "a page as .csv": ("a.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "html"),
    "a page as .xls, as old CRMs export": ("a.csv", b"\n <table><tr><td>email</td></tr></table>", "html"),
    "a page in UTF-16": ("a.csv", "\ufeff<html><body>x</body></html>".encode("utf-16-le"), "html"),
    "XML": ("a.csv", b'<?xml version="1.0"?><leads/>', "xml"),
    "a PDF": ("a.csv", b"%PDF-1.7\n1 0 obj", "pdf"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old-workbook"),
    "noise": ("a.csv", hashlib.shake_256(b"noise").digest(4096), "binary"),
    "zeros": ("a.csv", bytes(4096), "empty"),
    "data without names": ("a.csv", PERSON * 3, "no-header"),
    "numbers without names": ("a.csv", b"1,2\n3,4\n", "no-header"),
    "100,000 columns": ("a.csv", b",".join(b"c%d" % n for n in range(100_000)) + b"\n", "too-many-columns"),
    "501 columns": ("a.csv", b",".join(b"c%d" % n for n in range(501)) + b"\n1\n", "too-many-columns"),
    "a first line of megabytes": ("a.csv", b"a" * (4 << 20) + b"\nb\n", "line-too-long"),
    "a quote that never closes, first": ("a.csv", b'"email,name\n' + PERSON * 100_000, "no-columns"),
    "a .gz cut off at once": ("a.csv.gz", gzip.compress(HEAD + PERSON)[:12], "broken-gzip"),
    "a .gz of a .gz": ("a.csv.gz", gzip.compress(gzip.compress(HEAD)), "archive"),
    "a .gz that is none inside": ("a.csv.gz", b"\x1f\x8b" + bytes(40), "broken-gzip"),
    "a bomb": ("a.csv.gz", gz_bomb(), "bomb"),
    "text as .xlsx": ("a.xlsx", HEAD + PERSON, "not-a-workbook"),
    "a broken workbook": ("a.xlsx", WORKBOOK[: len(WORKBOOK) // 2], "broken-workbook"),
    "a workbook of nothing": ("a.xlsx", book(("A", []), ("B", [[None, " "]])), "empty-workbook"),
    "an Office document": (
        "a.xlsx", zipped(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "archive",
    ),
    "a workbook's bomb": (
        "a.xlsx",
        zipped(**{"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>", "xl/a.xml": bytes(300 << 20)}),
        "bomb",
    ),
    "a workbook of data without names": ("a.xlsx", book(("A", [["ada@x.example", "Ada"]])), "no-header"),
    "no JSON": ("a.json", b"email: ada", "not-json"),
    "JSON of another kind": ("a.json", b"12", "not-json"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path: Path, what: str) -> None:
    name, content, code = REFUSED[what]
    (tmp_path / name).write_bytes(content)
    found = open_file(tmp_path / name)
    assert isinstance(found, Refusal), found
    assert found.code == code
    assert len(found.sentence) > 10


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        assert open_file(path).code == "cannot-open"  # type: ignore[union-attr]  # a table has none


@dataclass
class Case:
    """Bytes, and what must come of them: lines of rows, then (line, code, lost) of findings."""

    content: bytes
    rows: list[int]
    findings: list[tuple[int, str, bool]]
    name: str = "a.csv"
    notes: list[str] = field(default_factory=list)


LINES: dict[str, Case] = {
    "an unclosed quote costs its line": Case(
        HEAD + b'"ada@x.example,Ada\n' + PERSON * 3, [3, 4, 5], [(2, "unclosed-quote", True)]
    ),
    "a quote inside a value": Case(HEAD + b'"a"b@x.example,Ada\n' + PERSON, [2, 3], [(2, "stray-quote", False)]),
    "a quote that another row's quote seems to close": Case(
        HEAD + b'a,"b\n' + PERSON + b'x"y,"z"\n' + PERSON, [3, 4, 5], [(2, "unclosed-quote", True)]
    ),
    "a stray quote in a value of two lines": Case(
        HEAD + b'a,"b\nc "d" e"\n' + PERSON, [2, 4], [(2, "stray-quote", False)]
    ),
    "a stray quote, then the end": Case(HEAD + b'"a"b@x.example,Ada', [2], [(2, "stray-quote", False)]),
    "NUL": Case(HEAD + b"a\x00@x.example,Ada\n" + PERSON, [3], [(2, "nul", True)]),
    "Latin-1 in one line of UTF-8": Case(
        HEAD + "é@x.example,É\n".encode() * 2 + b"e@x.example,\xc9mile\n" + PERSON,
        [2, 3, 5],
        [(4, "bad-encoding", True)],
    ),
    "a row of megabytes": Case(
        HEAD + PERSON + b"x" * (3 * MAX_LINE) + b"\n" + PERSON, [2, 4], [(3, "too-long", True)]
    ),
    "a row of megabytes inside a quote": Case(
        HEAD + b'"a\n' + PERSON + b"x" * (2 * MAX_LINE) + b"\n" + PERSON,
        [3, 5],
        [(2, "unclosed-quote", True), (4, "too-long", True)],
    ),
    "too many cells, too few": Case(
        HEAD + b"a,b,c\na\n" + PERSON, [3, 4], [(2, "too-many-cells", True), (3, "too-few-cells", False)]
    ),
    "blank cells beyond the names": Case(HEAD + b"a,b,,\n", [2], []),
    "formulas, not numbers": Case(
        b"email,phone\n=HYPERLINK(1),+49 30 1234\n@SUM(1+1),-12.5\n\"\tx\",\"+cmd|' /C calc'!A0\"\n",
        [2, 3, 4],
        [(2, "formula", False), (3, "formula", False), (4, "formula", False), (4, "formula", False)],
    ),
    "a phone that a spreadsheet ate": Case(
        b"phone;name\n4,91E+11;Ada\n", [2], [(2, "eaten-number", False)]
    ),
    "names twice, blank": Case(
        b"email,email,,name\na,b,c,d\n", [2], [], notes=["header-twice", "header-blank"]
    ),
    "lines before the names": Case(
        b"Export of May\n\nemail,name,city\n" + b"a,b,c\n" * 5, [4, 5, 6, 7, 8], [], notes=["preamble"]
    ),
    "the delimiter said": Case(b"sep=|\nemail|name\na|b\n", [3], []),
    "rows in quotes": Case(b'a,b\n"1,""2, 3"""\n', [2], [(2, "row-in-quotes", False)]),
    "old end of file": Case(HEAD + PERSON + b"\x1a", [2], []),
    "a .gz cut off": Case(
        gzip.compress(HEAD + b"".join(b"%d@x.example,%d\n" % (n, n * n) for n in range(50_000)))[:-5000],
        [], [(-1, "cut-off", True)], "a.csv.gz",
    ),
    "JSON lines": Case(
        b'{"email": "a"}\n\n{"email": 1, "email": 2}\n[1]\nnonsense\n{"email": "b"}\n',
        [1, 6],
        [(3, "not-json", True), (4, "not-an-object", True), (5, "not-json", True)],
        "a.jsonl",
    ),
    "an array of JSON": Case(
        b'[\n {"email": "a"},\n 5, {"email":\n "b"}\n]', [2, 3], [(3, "not-an-object", True)], "a.json"
    ),
    "an array that breaks": Case(b'[{"email": "a"},\n{"email": }]', [1], [(2, "cut-off", True)], "a.json"),
    "an array that ends": Case(b'[{"email": "a"},\n{"email": "b"}', [1, 2], [(2, "cut-off", True)], "a.json"),
    "an array in an object": Case(b'{"leads": [{"email": "a"}, {"email": "b"}], "n": 2}', [1, 1], [], "a.json"),
    "one object": Case(b'{\n "email": "a"\n}\n', [1], [], "a.json"),
    "JSON as .csv": Case(b'[{"email": "a"}]', [1], [], "a.csv"),
    "deep JSON": Case(
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b'\n{"email": "a"}', [2], [(1, "not-json", True)], "a.jsonl"
    ),
    "a workbook": Case(
        book(
            ("Leads", [["Export"], [None], ["email", "phone", "seen"], ["a", 4917, 1.5], [None], ["#N/A", True, "=1"]]),
            ("More", [["x"]]),
        ),
        [4, 6],
        [(6, "error-cell", False), (6, "no-cached-value", False)],
        "a.xlsx",
        ["other-sheets"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LINES)
def test_what_is_wrong_with_a_line_is_told_with_its_number(tmp_path: Path, what: str) -> None:
    case = LINES[what]
    (tmp_path / case.name).write_bytes(case.content)
    table = open_file(tmp_path / case.name)
    if what == "a .gz cut off":  # its beginning can be read; but UTF-8 is proven on the whole
        assert isinstance(table, Refusal)
        table = open_file(tmp_path / case.name, Wanted(encoding="utf-8"))
    assert isinstance(table, Table), table
    found = list(table.rows())
    findings = [(one.line, one.code, one.lost) for one in found if isinstance(one, Finding)]
    if what == "a .gz cut off":
        assert [each[1:] for each in findings] == [("cut-off", True)]
        assert len(found) > 1_000
        return
    assert findings == case.findings
    assert [row.line for row in found if isinstance(row, Row)] == case.rows
    assert [note.code for note in table.notes] == case.notes
    assert all(one.sentence for one in (*table.notes, *(each for each in found if isinstance(each, Finding))))


@pytest.mark.parametrize("wanted", ["punycode", "idna", "base64", "rot13", "undefined", "utf-8\0", "no-such"])
def test_an_encoding_that_no_text_is_in_is_refused_by_its_name(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"email\nada@northwind.example\n")
    refused = open_file(tmp_path / "a.csv", Wanted(encoding=wanted))
    assert isinstance(refused, Refusal)
    assert refused.code == "no-such-encoding"


def test_whole_numbers_and_flags_of_a_workbook_are_texts_as_a_csv_has_them(tmp_path: Path) -> None:
    """But a fraction is a number: where a source's decimals have a comma, the text 1.234 is more than a thousand."""
    (tmp_path / "a.xlsx").write_bytes(book(("A", [["a", "b", "c", "d"], [491701234567.0, 1.234, False, "00123"]])))
    table = open_file(tmp_path / "a.xlsx")
    assert isinstance(table, Table)
    assert [dict(row.values) for row in table.rows() if isinstance(row, Row)] == [
        {"a": "491701234567", "b": 1.234, "c": "false", "d": "00123"}
    ]


def test_lines_that_open_a_quote_each_take_no_more_than_their_share(tmp_path: Path) -> None:
    """Every line opens a quotation mark that the next closes and opens: who looks ahead each time reads for ever."""
    (tmp_path / "a.csv").write_bytes(HEAD + b'a","b\n' * 200_000)
    table = open_file(tmp_path / "a.csv")
    assert isinstance(table, Table)
    found = list(table.rows())
    assert len(found) == 200_000
    assert {each.code for each in found if isinstance(each, Finding)} == {"unclosed-quote"}


def many_rows(kind: str, rows: int) -> Iterator[bytes]:
    yield b'[{"email": "x", "name": "y"}' if kind == "json" else HEAD
    for number in range(rows):
        if kind == "json":
            yield b',\n{"email": "%d@x.example", "name": "N %d"}' % (number, number)
        elif kind == "bad":
            yield b'"%d@x.example,oh, no\n' % number
        else:
            yield b"%d@x.example,N %d\n" % (number, number)
    yield b"]" if kind == "json" else b""


GROWTH = 4 << 20
"""Bytes; less than a tenth of what the rows would take, and more than the reader's buffers."""


@pytest.mark.slow
def test_memory_is_flat_in_the_rows_of_a_workbook(tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("A")
    sheet.append(["email", "n"])
    for number in range(40_000):
        sheet.append([f"{number % 500}@x.example", number])
    made.save(tmp_path / "a.xlsx")
    table = open_file(tmp_path / "a.xlsx")
    assert isinstance(table, Table)
    seen, grown = growth(table)
    assert seen == 40_000
    assert grown < GROWTH


def growth(table: Table) -> tuple[int, int]:
    """How many rows and findings a table has, and by how many bytes memory grew after the first thousands."""
    tracemalloc.start()
    seen = before = 0
    for seen, _ in enumerate(table.rows(), start=1):
        if seen == 5_000:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seen, peak - before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "bad", "json"])
def test_memory_is_flat_at_300_000_rows(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{'csv' if kind == 'bad' else kind}"
    opener: Callable[..., io.BufferedIOBase] = gzip.open if kind == "csv.gz" else open
    with opener(path, "wb") as out:
        for piece in many_rows(kind, 300_000):
            out.write(piece)
    table = open_file(path)
    assert isinstance(table, Table)
    seen, grown = growth(table)
    assert seen >= 300_000
    assert grown < GROWTH
