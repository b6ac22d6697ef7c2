"""
What runs, in `state.json` of the home: written by the supervisor at each change, read by `status` and `down`.

A reader sees the old or the new file, never half of one. It holds the database password and is readable by its owner
alone. Process ids come with their start time, because the system uses numbers again.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec

from lab.stack import processes
from lab.stack.home import Home, write

Kind = Literal["server", "service"]
Standing = Literal["running", "waiting", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class UnitState:
    """
    One unit: kind, pid with start time (seconds since the epoch), `address` of a server or health base of a service.

    `ready_s` is the time from its first start to its first answer; `restarts` counts the starts after the first.
    """

    kind: Kind
    standing: Standing
    pid: int
    started: float
    address: str
    ready_s: float | None
    restarts: int
    ended: tuple[int, int] | None = None
    """The last death: pid and exit code, negative for the signal that ended it."""


@dataclass(frozen=True, slots=True)
class State:
    """The supervisor's pid and start time, whether everything was ready, the units, and what the CLI noted."""

    pid: int
    started: float
    ready: bool
    units: dict[str, UnitState]
    notes: dict[str, str]

    @property
    def alive(self) -> bool:
        """Whether the supervisor that wrote it still runs."""
        return processes.is_same(self.pid, self.started)


def save(home: Home, state: State) -> None:
    """Replace the file at once."""
    text = msgspec.json.format(msgspec.json.encode(state), indent=1).decode()
    write(home.state_file, text, mode=0o600)


def load(home: Home) -> State | None:
    """Return what the file says, or None if there is none (or one of another version)."""
    try:
        return msgspec.json.decode(home.state_file.read_bytes(), type=State)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def running(home: Home) -> State | None:
    """Return what runs in this home, or None if no supervisor does."""
    state = load(home)
    return state if state is not None and state.alive else None
