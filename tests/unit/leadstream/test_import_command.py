"""I1: `leadstream import` against a gateway that keeps what it takes: killed, stopped, repeated, refused."""

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from leadstream.application import application
from leadstream.commands import imports
from leadstream.connection import Connection
from leadstream.importing import sending
from leadstream.importing.journal import Entry, Journal
from leadstream.workspaces import CHECKOUT
from typer.testing import CliRunner, Result

ROWS = 2_500


@dataclass
class Front:
    """
    A gateway and a console: submissions by operation and line, as ids are made of both. `refuses`: lines with a wrong
    field. `script`: statuses to answer with before it takes anything.
    """

    kept: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    posts: list[list[int]] = field(default_factory=list)
    refuses: set[int] = field(default_factory=set)
    duplicates: set[int] = field(default_factory=set)
    script: list[tuple[int, bytes]] = field(default_factory=list)
    on_post: Any = None

    def batch(self, body: dict[str, Any]) -> tuple[int, bytes]:
        if self.script:
            return self.script.pop(0)
        self.posts.append(body["lines"])
        items: list[dict[str, Any]] = []
        for line, lead in zip(body["lines"], body["leads"], strict=True):
            if line in self.refuses:
                items.append(
                    {"problem": {"type": "x/wrong-fields", "errors": [{"field": "email", "reason": "wrong-type"}]}}
                )
            else:
                self.kept[body["operation"], line] = lead
                items.append({"submission_id": f"{body['operation']}/{line}"})
        if self.on_post:
            self.on_post(len(self.posts))
        return 202, json.dumps({"items": items}).encode()

    def operation(self, name: str) -> tuple[int, bytes]:
        lines = [line for operation, line in self.kept if operation == name]
        doubled = len(self.duplicates.intersection(lines))
        return 200, json.dumps({"counts": {"routed": len(lines) - doubled, "duplicate": doubled}}).encode()

    def lines(self, name: str, cursor: int) -> tuple[int, bytes]:
        found = sorted(line for operation, line in self.kept if operation == name and line in self.duplicates)
        page = [line for line in found if line > cursor][:2]
        items = [{"line": line, "outcome": "duplicate", "code": "same-person", "field": ""} for line in page]
        return 200, json.dumps({"items": items, "next": str(page[-1]) if len(page) == 2 else None}).encode()


@pytest.fixture
def front() -> Iterator[tuple[Front, str]]:
    state = Front()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(*state.batch(body))

        def do_GET(self) -> None:
            parts = urlsplit(self.path).path.split("/")
            cursor = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
            self._answer(*(state.lines(parts[3], cursor) if parts[-1] == "lines" else state.operation(parts[3])))

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def taken(front: tuple[Front, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Front:
    monkeypatch.setenv("LEADSTREAM_HOME", str(tmp_path / "home"))
    where = Connection("", "", "", front[1], front[1], "key", {}, {})
    monkeypatch.setattr(imports, "connect", lambda: where)
    monkeypatch.setattr(sending, "FIRST_WAIT_S", 0.01)
    return front[0]


def a_file(tmp_path: Path, rows: int = ROWS) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text("E-Mail,Role\n" + "".join(f"p{n}@curl.example,CTO\n" for n in range(2, rows + 2)))
    return path


def called(path: Path, *more: str) -> Result:
    return CliRunner().invoke(application, ["import", str(path), "--source", "events-csv", *more])


def told(result: Result, code: int = 0) -> dict[str, Any]:
    assert result.exit_code == code, result.output
    document: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return document


def whole(front: Front, rows: int = ROWS) -> None:
    """Every line of the file, once, under one operation."""
    assert sorted(line for _, line in front.kept) == list(range(2, rows + 2))
    assert all(lead["E-Mail"] == f"p{line}@curl.example" for (_, line), lead in front.kept.items())


@pytest.mark.parametrize(
    ("column", "value", "told_of"),
    [("created_at", "4/5/2026", "`dates: dmy`"), ("budget_usd", "1.234", "`decimals: point` or `comma`")],
)
def test_dates_and_amounts_are_sent_as_the_source_says_they_are_written(
    column: str,
    value: str,
    told_of: str,
    front: tuple[Front, str],
    taken: Front,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """I5: of a value that can be read in two ways; where the source says nothing, what it could say is told."""
    folder = tmp_path / "workspace"
    shutil.copytree(CHECKOUT / "workspace", folder)
    where = Connection("", "", "", front[1], front[1], "key", {}, {}, workspace=str(folder))
    monkeypatch.setattr(imports, "connect", lambda: where)
    path = tmp_path / "values.csv"
    path.write_text(f"email;{column}\na@curl.example;{value}\n")
    output = " ".join(called(path, "--yes").output.split())
    assert told_of in output
    assert "sources.yaml" in output
    sources = yaml.safe_load((folder / "sources.yaml").read_text())
    sources["events-csv"] |= {"dates": "dmy", "decimals": "comma"}
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources))
    assert told_of not in " ".join(called(path, "--yes", "--again").output.split())
    assert [column in lead for lead in taken.kept.values()] == [False, True]


def test_rows_are_imported_rejected_or_duplicate_and_each_has_its_line(taken: Front, tmp_path: Path) -> None:
    taken.refuses, taken.duplicates = {5, 2_400}, {3, 7, 9, 11, 2_450}
    path = a_file(tmp_path)
    path.write_bytes(path.read_bytes() + b'"open@curl.example,CTO\n')
    document = told(called(path, "--json"), 1)
    sums = {name: document[name] for name in ("rows", "imported", "duplicate", "rejected", "dead", "open")}
    assert sums == {"rows": 2_501, "imported": 2_493, "duplicate": 5, "rejected": 3, "dead": 0, "open": 0}
    report = Path(document["report"]).read_text("utf-8-sig").splitlines()
    assert report == [
        "line,outcome,code,field",
        "3,duplicate,same-person,",
        "5,rejected,wrong-type,email",
        "7,duplicate,same-person,",
        "9,duplicate,same-person,",
        "11,duplicate,same-person,",
        "2400,rejected,wrong-type,email",
        "2450,duplicate,same-person,",
        "2502,rejected,unclosed-quote,",
    ]
    assert "@" not in Path(document["report"]).read_text()
    assert oct(Path(document["report"]).stat().st_mode & 0o777) == "0o600"


def test_the_same_file_again_is_known_and_nothing_is_sent(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    first = told(called(path, "--json"))
    posts = len(taken.posts)
    path.rename(tmp_path / "renamed.csv")
    again = told(called(tmp_path / "renamed.csv", "--json"))
    assert (again["repeated"], again["operation_id"], again["imported"]) == (True, first["operation_id"], ROWS)
    assert len(taken.posts) == posts
    assert "nothing is sent" in called(tmp_path / "renamed.csv").stdout
    anew = told(called(tmp_path / "renamed.csv", "--json", "--again"))
    assert (anew["repeated"], anew["rows"]) == (False, ROWS)
    assert anew["operation_id"] != first["operation_id"]
    assert len(taken.kept) == 2 * ROWS


class Killed(BaseException):
    """What ends a process without a word."""


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_killed_before_or_after_a_share_is_written_down_no_line_is_lost_or_doubled(
    taken: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    taken.refuses = {5, 1_500, 2_400}
    path, writes, write = a_file(tmp_path), [0], Journal.write

    def torn(self: Journal, entry: Entry) -> None:
        writes[0] += 1
        if writes[0] == at + 1:
            raise Killed
        write(self, entry)

    monkeypatch.setattr(Journal, "write", torn)
    with pytest.raises(Killed):
        CliRunner().invoke(application, ["import", str(path), "--source", "events-csv"], catch_exceptions=False)
    monkeypatch.setattr(Journal, "write", write)
    before = len(taken.posts)
    document = told(called(path, "--json"), 1)
    assert (document["rows"], document["imported"], document["rejected"]) == (ROWS, ROWS - 3, 3)
    assert sorted(line for _, line in taken.kept) == [n for n in range(2, ROWS + 2) if n not in taken.refuses]
    rejected = Path(document["report"]).read_text("utf-8-sig").splitlines()[1:]
    assert [int(each.partition(",")[0]) for each in rejected] == sorted(taken.refuses)
    # At most the share that was taken and not written down, and the one after it, go again.
    assert sum(map(len, taken.posts[before:])) <= max(0, ROWS - 1_000 * (at - 1))


def test_the_first_ctrl_c_ends_after_the_share_in_hand_and_says_how_to_go_on(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path, 6_000)
    taken.on_post = lambda count: os.kill(os.getpid(), signal.SIGINT) if count == 2 else None
    stopped = called(path)
    assert stopped.exit_code == 1
    assert "Stopped after line" in stopped.stderr
    assert "leadstream import" in stopped.stderr
    taken.on_post = None
    assert len(taken.kept) < 6_000
    done = told(called(path, "--json"))
    assert (done["rows"], done["imported"], done["repeated"]) == (6_000, 6_000, False)
    whole(taken, 6_000)
    assert sum(map(len, taken.posts)) == 6_000


def test_another_process_has_it_stopped(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path, 6_000)
    nobody = called(path, "--cancel")
    assert nobody.exit_code == 1
    assert "No process" in nobody.stderr
    beside: list[Result] = []

    def cancel(count: int) -> None:
        if count == 2:
            folder = next((tmp_path / "home" / "imports").iterdir())
            assert Journal(folder).ask_to_stop()

    taken.on_post = cancel
    beside.append(called(path))
    taken.on_post = None
    assert "Stopped after line" in beside[0].stderr
    assert told(called(path, "--json"))["imported"] == 6_000
    whole(taken, 6_000)


def test_a_second_process_is_told_that_one_is_at_it(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path, 10)
    told(called(path, "--json"))
    with Journal(next((tmp_path / "home" / "imports").iterdir())).held():
        result = called(path)
    assert result.exit_code == 1
    assert "Another process" in result.stderr


def test_a_share_that_is_not_answered_goes_again_with_the_same_lines(taken: Front, tmp_path: Path) -> None:
    taken.script = [(503, b'{"title": "later"}'), (502, b"<html/>"), (429, b"{}"), (500, b"")]
    document = told(called(a_file(tmp_path), "--json"))
    assert document["imported"] == ROWS
    whole(taken)


def test_a_gateway_that_is_away_ends_it_with_3_and_it_goes_on_later(
    taken: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_S", 0.05)
    taken.script = [(503, b"")] * 50
    away = called(a_file(tmp_path), "--json")
    assert away.exit_code == 3
    assert "To go on: leadstream import" in away.stderr
    taken.script = []
    assert told(called(tmp_path / "leads.csv", "--json"))["imported"] == ROWS


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((403, b'{"title": "This key may not do this", "detail": "needs the scope leads:write"}'), "leads:write"),
        ((403, b"<html/>"), "no reason was given"),
        ((400, b"[]"), "no reason was given"),
        (
            (400, b'{"title": "No such source", "errors": [{"field": "source", "reason": "unknown"}]}'),
            "source: unknown",
        ),
    ],
)
def test_a_refusal_of_the_whole_is_told_in_words(
    taken: Front, tmp_path: Path, answer: tuple[int, bytes], words: str
) -> None:
    taken.script = [answer]
    result = called(a_file(tmp_path))
    assert result.exit_code == 1
    assert words in result.stderr


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--source", "nowhere"), 2, "events-csv"),
        (("--source", "web-form"), 2, "no source with `import`"),
        (("--map", "Mial=phone"), 2, "no column"),
        (("--delimiter", ";;"), 2, "one character"),
    ],
)
def test_what_cannot_be_begun_says_why_and_sends_nothing(
    taken: Front, tmp_path: Path, more: tuple[str, ...], code: int, words: str
) -> None:
    result = called(a_file(tmp_path), *more)
    assert result.exit_code == code
    assert words in result.stderr
    assert not taken.posts


def test_a_file_that_is_none_is_refused_with_its_code(taken: Front, tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_bytes(b"<!doctype html><html><body>Sign in</body></html>")
    result = called(path)
    assert result.exit_code == 1
    assert "(html)" in result.stderr
    assert not taken.posts


def test_another_mapping_is_not_mixed_into_one_that_was_begun(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path, 6_000)
    taken.on_post = lambda count: os.kill(os.getpid(), signal.SIGINT) if count == 1 else None
    called(path)
    taken.on_post = None
    other = called(path, "--map", "Role=message")
    assert other.exit_code == 2
    assert "another --map" in other.stderr
    assert called(path, "--again").exit_code == 2
    assert told(called(path, "--json"))["imported"] == 6_000


def test_a_journal_that_was_torn_begins_anew_under_the_same_ids(taken: Front, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    first = told(called(path, "--json"))
    journal = Path(first["report"]).with_name("journal.json")
    journal.write_bytes(journal.read_bytes()[:40])
    again = told(called(path, "--json"))
    assert (again["operation_id"], again["imported"]) == (first["operation_id"], ROWS)
    whole(taken)
