"""Starting is given up when the stack goes down, and what had already started is stopped."""

import errno
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from lab.stack import Home, Running, kafka, postgres, redis, running, servers, state, supervisor
from lab.stack.failures import Interrupted, PortTaken, StartFailed
from lab.stack.processes import Command, Process, spawn
from lab.stack.supervisor import Supervisor
from lab.stack.units import Event, Service

IDLE = (sys.executable, "-c", "import time; time.sleep(60)")
UNREADY = """
import http.server, json, sys, time
began = time.monotonic()
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        reasons = {} if time.monotonic() - began > float(sys.argv[2]) else json.loads(sys.argv[3])
        body = json.dumps({"ok": not reasons, "reasons": reasons}).encode()
        self.send_response(503 if reasons else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def test_a_start_is_given_up_when_the_stack_goes_down(home: Home) -> None:
    threading.Timer(0.3, home.closing.set).start()
    began = time.monotonic()
    with pytest.raises(Interrupted, match="idle was starting when the stack went down"):
        running.start(home, "idle", Command(IDLE, home.log("idle")), lambda: False)
    assert time.monotonic() - began < 30
    with pytest.raises(Interrupted, match="idle was not started"):
        running.start(home, "idle", Command(IDLE, home.log("idle")), lambda: True)


def test_a_program_that_ends_before_it_answers_is_quoted(home: Home) -> None:
    command = Command((sys.executable, "-c", "import sys; sys.exit('no port for me')"), home.log("short"))
    with pytest.raises(StartFailed, match=r"(?s)short ended with code 1; the end of .*short\.log:\n.*no port for me"):
        running.start(home, "short", command, lambda: False)


def test_a_silent_program_is_killed_at_the_deadline(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "READY_S", 0.3)
    started: list[Process] = []

    def seen(command: Command) -> Process:
        started.append(spawn(command))
        return started[-1]

    monkeypatch.setattr(running, "spawn", seen)
    with pytest.raises(StartFailed, match="idle did not answer within 0 s"):
        running.start(home, "idle", Command(IDLE, home.log("idle")), lambda: False)
    assert started[0].exit_code == -9


def test_a_full_disk_does_not_keep_a_unit_from_being_started_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = []

    def full(_home: Home, _state: state.State) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Supervisor(home, told.append) as stack:
        stack.start_services([Service("idle", IDLE, {})])
        monkeypatch.setattr(state, "save", full)
        pid = next(int(each.text.removeprefix("pid ")) for each in told if each.what == "started")
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 60
        while not any("restart 1" in each.text for each in told if each.what == "started"):
            assert time.monotonic() < end, [str(each) for each in told]
            time.sleep(0.05)
    assert "stack unsaved: state.json: No space left on device" in {str(each) for each in told}


def test_a_service_that_reads_what_it_keeps_is_waited_for_past_the_deadline(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "TOLD_EVERY_S", 0.5)
    told: list[Event] = []
    with Supervisor(home, told.append) as stack:
        stack.start_services([_unready(home, 7.0, {"start": "starting"})], deadline_s=5.0)
    ready = next(each for each in told if each.what == "ready")
    assert float(ready.text.removesuffix(" s")) > 5.0
    assert [each for each in told if each.what == "starting"], "who waits is told"


@pytest.mark.parametrize(
    ("reasons", "reading_s"),
    [({"start": "starting", "redis": "unreachable"}, 600.0), ({"start": "starting"}, 2.5)],
    ids=["something is away", "it reads for too long"],
)
def test_a_service_that_only_waits_is_given_up(
    home: Home, monkeypatch: pytest.MonkeyPatch, reasons: dict[str, str], reading_s: float
) -> None:
    monkeypatch.setattr(supervisor, "READING_S", reading_s)
    with Supervisor(home) as stack, pytest.raises(StartFailed, match="unready did not answer within"):
        stack.start_services([_unready(home, 10.0, reasons)], deadline_s=2.0)


def _unready(home: Home, seconds: float, reasons: dict[str, str]) -> Service:
    port = home.port("unready")
    argv = (sys.executable, "-c", UNREADY, str(port), str(seconds), json.dumps(reasons))
    return Service("unready", argv, {}, ready_url=f"http://127.0.0.1:{port}/readyz")


def test_ctrl_c_reaches_the_threads_that_start_servers(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def slow(home: Home, **_options: object) -> Running:
        seen.append(home.closing.wait(60))
        raise Interrupted("given up")

    def interrupted(_pending: object) -> None:
        raise KeyboardInterrupt

    for server in (kafka, postgres, redis):
        monkeypatch.setattr(server, "start", slow)
    monkeypatch.setattr(servers, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        servers.start_servers(home)
    assert seen == [True, True, True]


def test_one_server_that_cannot_start_stops_the_others(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Process] = []

    def quick(_home: Home, **_options: object) -> Running:
        started.append(spawn(Command(IDLE, home.log("idle"))))
        return Running("idle", "", started[-1], 0.0)

    def refused(_home: Home, progress: object = None) -> Running:
        raise PortTaken("port 1 for redis is taken")

    monkeypatch.setattr(kafka, "start", quick)
    monkeypatch.setattr(postgres, "start", quick)
    monkeypatch.setattr(redis, "start", refused)
    with pytest.raises(PortTaken):
        servers.start_servers(home)
    assert len(started) == 2
    assert all(process.exit_code is not None for process in started)
