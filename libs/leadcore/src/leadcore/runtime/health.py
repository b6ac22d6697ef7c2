"""
Whether a unit is ready and alive, as one value that the runner writes and the health server reads.

Ready: nothing stands in the way; every cause that does is named. Alive: no check says that work stands still. What
waits for a person's word goes on at `resume`.
"""

from collections.abc import Callable, Iterable
from threading import Lock

Check = Callable[[], Iterable[str]]
"""Names what stands still; empty: all is well. Called by the health server, must not block."""


class Health:
    """Causes that keep a unit from being ready, and checks of its liveness. Safe to use from any thread."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self._lock = Lock()
        self._causes: dict[str, str] = {"start": "starting"}
        self._checks: list[Check] = []
        self._held: list[Callable[[], bool]] = []

    def block(self, cause: str, reason: str) -> bool:
        """Not ready because of `cause`; whether this is news."""
        with self._lock:
            news = self._causes.get(cause) != reason
            self._causes[cause] = reason
            return news

    def clear(self, cause: str) -> bool:
        """`cause` is no more; whether this is news."""
        with self._lock:
            return self._causes.pop(cause, None) is not None

    def causes(self) -> dict[str, str]:
        """Why the unit is not ready, by cause; empty: it is."""
        with self._lock:
            return dict(self._causes)

    def watch(self, check: Check) -> None:
        """Ask `check` whenever liveness is asked for."""
        self._checks.append(check)

    def stalled(self) -> list[str]:
        """What stands still, by every check; empty: alive."""
        return [stalled for check in self._checks for stalled in check()]

    def on_resume(self, release: Callable[[], bool]) -> None:
        """Call `release` when a person says that the unit is to go on; it returns whether it held anything."""
        self._held.append(release)

    def resume(self) -> bool:
        """A person says that the unit is to go on; whether anything was held."""
        released = [release() for release in self._held]
        return any(released)
