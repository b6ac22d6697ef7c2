"""
Brings a stack down from another process: asks its supervisor, waits, and makes sure that nothing is left.
"""

import contextlib
import os
import signal
from dataclasses import dataclass

from lab.stack import processes, state
from lab.stack.home import Home

# The services' 25 s, the servers' 15 s, and some air.
DEADLINE_S = 50.0
GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Report:
    """Whether a stack ran at all, and the units that had to be killed."""

    ran: bool
    killed: tuple[str, ...] = ()


def stop(home: Home, deadline_s: float = DEADLINE_S) -> Report:
    """Send SIGTERM to the supervisor, wait for it, then kill every unit of its state file that is still there."""
    found = state.load(home)
    if found is None:
        return Report(ran=False)
    alive = found.alive
    if alive:
        os.kill(found.pid, signal.SIGTERM)
        if not processes.await_end(found.pid, found.started, deadline_s):
            os.kill(found.pid, signal.SIGKILL)
    return Report(alive, sweep(found))


def sweep(found: state.State) -> tuple[str, ...]:
    """Wait for the units of a supervisor that is gone, kill the ones that stay, and return those."""
    return tuple(name for name, unit in found.units.items() if _kill(unit))


def _kill(unit: state.UnitState) -> bool:
    # The kernel has told it to end; PostgreSQL needs a moment to bring its workers down.
    if unit.pid == 0 or processes.await_end(unit.pid, unit.started, GRACE_S):
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(unit.pid, signal.SIGKILL)
    return True
