"""CPU and memory of process trees, read before and after, and now and then between."""

import contextlib
import threading
from collections.abc import Mapping
from types import TracebackType

import psutil

from lab.bench.figures import Cost

MB = 1024 * 1024
EVERY_S = 1.0


class Costs:
    """Watches the trees of these pids while the block runs; `measured` has their costs after it."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._before: dict[str, float] = {}
        self._rss: dict[str, float] = dict.fromkeys(pids, 0.0)
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="bench-costs", daemon=True)
        self.measured: dict[str, Cost] = {}

    def __enter__(self) -> "Costs":
        self._before = {name: _cpu(pid) for name, pid in self._pids.items()}
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._over.set()
        self._watcher.join()
        for name, pid in self._pids.items():
            self.measured[name] = Cost(_cpu(pid) - self._before[name], self._rss[name])

    def _watch(self) -> None:
        while True:
            for name, pid in self._pids.items():
                self._rss[name] = max(self._rss[name], _rss(pid) / MB)
            if self._over.wait(EVERY_S):
                return


def _cpu(pid: int) -> float:
    total = 0.0
    for process in _tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            # What ended children used counts for their parent: PostgreSQL's backends come and go.
            total += times.user + times.system + times.children_user + times.children_system
    return total


def _rss(pid: int) -> int:
    total = 0
    for process in _tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            total += process.memory_info().rss
    return total


def _tree(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        return [top, *top.children(recursive=True)]
    return []
