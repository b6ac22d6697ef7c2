"""`migrations`: whatever is wrong with the DSN is one line without it, and an exit code (S22, 3.5)."""

from pathlib import Path

import pytest
from migrations.__main__ import UNREACHABLE, USAGE, main

SECRET = "canary-password"
NOBODY = f"u:{SECRET}@127.0.0.1:9"


@pytest.mark.parametrize(
    "dsn",
    [
        f"postgresql://{NOBODY}/d",
        f"postgres://{NOBODY}/d",
        f"postgresql://{NOBODY}/d?sslmode=disable",
        f"postgresql://{NOBODY}/d?sslmode=nonsense",
        f"postgresql://u:{SECRET}@127.0.0.1:port/d",
        f"mysql://{NOBODY}/d",
        f"u:{SECRET}",
    ],
)
def test_a_dsn_that_leads_nowhere_is_one_line_without_it(
    dsn: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POSTGRES_DSN", dsn)
    assert main() == UNREACHABLE
    said = capsys.readouterr()
    assert said.err.startswith("PostgreSQL cannot be reached: ")
    assert said.err.count("\n") == 1
    assert SECRET not in said.err + said.out


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_without_a_dsn_is_a_wrong_setting(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "dsn"
    if content is not None:
        place.write_bytes(content)
    monkeypatch.delenv("POSTGRES_DSN", raising=False)
    monkeypatch.setenv("POSTGRES_DSN_FILE", str(place))
    assert main() == USAGE
    assert capsys.readouterr().err.startswith("POSTGRES_DSN")
