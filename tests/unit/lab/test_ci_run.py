"""`.ci/run`: what failed beside others is tried once more alone, and nothing else is made green (decision 28)."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = ("curl", "openssl", "kcat", "iptables", "ip", "chromium", "nginx", "haproxy")
TWO = ("tests/a.py::test_a[one two]", "tests/b.py::test_b")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that `.ci/run` takes for a clone in which all tools are there, and in which an earlier run failed."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/run").write_bytes((ROOT / ".ci/run").read_bytes())
    for tool in TOOLS:
        program(tmp_path / "bin" / tool, "exit 0")
    program(tmp_path / ".venv/bin/python", 'exec python3 "$@"')
    (tmp_path / ".pytest_cache/v/cache").mkdir(parents=True)
    (tmp_path / ".pytest_cache/v/cache/lastfailed").write_text('{"earlier": true}')
    (tmp_path / ".pytest_cache/code").write_text("1")
    return tmp_path


def program(path: Path, does: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def ci(
    clone: Path, failed: Sequence[str] = (), *, ended: int | None, alone: str = "", code: int = 0
) -> tuple[int, str]:
    """
    The exit code and output where `failed` failed and pytest ended so (None: it was not reached), and where these alone
    give `alone` and `code`.
    """
    writes = "true"
    if ended is not None:
        names = json.dumps(dict.fromkeys(failed, True))
        cache = clone / ".pytest_cache"
        writes = f"mkdir -p {cache}/v/cache; echo '{names}' >{cache}/v/cache/lastfailed; echo {ended} >{cache}/code"
    program(clone / "bin/make", f"{writes}; exit {0 if ended == 0 else 2}")
    program(clone / ".venv/bin/pytest", f'for each; do echo "alone: $each"; done; echo "{alone}"; exit {code}')
    done = subprocess.run(
        ["bash", clone / ".ci/run"],
        env={"PATH": f"{clone / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("alone", "code", "red"),
    [
        ("===== 2 passed in 3.21s =====", 0, False),
        ("== 2 passed, 1 warning in 62.21s (0:01:02) ==", 0, False),
        ("===== 1 failed, 1 passed in 3.21s =====", 1, True),
        ("===== 1 passed, 1 skipped in 3.21s =====", 0, True),
        ("===== 1 passed in 3.21s =====", 0, True),
    ],
)
def test_what_failed_is_tried_alone_and_named(clone: Path, alone: str, code: int, red: bool) -> None:
    ended, told = ci(clone, TWO, ended=1, alone=alone, code=code)
    assert (ended != 0) == red
    for each in TWO:
        assert f"once more alone: {each}" in told
        assert f"\nalone: {each}" in told


@pytest.mark.parametrize(
    ("failed", "ended"),
    [((), None), ((), 1), (("a", "b", "c"), 1), (("a",), 2), (("a",), 3)],
    ids=["before the tests", "nobody", "three", "interrupted", "broke off"],
)
def test_anything_else_is_red_at_once(clone: Path, failed: Sequence[str], ended: int | None) -> None:
    code, told = ci(clone, failed, ended=ended, alone=f"===== {max(1, len(failed))} passed in 1s =====")
    assert code != 0
    assert "alone" not in told


def test_what_is_green_is_not_run_again(clone: Path) -> None:
    assert ci(clone, ended=0, alone="never") == (0, "")
