"""The home of a stack: folders, remembered ports, secrets, state, and who may hold it."""

import socket
import stat
from pathlib import Path

import psutil
import pytest
from lab.stack import Home, state
from lab.stack.failures import HomeUnusable, PortTaken
from lab.stack.home import PORTS_VARIABLE, allowed_ports, free_port, is_free, write


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def test_a_port_is_remembered_while_it_is_free(home: Home) -> None:
    first = home.port("kafka")
    assert first in allowed_ports()
    assert home.port("kafka") == first
    assert Home.open(home.root).port("kafka") == first
    assert home.port("redis") != first


def test_a_remembered_port_that_someone_took_is_replaced(home: Home) -> None:
    first = home.port("kafka")
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        assert not is_free(first)
        assert home.port("kafka") != first


def test_a_port_asked_for_by_number_is_refused_when_taken(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {taken} for kafka is taken"):
            home.port("kafka", taken)
    wanted = free_port()
    assert home.port("kafka", wanted) == wanted


def test_ports_are_chosen_from_those_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORTS_VARIABLE, "31000-31003")
    assert {free_port() for _ in range(200)} <= set(range(31_000, 31_004))
    with pytest.raises(PortTaken, match="between 31000 and 31003"):
        free_port(range(31_000, 31_004))


@pytest.mark.parametrize("told", ["31000", "-", "a-b", "31003-31000", "0-9", "31000-65536", "-1-5", "٣-٤"])
def test_what_names_no_ports_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv(PORTS_VARIABLE, told)
    with pytest.raises(PortTaken, match="LEADSTREAM_PORTS is no range of ports"):
        free_port()


def test_a_secret_is_made_once_and_only_its_owner_reads_it(home: Home) -> None:
    secret = home.secret("postgres_password")
    assert len(secret) >= 32
    assert home.secret("postgres_password") == secret
    assert stat.S_IMODE((home.secrets / "postgres_password").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o700


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match=r"cannot use .*Not a directory. Set LEADSTREAM_HOME"):
        Home.open(tmp_path / "file" / "home")


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    write(file, "old", mode=0o600)
    before = file.stat().st_ino
    write(file, "new", mode=0o600)
    assert file.read_text() == "new"
    assert file.stat().st_ino != before
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]


def test_state_survives_the_file_and_knows_a_reused_pid(home: Home) -> None:
    me = psutil.Process()
    unit = state.UnitState("service", "running", me.pid, me.create_time(), "http://127.0.0.1:1", 0.5, 2)
    saved = state.State(me.pid, me.create_time(), True, {"gateway": unit}, {"gateway": "http://127.0.0.1:1"})
    state.save(home, saved)
    assert stat.S_IMODE(home.state_file.stat().st_mode) == 0o600
    assert state.load(home) == saved
    assert state.running(home) == saved
    state.save(home, state.State(me.pid, me.create_time() - 60, True, {}, {}))
    assert state.running(home) is None


def test_a_process_is_known_also_while_the_wall_clock_is_set(home: Home) -> None:
    me = psutil.Process()
    for second in (-1, 1):
        told = state.State(me.pid, me.create_time() + second, True, {}, {})
        state.save(home, told)
        assert state.running(home) == told


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}'])
def test_a_damaged_state_file_counts_as_none(home: Home, content: str) -> None:
    home.state_file.write_text(content)
    assert state.load(home) is None


def test_no_two_in_one_home_are_promised_the_same_port(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([5, 5, 7])
    monkeypatch.setattr("secrets.randbelow", lambda _count: next(drawn))
    monkeypatch.setattr("lab.stack.home.is_free", lambda _port: True)
    first = allowed_ports().start
    assert home.port("one") == first + 5
    assert home.port("other") == first + 7
