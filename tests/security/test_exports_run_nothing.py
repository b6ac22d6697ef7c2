"""
control:S29. What a spreadsheet may run of a file that we write (OWASP, CSV Injection): nothing.

A cell that begins with = + - @, a tab or a line break, or one of their full-width forms, has an apostrophe before it:
a spreadsheet takes it for a text. That LibreOffice does is tried by `make long`.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from leadcore.imports import Line, written
from leadstream.application import application
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ATTACKS = [
    '=HYPERLINK("http://elsewhere.example","x")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋cmd",
    "－cmd",
    "＠SUM(1)",
]
NUMBER = re.compile(r"[+-][\d\s().,/-]*")
"""Begins as a formula does, and is none."""
WRITERS = {"cli/src/leadstream/commands/trying.py", "libs/leadcore/src/leadcore/imports.py"}


def dangerous(cell: str) -> bool:
    """Whether a spreadsheet may run it, said without the code that prevents it."""
    return cell.startswith(FIRST) and not NUMBER.fullmatch(cell)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_the_findings_is_a_formula(tmp_path: Path, attack: str) -> None:
    """As a column's name and as a value, of a file with something to remark in each line."""
    assert dangerous(attack)
    with (tmp_path / "leads.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("email", "name", attack))
        rows.writerows([("ada@northwind.example", attack, attack), (attack, attack, "1"), ("x", "y", "z", "w")])
    done = CliRunner().invoke(application, ["try", str(tmp_path / "leads.csv"), "--out", str(tmp_path)])
    assert done.exit_code in (0, 1), done.output
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 5, "something is remarked"
    assert not [cell for cell in cells if dangerous(cell)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_an_import_s_report_is_a_formula(attack: str) -> None:
    [cells] = csv.reader(io.StringIO(written(Line(7, "rejected", attack, attack)), newline=""))
    assert cells == ["7", "rejected", f"'{attack}", f"'{attack}"]


@pytest.mark.parametrize("text", ["-5", "+44 20 7946 0958", "-", "Ada", "", "1-2", "-1.5"])
def test_a_number_stays_as_it_is(text: str) -> None:
    [cells] = csv.reader(io.StringIO(written(Line(7, "rejected", text)), newline=""))
    assert cells[2] == text


def test_whatever_is_written_as_a_table_goes_through_one_place() -> None:
    found = {
        str(file.relative_to(ROOT))
        for folder in ("cli", "libs", "services")
        for file in (ROOT / folder).rglob("src/**/*.py")
        if re.search(r"csv\.(writer|DictWriter)|openpyxl\.Workbook|\.to_csv\(", file.read_text())
    }
    assert found == WRITERS, "another writer of tables: have it use `harmless`, and try it above"
    assert all(
        "harmless(" in (ROOT / file).read_text() or "map(harmless" in (ROOT / file).read_text() for file in found
    )
