"""A unit's process from the outside, without a broker: how it ends, and what it says then."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 60.0
SERVICE = """
import threading, time
from contextlib import asynccontextmanager
from leadcore.failures import PortUnavailable
from leadcore.runtime import serve
from leadcore.runtime.kit import Kit, RunnerSettings

serve._cluster_id = lambda _bootstrap: "cluster"
{body}
serve.serve("leadcore", RunnerSettings, bootstrap)
"""
FAULTY = """
@asynccontextmanager
async def bootstrap(settings, kit):
    raise ValueError("ada@northwind.example is no number")
    yield
"""
BUSY = """
@asynccontextmanager
async def bootstrap(settings, kit):
    threading.Thread(target=time.sleep, args=(3600,)).start()
    raise PortUnavailable("table")
    yield
"""


class Process:
    """One process of a unit, and what it has said so far."""

    def __init__(self, folder: Path, body: str, **more: str) -> None:
        self._log = folder / "log"
        unit = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9", "WORKSPACE_DIR": str(folder), "SHUTDOWN_TIMEOUT": "1"}
        argv = [sys.executable, "-c", SERVICE.format(body=body)]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(argv, env={**os.environ, **unit, **more}, stdout=log, stderr=log)

    def said(self) -> str:
        return self._log.read_text()

    def says(self, event: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while event not in self.said():
            assert time.monotonic() < deadline, f"it never said {event}: {self.said()}"
            time.sleep(0.02)

    def ended(self) -> int:
        """Its exit code; it is killed where it does not end."""
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.process.wait()


def test_a_fault_that_nobody_foresaw_is_said_by_its_kind_and_place_alone(tmp_path: Path) -> None:
    """control:S23: the text of an error may quote a person."""
    unit = Process(tmp_path, FAULTY)
    assert unit.ended() == 1
    lines = [json.loads(line) for line in unit.said().splitlines() if line.startswith("{")]
    assert lines[-1]["event.name"] == "unit.failed"
    assert lines[-1]["reason"].startswith("ValueError at bootstrap:")
    assert "ada@" not in unit.said()


def test_the_deadline_of_a_stop_holds_until_the_process_is_gone(tmp_path: Path) -> None:
    """fault:B5: a client's thread that never returns is waited for at exit, after everything else has stopped."""
    unit = Process(tmp_path, BUSY)
    unit.says("unit.waiting")
    unit.process.send_signal(signal.SIGTERM)
    assert unit.ended() == 1
    assert "unit.stopped" in unit.said()
    assert "unit.stop-took-too-long" in unit.said()


HELD = """
from leadcore.runtime.clients import ClientHeld
from leadcore.runtime.serve import Unit, serve_one_of

@asynccontextmanager
async def bootstrap(settings, kit):
    yield type("Stage", (), {"unit": "leadcore", "tables": {}})

async def run(stage, world, stop):
    threading.Thread(target=time.sleep, args=(3600,)).start()
    await stop.wait()
    raise ClientHeld("close")

serve_one_of("leadcore", {"leadcore": Unit(RunnerSettings, bootstrap, run)})
"""


def test_a_client_that_does_not_let_go_keeps_no_unit_that_has_stopped(tmp_path: Path) -> None:
    """fault:A4: with the broker away a client may wait for its answer for ever; the unit has done what it could."""
    unit = Process(tmp_path, HELD, SHUTDOWN_TIMEOUT="50")
    unit.says("unit.started")
    unit.process.send_signal(signal.SIGTERM)
    assert unit.ended() == 0
    assert "unit.client-held" in unit.said()
    assert "unit.stopped" in unit.said()
    assert "unit.stop-took-too-long" not in unit.said()


STARVED = """
import resource

@asynccontextmanager
async def bootstrap(settings, kit):
    threading.Thread(target=time.sleep, args=(3600,)).start()
    pages = int(open("/proc/self/statm").read().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize(),) * 2)
    raise {error}
    yield
"""


def test_who_has_no_memory_left_ends_also_where_a_thread_hangs(tmp_path: Path) -> None:
    """fault:B7: without memory no thread can be started, so none that would see to the end either."""
    unit = Process(tmp_path, STARVED.format(error="MemoryError"))
    assert unit.ended() == 1
    assert "unit.failed" in unit.said()


def test_who_has_no_memory_left_can_be_stopped(tmp_path: Path) -> None:
    """fault:B7: and keeps its deadline."""
    unit = Process(tmp_path, STARVED.format(error='PortUnavailable("table")'))
    unit.says("unit.waiting")
    unit.process.send_signal(signal.SIGTERM)
    assert unit.ended() == 1
    assert "unit.stop-took-too-long" in unit.said()
