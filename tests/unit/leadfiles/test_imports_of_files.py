"""I1, reliability §3.3: files as imports: what columns become, shares begun anywhere, no line counted twice."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.imports import HEAD, Line, operation_of, refusal_of, written
from leadcore.intake import fields
from leadcore.workspace import Field, Source
from leadfiles import Refusal, Wanted
from leadfiles.columns import WrongMapError
from leadfiles.imports import Plan, Wish, digest_of, payload_of, planned, shares
from leadfiles.limits import MAX_FILE

SOURCE = Source(ways=("import",))
BUDGET = {"budget_usd": Field(type="number", personal=False)}


def planned_of(
    tmp_path: Path, content: bytes | str, name: str = "leads.csv", *maps: str, source: Source = SOURCE
) -> Plan | Refusal:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return planned(path, Wish(maps), source, BUDGET)


def plan_of(tmp_path: Path, content: bytes | str, name: str = "leads.csv", *maps: str, source: Source = SOURCE) -> Plan:
    plan = planned_of(tmp_path, content, name, *maps, source=source)
    assert isinstance(plan, Plan), plan
    return plan


def sent(plan: Plan, after: int = 0, most_rows: int = 1000) -> list[tuple[int, dict[str, object]]]:
    return [(n, json.loads(body)) for share in shares(plan, after, most_rows) for n, body in share.rows]


def lost(plan: Plan, after: int = 0) -> list[tuple[int, str, str]]:
    return [(each.line, each.code, each.field) for share in shares(plan, after) for each in share.lost]


def test_what_was_recognised_is_sent_under_the_field_s_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "Correo;Nombre completo;Shoe size\nada@b.example;Ada B;38\n")
    assert sent(plan) == [(2, {"email": "ada@b.example", "full_name": "Ada B", "Shoe size": "38"})]
    assert plan.unmapped == ("Shoe size",)


def read_by_ingest(plan: Plan, source: Source) -> list[fields.Fields]:
    found = [fields.read(row, source.map, BUDGET, source.transform) for _, row in sent(plan)]
    assert all(isinstance(each, fields.Fields) for each in found)
    return [each for each in found if isinstance(each, fields.Fields)]


def test_a_source_s_own_map_and_transform_go_on_working(tmp_path: Path) -> None:
    source = Source(ways=("import",), map={"kontakt": "email"}, transform={"kontakt": "value.replace('mailto:', '')"})
    plan = plan_of(tmp_path, "Kontakt,E-Mail\nmailto:ada@b.example,other@b.example\n", source=source)
    [said] = read_by_ingest(plan, source)
    assert said.texts["email"] == "ada@b.example"
    assert list(said.unmapped.values()) == ["other@b.example"]


def test_what_the_user_says_beats_the_source_and_the_guess(tmp_path: Path) -> None:
    source = Source(ways=("import",), map={"kontakt": "email"})
    plan = plan_of(tmp_path, "Kontakt,Zweite\na@b.example,c@d.example\n", "l.csv", "Zweite=email", source=source)
    [said] = read_by_ingest(plan, source)
    assert said.texts["email"] == "c@d.example"
    assert list(said.unmapped.values()) == ["a@b.example"]


def test_a_column_whose_name_says_something_else_than_it_holds_does_not_fill_it(tmp_path: Path) -> None:
    rows = "".join(f"Mr,p{n}@b.example\n" for n in range(5))
    plan = plan_of(tmp_path, "Title,Mail\n" + rows)
    said = read_by_ingest(plan, SOURCE)
    assert all("title" not in each.texts and each.texts["email"] for each in said)
    assert {key for each in said for key in each.unmapped} == {"Title (column)"}


def test_an_attribute_is_filled_by_the_user_s_word(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "email,Ad spend\na@b.example,12\n", "l.csv", "Ad spend=attributes.budget_usd")
    [said] = read_by_ingest(plan, SOURCE)
    assert said.attributes == {"budget_usd": "12"}


VALUES = {
    "budget": Field(type="money", personal=False, currency="EUR"),
    "closes_on": Field(type="date", personal=False),
}
TWO_WAYS = {"created_at": "4/5/2026", "closes_on": "1/2/2026", "budget": "1,234"}
WRITTEN = Source(ways=("import",), dates="dmy", decimals="point")


def values_of(tmp_path: Path, rows: str, source: Source, name: str = "v.csv", *maps: str) -> tuple[Plan, fields.Fields]:
    """The plan, and what ingest reads of the first row."""
    path = tmp_path / name
    path.write_text(rows)
    plan = planned(path, Wish(maps), source, VALUES)
    assert isinstance(plan, Plan), plan
    said = fields.read(sent(plan)[0][1], source.map, VALUES, source.transform, source.written)
    assert isinstance(said, fields.Fields)
    return plan, said


@pytest.mark.parametrize("name", ["v.csv", "v.jsonl"])
def test_dates_and_amounts_are_read_as_the_source_says_they_are_written(tmp_path: Path, name: str) -> None:
    """I5: nothing in the column tells it; the source does."""
    row = {"email": "a@b.example", **TWO_WAYS}
    table = ";".join(row) + "\n" + ";".join(row.values()) + "\n" if name == "v.csv" else json.dumps(row)
    plan, said = values_of(tmp_path, table, WRITTEN, name)
    assert said.texts["occurred_at"] == "4/5/2026"
    assert said.attributes == {"closes_on": "2026-02-01", "budget": "1234"}
    assert (plan.unmapped, plan.advice) == ((), ())


@pytest.mark.parametrize("column", TWO_WAYS)
def test_what_can_be_read_in_two_ways_is_told_with_what_an_import_can_do(tmp_path: Path, column: str) -> None:
    plan, said = values_of(tmp_path, f"email;{column}\na@b.example;{TWO_WAYS[column]}\n", SOURCE)
    assert list(said.unmapped) == [f"{column} (column)"]
    [told] = plan.advice
    assert ("`decimals: point` or `comma`" if column == "budget" else "`dates: dmy`, `mdy` or `ymd`") in told
    assert "sources.yaml" in told
    [target] = [each.maybe for each in plan.mapping.columns if each.name == column]
    assert f"--map '{column}={target}'" in told
    assert all(
        f"--{option}" not in each.why + told for option in ("dates", "decimals") for each in plan.mapping.columns
    )
    again, _ = values_of(tmp_path, f"email;{column}\na@b.example;1\n", SOURCE, "w.csv", f"{column}={target}")
    assert again.unmapped == ()


@pytest.mark.parametrize(
    ("column", "value", "said", "told"),
    [
        ("closes_on", "5/13/2026", "`dates: dmy`", "`dates: mdy`"),
        ("budget", "1.234,50", "`decimals: point`", "`decimals: comma`"),
    ],
)
def test_a_column_written_otherwise_than_the_source_says_is_told(
    tmp_path: Path, column: str, value: str, said: str, told: str
) -> None:
    plan, read = values_of(tmp_path, f"email;{column}\na@b.example;{value}\n", WRITTEN)
    assert column not in read.attributes
    [advice] = plan.advice
    assert said in advice
    assert told in advice


@pytest.mark.parametrize("number", [1.234, 1234.5, 1234])
def test_a_number_of_json_is_no_amount_in_another_mark(tmp_path: Path, number: float) -> None:
    source = Source(ways=("import",), decimals="comma")
    plan, said = values_of(tmp_path, json.dumps({"email": "a@b.example", "budget": number}), source, "v.jsonl")
    assert (said.attributes, plan.advice) == ({"budget": str(number)}, ())


@pytest.mark.parametrize("kept", [{}, {"when": "occurred_at", "closes": "attributes.closes_on"}])
def test_the_source_s_own_columns_are_read_as_it_says_too(tmp_path: Path, kept: dict[str, str]) -> None:
    source = Source(ways=("import",), dates="dmy", map=kept)
    maps = () if kept else ("when=occurred_at", "closes=attributes.closes_on")
    plan, said = values_of(tmp_path, "email;when;closes\na@b.example;4/5/2026;1/2/2026\n", source, "v.csv", *maps)
    assert (said.texts["occurred_at"], said.attributes["closes_on"]) == ("4/5/2026", "2026-02-01")
    assert plan.advice == ()


def test_a_wish_that_cannot_be_followed_names_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(WrongMapError, match="no column"):
        plan_of(tmp_path, "email\na@b.example\n", "l.csv", "Mial=phone")


@pytest.mark.parametrize(
    ("name", "content", "numbers"),
    [
        ("a.csv", b'email,note\na@b.example,"two\nlines"\n\nc@d.example,x\n', [2, 5]),
        ("a.json", b'{"leads": [{"email": "a"}, {"email": "b"}, 7, {"email": "c"}]}', [1, 2, 4]),
        ("a.jsonl", b'{"email": "a"}\n\n{"email": "b"}\n', [1, 3]),
    ],
)
def test_every_row_has_a_number_of_its_own(tmp_path: Path, name: str, content: bytes, numbers: list[int]) -> None:
    assert [number for number, _ in sent(plan_of(tmp_path, content, name))] == numbers


MESSY = (
    b"email,name\n"
    + b"".join(
        [b'a%d@x.example,"N\n%d"\n' % (n, n) if n % 7 == 0 else b"a%d@x.example,=SUM(%d)\n" % (n, n) for n in range(40)]
    )
    + b'"open@x.example,never closed\n'
    + b"x,y,z\nlast@x.example,\xff\nend@x.example,E\n"
)


@given(most=st.integers(1, 9), after=st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_shares_begun_anywhere_are_what_is_left(
    tmp_path_factory: pytest.TempPathFactory, most: int, after: int
) -> None:
    """A kill between any two shares: what was taken and what is sent then are all rows, each once."""
    plan = plan_of(tmp_path_factory.mktemp("f"), MESSY)
    whole = [*shares(plan)]
    numbers = [n for share in whole for n, _ in share.rows] + [each.line for share in whole for each in share.lost]
    assert len(set(numbers)) == len(numbers) == 44
    again = list(shares(plan, after, most))
    left = sorted([n for s in again for n, _ in s.rows] + [each.line for s in again for each in s.lost])
    assert left == sorted(n for n in numbers if n > after)
    assert [s.last for s in again] == sorted(s.last for s in again)
    for share in again:
        inside = [n for n, _ in share.rows] + [each.line for each in share.lost]
        assert not inside or max(inside) == share.last
        assert len(inside) <= most


def test_a_file_that_breaks_off_is_told_once(tmp_path: Path) -> None:
    body = gzip.compress(b"".join(b'{"email": "%d@x.example"}\n' % (n * n) for n in range(60_000)))
    (tmp_path / "a.jsonl.gz").write_bytes(body[:-9000])
    plan = planned(tmp_path / "a.jsonl.gz", Wish(wanted=Wanted(encoding="utf-8")), SOURCE, {})
    assert isinstance(plan, Plan)
    whole = [*shares(plan)]
    assert [each.code for share in whole for each in share.lost] == ["cut-off"]
    assert lost(plan, whole[-1].last) == []


def test_the_same_content_through_the_same_source_is_one_operation(tmp_path: Path) -> None:
    for name, content in (("a", b"x"), ("b", b"x"), ("c", b"y")):
        (tmp_path / name).write_bytes(content)
    a, b, c = (digest_of(tmp_path / name) for name in "abc")
    assert operation_of(a, "s") == operation_of(b, "s")
    assert len({operation_of(a, "s"), operation_of(a, "t"), operation_of(c, "s")}) == 3


def test_the_report_has_no_formula_and_no_value() -> None:
    assert HEAD == "\ufeffline,outcome,code,field\r\n"
    assert (
        written(Line(7, "rejected", "unclosed-quote", "=HYPERLINK(1)"))
        == "7,rejected,unclosed-quote,'=HYPERLINK(1)\r\n"
    )
    problem = {
        "type": "https://leadstream.dev/problems/wrong-fields",
        "errors": [{"field": "email", "reason": "wrong-type"}],
    }
    assert refusal_of(3, problem) == Line(3, "rejected", "wrong-type", "email")
    assert refusal_of(3, {"type": "https://leadstream.dev/problems/too-large"}).code == "too-large"


def workbook(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


GOOD = b"ada@x.example,Ada\n"
HEAD_LINE = b"email,name\n"


def sparse(path: Path, size: int, start: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    return path


CASES: dict[str, tuple[str, bytes, str | list[tuple[int, str]], int]] = {
    # what: name, content, the refusal's code or (line, code) of each row that is lost, and how many rows come
    "a byte order mark": ("a.csv", b"\xef\xbb\xbf" + HEAD_LINE + GOOD, [], 1),
    "UTF-16": ("a.csv", (HEAD_LINE + GOOD).decode().encode("utf-16"), [], 1),
    "Latin-1": ("a.csv", "email,name\nr@x.example,Renée Müller\n".encode("latin-1") * 1, [], 1),
    "two encodings": (
        "a.csv", HEAD_LINE + "a@x.example,Zoë\n".encode() * 2 + b"b@x.example,Zo\xeb\n", [(4, "bad-encoding")], 2,
    ),
    "CR alone": ("a.csv", (HEAD_LINE + GOOD * 2).replace(b"\n", b"\r"), [], 2),
    "semicolons": ("a.csv", b"email;name\nada@x.example;Ada\n", [], 1),
    "tabs": ("a.tsv", b"email\tname\nada@x.example\tAda\n", [], 1),
    "an unclosed quote in row 2 of many": (
        "a.csv", HEAD_LINE + b'"ada@x.example,Ada\n' + GOOD * 5_000, [(2, "unclosed-quote")], 5_000,
    ),
    "the last row but one bad": (
        "a.csv", HEAD_LINE + GOOD * 4_998 + b"x\x00@x.example,Ada\n" + GOOD, [(5_000, "nul")], 4_999,
    ),
    "100,000 columns": ("a.csv", b",".join(b"c%d" % n for n in range(100_000)) + b"\n", "too-many-columns", 0),
    "a name twice, one blank": ("a.csv", b"email,email,,x\na@x.example,b@x.example,c,d\n", [], 1),
    "header only": ("a.csv", HEAD_LINE, [], 0),
    "empty": ("a.csv", b"", "empty", 0),
    "a zip": ("a.csv", b"PK\x05\x06" + bytes(18), "archive", 0),
    "XLSX called .csv": ("a.csv", workbook(["email"], ["a@x.example"]), "workbook-named-otherwise", 0),
    "HTML called .csv": ("a.csv", b"<!doctype html><html><body>Sign in</body></html>", "html", 0),
    "dates and decimal commas": ("a.csv", b'email;seen;budget\na@x.example;01/02/03;"1,5"\n', [], 1),
    "a phone that a spreadsheet ate": ("a.csv", b'email;phone\na@x.example;"4,91E+11"\n', [], 1),
    "leading zeros lost": ("a.csv", b"email,phone\na@x.example,301234567\n", [], 1),
    "formulas": ("a.csv", b'email,name\na@x.example,"=HYPERLINK(""http://x"")"\n', [], 1),
    "totals in the last row": ("a.csv", HEAD_LINE + GOOD + b"Total,2,3\n", [(3, "too-many-cells")], 1),
    "no column to reach anybody": ("a.csv", b"colour,size\nred,9\n", "nothing-required", 0),
    "a whole number past 64 bits": ("a.jsonl", b'{"email": "a@x.example", "n": 123456789012345678901}\n', [], 1),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_each_odd_file_has_the_answer_beside_it(tmp_path: Path, what: str) -> None:
    """Rows and lost lines add up; the answer names a line or says what the file is."""
    name, content, answer, rows = CASES[what]
    plan = planned_of(tmp_path, content, name)
    if isinstance(answer, str):
        assert isinstance(plan, Refusal)
        assert plan.code == answer
        assert len(plan.sentence) > 10
        return
    assert isinstance(plan, Plan), plan
    whole = [*shares(plan)]
    assert [(each.line, each.code) for share in whole for each in share.lost] == answer
    assert sum(len(share.rows) for share in whole) == rows


def test_half_a_character_is_no_row() -> None:
    assert payload_of({"email": "a@x.example", "name": "\ud800"}, {}) is None


def test_a_formula_stays_a_text_and_is_remarked(tmp_path: Path) -> None:
    """S29: what a cell says is kept as it is; exports make it harmless."""
    [share] = [*shares(plan_of(tmp_path, b'email,name\na@x.example,"=cmd|1"\n'))]
    assert json.loads(share.rows[0][1])["name"] == "=cmd|1"
    assert share.remarks == {"formula": 1}


def test_a_file_of_five_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = sparse(tmp_path / "a.csv", 5 << 30, HEAD_LINE + GOOD)
    found = planned(path, Wish(), SOURCE, {})
    assert isinstance(found, Refusal)
    assert (found.code, found.parameters["limit"]) == ("file-too-large", str(MAX_FILE >> 30))


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    found = planned(tmp_path / "none.csv", Wish(), SOURCE, {})
    assert isinstance(found, Refusal)
    assert found.code == "cannot-open"


def many(rows: int) -> Iterator[bytes]:
    yield HEAD_LINE
    for number in range(rows):
        yield b"%d@x.example,Person %d\n" % (number, number)


@pytest.mark.slow
def test_memory_is_flat_in_the_rows_of_an_import(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as out:
        out.writelines(many(200_000))
    plan = planned(tmp_path / "a.csv", Wish(), SOURCE, {})
    assert isinstance(plan, Plan)
    tracemalloc.start()
    seen = before = 0
    for share in shares(plan):
        seen += len(share.rows)
        if seen == 10_000:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
    grown = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert seen == 200_000
    assert grown < 4 << 20
