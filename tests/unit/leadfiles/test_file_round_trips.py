"""I1: what is written by any of the common writers is read back as it was, whatever stands in its cells."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from leadcore.intake.formulas import is_formula
from leadfiles import Finding, Row, Table, harmless, open_file, visible
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

NAMES = ["e-mail", "full name", "remark"]
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def blank(cells: list[str]) -> bool:
    return not any(cell.strip(" \t\r\n\x1a") for cell in cells)


def written(rows: list[list[str]], delimiter: str, quoting: int, ending: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ending)  # type: ignore[arg-type]  # an int there
    writer.writerows([NAMES, *rows])
    return out.getvalue()


def read(content: bytes, name: str) -> tuple[Table, list[Row], list[Finding]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        table = open_file(path)
        assert isinstance(table, Table), table
        each = list(table.rows())
    return table, [one for one in each if isinstance(one, Row)], [one for one in each if isinstance(one, Finding)]


@given(
    TABLE,
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
@example([["\r", "", ""], ["a", "\r\r\n", '"']], ";", csv.QUOTE_MINIMAL, "\r\n", "utf-16")
@example([["=1", "a\x85b\u2028c", "x"]], "|", csv.QUOTE_MINIMAL, "\n", "utf-8")
def test_any_text_in_any_cell_comes_back(
    rows: list[list[str]], delimiter: str, quoting: int, ending: str, encoding: str
) -> None:
    if ending == "\n":  # Python's writer before 3.13 leaves a lone CR unquoted there, which ends the row
        rows = [[cell.replace("\r", "\n") for cell in cells] for cells in rows]
    table, found, findings = read(written(rows, delimiter, quoting, ending).encode(encoding), "a.csv")
    assert table.delimiter == delimiter
    assert [list(row.values.values()) for row in found] == [cells for cells in rows if not blank(cells)]
    assert {one.code for one in findings} <= {"formula", "eaten-number"}


@given(st.lists(st.lists(st.sampled_from(["Zoë", "Müller", "Łukasz"[1:], "naïve café", "x"]), min_size=3, max_size=3)))
def test_western_windows_files_come_back(rows: list[list[str]]) -> None:
    _, found, _ = read(written(rows, ";", csv.QUOTE_MINIMAL, "\r\n").encode("cp1252"), "a.csv")
    assert [list(row.values.values()) for row in found] == rows


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Björn Åkerström;Ibáñez Íñigo\nJoão Simões;François Müller\nÁlvaro Núñez;naïve Élan\n"),
        ("cp1252", "Jürgen Müller;Köln\nUte Weiß;Vertrieb für Österreich\n"),
        ("cp1250", "Jiří Dvořák;Žďár nad Sázavou\nŠtěpán Říha;ředitel\nTomáš Novotný;Česká pošta\n"),
        ("cp1250", "Michał Wójcik;dyrektor sprzedaży\nPaweł Błażej;właściciel\nŚwięcicka Żaneta;księgowa\n"),
        ("cp1254", "Ayşe Yıldız;İstanbul\nOğuz Çağlar;Eskişehir\nGülşen Işık;Muğla\n"),
        ("cp1251", "Иван Петров;Москва\nАнна Смирнова;менеджер\n"),
        ("koi8_r", "Иван Петров;Москва\nАнна Смирнова;менеджер\n"),
        ("cp1253", "Γιώργος Παπαδόπουλος;Αθήνα\nΜαρία;Θεσσαλονίκη\n"),
        ("cp1255", "דוד כהן;תל אביב\nשרה לוי;ירושלים\n"),
        ("shift_jis", "山田太郎;営業部長\n鈴木花子;大阪府\n"),
        ("gb18030", "王小明;销售经理\n李娜;上海市\n"),
        ("euc_kr", "김철수;영업 부장\n이영희;부산\n"),
        ("utf-16-le", "Michał Wójcik;Berlin\n"),
    ],
)
def test_files_of_many_lands_are_read_in_their_encoding_and_a_guess_is_told(encoding: str, text: str) -> None:
    table, found, _ = read(("name;where\n" + text * 5).encode(encoding), "a.csv")
    assert [";".join(map(str, row.values.values())) for row in found] == text.splitlines() * 5
    assert [note.code for note in table.notes] == ([] if encoding == "utf-16-le" else ["guessed-encoding"])


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), CELL | st.integers(-9, 9) | st.none(), min_size=1), min_size=1))
def test_objects_come_back_from_an_array_and_from_lines(leads: list[dict[str, object]]) -> None:
    for name, text in (
        ("a.json", json.dumps(leads)),
        ("a.json", json.dumps({"records": leads}, indent=2)),
        ("a.jsonl", "\n".join(json.dumps(lead, ensure_ascii=False) for lead in leads)),
    ):
        _, found, findings = read(text.encode(), name)
        assert [dict(row.values) for row in found] == leads
        assert not findings


def _as_xml_can_hold(cell: str) -> str:
    """Without what XML turns into something else, and without the words of a spreadsheet's errors."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell).replace("\r", "\n").replace("_x", "x").replace("#", "")


@settings(max_examples=15)  # a workbook takes a tenth of a second to write
@given(TABLE)
def test_texts_come_back_from_a_workbook(rows: list[list[str]]) -> None:
    kept = [
        [ILLEGAL_CHARACTERS_RE.sub("", cell).replace("\r", "\n").replace("_x", "x") for cell in row] for row in rows
    ]
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(NAMES)
    for row in kept:
        sheet.append(["" for _ in row])
        for cell, text in zip(sheet[sheet.max_row], row, strict=True):
            cell.value = text
            cell.data_type = "s"
    out = io.BytesIO()
    made.save(out)
    _, found, _ = read(out.getvalue(), "a.xlsx")
    expected = [row for row in kept if any(row)]
    assert [list(row.values.values()) for row in found] == expected


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.tsv", "a.xlsx", "a.json", "a.jsonl", "a.csv.gz", "a"]))
@example(b"PK\x03\x04[Content_Types].xml", "a.xlsx")
@example(b'[{"a', "a")
@example(b"\x1f\x8b", "a.csv.gz")
def test_no_bytes_whatever_make_it_raise(content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        table = open_file(path)
        if isinstance(table, Table):
            assert all(one.sentence for one in (*table.notes, *table.rows()) if isinstance(one, Finding))
        else:
            assert table.sentence


@given(TEXT)
@example("=cmd|' /C calc'!A0")
@example("-1+1")
@example("＝1")
def test_what_is_written_harmless_is_no_formula(text: str) -> None:
    assert not is_formula(harmless(text))
    assert harmless(text).removeprefix("'") == text.removeprefix("'")


@given(TEXT)
@example("\x1b[31mred")
@example("a\u202eb")
def test_what_is_shown_obeys_nothing(text: str) -> None:
    shown = visible(text, 20)
    assert len(shown) <= 20
    assert all(char.isprintable() or char in "\u200c\u200d" for char in shown)
