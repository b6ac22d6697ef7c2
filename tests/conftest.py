"""
Real servers for tests: one Kafka, one PostgreSQL and one Redis a session, on free ports; and `spine`, the whole of
Leadstream started as an operator would, one stack for all tests that ask for it. All are gone at the session's end.

A server that cannot start fails the tests that asked for it, with its reason; nothing is skipped.
"""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from lab.faults.rig import Rig, rigged
from lab.spine import Spine, leadstream
from lab.stack import Home, Running
from lab.stack import kafka as kafka_server
from lab.stack import postgres as postgres_server
from lab.stack import redis as redis_stack
from lab.stack.testing import temporary_home
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"

# A busy machine is no fault of ours; where CI=true, hypothesis besides draws the same examples each time.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


LONGEST_FIRST = "chaos", "integration", "contract", "unit"


class ByStack(LoadScopeScheduling):  # type: ignore[misc]  # ships no types
    """Of several workers, one runs all tests of a file, and of all files that ask for the same whole stack."""

    def _split_scope(self, nodeid: str) -> str:
        return _stack(nodeid.partition("::")[0])


@cache
def _stack(file: str) -> str:
    asked = re.search(r"\b(rig: Rig|spine: Spine)\b", (ROOT / file).read_text())
    return asked[0] if asked else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByStack:
    config.option.loadscopereorder = False  # `pytest_collection_modifyitems` has said what begins first
    return ByStack(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lets others wait begins first, before they do; then what takes longest, so that the workers end together."""
    items.sort(key=lambda item: (not _alone(item), LONGEST_FIRST.index(item.path.relative_to(TESTS).parts[0])))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """
    While a test marked `alone` runs, no other worker runs one: they share a room, which it has to itself.

    Who waits for the whole room keeps the door, so that those who share it do not follow each other for ever.
    """
    how = fcntl.LOCK_EX if _alone(item) else fcntl.LOCK_SH
    with locked(TESTS, how) as door, locked(TESTS / "conftest.py", how):
        if how == fcntl.LOCK_SH:
            fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


def _alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


@contextmanager
def locked(path: Path, how: int) -> Iterator[int]:
    """Hold a lock of the kernel's on a file or folder; nothing is written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield descriptor
    finally:
        os.close(descriptor)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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
def stack_home() -> Iterator[Home]:
    with temporary_home() as home:
        yield home


@pytest.fixture(scope="session")
def kafka(stack_home: Home) -> Iterator[Running]:
    """
    `kafka.address` is host:port; auto-creation of topics is off. Share it: name topics and groups uniquely.
    """
    running = kafka_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def postgres(stack_home: Home) -> Iterator[Running]:
    """`postgres.address` is the DSN of a shared database; most tests want `database` instead."""
    running = postgres_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
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
