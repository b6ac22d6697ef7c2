"""I1, I5: `leadstream try FILE`: what it prints and writes, what it never does, and what it makes of hostile files."""

import csv
import json
import os
import shutil
import stat
import subprocess
import sys
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore import workspace
from leadcore.intake import fields
from leadcore.intake.fields import Fields
from leadfiles import harmless
from leadstream.application import application
from openpyxl import Workbook
from typer.testing import CliRunner, Result

ROOT = Path(__file__).parents[3]
GOOD = "Mail;Name;Firma;Position;Land\nada@northwind-labs.example;Ada Example;Northwind Labs;CTO;GB\n"
MESSY = GOOD + (
    "ADA@northwind-labs.example;Ada E.;;;\n"
    "nobody;;;;\n"
    'bo@y.example;"Bo;Y;;\n'
    "cy@z.example;Cy;Z;CEO;DE;too;many\n"
    "=1+cmd@z.example;@SUM(1);Z;;\n"
    "dee@z.example;Dee\n"
)
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><script src=//evil.example/x.js></script>",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "\x1b[31mred\x1b[0m",
    "a\u202etxt.exe",
    "=HYPERLINK(\"http://evil.example\")",
    "{{7*7}}${7*7}",
    "]]><!--",
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with no home and no settings."""
    for name in list(os.environ):
        if name.startswith(("LEADSTREAM", "KAFKA", "POSTGRES", "REDIS")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tried(place: Path, text: str | bytes, *options: str, name: str = "My leads.csv") -> Result:
    (place / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(application, ["try", str(place / name), "--out", str(place / "out"), *options])


def told(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_good_file_gives_leads_with_reasons_and_a_report(place: Path) -> None:
    result = tried(place, GOOD)
    assert result.exit_code == 0, result.output
    for word in ("email", "the name says so", "1 routed", "Ada Example", "title c level", "report.html", "source.yaml"):
        assert word in result.output
    assert {each.name for each in (place / "out").iterdir()} == {"report.html", "source.yaml", "findings.csv"}
    kept = (place / "out" / "source.yaml").read_text().strip()
    assert kept in Page((place / "out" / "report.html").read_text()).text
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in (place / "out").iterdir())
    assert stat.S_IMODE((place / "out").stat().st_mode) == 0o700


def test_what_is_wrong_is_told_line_by_line_and_every_row_is_accounted_for(place: Path) -> None:
    result = tried(place, MESSY, "--json")
    found = told(result)
    assert result.exit_code == 1
    assert found["rows"] == 7 == sum(found["outcomes"].values()) + found["unreadable"] + found["not_tried"]
    assert found["outcomes"] == {"routed": 3, "duplicate": 1, "rejected": 1, "dead": 0}
    assert found["unreadable"] == 2
    with (place / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["line"], row["weight"], row["code"]) for row in rows} == {
        ("3", "duplicate", "same-person"),
        ("4", "rejected", "nothing-required-is-usable"),
        ("5", "lost", "unclosed-quote"),
        ("6", "lost", "too-many-cells"),
        ("7", "warning", "formula"),
        ("8", "warning", "too-few-cells"),
    }
    assert next(row["what"] for row in rows if row["line"] == "3") == "the same person as line 2"


def test_rows_beyond_those_asked_for_are_read_and_not_tried(place: Path) -> None:
    text = "email\n" + "".join(f"p{number}@x.example\n" for number in range(50)) + "a,b\n"
    found = told(tried(place, text, "--rows", "7", "--json"))
    assert (found["rows"], found["outcomes"]["routed"], found["not_tried"], found["unreadable"]) == (51, 7, 43, 1)


@pytest.mark.parametrize(
    ("text", "options", "code", "word"),
    [
        (GOOD, ["--map", "Firma=compnay"], 2, "company_name"),
        (GOOD, ["--map", "Frima=city"], 2, "Firma"),
        (GOOD, ["--map", "Firma"], 2, "COLUMN=FIELD"),
        (GOOD, ["--delimiter", "ab"], 2, "one character"),
        (GOOD, ["--encoding", "klingon"], 1, "no encoding"),
        (GOOD, ["--workspace", "nowhere"], 2, "nowhere"),
        (b"%PDF-1.7", [], 1, "This is a PDF"),
        ("", [], 1, "empty"),
        ("a;b\n", [], 1, "no row below"),
        ("phone\n2262649\n", [], 1, "needs a country beside it"),
        ("city;country\nBerlin;DE\n", [], 1, "e-mail address, telephone number or company name"),
    ],
)
def test_exit_codes_and_words(place: Path, text: str | bytes, options: list[str], code: int, word: str) -> None:
    result = tried(place, text, *options)
    assert (result.exit_code, word in " ".join(result.output.split())) == (code, True), result.output
    assert "Traceback" not in result.output


def test_a_correction_changes_what_becomes_of_the_rows(place: Path) -> None:
    text = "Kontaktweg;Wer\n+49 30 901820;Ada\n+49 30 901821;Bo\n+49 30 901822;Cy\n"
    assert told(tried(place, text, "--json"))["outcomes"]["routed"] == 3
    found = told(tried(place, text, "--json", "--map", "Kontaktweg=", "--map", "wer=company_name"))
    assert found["source"]["map"] == {"Wer": "company_name"}
    assert found["outcomes"]["routed"] == 3


def test_rows_without_anybody_to_reach_are_tried_by_their_id_and_it_is_said(place: Path) -> None:
    result = tried(place, "Prospect ID,TotalVisits\nx1,9\nx2,1\n")
    assert result.exit_code == 0
    assert "nobody in them could be reached" in " ".join(result.output.split())
    assert "require_any:\n  - event_id" in (place / "out" / "source.yaml").read_text()


def test_what_is_kept_reads_the_file_as_it_was_tried(place: Path) -> None:
    tried(place, GOOD)
    folder = shutil.copytree(ROOT / "workspace", place / "workspace")
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write((place / "out" / "source.yaml").read_text())
    loaded = workspace.load(folder)
    row = dict(zip(*(line.split(";") for line in GOOD.splitlines()), strict=True))
    said = fields.read(row, loaded.sources["my-leads"].map, loaded.fields)
    assert isinstance(said, Fields)
    assert dict(said.texts) == {
        "email": "ada@northwind-labs.example",
        "full_name": "Ada Example",
        "company_name": "Northwind Labs",
        "title": "CTO",
        "country": "GB",
    }


def test_the_order_of_dates_is_told_by_the_column_or_said_and_kept(place: Path) -> None:
    rows = "Mail,Created at\na@x.example,13/5/2026\nb@x.example,1/2/2026\nc@x.example,soon\n"
    result = tried(place, rows)
    assert "the day first" in " ".join(result.output.split())
    assert "dates: dmy" in (place / "out" / "source.yaml").read_text()
    findings = (place / "out" / "findings.csv").read_text()
    assert "4,warning,unusable,occurred_at,the time cannot be used: it is no date; it is kept as it is" in findings
    open_ = "Mail,Created at\na@x.example,1/2/2026\nb@x.example,3/4/2026\n"
    assert "--dates dmy" in " ".join(tried(place, open_).output.split())
    assert "dates" not in (place / "out" / "source.yaml").read_text()
    assert tried(place, open_, "--dates", "mdy", "--map", "created at=occurred_at").exit_code == 0
    assert "dates: mdy" in (place / "out" / "source.yaml").read_text()
    assert "unusable" not in (place / "out" / "findings.csv").read_text()
    assert tried(place, open_, "--dates", "american").exit_code == 2


def test_amounts_are_read_as_the_column_writes_them_and_others_are_told(place: Path) -> None:
    rows = "Mail;Budget USD;Worth\na@x.example;1.234,50;5 EUR\nb@x.example;10k-50k;6 EUR\nc@x.example;5 GBP;7 EUR\n"
    result = tried(place, rows)
    assert "a comma before the decimals" in " ".join(result.output.split())
    kept = (place / "out" / "source.yaml").read_text()
    assert "decimals: comma" in kept
    assert "#   worth: {type: money, currency: EUR, personal: true or false}" in kept
    assert "it is in another currency than the field" in (place / "out" / "findings.csv").read_text()
    assert tried(place, rows, "--decimals", "dot").exit_code == 2


def test_a_spreadsheet_s_days_become_dates_by_a_transform_that_is_kept(place: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Mail", "Created at"], ["a@x.example", 45678.5], ["b@x.example", 45700]):
        sheet.append(row)
    book.save(place / "book.xlsx")
    result = CliRunner().invoke(application, ["try", str(place / "book.xlsx"), "--out", str(place / "out")])
    assert result.exit_code == 0, result.output
    kept = yaml.safe_load((place / "out" / "source.yaml").read_text())["book"]
    assert "1899-12-30" in kept["transform"]["Created at"]
    assert "unusable" not in (place / "out" / "findings.csv").read_text()


SPY = """
import sys
seen = []
def spy(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
                 "socket.sendmsg", "urllib.Request", "http.client.connect"):
        seen.append(event)
sys.addaudithook(spy)
from leadstream.application import application
try:
    application(["try", *sys.argv[1:]])
finally:
    import psutil
    seen += [str(each.status) for each in psutil.Process().net_connections("inet")]
    print("SEEN", seen, file=sys.stderr)
"""


@pytest.mark.slow
def test_no_connection_is_opened_and_neither_home_nor_stack_is_needed(place: Path) -> None:
    (place / "leads.csv").write_text(MESSY)
    bare = {"PATH": "/usr/bin:/bin", "HOME": str(place / "no-such-home")}
    command = [sys.executable, "-c", SPY, "leads.csv"]
    done = subprocess.run(command, cwd=place, env=bare, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr.strip() == "SEEN []"
    assert (place / ".leadstream" / "tries" / "leads" / "report.html").is_file()


@pytest.mark.slow
def test_errors_never_quote_a_value_of_the_file(place: Path) -> None:
    secret = "kim.secret@hush.example"
    (place / "leads.csv").write_text(f"email\n{secret}\n{secret},{secret}\n")
    for options in (["--map", "emial=email"], ["--map", "email=zip"], ["--encoding", "utf-16"], ["--json"]):
        command = [sys.executable, "-m", "leadstream", "try", "leads.csv", *options]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=120, check=False)
        assert secret not in done.stderr
        assert secret not in done.stdout
    assert secret not in (place / ".leadstream/tries/leads/findings.csv").read_text()


VOID = ("meta", "br", "hr", "rect", "line")


class Page(HTMLParser):
    """Which elements and attributes a page has, and the text in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


OURS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "header", "div", "h1", "h2", "p", "small", "b",
    "i", "ul", "li", "span", "strong", "bdi", "svg", "rect", "line", "text", "table", "thead", "tbody", "tr", "th",
    "td", "pre", "code",
}  # fmt: skip


def assert_safe(page: Page) -> None:
    assert page.elements <= OURS
    assert page.open == []
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in ("href", "src", "srcdoc", "action", "style", "xlink:href")
        assert "://" not in value


def test_a_hostile_file_does_nothing_in_the_report_nor_on_the_screen(place: Path) -> None:
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["email", "name", "title", "company", "city", *ATTACKS])
    for number, attack in enumerate(ATTACKS):
        writer.writerow([f"p{number}@x.example", attack, attack, attack, attack, *ATTACKS])
    result = tried(place, out.getvalue(), name="<b>x<i> & \u202e\x1b[31mleads.csv")
    assert "\x1b[31m" not in result.output
    text = (place / "out" / "report.html").read_text()
    page = Page(text)
    assert_safe(page)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script>alert(1)</script>" in page.text
    assert ("http-equiv", "Content-Security-Policy") in page.attributes
    with (place / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(cell == harmless(cell) for row in csv.reader(file) for cell in row)


@settings(max_examples=5)  # each reads a workspace
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=25), min_size=6, max_size=6))
def test_no_text_whatever_gets_out_of_its_place(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        row = {"email": "ada@x.example", "name": texts[0], "title": texts[1], texts[2] or "x": texts[3], "z": texts[4]}
        place = Path(folder)
        (place / "a.json").write_text(json.dumps([row, {"email": texts[5]}]), encoding="utf-8")
        CliRunner().invoke(application, ["try", str(place / "a.json"), "--out", str(place / "out")])
        assert_safe(Page((place / "out" / "report.html").read_text(encoding="utf-8")))


def test_long_files_have_reports_of_bounded_size(place: Path) -> None:
    text = "email,n\n" + "".join(f"x{number},{number}\n" for number in range(7_000))
    found = told(tried(place, text, "--json", "--rows", "0"))
    assert found["outcomes"]["rejected"] == 7_000
    assert (place / "out" / "report.html").stat().st_size < 3 << 20
    assert "the first 5,000 are here" in (place / "out" / "report.html").read_text()
    assert len((place / "out" / "findings.csv").read_text().splitlines()) == 7_001
