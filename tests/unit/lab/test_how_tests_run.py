"""What `tests/conftest.py` promises of every run: nothing is red by chance."""

import ast
import fcntl
import gc
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from lab.stack.home import PORTS, allowed_ports
from leadcore.testing.patience import until

TESTS = Path(__file__).parents[2]
SOURCE = (TESTS / "conftest.py").read_text()


@pytest.fixture
def run(pytestconfig: pytest.Config) -> Any:
    """The module of the run's own rules."""
    return pytestconfig.pluginmanager.get_plugin(str(TESTS / "conftest.py"))


@pytest.fixture
def garbage_that_parses() -> Iterator[list[str]]:
    """Whoever collects garbage meanwhile parses, as one does who shows a traceback; what was collected."""
    collected: list[str] = []

    def parses(phase: str, _about: object) -> None:
        if phase == "start":
            collected.append(phase)
            ast.parse("shown = [1]")

    before = gc.get_threshold()
    gc.callbacks.append(parses)
    gc.set_threshold(10)
    yield collected
    gc.callbacks.remove(parses)
    gc.set_threshold(*before)


def test_what_python_reads_is_not_disturbed_by_what_is_thrown_away(run: Any, garbage_that_parses: list[str]) -> None:
    """https://github.com/python/cpython/issues/106905: before 3.11.8 each of these is a SystemError."""
    with run._parsing():
        before = len(garbage_that_parses)
        for _ in range(5):
            ast.parse(SOURCE)
        assert len(garbage_that_parses) == before
    assert gc.isenabled()


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_no_two_workers_choose_among_the_same_ports(run: Any, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: set[int] = set()
    for worker in range(workers):
        monkeypatch.setenv("LEADSTREAM_PORTS", run._ports_of(worker, workers))
        assert not chosen & set(allowed_ports())
        chosen |= set(allowed_ports())
    assert len(PORTS) - workers < len(chosen) <= len(PORTS)
    assert chosen <= set(PORTS)


def test_who_wants_the_room_alone_waits_for_those_in_it_and_nobody_comes_in_before(run: Any, tmp_path: Path) -> None:
    (tmp_path / "room").touch()
    first, wanting, late = (run.Room(tmp_path, tmp_path / "room") for _ in range(3))
    first.share()
    wanting.share()
    with ThreadPoolExecutor(2) as pool:
        try:
            claimed = pool.submit(wanting.claim)
            until(lambda: not unlocked(tmp_path), "it waits for the room, and keeps the door", 60, 0.01)
            shared = pool.submit(late.share)
            first.leave()
            claimed.result(60)
            assert wanting.alone
            assert not unlocked(tmp_path / "room")
            wanting.share()
            assert not shared.done(), "it is still alone"
            wanting.leave()
            shared.result(60)
        finally:
            for each in (first, wanting, late):
                each.leave()
    assert unlocked(tmp_path)
    assert unlocked(tmp_path / "room")


def unlocked(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_a_worker_keeps_to_its_share(pytestconfig: pytest.Config) -> None:
    many = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    assert len(allowed_ports()) <= len(PORTS) // many


def test_every_run_draws_the_same_examples(pytestconfig: pytest.Config) -> None:
    """But for those that are to search: `--hypothesis-profile searching`."""
    searching = pytestconfig.getoption("--hypothesis-profile") == "searching"
    assert settings().derandomize is not searching
    assert settings().deadline is None
