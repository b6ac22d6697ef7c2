"""
A server that is ready, and how one becomes ready: spawn, then ask it in its own protocol until it answers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lab.stack.failures import Interrupted, StartFailed
from lab.stack.home import Home
from lab.stack.processes import Command, Process, spawn

READY_S = 300.0
"""One that lives may be reading what it kept: 650 MB of Redis's log take a minute on a machine that has other work."""
PROBE_EVERY_S = 0.05
TAIL_LINES = 12


@dataclass(frozen=True, slots=True)
class Running:
    """
    A server that has answered.

    `address` is `host:port` for Kafka, a DSN for PostgreSQL (it holds a password: do not print it), a URL for
    Redis; `ready_s` is the time from the start to the first answer.
    """

    unit: str
    address: str = field(repr=False)
    process: Process
    ready_s: float
    stop_deadline_s: float = 15.0

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def stop(self) -> bool:
        """Stop it cleanly, past the deadline by SIGKILL; whether it ended by itself."""
        return self.process.stop(self.stop_deadline_s)


def start(
    home: Home, unit: str, command: Command, answers: Callable[[], bool], deadline_s: float | None = None
) -> tuple[Process, float]:
    """
    Start a program and wait until `answers` is true, READY_S unless told otherwise; returns it with the seconds that
    took.

    Raises:
        StartFailed: it ended before it answered, or stayed silent past the deadline (it is killed then).
        Interrupted: the stack is going down (it is killed then).
    """
    if home.closing.is_set():
        raise Interrupted(f"{unit} was not started: the stack is going down")
    began = time.monotonic()
    process = spawn(command)
    try:
        while not answers():
            waited = time.monotonic() - began
            if process.exit_code is not None or waited > (deadline_s or READY_S):
                raise StartFailed(why(unit, process, waited))
            if home.closing.is_set():
                raise Interrupted(f"{unit} was starting when the stack went down")
            time.sleep(PROBE_EVERY_S)
    except BaseException:
        process.kill()
        raise
    return process, time.monotonic() - began


def run_once(what: str, command: Command, deadline_s: float) -> None:
    """
    Run a preparing program to its end.

    Raises:
        StartFailed: it ended with another code than 0, or not by the deadline (it is killed then).
    """
    process = spawn(command)
    if process.wait(deadline_s) is None:
        process.kill()
    if process.exit_code != 0:
        raise StartFailed(why(what, process, deadline_s))


def why(unit: str, process: Process, waited_s: float) -> str:
    """Say how a process failed, with the end of its log."""
    code = process.exit_code
    what = f"ended with code {code}" if code is not None else f"did not answer within {waited_s:.0f} s"
    tail = "\n".join(process.log_tail().splitlines()[-TAIL_LINES:])
    return f"{unit} {what}; the end of {process.command.log}:\n{tail}"
