"""I1: CSV rows with their line numbers, and words for a file that cannot be imported."""

import csv
import gzip
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from lab.importing import Report, Unreadable, import_csv, operation_of, rows_of

from lab import importing

CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


def written(tmp_path: Path, text: str, name: str = "leads.csv") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def test_rows_come_with_the_line_they_begin_on(tmp_path: Path) -> None:
    file = written(tmp_path, 'email,message\r\na@b.example,"two\r\nlines"\r\n\r\nc@d.example,one\r\n')
    assert list(rows_of(file)) == [
        (2, {"email": "a@b.example", "message": "two\r\nlines"}),
        (5, {"email": "c@d.example", "message": "one"}),
    ]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    assert next(rows_of(written(tmp_path, "\ufeffemail\na@b.example\n")))[1] == {"email": "a@b.example"}


def test_a_packed_file_that_is_broken_is_refused_in_words(tmp_path: Path) -> None:
    packed = tmp_path / "leads.csv.gz"
    whole = bytearray(gzip.compress(b"email\n" + b"a@b.example\n" * 200))
    whole[15:25] = b"\xff" * 10
    packed.write_bytes(whole)
    with pytest.raises(Unreadable, match="cannot be read"):
        list(rows_of(packed))


def test_a_packed_file_reads_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path, "email\na@b.example\n")
    packed = tmp_path / "leads.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert list(rows_of(packed)) == list(rows_of(plain))


@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=2).filter(any), max_size=8))
def test_what_the_standard_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    file = tmp_path_factory.mktemp("csv") / "leads.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([["a", "b"], *rows])
    assert [list(row.values()) for _, row in rows_of(file)] == rows


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no header"),
        (b",,\n", "no header"),
        (b"email,email\n", "stands twice"),
        (b"email\na@b.example,x\n", "line 2: 2 cells"),
        (b"email\n\xff\xfe\n", "not UTF-8"),
        ("email\na".encode("utf-16"), "not UTF-8"),
        (b'email\n"a\n', "line"),
    ],
)
def test_a_file_that_cannot_be_imported_says_where(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match=told):
        list(rows_of(file))


def test_a_torn_gzip_says_so(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv.gz"
    file.write_bytes(gzip.compress(b"email\n" + b"a@b.example\n" * 1000)[:-20])
    with pytest.raises(Unreadable, match="cannot be read"):
        list(rows_of(file))


def test_an_operation_is_its_content_and_source(tmp_path: Path) -> None:
    one, two = written(tmp_path, "email\na\n", "one.csv"), written(tmp_path, "email\na\n", "two.csv")
    assert operation_of(one, "s") == operation_of(two, "s")
    assert operation_of(one, "s") != operation_of(one, "t")
    assert operation_of(one, "s") != operation_of(written(tmp_path, "email\nb\n", "three.csv"), "s")


def test_the_files_that_csv_readers_stumble_over(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "csv_edge_cases" / "csv_spectrum" / "csvs"
    read = {file.stem: [row for _, row in rows_of(file)] for file in sorted(folder.glob("*.csv"))}
    assert read["comma_in_quotes"][0]["address"] == "120 any st."
    assert read["escaped_quotes"][0]["b"] == 'ha "ha" ha'
    assert "\n" in read["newlines"][1]["a"]
    assert read["utf8"][1]["c"] == "ʤ"


class Answers:
    """A gateway that gives these answers in turn, each a status, its headers and its body."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self._answers = list(answers)
        self.bodies: list[bytes] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        status, headers, body = self._answers.pop(0)
        return web.Response(status=status, headers=headers, body=body)


ACCEPTED: tuple[int, dict[str, str], bytes] = (202, {}, b'{"items": [{"submission_id": "s1"}]}')


async def imported(tmp_path: Path, gateway: Answers) -> Report:
    app = web.Application()
    app.router.add_post("/v1/leads:batch", gateway.answer)
    server = TestServer(app)
    await server.start_server()
    try:
        file = written(tmp_path, "email\na@b.example\n")
        return await import_csv(file, str(server.make_url("")).rstrip("/"), {}, "web-form", "op", lambda *_: None)
    finally:
        await server.close()


@pytest.mark.parametrize(
    "refused",
    [
        (503, {"Retry-After": "0"}, b'{"title": "later"}'),
        (503, {"Retry-After": "Sun, 22 Nov 2026 20:00:00 GMT"}, b"{}"),
        (502, {}, b"<html>bad gateway</html>"),
        (500, {}, b""),
    ],
    ids=["later", "a date", "a page", "nothing"],
)
async def test_a_batch_that_is_not_answered_goes_again_with_the_same_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: tuple[int, dict[str, str], bytes]
) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_S", 0.0)
    gateway = Answers(refused, ACCEPTED)
    report = await imported(tmp_path, gateway)
    assert (report.accepted, report.unknown) == (1, 0)
    assert gateway.bodies[0] == gateway.bodies[1]


@pytest.mark.parametrize(
    ("body", "told"),
    [(b'{"title": "No such source"}', "No such source"), (b"<html/>", "no reason"), (b"[]", "no reason")],
)
async def test_a_batch_that_is_refused_is_told_in_words(tmp_path: Path, body: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        await imported(tmp_path, Answers((403, {}, body)))
