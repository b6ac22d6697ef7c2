"""docs/security.md says of each control what holds it: every test that it names exists, none is claimed without."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STATES = "held", "in part", "not held"


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each control's row by its number."""
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if re.match(r"\| S\d+ ", line)]
    return {cells[0].split()[0]: cells for cells in lines}


def wrong(page: str) -> list[str]:
    """What the page claims and is not so."""
    found = [f"{file}::{name}" for file, name in TEST.findall(page) if not _is_there(ROOT / file, name)]
    for number, cells in rows(page).items():
        proved, state = cells[2], cells[3]
        if not state.startswith(STATES):
            found.append(f"{number}: {state}")
        if bool(TEST.search(proved)) == state.startswith("not held"):
            found.append(f"{number}: {state}, shown by {proved}")
        if state != "held" and ":" not in state and "," not in state:
            found.append(f"{number}: does not say what is missing")
    return found


def _is_there(file: Path, name: str) -> bool:
    return file.exists() and re.search(rf"^(async )?def {name}\(", file.read_text(), re.M) is not None


def test_every_control_has_its_row() -> None:
    assert list(rows(PAGE)) == [f"S{number}" for number in range(1, 31)]
    assert {len(cells) for cells in rows(PAGE).values()} == {4}


def test_every_test_that_is_named_is_there() -> None:
    assert wrong(PAGE) == []


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("test_the_window_has_two_sides", "test_the_window_has_three_sides"),
        ("tests/security/test_slow_senders.py", "tests/security/test_fast_senders.py"),
        ("not held: no TLS", "held: no TLS"),
        ("| held, with these two", "| surely, with these two"),
    ],
)
def test_a_claim_that_is_none_is_found(said: str, instead: str) -> None:
    assert said in PAGE
    assert wrong(PAGE.replace(said, instead))


def test_it_is_found() -> None:
    assert "docs/security.md" in (ROOT / "SECURITY.md").read_text()
    assert "docs/security.md" in (ROOT / "README.md").read_text()
