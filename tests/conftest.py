"""
Real servers for tests: one Kafka, one PostgreSQL and one Redis a session, on free ports; and `spine`, the whole of
Leadstream started as an operator would, one stack for all tests that ask for it. All are gone at the session's end;
in `make chaos`, which breaks them for an hour, at the end of each file, so that at most one stack runs.

A server that cannot start fails the tests that asked for it, with its reason; nothing is skipped.

`make chaos` leaves a page in `.leadstream/proofs/`: each test, its result, how long it took, how busy the machine was
and what it measured; written as each ends, so that a run that is broken off keeps what it had.

No test stops the others: one that does not end is failed. Nothing is decided by chance: hypothesis draws the same
examples each time (`--hypothesis-profile searching`: others), and no two workers choose among the same ports.
"""

import fcntl
import gc
import json
import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, settings
from lab.faults.rig import Rig, rigged
from lab.spine import Spine, leadstream
from lab.stack import Home, Running
from lab.stack import kafka as kafka_server
from lab.stack import postgres as postgres_server
from lab.stack import redis as redis_stack
from lab.stack.home import PORTS, PORTS_VARIABLE
from lab.stack.testing import temporary_home
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"
LONGEST_S = 1_500
"""Of one test, its servers' start included; none needs half of it."""
PAGE = pytest.StashKey[Path]()

# A busy machine is no fault of ours.
settings.register_profile(
    "searching", settings(), derandomize=False, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("patient", settings.get_profile("searching"), derandomize=True)
settings.load_profile("patient")

X_EDUCATION_SOURCE = """
x-education:
  description: Leads of a course seller; they have no contact columns.
  ways: [import, kafka]
  shape: row
  require_any: [event_id]
  quota: none
  map:
    Prospect ID: event_id
    Lead Origin: attributes.lead_origin
    Lead Source: attributes.lead_source
    What is your current occupation: attributes.occupation
    TotalVisits: attributes.visits
    Total Time Spent on Website: attributes.seconds_on_site
    Page Views Per Visit: attributes.pages_per_visit
"""

X_EDUCATION_FIELDS = "".join(
    f"\n{name}:\n  type: {kind}\n  personal: false\n  description: Of the course seller's file.\n"
    for name, kind in (
        ("lead_origin", "text"),
        ("lead_source", "text"),
        ("occupation", "text"),
        ("seconds_on_site", "whole"),
        ("pages_per_visit", "number"),
    )
)


LONGEST_FIRST = "chaos", "integration", "browser", "security", "contract", "unit"


class ByStack(LoadScopeScheduling):  # type: ignore[misc]  # ships no types
    """
    Of several workers, one runs all tests of a file, and of all files that ask for the same whole stack; and of all
    that have a test which wants to be alone.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _stack(nodeid.partition("::")[0])


@cache
def _stack(file: str) -> str:
    source = (ROOT / file).read_text()
    asked = re.search(r"\b(rig: Rig|spine: Spine)\b", source) or re.search(r"\bmark\.alone\b", source)
    return asked[0] if asked else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByStack:
    config.option.loadscopereorder = False  # `pytest_collection_modifyitems` has said what begins first
    return ByStack(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lets others wait begins first, before they do; then what takes longest, so that the workers end together."""
    items.sort(key=lambda item: (not _alone(item), LONGEST_FIRST.index(item.path.relative_to(TESTS).parts[0])))


class Room:
    """
    Where all workers run their tests: together, or one alone while the others wait at its door.

    Who waits for the whole room keeps the door, so that those who share it do not follow each other for ever. Both are
    files or folders that there are, for locks of the kernel's; nothing is written.
    """

    def __init__(self, door: Path, room: Path) -> None:
        self._door, self._room = door, room
        self._held: list[int] = []
        self.alone = False

    def share(self) -> None:
        """Be in it with others; whoever has it alone keeps it."""
        if not self.alone:
            self._lock(self._door, fcntl.LOCK_SH)
            self._lock(self._room, fcntl.LOCK_SH)
            os.close(self._held.pop(0))

    def claim(self) -> None:
        """Have it alone: who was in it goes out first, so that two who want it do not wait for each other."""
        if not self.alone:
            self.leave()
            self._lock(self._door, fcntl.LOCK_EX)
            self._lock(self._room, fcntl.LOCK_EX)
            self.alone = True

    def leave(self) -> None:
        """Let the others in."""
        while self._held:
            os.close(self._held.pop())
        self.alone = False

    def _lock(self, path: Path, how: int) -> None:
        self._held.append(os.open(path, os.O_RDONLY))
        fcntl.flock(self._held[-1], how)


ROOM = Room(TESTS, TESTS / "conftest.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """What a worker has to do alone it does in one go: it would wait for another's test each time."""
    try:
        ROOM.share()
        with _ended_after(LONGEST_S):
            return (yield)
    finally:
        if not (ROOM.alone and nextitem is not None and _alone(nextitem)):
            ROOM.leave()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Others wait while a test marked `alone` runs, not while its servers start."""
    done = yield
    if _alone(item):
        ROOM.claim()
    return done


def _alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


def _chaos(config: pytest.Config) -> bool:
    """Whether this is `make chaos`."""
    return bool(config.option.markexpr == "chaos_long")


def pytest_configure(config: pytest.Config) -> None:
    if (worker := getattr(config, "workerinput", None)) is not None:
        os.environ.setdefault(PORTS_VARIABLE, _ports_of(int(worker["workerid"][2:]), int(worker["workercount"])))
    if _chaos(config) and not config.option.collectonly:
        began = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251  names a page, decides nothing
        config.stash[PAGE] = page = ROOT / ".leadstream" / "proofs" / f"chaos-{began:%Y%m%d-%H%M%S}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"# make chaos, {began:%d %B %Y %H:%M} UTC, {os.cpu_count()} cores\n")


def _ports_of(worker: int, workers: int) -> str:
    """This worker's share: what is free when it is chosen must still be free when a server has started on it."""
    many = len(PORTS) // workers
    first = PORTS.start + worker * many
    return f"{first}-{first + many - 1}"


@contextmanager
def _parsing() -> Iterator[None]:
    """
    While Python reads our sources, nothing else runs in this thread.

    A collection of garbage in the middle of `ast.parse` may come to a traceback that is to be shown, for which Python
    parses as well, and before 3.11.8 the first then fails: https://github.com/python/cpython/issues/106905
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    with _parsing():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    with _parsing():  # a failure is shown with its source
        report = yield
    page = item.config.stash.get(PAGE, None)
    if page is not None and (report.when == "call" or not report.passed):
        lines = "\n".join(_lines(report))
        with page.open("a") as file:
            file.write(f"\n{lines}\n")
        if terminal := item.config.pluginmanager.get_plugin("terminalreporter"):
            terminal.write_line(f"\n{lines}")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if (page := config.stash.get(PAGE, None)) is not None:
        terminalreporter.write_line(f"Every verdict: {page}")


def _lines(report: pytest.TestReport) -> list[str]:
    """The test, how it ended, what it said, and why it failed."""
    when = "" if report.when == "call" else f" in its {report.when}"
    said = "".join(text for name, text in report.sections if name == f"Captured stdout {report.when}")
    told = [] if report.passed else report.longreprtext.strip().splitlines()
    why = [line[1:].strip() for line in told if line.startswith("E ")] or told[-1:]
    head = f"## {report.nodeid}: {report.outcome}{when}, {report.duration:.0f} s, load {os.getloadavg()[0]:.1f}"
    return [head, *said.strip().splitlines(), *why]


@contextmanager
def _ended_after(longest_s: int) -> Iterator[None]:
    """Raise TimeoutError in the main thread after so long; whatever the test holds is let go as after any failure."""

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError(f"the test did not end within {longest_s} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(longest_s)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _as_long_as_wanted(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    return "module" if _chaos(config) else "session"


@pytest.fixture(scope=_as_long_as_wanted)
def spine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spine]:
    """Everything that `leadstream up` starts, with one more source; down at the end of the session."""
    workspace = tmp_path_factory.mktemp("workspace") / "workspace"
    shutil.copytree(ROOT / "workspace", workspace)
    with (workspace / "sources.yaml").open("a") as file:
        file.write(X_EDUCATION_SOURCE)
    with (workspace / "fields.yaml").open("a") as file:
        file.write(X_EDUCATION_FIELDS)
    with temporary_home() as home:
        try:
            leadstream(home.root, "up", "--detach", "--workspace", str(workspace))
            yield Spine(home.root, json.loads(leadstream(home.root, "status", "--json").stdout))
        finally:
            leadstream(home.root, "down", check=False)


@pytest.fixture(scope=_as_long_as_wanted)
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Everything that `leadstream up` starts, each unit through the launcher that can break it; for faults alone."""
    workspace = tmp_path_factory.mktemp("rigged") / "workspace"
    shutil.copytree(ROOT / "workspace", workspace)
    with temporary_home() as home, rigged(home.root, workspace) as running:
        yield running


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it skip where it is missing."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the folder of real data is not beside the checkout")
    return folder


def tool(name: str, package: str) -> str:
    """The path of a Debian tool; missing, it skips, but fails where CI has to have installed it."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is missing: apt-get install {package}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def kcat() -> str:
    """Debian's kcat, a Kafka client of other hands."""
    return tool("kcat", "kcat")


@pytest.fixture(scope="session")
def proxies() -> dict[str, str]:
    """Debian's nginx and HAProxy, behind which most gateways stand."""
    return {"nginx": tool("nginx", "nginx-light"), "haproxy": tool("haproxy", "haproxy")}


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """Debian's LibreOffice without a screen; a quarter of a gigabyte, so of `make long` alone."""
    return tool("soffice", "libreoffice-calc-nogui")


@pytest.fixture(scope="session")
def shell_tools() -> None:
    """What the pages' commands call besides ours."""
    for name in ("bash", "curl", "openssl"):
        tool(name, name)


@pytest.fixture(scope=_as_long_as_wanted)
def stack_home() -> Iterator[Home]:
    with temporary_home() as home:
        yield home


@pytest.fixture(scope=_as_long_as_wanted)
def kafka(stack_home: Home) -> Iterator[Running]:
    """
    `kafka.address` is host:port; auto-creation of topics is off. Share it: name topics and groups uniquely.
    """
    running = kafka_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope=_as_long_as_wanted)
def postgres(stack_home: Home) -> Iterator[Running]:
    """`postgres.address` is the DSN of a shared database; most tests want `database` instead."""
    running = postgres_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope=_as_long_as_wanted)
def redis_server(stack_home: Home) -> Iterator[Running]:
    """`redis_server.address` is its URL. Share it: prefix keys."""
    running = redis_stack.start(stack_home)
    yield running
    running.stop()


@pytest.fixture
def database(postgres: Running) -> Iterator[str]:
    """The DSN of an empty database of this test alone."""
    name = f"test_{secrets.token_hex(6)}"
    yield postgres_server.create_database(postgres, name)
    postgres_server.drop_database(postgres, name)
