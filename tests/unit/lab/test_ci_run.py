"""`.ci/run`: what failed beside others is tried once more alone, and nothing else is made green (decision 28)."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = ("curl", "openssl", "kcat", "iptables", "ip", "chromium", "nginx", "haproxy")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that `.ci/run` takes for a clean clone, in which all tools are there."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/run").write_bytes((ROOT / ".ci/run").read_bytes())
    for tool in TOOLS:
        program(tmp_path / "bin" / tool, "exit 0")
    program(tmp_path / ".venv/bin/python", 'exec python3 "$@"')
    return tmp_path


def program(path: Path, does: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def ci(clone: Path, *, failed: str | None, make: int, alone: int) -> tuple[int, str]:
    """The exit code and output where `make test` ends so, and pytest so, once more, with what failed alone."""
    writes = (
        "mkdir -p .pytest_cache/v/cache; echo '" + failed + "' >.pytest_cache/v/cache/lastfailed; " if failed else ""
    )
    program(clone / "bin/make", f"{writes}exit {make}")
    program(clone / ".venv/bin/pytest", f'echo "alone: $*"; exit {alone}')
    done = subprocess.run(
        ["bash", clone / ".ci/run"],
        env={"PATH": f"{clone / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("alone", [0, 1])
def test_one_that_failed_is_tried_alone_and_named(clone: Path, alone: int) -> None:
    code, told = ci(clone, failed='{"tests/a.py::test_a": true, "tests/b.py::test_b": true}', make=2, alone=alone)
    assert code == alone
    assert "tests/a.py::test_a" in told
    assert "alone: tests --last-failed --last-failed-no-failures none -n 0" in told


@pytest.mark.parametrize(
    "failed", [None, "{}", '{"a": true, "b": true, "c": true}'], ids=["before the tests", "broke off", "three"]
)
def test_anything_else_is_red_at_once(clone: Path, failed: str | None) -> None:
    code, told = ci(clone, failed=failed, make=2, alone=0)
    assert code == 1
    assert "alone" not in told


def test_what_is_green_is_not_run_again(clone: Path) -> None:
    assert ci(clone, failed=None, make=0, alone=1) == (0, "")
