"""CPU and memory of process trees, read before and after, and now and then between."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import psutil

from lab.bench.figures import Cost

MB = 1024 * 1024
EVERY_S = 1.0


Pids = Callable[[], Mapping[str, int]]
"""The pid of each unit as it is now: a unit that died has another afterwards."""


class Costs:
    """Watches the trees of these pids while the block runs; `measured` has their costs after it."""

    def __init__(self, pids: Pids) -> None:
        self._pids = pids
        self._meters: dict[str, _Meter] = {}
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="bench-costs", daemon=True)
        self.measured: dict[str, Cost] = {}

    def __enter__(self) -> "Costs":
        families = _families()
        self._meters = {name: _Meter(pid, _cpu(_tree(pid, families))) for name, pid in self._pids().items()}
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._over.set()
        self._watcher.join()
        self._read()
        self.measured = {name: Cost(meter.cpu_s, meter.rss_mb) for name, meter in self._meters.items()}

    def _watch(self) -> None:
        self._read()
        while not self._over.wait(EVERY_S):
            self._read()

    def _read(self) -> None:
        families = _families()
        for name, pid in self._pids().items():
            if name in self._meters:
                self._meters[name].read(pid, _tree(pid, families))


class _Meter:
    """Adds up what a unit used; what a killed process used since the last reading is not seen."""

    def __init__(self, pid: int, cpu_s: float) -> None:
        self._pid, self._last = pid, cpu_s
        self.cpu_s = self.rss_mb = 0.0

    def read(self, pid: int, tree: Sequence[psutil.Process]) -> None:
        now = _cpu(tree)
        if pid != self._pid:
            self._pid, self._last = pid, 0.0
        self.cpu_s += max(now - self._last, 0.0)
        self._last = max(now, self._last)
        self.rss_mb = max(self.rss_mb, _rss(tree) / MB)


def _cpu(tree: Sequence[psutil.Process]) -> float:
    total = 0.0
    for process in tree:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            # What ended children used counts for their parent: PostgreSQL's backends come and go.
            total += times.user + times.system + times.children_user + times.children_system
    return total


def resident_mb(pid: int) -> float:
    """The memory of a process and its children, MB."""
    return _rss(_tree(pid, _families())) / MB


def _rss(tree: Sequence[psutil.Process]) -> int:
    total = 0
    for process in tree:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total


def _families() -> Mapping[int, Sequence[psutil.Process]]:
    """All processes by their parent. To ask for each one's children would read all processes again for each."""
    families = defaultdict(list)
    for process in psutil.process_iter(["ppid"]):
        families[process.info["ppid"]].append(process)
    return families


def _tree(pid: int, families: Mapping[int, Sequence[psutil.Process]]) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        found = [psutil.Process(pid)]
        for process in found:
            found += families.get(process.pid, ())
        return found
    return []
