"""The whole pipeline over three brokers, as a scenario sees it; made by the test that breaks it."""

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lab.faults.cluster import Cluster
from lab.faults.proxy import Link
from lab.ledger.places import Record, Stack
from lab.ledger.proofs import Run
from lab.stack import Home, readiness, state
from lab.stack.processes import Command, spawn

STOP_S, AGAIN_S, STEP_S = 25.0, 0.5, 0.1
LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All of it, and its brokers."""

    home: Home
    cluster: Cluster
    stack: Stack

    def unready(self) -> list[str]:
        """The units that do not say that they are ready."""
        return [unit for unit, url in self.stack.units.items() if not readiness.answers(f"{url}/readyz")]

    def until_ready(self, deadline_s: float) -> float:
        """
        Wait until every unit says that it is ready; seconds waited.

        Raises:
            AssertionError: not by the deadline; names those that do not, with their last lines.
        """
        began = time.monotonic()
        while left := self.unready():
            assert time.monotonic() - began < deadline_s, f"not ready within {deadline_s:.0f} s:\n{self.told(left)}"
            time.sleep(STEP_S)
        return time.monotonic() - began

    def links(self, link: Link) -> None:
        """Make every way from a unit to a broker so."""
        for proxy in self.cluster.proxies:
            proxy.set(link)

    def deaths(self) -> Counter[str]:
        """How often each unit has died."""
        found = state.load(self.home)
        assert found is not None
        waiting = {"waiting", "failed"}
        services = {unit: each for unit, each in found.units.items() if each.kind == "service"}
        return Counter({unit: each.restarts + (each.standing in waiting) for unit, each in services.items()})

    def lines(self, unit: str) -> int:
        """How many lines a unit has logged."""
        return len(self._log(unit))

    def told(self, chosen: Iterable[str]) -> str:
        """The last lines that each of these units has logged."""
        return "\n".join(f"-- {unit}\n" + "\n".join(self._log(unit)[-LAST_LINES:]) for unit in sorted(chosen))

    def _log(self, unit: str) -> list[str]:
        return self.home.log(unit).read_text(errors="replace").splitlines()

    @contextlib.contextmanager
    def beside(self, unit: str, name: str) -> Iterator["Beside"]:
        """One more instance of `unit`, a member of its group by `name`, that goes to the brokers directly; SIGTERM."""
        own = Path(f"/proc/{self.stack.pids()[unit]}")
        variables = dict(each.split("=", 1) for each in _texts(own / "environ"))
        variables |= {"GROUP_INSTANCE_ID": name, "INSTANCE_ID": name, "HEALTH_PORT": "0"}
        variables |= {"KAFKA_BOOTSTRAP_SERVERS": self.cluster.address}
        second = Beside(Command(tuple(_texts(own / "cmdline")), self.home.log(f"{unit}-{name}"), variables))
        try:
            yield second
        finally:
            second.stop()


class Beside:
    """An instance beside the first one of a unit: whenever it ends it is started again, as the first one is."""

    def __init__(self, command: Command) -> None:
        self.deaths = 0
        """How often it has ended by itself."""
        self._command, self._process = command, spawn(command)
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="beside-keeper", daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """End it, and for good."""
        self._closing.set()
        self._keeper.join()
        self._process.stop(STOP_S)

    def _keep(self) -> None:
        while not self._closing.wait(AGAIN_S):
            if self._process.exit_code is not None:
                self.deaths += 1
                self._process = spawn(self._command)


def slowest_s(run: Run) -> float:
    """Seconds that 99 of 100 submissions of a run took at most, from the raw log to their outcome; PostgreSQL knows."""
    began = datetime.fromtimestamp(run.start.at / 1000, UTC)
    return float(Record(run.stack.postgres).fetch(_SLOWEST, began)[0][0] or 0.0)


_SLOWEST = """
select extract(epoch from percentile_cont(0.99) within group (order by ended_at - appended_at))
from pipeline.submissions where appended_at >= $1
"""


def _texts(file: Path) -> list[str]:
    """The texts in a file of /proc that ends each with a zero byte."""
    return [os.fsdecode(each) for each in file.read_bytes().split(b"\0") if each]
