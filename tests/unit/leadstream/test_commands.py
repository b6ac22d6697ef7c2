"""The commands where nothing runs, and the words they print of what strangers sent."""

from pathlib import Path
from typing import Any

import pytest
from lab.ledger import Account, Ledger
from leadstream import passport
from leadstream.application import application
from leadstream.commands import ledger
from typer.testing import CliRunner, Result

HOSTILE = "[/nothing] [bold]loud[/bold]"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEADSTREAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def call(*words: str) -> Result:
    return CliRunner().invoke(application, list(words), catch_exceptions=False)


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--json"),
        ("ledger",),
        ("why", "ada@b.example"),
        ("send", __file__),
        ("import", __file__, "--source", "events-csv"),
        ("topics", "plan"),
        ("topics", "apply"),
        ("bench", "drain"),
        ("bench", "pace"),
        ("bench", "all"),
        ("bench", "soak"),
    ],
    ids=lambda words: " ".join(words[:2]) if words[0] != "send" else "send",
)
def test_what_needs_a_stack_says_that_none_runs(home: Path, words: tuple[str, ...]) -> None:
    result = call(*words)
    assert result.exit_code == 3
    assert "No stack runs in" in result.stderr
    assert not home.exists()


def test_schemas_cannot_be_registered_where_nobody_answers() -> None:
    away = call("topics", "schemas", "--registry", "http://127.0.0.1:9")
    assert (away.exit_code, away.stderr.strip()) == (3, "The registry does not answer: unreachable.")
    assert call("topics", "schemas", "--registry", "ftp://127.0.0.1").exit_code == 2


def test_doctor_looks_at_a_machine_that_never_ran_it(home: Path) -> None:
    result = call("doctor")
    assert result.exit_code in (0, 1)  # the machine that runs this test may lack something
    assert "not running (`leadstream up` starts it)" in result.stdout
    assert "MiB free for" in result.stdout
    assert not home.exists()


def test_down_where_nothing_runs_is_no_error(home: Path) -> None:
    assert call("down").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("send",),
        ("send", "no-such-file"),
        ("import", "no-such-file", "--source", "events-csv"),
        ("up", "--demo", "--no-crm"),
        ("bench", "drain", "--n", "0"),
        ("bench", "pace", "--rate", "0"),
        ("bench", "pace", "--seconds", "0"),
        ("bench", "soak", "--minutes", "3"),
        ("bench", "all", "--rates", "500,200"),
        ("bench", "all", "--rates", "fast"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(home: Path, words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 2


def test_the_ledger_prints_a_stranger_s_source_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    one = Account(accepted=1, rejected=1)
    ledger.show(Ledger(at_rest=True, by_source={HOSTILE: one}))
    shown = capsys.readouterr().out
    assert HOSTILE in shown
    assert "1 accepted = 1 rejected; lost 0." in shown


def passport_of(version: int) -> dict[str, Any]:
    decision = {"unit": "router", "code": "classified", "parameters": {"territory": HOSTILE}}
    return {
        "lead_id": "l",
        "version": version,
        "source": HOSTILE,
        "lead": {"full_name": HOSTILE, "email": ""},
        "versions": [{"version": each, "cause": "created", "cause_id": "s"} for each in range(1, version + 1)],
        "decisions": [{**decision, "version": version, "duration_ms": 1.0, "price": 0}],
        "score": None,
        "routing": None,
        "receipts": [],
    }


@pytest.mark.parametrize("version", [0, 1])
def test_a_passport_prints_a_stranger_s_words_as_they_are(capsys: pytest.CaptureFixture[str], version: int) -> None:
    """An upstream's Avro submission brings its own id, of any printable characters."""
    passport.show({**passport_of(version), "lead_id": HOSTILE})
    assert capsys.readouterr().out.count(HOSTILE) == 4


def test_a_passport_says_why_each_version_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    passport.show(passport_of(version=2))
    assert "version 2: created by s" in capsys.readouterr().out


def test_a_passport_says_when_there_is_no_lead(capsys: pytest.CaptureFixture[str]) -> None:
    passport.show(passport_of(version=0))
    assert "Submission l made no lead" in capsys.readouterr().out
