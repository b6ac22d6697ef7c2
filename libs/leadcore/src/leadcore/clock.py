"""Time as a port: stages are given a Clock, domain functions a `now`."""

import time
from collections.abc import Callable
from typing import TypeAlias

Clock: TypeAlias = Callable[[], int]
"""Milliseconds since 1970 UTC."""


def system_clock() -> int:
    """The machine's wall clock."""
    return time.time_ns() // 1_000_000
