"""control:S29. LibreOffice opens the tables that we write: no cell has a formula, each text of a stranger is a text."""

import csv
import subprocess
import xml.etree.ElementTree as Xml
from collections.abc import Iterator
from pathlib import Path

import pytest
from leadcore.imports import HEAD, Line, written
from leadstream.application import application
from typer.testing import CliRunner

pytestmark = [pytest.mark.slow, pytest.mark.long]
TABLE, OFFICE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text"))
ATTACKS = (
    "=1+1",
    '=HYPERLINK("http://elsewhere.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
)


def opened(program: str, table: Path) -> Iterator[tuple[str, str, str]]:
    """Formula, type and text of each cell that says something, as LibreOffice reads it."""
    options = ("--headless", f"-env:UserInstallation={(table.parent / 'profile').as_uri()}", "--convert-to", "fods")
    place = table.parent / "opened"
    subprocess.run(
        (program, *options, "--outdir", str(place), str(table)), check=True, timeout=120, capture_output=True
    )
    for cell in Xml.parse(place / f"{table.stem}.fods").iter(f"{TABLE}table-cell"):
        told = "\n".join("".join(part.itertext()) for part in cell.iter(f"{TEXT}p"))
        if told or cell.get(f"{TABLE}formula"):
            yield cell.get(f"{TABLE}formula", ""), cell.get(f"{OFFICE}value-type", ""), told


def test_a_formula_would_be_seen(libreoffice: str, tmp_path: Path) -> None:
    """What the others rest on: written as it came, it runs."""
    (tmp_path / "raw.csv").write_text("a\n=1+1\n")
    assert [cell[0] for cell in opened(libreoffice, tmp_path / "raw.csv")] == ["", "of:=1+1"]


def test_an_import_s_report_has_texts_alone(libreoffice: str, tmp_path: Path) -> None:
    table = tmp_path / "report.csv"
    table.write_text(HEAD + "".join(written(Line(7, "rejected", each, f"{each} ")) for each in ATTACKS), newline="")
    cells = list(opened(libreoffice, table))
    assert not [cell for cell in cells if cell[0]]
    assert {kind for _, kind, told in cells if told != "7"} == {"string"}
    assert sum(told.startswith("'") for _, _, told in cells) == 2 * len(ATTACKS)


def test_a_trial_s_findings_have_texts_alone(libreoffice: str, tmp_path: Path) -> None:
    with (tmp_path / "leads.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("email", "name", *ATTACKS))
        rows.writerows([("ada@northwind.example", "Ada", *ATTACKS), ("x", "y", *ATTACKS, "z")])
    assert CliRunner().invoke(application, ["try", str(tmp_path / "leads.csv"), "--out", str(tmp_path)]).exit_code < 2
    cells = list(opened(libreoffice, tmp_path / "findings.csv"))
    assert any("=1+1" in told for _, _, told in cells), "columns are named in it"
    assert not [cell for cell in cells if cell[0]]
