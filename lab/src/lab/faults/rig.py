"""
A stack whose units can be broken: each is started through `lab.faults.unit`, and again at once after each death.

    with rigged(home, workspace) as rig:
        rig.arm("scorer", "after-output", nth=3)
        rig.restart_as("router", "--mutant", "commit-first")      # and back: rig.restart_as("router")
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.faults import points
from lab.faults.points import POINTS, Act, Arm, Point, Struck
from lab.faults.progress import Progress
from lab.faults.unit import command
from lab.spine import Spine, leadstream
from lab.stack import overrides, readiness
from lab.stack.overrides import Override
from lab.stack.processes import Command, Process, spawn

RESTART_S = 0.3
READY_S = 120.0


@dataclass(frozen=True, slots=True)
class Rig:
    """A running stack and the folder through which it is broken."""

    spine: Spine
    folder: Path

    @property
    def progress(self) -> Progress:
        """How far the units are."""
        return Progress(self.spine.status["kafka"])

    def arm(self, unit: str, point: Point, nth: int = 1, act: Act = "kill") -> None:
        """Have `unit` strike at the nth passing of a point."""
        points.arm(self.folder, unit, Arm(point, nth, act))

    def struck(self, unit: str, deadline_s: float = 60.0) -> Struck:
        """What the armed point did, once it did."""
        end = time.monotonic() + deadline_s
        while (found := points.struck(self.folder, unit)) is None:
            assert time.monotonic() < end, f"{unit} did not pass its armed point within {deadline_s:.0f} s"
            time.sleep(0.02)
        return found

    def restart_as(self, unit: str, *options: str, variables: dict[str, str] | None = None) -> None:
        """Start `unit` anew with these options of `lab.faults.unit`, or without any, and wait until it is ready."""
        file = self.folder / "overrides.json"
        found = dict(overrides.read_from(file))
        found[unit] = _override(self.folder, unit, options, variables or {})
        overrides.save(file, found)
        self.restart(unit, signal.SIGTERM)

    def park(self, unit: str) -> None:
        """End `unit` and keep it down until `restart_as`; returns when its group has no member any more."""
        file = self.folder / "overrides.json"
        found = dict(overrides.read_from(file))
        found[unit] = Override(("sleep", "3600"), {}, RESTART_S)
        overrides.save(file, found)
        os.kill(self.spine.pid(unit), signal.SIGTERM)
        self.progress.await_members(unit, 0, READY_S)

    @contextlib.contextmanager
    def another(self, unit: str, name: str) -> Iterator[Process]:
        """One more instance of `unit`, a member of its group by `name`, beside the supervised one; then SIGTERM."""
        own = Path(f"/proc/{self.spine.pid(unit)}")
        variables = dict(each.split("=", 1) for each in _texts(own / "environ"))
        variables |= {"GROUP_INSTANCE_ID": name, "INSTANCE_ID": name, "HEALTH_PORT": "0"}
        argv = tuple(_texts(own / "cmdline"))
        process = spawn(Command(argv, self.folder / f"{unit}-{name}.log", variables))
        try:
            yield process
        finally:
            process.stop(25.0)

    def restart(self, unit: str, number: signal.Signals) -> None:
        """End `unit` by this signal and wait until its successor is ready."""
        pid = self.spine.pid(unit)
        os.kill(pid, number)
        end = time.monotonic() + READY_S
        while self.spine.pid(unit) == pid or not self.ready(unit):
            assert time.monotonic() < end, f"{unit} was not ready again within {READY_S:.0f} s"
            time.sleep(0.05)

    def ready(self, unit: str) -> bool:
        """Whether the unit says that it is ready."""
        return readiness.answers(self.spine.status["services"][unit]["url"] + "/readyz")


@contextlib.contextmanager
def rigged(home: Path, workspace: Path | None = None, units: Sequence[str] = tuple(POINTS)) -> Iterator[Rig]:
    """A whole stack in `home`, `units` of which can be broken; down at the end."""
    folder = home / "faults"
    folder.mkdir(exist_ok=True)
    file = folder / "overrides.json"
    overrides.save(file, {unit: _override(folder, unit, (), {}) for unit in units})
    chosen = () if workspace is None else ("--workspace", str(workspace))
    try:
        leadstream(home, "up", "--detach", *chosen, variables={overrides.VARIABLE: str(file)})
        yield Rig(Spine(home, json.loads(leadstream(home, "status", "--json").stdout)), folder)
    finally:
        leadstream(home, "down", check=False)


def _texts(file: Path) -> list[str]:
    """The texts in a file of /proc that ends each with a zero byte."""
    return [each.decode() for each in file.read_bytes().split(b"\0") if each]


def _override(folder: Path, unit: str, options: Sequence[str], variables: dict[str, str]) -> Override:
    return Override(command(unit, "--points", str(folder), *options), variables, RESTART_S)
