"""
The things a supervisor keeps: what a service is, what happens to a unit, and what is remembered of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lab.stack.processes import Process
from lab.stack.state import Kind, Standing, UnitState

Happening = Literal[
    "started", "starting", "ready", "died", "restarting", "gave-up", "stopping", "stopped", "killed", "unsaved"
]


@dataclass(frozen=True, slots=True)
class Service:
    """
    A program to keep running beside the servers.

    `env` is its whole environment; `url` is its health base, shown by status; `ready_url` answers 200 once it is ready
    (without one, it is ready when started); `restart` starts it again after it died, with growing delays.
    """

    unit: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    url: str = ""
    ready_url: str = ""
    folder: Path | None = None
    restart: bool = True
    stop_deadline_s: float = 25.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a unit; `text` says the rest in words, without personal data."""

    unit: str
    what: Happening
    text: str = ""

    def __str__(self) -> str:
        return f"{self.unit} {self.what}{': ' if self.text else ''}{self.text}"


class Unit:
    """What a supervisor remembers of one unit; changed by one thread at a time."""

    def __init__(self, name: str, kind: Kind, launch: Callable[[], Process]) -> None:
        self.name, self.launch = name, launch
        self.kind: Kind = kind
        self.address = ""
        self.restart = True
        self.stop_deadline_s = 15.0
        self.ready_s: float | None = None
        self.standing: Standing = "running"
        self.deaths: list[float] = []
        self.due = 0.0
        self.restarts = 0
        self.process: Process | None = None
        self.ended: tuple[int, int] | None = None

    def shown(self) -> UnitState:
        """What the state file says of it."""
        process = self.process
        pid, started = (process.pid, process.started) if process else (0, 0.0)
        return UnitState(self.kind, self.standing, pid, started, self.address, self.ready_s, self.restarts, self.ended)
