"""Waiting for what is true soon: for a condition, up to a deadline, never for a time."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], what: str, deadline_s: float, step_s: float = 0.1) -> float:
    """
    Wait until it holds, asking again every `step_s`; seconds waited.

    Raises:
        AssertionError: not by the deadline; `what` says what was waited for.
    """
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < deadline_s, f"not within {deadline_s:.0f} s: {what}"
        time.sleep(step_s)
    return time.monotonic() - began
