"""
Named points inside a unit at which it dies, or stands still, at the n-th passing.

    outside: arm(folder, "scorer", Arm("after-output", nth=3))     inside: points.passed("after-output")
    outside: struck(folder, "scorer")  →  when, where, by which process

An armed point is a file; the unit that strikes puts another in its place first, so that after its restart it passes
where its predecessor died. Times are CLOCK_MONOTONIC, the same for all processes of a machine.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from lab.stack.home import write

Point = Literal[
    "after-decode",
    "after-state",
    "after-output",
    "after-dead-letter",
    "after-crm-answer",
    "after-claim",
    "before-commit",
]
Act = Literal["kill", "hang", "starve"]

_EVERYWHERE: tuple[Point, ...] = ("after-decode", "after-output", "after-dead-letter", "before-commit")
POINTS: Mapping[str, tuple[Point, ...]] = {
    "gateway": ("after-decode", "after-output"),
    "ingest.normalise": _EVERYWHERE,
    "ingest.admit": (*_EVERYWHERE, "after-state"),
    "enricher": _EVERYWHERE,
    "reviser": (*_EVERYWHERE, "after-state"),
    "scorer": _EVERYWHERE,
    "router": (*_EVERYWHERE, "after-state"),
    "crm-sync.postgres": (*_EVERYWHERE, "after-state"),
    "crm-sync.hubspot": (*_EVERYWHERE, "after-claim", "after-crm-answer", "after-state"),
}
"""
The points that each unit passes.

after-decode: its records are read, nothing is decided. after-state: what it remembers is written (the changelog alone;
Redis; PostgreSQL; the answered claim), nothing is put out. after-claim: it may act, and has not. after-crm-answer: the
CRM has it, the ledger does not know. after-output: the broker has all writes. after-dead-letter: the broker has the
dead letters and nothing else. before-commit: all is written, the offsets are not committed.
"""


class Arm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What is to happen at the `nth` passing of a point.

    kill: SIGKILL to itself. hang: the thread that passes stands still for ever. starve: from here on the process gets
    no more memory (RLIMIT_AS at what it has).
    """

    point: Point
    nth: int = 1
    act: Act = "kill"


class Struck(msgspec.Struct, frozen=True):
    """That it happened: the arm, the process, and when (monotonic seconds)."""

    arm: Arm
    pid: int
    at: float


def arm(folder: Path, unit: str, armed: Arm) -> None:
    """Arm a point of `unit`; what it struck before is forgotten."""
    _struck_file(folder, unit).unlink(missing_ok=True)
    write(_armed_file(folder, unit), msgspec.json.encode(armed).decode())


def disarm(folder: Path, unit: str) -> None:
    """Let `unit` pass everywhere."""
    _armed_file(folder, unit).unlink(missing_ok=True)


def struck(folder: Path, unit: str) -> Struck | None:
    """What the last armed point of `unit` did; None: it was not passed often enough yet."""
    file = _struck_file(folder, unit)
    return msgspec.json.decode(file.read_bytes(), type=Struck) if file.exists() else None


class Points:
    """The points of the unit that this process runs. Any thread may pass one."""

    def __init__(self, folder: Path, unit: str, acts: Mapping[Act, Callable[[], None]] | None = None) -> None:
        self._folder, self._unit = folder, unit
        self._acts = acts or {"kill": _kill, "hang": _hang, "starve": _starve}
        self._lock = threading.Lock()
        self._armed: Arm | None = None
        self._read_at = 0
        self._passings = 0

    def passed(self, point: Point) -> None:
        """Strike here, if it is time."""
        if self.due(point):
            self.strike()

    def due(self, point: Point) -> bool:
        """Whether this passing is the one that strikes: the caller does what belongs before, then strikes."""
        with self._lock:
            self._look()
            if self._armed is None or self._armed.point != point:
                return False
            self._passings += 1
            return self._passings >= self._armed.nth

    def strike(self) -> None:
        """Leave word, then act."""
        armed = self._armed
        assert armed is not None, "only what is due strikes"
        told = msgspec.json.encode(Struck(armed, os.getpid(), time.monotonic())).decode()
        disarm(self._folder, self._unit)
        write(_struck_file(self._folder, self._unit), told)
        self._acts[armed.act]()

    def _look(self) -> None:
        """Read the arm where it is another than last time; each begins to count anew."""
        try:
            changed = os.stat(_armed_file(self._folder, self._unit)).st_mtime_ns
        except FileNotFoundError:
            self._armed, self._read_at = None, 0
            return
        if changed != self._read_at:
            self._armed = msgspec.json.decode(_armed_file(self._folder, self._unit).read_bytes(), type=Arm)
            self._read_at, self._passings = changed, 0


def _armed_file(folder: Path, unit: str) -> Path:
    return folder / f"{unit}.armed"


def _struck_file(folder: Path, unit: str) -> Path:
    return folder / f"{unit}.struck"


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _hang() -> None:
    threading.Event().wait()


def _starve() -> None:
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    has = pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has, has))
