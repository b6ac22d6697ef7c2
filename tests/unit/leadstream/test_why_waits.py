"""V2: `leadstream why --wait` asks until the lead is there, and no longer than it was told."""

from collections.abc import Iterator
from typing import Any

import pytest
from leadstream import passport
from leadstream.application import application
from leadstream.commands import why
from typer.testing import CliRunner


def asked(monkeypatch: pytest.MonkeyPatch, answers: Iterator[dict[str, Any] | None]) -> list[str]:
    """The leads that were asked for, once for each time."""
    calls: list[str] = []

    def fetch(_connection: object, lead: str) -> dict[str, Any] | None:
        calls.append(lead)
        return next(answers)

    monkeypatch.setattr(passport, "fetch", fetch)
    monkeypatch.setattr(why, "connect", lambda: None)
    monkeypatch.setattr(why, "ASK_EVERY_S", 0.001)
    return calls


@pytest.mark.parametrize(("wait", "missing", "code", "most"), [("0", 9, 1, 1), ("60", 3, 0, 4), ("0.01", 999, 1, 998)])
def test_it_asks_until_it_is_there(
    monkeypatch: pytest.MonkeyPatch, wait: str, missing: int, code: int, most: int
) -> None:
    calls = asked(monkeypatch, iter([*[None] * missing, {"lead_id": "l1"}]))
    done = CliRunner().invoke(application, ["why", "ada@b.example", "--wait", wait, "--json"])
    assert done.exit_code == code, done.output
    assert 1 <= len(calls) <= most
    assert ("l1" in done.output) == (code == 0)


def test_a_time_before_now_is_a_usage_error() -> None:
    assert CliRunner().invoke(application, ["why", "x", "--wait", "-1"]).exit_code == 2
