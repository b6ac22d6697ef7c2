"""
Starts and stops single processes so that none of them outlives us.

`spawn` starts a program in a session of its own (Ctrl-C reaches only us), with its output in a log file,
through `shim.py`, which makes the kernel end it when we die. `Process.stop` asks, waits, and then kills the
whole group.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from lab.stack.accounts import Account

SHIM = Path(__file__).with_name("shim.py")
LOG_TAIL_BYTES = 4096
LOG_KEPT_BYTES = 32 * 1024 * 1024
STEP_S = 0.02
SET_S = 5.0
"""
Linux says when a process began in ticks since the boot, and when that was in whole seconds by the wall clock, which
moves while it is set: two who ask at different times hear different seconds.
"""

# The kernel's death signal follows the *thread* that forked. All forks therefore happen in one thread that
# lives as long as the interpreter; a child that somebody forgot to stop ends with it.
_forks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stack-forks")
_parent_pipe: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """
    What to run: argument list, environment (complete, not added to ours), log file (appended to).

    `stop_signal` asks it to end; `orphan_signal` is what it gets when we die; `account` is who it runs as
    when we are root.
    """

    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    stop_signal: int = signal.SIGTERM
    orphan_signal: int = signal.SIGKILL
    account: Account | None = None


class Process:
    """A started program; every method may be called from any thread."""

    def __init__(self, popen: "subprocess.Popen[bytes]", command: Command) -> None:
        self._popen = popen
        self.command = command
        self.pid = popen.pid
        self.started = _started(popen.pid)
        self._swept = False

    @property
    def exit_code(self) -> int | None:
        """The exit code (negative: the signal that ended it), or None while it runs."""
        self._sweep_if_ended()
        return self._popen.poll()

    def wait(self, deadline_s: float) -> int | None:
        """Wait for the end at most so long; None if it still runs."""
        end = time.monotonic() + deadline_s
        while self.exit_code is None and time.monotonic() < end:
            time.sleep(STEP_S)
        return self.exit_code

    def ask(self) -> None:
        """Send the stop signal and return at once."""
        if self.exit_code is None:
            self._popen.send_signal(self.command.stop_signal)

    def stop(self, deadline_s: float = 10.0) -> bool:
        """
        Ask it to end, wait so long, then kill its whole group.

        Returns:
            Whether it ended by itself; True also if it had ended before.
        """
        self.ask()
        by_itself = self.wait(deadline_s) is not None
        self.kill()
        return by_itself

    def kill(self) -> None:
        """Kill the whole group with SIGKILL and wait for the leader."""
        if self.exit_code is None:
            self._kill_group()
            self._popen.wait()

    def _sweep_if_ended(self) -> None:
        # What it started and left behind goes with it. The group may be named only while the leader is not yet
        # reaped: afterwards its number can belong to somebody else.
        if not self._swept and _has_ended(self._popen):
            self._swept = True
            self._kill_group()

    def _kill_group(self) -> None:
        # macOS answers EPERM for a group of which only the unreaped leader is left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def log_tail(self) -> str:
        """The last lines it wrote."""
        with self.command.log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - LOG_TAIL_BYTES))
            return file.read().decode(errors="replace").strip()


def spawn(command: Command) -> Process:
    """
    Start the program and return at once.

    Raises:
        OSError: the log cannot be opened or no process can be made.
    """
    return _forks.submit(_fork, command).result()


def in_forks(call: Callable[[], None]) -> None:
    """Call in the thread that forks: what a child has of the thread that made it, such as a namespace, is set there."""
    _forks.submit(call).result()


def is_same(pid: int, started: float) -> bool:
    """
    Whether the process of that pid is still the one that began then (seconds since the epoch): pids are
    reused, but not within SET_S.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < SET_S and process.status() != psutil.STATUS_ZOMBIE
    return False


def await_end(pid: int, started: float, deadline_s: float) -> bool:
    """Wait for a process that is not our child; True when it is gone."""
    end = time.monotonic() + deadline_s
    while is_same(pid, started):
        if time.monotonic() > end:
            return False
        time.sleep(STEP_S)
    return True


def _fork(command: Command) -> Process:
    watch = _watched_pipe()
    _make_room(command.log)
    with command.log.open("ab") as log:
        popen = subprocess.Popen(  # noqa: S603 - argument lists are ours
            [*_shim(command, watch), *command.argv],
            env=dict(command.env),
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=() if watch is None else (watch,),
        )
    return Process(popen, command)


def _make_room(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _shim(command: Command, watch: int | None) -> list[str]:
    account = command.account
    return [
        *(sys.executable, "-I", "-S", str(SHIM)),
        *("--parent", str(os.getpid()), "--orphan-signal", str(int(command.orphan_signal))),
        *(() if account is None else ("--uid", str(account.uid), "--gid", str(account.gid))),
        *(() if watch is None else ("--watch", str(watch))),
        "--",
    ]


def _watched_pipe() -> int | None:
    global _parent_pipe
    if sys.platform == "linux" and not os.environ.get("LEADSTREAM_SHIM_WATCHES"):
        return None
    if _parent_pipe is None:
        _parent_pipe = os.pipe()
    return _parent_pipe[0]


def _has_ended(popen: "subprocess.Popen[bytes]") -> bool:
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return popen.poll() is not None
    try:
        return os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _started(pid: int) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        return float(psutil.Process(pid).create_time())
    return 0.0
