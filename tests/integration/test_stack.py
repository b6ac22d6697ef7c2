"""
The supervisor keeps its word whatever is killed: nothing is left behind, deaths are seen, stops are in order.

Each test runs a real supervisor in a process of its own, so that it can be interrupted and killed like a user's.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from lab.stack import Home, detached, down, packages, state
from lab.stack.failures import HomeInUse, StartFailed
from lab.stack.testing import temporary_home

pytestmark = pytest.mark.slow

RUN = """
import json, sys
from pathlib import Path
from lab.stack import Home, Service, Supervisor, interrupts
root, servers, services = Path(sys.argv[1]), sys.argv[2] == "servers", json.loads(sys.argv[3])
with interrupts.as_keyboard_interrupt():
    try:
        with Supervisor(Home.open(root), tell=lambda event: print(event, flush=True)) as stack:
            if servers:
                stack.start_servers()
            stack.start_services([Service(name, (sys.executable, "-c", code), {}, restart=again, stop_deadline_s=wait,
                                          ready_url="".join(url)) for name, code, again, wait, *url in services])
            stack.announce(note="x")
            print("announced", flush=True)
            stack.wait()
    except KeyboardInterrupt:
        pass
"""
IDLE = "import time\nwhile True: time.sleep(1)"
POLITE = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nwhile True: time.sleep(1)"
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)"
WITH_CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {IDLE!r}])"
BROKEN = "import sys\nprint('the reason stands here')\nsys.exit(3)"


class Up:
    """A supervisor in a process of its own, with what it said."""

    def __init__(self, home: Home, services: list[list[object]], servers: str = "none", **env: str) -> None:
        self.home = home
        self.said = home.root / "said"
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(home.root), servers, json.dumps(services)],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **env},
            )
        self._orphans: list[psutil.Process] = []

    def kill(self) -> list[psutil.Process]:
        """SIGKILL the supervisor, and it alone; returns what it had started, which may still be going down."""
        if self.process.poll() is None:
            # Stopped first, so that it starts nothing between the look at its family and its end.
            self.process.send_signal(signal.SIGSTOP)
            self._orphans = self.family()
            self.process.kill()
            self.process.wait()
        return self._orphans

    def orphans_left(self, seconds: float) -> list[psutil.Process]:
        """Wait for what a killed supervisor had started; returns what is there after so many seconds."""
        return psutil.wait_procs(self._orphans, timeout=seconds)[1]

    def lines(self) -> list[str]:
        return self.said.read_text().splitlines()

    def await_line(self, text: str, seconds: float = 180) -> None:
        until(lambda: self._said(text) or self.process.poll() is not None, seconds, self.said.read_text)
        assert self._said(text), self.said.read_text()

    def _said(self, text: str) -> bool:
        return any(text in line for line in self.lines())

    def ready(self) -> state.State:
        self.await_line("announced")
        found = state.running(self.home)
        assert found is not None
        assert found.ready
        return found

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


def until(true: Callable[[], bool], seconds: float, what: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s: {what()}"
        time.sleep(0.02)


@pytest.fixture
def home() -> Iterator[Home]:
    with temporary_home() as made:
        yield made


@pytest.fixture
def up(home: Home) -> Iterator[Callable[..., Up]]:
    made: list[Up] = []

    def start(services: list[list[object]], servers: str = "none", **env: str) -> Up:
        made.append(Up(home, services, servers, **env))
        return made[-1]

    yield start
    for one in made:
        one.kill()
    # PostgreSQL is still removing its files when the supervisor is long gone; the home must not go before it.
    assert [left for one in made for left in one.orphans_left(60)] == []


@pytest.mark.parametrize("watching", ["kernel", "pipe"])
def test_sigkill_of_the_supervisor_leaves_no_orphan(up: Callable[..., Up], watching: str) -> None:
    """Kafka, PostgreSQL with its workers, Redis and a service are all gone within seconds, however we died."""
    env = {"LEADSTREAM_SHIM_WATCHES": "1"} if watching == "pipe" else {}
    run = up([["idle", IDLE, True, 5]], "servers", **env)
    run.ready()
    family = run.kill()
    assert len(family) > 6
    began = time.monotonic()
    left = run.orphans_left(60)
    print(f"{len(family)} processes gone {time.monotonic() - began:.1f} s after SIGKILL ({watching})")
    assert left == []


def test_after_sigkill_the_next_start_has_the_data_and_down_finds_nothing(up: Callable[..., Up], home: Home) -> None:
    run = up([], "servers")
    before = run.ready()
    run.kill()
    assert state.running(home) is None
    assert down.stop(home) == down.Report(ran=False)
    again = up([], "servers").ready()
    assert {unit: one.address for unit, one in again.units.items()} == {
        unit: one.address for unit, one in before.units.items()
    }


@pytest.mark.parametrize(
    ("number", "servers"),
    [
        (signal.SIGINT, {"kafka", "postgres", "redis"}),
        (signal.SIGTERM, set[str]()),  # the same of all, so the servers are started for one
        (signal.SIGHUP, set[str]()),
    ],
)
def test_interrupts_stop_services_first_then_servers(
    up: Callable[..., Up], number: signal.Signals, servers: set[str]
) -> None:
    run = up([["polite", POLITE, True, 5]], "servers" if servers else "none")
    polite = run.ready().units["polite"].pid
    until(lambda: _takes("SigCgt", polite), 120, lambda: "the service handles SIGTERM")
    family = run.family()
    run.process.send_signal(number)
    assert run.process.wait(120) == 0
    assert [one for one in family if one.is_running()] == []
    said = [line for line in run.lines() if "stopp" in line]
    assert said[0] == "polite stopping"
    assert said[1].startswith("polite stopped: with code 0")
    assert {line.split()[0] for line in said[2:]} == servers
    assert not [line for line in run.lines() if "killed" in line]


def test_interrupt_while_servers_start_leaves_nothing(up: Callable[..., Up], home: Home) -> None:
    run = up([], "servers")
    until(lambda: len(run.family()) > 0, 120, lambda: "a first child")
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(120) == 0
    assert not any("announced" in line for line in run.lines())
    assert [one for one in psutil.process_iter(["cmdline"]) if str(home.root) in (one.info["cmdline"] or [])] == []


def test_a_killed_service_is_reported_and_started_again(up: Callable[..., Up], home: Home) -> None:
    run = up([["idle", IDLE, True, 5]])
    first = run.ready().units["idle"]
    os.kill(first.pid, signal.SIGKILL)
    run.await_line("idle started: pid")
    until(lambda: _unit(home, "idle").restarts == 1, 120, lambda: str(_unit(home, "idle")))
    second = _unit(home, "idle")
    assert second.pid != first.pid
    assert psutil.pid_exists(second.pid)
    assert any(line.startswith("idle died: by signal 9; see ") for line in run.lines())
    assert any(line.startswith("idle restarting: in 0.5 s, restart 1") for line in run.lines())


def test_a_killed_server_comes_back_at_its_address(up: Callable[..., Up], home: Home) -> None:
    run = up([], "servers")
    before = run.ready().units
    for unit in ("kafka", "postgres", "redis"):
        os.kill(before[unit].pid, signal.SIGKILL)
    until(lambda: all(one.restarts == 1 for one in _units(home).values()), 120, lambda: "\n".join(run.lines()))
    assert {name: one.address for name, one in _units(home).items()} == {n: one.address for n, one in before.items()}


def test_a_service_that_may_not_restart_stays_down_and_is_shown(up: Callable[..., Up], home: Home) -> None:
    run = up([["idle", IDLE, False, 5]])
    os.kill(run.ready().units["idle"].pid, signal.SIGKILL)
    run.await_line("idle gave-up")
    assert _unit(home, "idle").standing == "failed"
    assert _unit(home, "idle").restarts == 0


def test_a_service_that_cannot_start_says_why(up: Callable[..., Up]) -> None:
    run = up([["broken", BROKEN, True, 5, "http://127.0.0.1:9/"], ["idle", IDLE, True, 5]])
    assert run.process.wait(120) == 1
    said = "\n".join(run.lines())
    assert said.count("broken died: with code 3") == 3
    assert "StartFailed: broken ended with code 3; the end of" in said
    assert "the reason stands here" in said
    assert "announced" not in said
    assert "idle stopped" in said


def test_a_deaf_service_is_killed_at_its_deadline(up: Callable[..., Up]) -> None:
    run = up([["deaf", DEAF, True, 1]])
    pid = run.ready().units["deaf"].pid
    until(lambda: _takes("SigIgn", pid), 120, lambda: "the service ignores SIGTERM")
    began = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(120) == 0
    assert 1 <= time.monotonic() - began < 15
    assert any(line.startswith("deaf killed") for line in run.lines())
    assert not psutil.pid_exists(pid)


def test_what_a_service_started_goes_with_it(up: Callable[..., Up]) -> None:
    run = up([["parent", WITH_CHILD, True, 5]])
    run.ready()
    until(lambda: len(run.family()) == 2, 120, lambda: "parent and child")
    child = run.family()[1]
    os.kill(run.family()[0].pid, signal.SIGKILL)
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running()
    until(lambda: len(run.family()) == 2, 120, lambda: "parent and child, started again")
    again = run.family()
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(120) == 0
    # Its parent is dead, so the system reaps it, a moment later.
    assert psutil.wait_procs(again, timeout=60)[1] == []


def test_a_second_stack_is_kept_out(up: Callable[..., Up], home: Home) -> None:
    first = up([["idle", IDLE, True, 5]])
    first.ready()
    second = subprocess.run(
        [sys.executable, "-c", RUN, str(home.root), "none", "[]"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert second.returncode == 1
    assert f"is in use by a running stack (process {first.process.pid})" in second.stderr
    with pytest.raises(HomeInUse, match="leadstream down"):
        detached.launch(home, [sys.executable, "-c", "pass"])


def test_detached_outlives_its_starter_and_down_stops_it(home: Home) -> None:
    services = json.dumps([["polite", POLITE, True, 5]])
    found = detached.launch(home, [sys.executable, "-c", RUN, str(home.root), "none", services])
    unit = psutil.Process(found.units["polite"].pid)
    assert state.running(home) is not None
    assert down.stop(home) == down.Report(ran=True)
    assert not unit.is_running()
    assert state.running(home) is None


def test_detached_says_why_it_failed(home: Home) -> None:
    with pytest.raises(StartFailed, match="no such stack"):
        detached.launch(home, [sys.executable, "-c", "import sys; sys.exit('no such stack')"])


def test_a_home_that_nobody_may_enter_still_gets_postgres(tmp_path: Path) -> None:
    """As root under a closed folder, data and binaries go where the unprivileged account can reach them."""
    if os.geteuid() != 0:
        pytest.skip("only root drops to another account")
    tmp_path.chmod(0o700)
    program = f"""
import asyncio, asyncpg, psutil, shutil
from pathlib import Path
from lab.stack import Home, postgres
home = Home.open(Path({str(tmp_path / "home")!r}))
for _ in range(2):
    running = postgres.start(home)
    async def version():
        connection = await asyncpg.connect(running.address)
        print(await connection.fetchval("show server_version"), psutil.Process(running.pid).uids().effective)
        await connection.close()
    asyncio.run(version())
    running.stop()
place = Path((home.root / "data" / "postgres.place").read_text())
print(place.stat().st_uid, oct(place.stat().st_mode & 0o777), oct((place / "data").stat().st_mode & 0o777))
shutil.rmtree(place)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *twice, place = done.stdout.splitlines()
    assert len(twice) == 2
    assert all(line.startswith("18.") and line.split()[1] != "0" for line in twice)
    assert place == "0 0o755 0o700"
    assert oct(tmp_path.stat().st_mode & 0o777) == "0o700"


def test_second_start_needs_no_network(up: Callable[..., Up], home: Home) -> None:
    """In a network namespace with nothing but loopback, everything starts from the cache."""
    _may_unshare("--net")
    packages.kafka_jars()
    packages.redis_server()
    program = [sys.executable, "-c", RUN, str(home.root), "servers", "[]"]
    loopback_up = "import fcntl, socket, struct, os, sys\n" + (
        "s = socket.socket()\n"
        "fcntl.ioctl(s, 0x8914, struct.pack('16sh14x', b'lo', 0x49))\n"  # SIOCSIFFLAGS: IFF_UP | IFF_RUNNING
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    alone = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-c", loopback_up, *program], stdout=subprocess.PIPE, text=True
    )
    try:
        assert alone.stdout is not None
        lines = iter(alone.stdout.readline, "")
        assert any("announced" in line for line in lines)
    finally:
        alone.send_signal(signal.SIGINT)
        assert alone.wait(120) == 0


def test_a_full_disk_says_so(tmp_path: Path) -> None:
    """On a real file system without space."""
    _may_unshare("--mount")
    program = f"""
import ctypes, os
from pathlib import Path
from lab.stack import Home
place = {str(tmp_path)!r}
libc = ctypes.CDLL(None, use_errno=True)
assert libc.mount(b"tmpfs", place.encode(), b"tmpfs", 0, b"size=4k") == 0
(Path(place) / "filler").write_bytes(b"x" * 4096)
Home.open(Path(place))
"""
    done = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert f"HomeUnusable: no space left for {tmp_path}" in done.stderr


def _may_unshare(what: str) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", what, "true"], check=False).returncode != 0:
        pytest.skip(f"this account may not `unshare {what}`")


def _units(home: Home) -> dict[str, state.UnitState]:
    found = state.load(home)
    assert found is not None
    return found.units


def _unit(home: Home, name: str) -> state.UnitState:
    return _units(home)[name]


def _takes(how: str, pid: int) -> bool:
    """Whether the process has said what it does with SIGTERM: SigCgt, it handles it; SigIgn, it ignores it."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = next(line.split()[1] for line in status if line.startswith(how))
    return bool(int(mask, 16) & (1 << (signal.SIGTERM - 1)))
