"""The end of a process by a deadline, whatever hangs in it."""

import os
import threading
import time
from collections.abc import Callable
from math import inf

STEP_S = 0.05


class Ending:
    """
    Ends the process at a time that may be set later. Its thread is there from the beginning: a process that has no
    memory left, and must end for that, can start none.
    """

    def __init__(self) -> None:
        self._at = inf
        self._said: Callable[[], None] = _nothing
        self._code = 1
        self._set = threading.Event()
        threading.Thread(target=self._wait, name="ending", daemon=True).start()

    def within(self, seconds: float, said: Callable[[], None] | None = None, code: int = 1) -> None:
        """End in so long with exit code `code`, or as an earlier call said; `said` is called just before."""
        at = time.monotonic() + seconds
        if at < self._at:
            self._at, self._said, self._code = at, said or _nothing, code
            self._set.set()

    def _wait(self) -> None:
        try:
            self._set.wait()
            while time.monotonic() < self._at:
                time.sleep(STEP_S)
            self._said()
        finally:
            os._exit(self._code)


def _nothing() -> None:
    """There is nothing to say."""
