"""
Starts a supervisor that outlives the command that asked for it, and waits until its stack is ready.
"""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence

from lab.stack import down, state
from lab.stack.failures import HomeInUse, StartFailed
from lab.stack.home import Home

READY_S = 1200.0
"""The supervisor has deadlines of its own for everything; this one is for a supervisor that stands still."""
STEP_S = 0.1
TAIL_LINES = 12


def launch(home: Home, argv: Sequence[str], env: Mapping[str, str] | None = None) -> state.State:
    """
    Run the program (one that enters a `Supervisor` and announces) in a session of its own, log `logs/up.log`.

    Raises:
        HomeInUse: a stack runs in this home already.
        StartFailed: it ended, or its stack was not ready within twenty minutes (it is stopped then).
    """
    if (found := state.running(home)) is not None:
        raise HomeInUse(f"{home.root} is in use by a running stack (process {found.pid}): `leadstream down` stops it.")
    with home.log("up").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the caller's own program
            list(argv),
            env=dict(os.environ if env is None else env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return _await_ready(home, process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Have it stop what it started, so that the home is free again."""
    process.terminate()
    try:
        process.wait(down.DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _await_ready(home: Home, process: "subprocess.Popen[bytes]") -> state.State:
    end = time.monotonic() + READY_S
    while process.poll() is None and time.monotonic() < end:
        found = state.load(home)
        if found is not None and found.pid == process.pid and found.ready:
            return found
        time.sleep(STEP_S)
    _end(process)
    tail = home.log("up").read_text(errors="replace").splitlines()[-TAIL_LINES:]
    raise StartFailed("the stack did not become ready; the end of {}:\n{}".format(home.log("up"), "\n".join(tail)))
