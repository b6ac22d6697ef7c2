"""I9: `leadstream keys` over a real PostgreSQL: a secret is shown once, a name given once, exit codes say what is."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from leadstream.application import application
from leadstream.commands import keys
from typer.testing import CliRunner, Result

from migrations import apply

pytestmark = pytest.mark.slow
CALL = CliRunner()
SHIPPED = Path(__file__).parents[2] / "workspace"


@pytest.fixture
def kept(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    asyncio.run(apply(database))
    monkeypatch.setattr(keys, "connect", lambda: SimpleNamespace(postgres=database, workspace=str(SHIPPED)))
    return database


def call(*words: str) -> Result:
    return CALL.invoke(application, ["keys", *words])


def test_a_client_lives_from_create_to_revoke(kept: str) -> None:
    made = call("create", "crm", "--role", "sender", "--source", "web-form", "--expires", "90d", "--json")
    assert made.exit_code == 0, made.output
    told = json.loads(made.output)
    assert told["secret"].startswith("lsk_")
    assert call("create", "crm").exit_code == 1, "a name is given once"
    rotated = json.loads(call("rotate", "crm", "--overlap", "1h", "--json").output)
    assert rotated["secret"] != told["secret"]
    assert rotated["others_until"] is not None
    listed = call("list", "--json")
    [row] = json.loads(listed.output)["clients"]
    assert [each["id"] for each in row["secrets"]] == [told["secret_id"], rotated["secret_id"]]
    assert (row["sources"], row["roles"], row["person"]) == (["web-form"], ["sender"], False)
    assert told["secret"] not in listed.output
    assert rotated["secret"] not in call("list").output
    assert call("revoke", "crm", "--secret", told["secret_id"], "--yes").exit_code == 0
    assert call("revoke", "crm", "--yes").exit_code == 0
    assert call("revoke", "crm", "--yes").exit_code == 1
    assert call("rotate", "crm").exit_code == 1
    assert json.loads(call("list", "--json").output) == {"clients": []}
    assert len(json.loads(call("list", "--revoked", "--json").output)["clients"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("create", "a b"), 2, "letters, digits"),
        (("create", "-x"), 2, ""),
        (("create", "ok", "--role", "root"), 2, "no such role: root"),
        (("create", "ok", "--scope", "everything"), 2, "no such scope: everything"),
        (("create", "ok", "--expires", "soon"), 2, "no span of time"),
        (("create", "ok", "--source", "web-form", "--source", "web-from"), 2, "No such source: web-from"),
        (("rotate", "nobody"), 1, "There is no client nobody"),
        (("revoke", "nobody", "--yes"), 1, "to revoke"),
        (("revoke", "nobody", "--json"), 2, "--json asks nothing"),
    ],
)
def test_what_is_wrong_is_said(kept: str, words: tuple[str, ...], code: int, told: str) -> None:
    done = call(*words)
    assert done.exit_code == code, done.output
    assert told in done.output


def test_a_database_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "connect", lambda: SimpleNamespace(postgres="postgresql://x@127.0.0.1:9/x", workspace=""))
    done = call("list")
    assert done.exit_code == 3
    assert "PostgreSQL does not answer" in done.output
