"""
When a unit that died is started again: soon, then later, then not at all.

Pure: the caller passes the times of its deaths and the present, in seconds of any one clock.
"""

from collections.abc import Sequence

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 10.0
WINDOW_S = 120.0
DEATHS_ALLOWED = 6


def delay(deaths: Sequence[float], now: float) -> float | None:
    """
    Return how long to wait before the next start, in seconds, or None to give up.

    The delay doubles with each death of the last two minutes; with more than six of them the unit is broken, not
    unlucky.
    """
    recent = sum(1 for death in deaths if now - death <= WINDOW_S)
    if recent > DEATHS_ALLOWED:
        return None
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** max(0, recent - 1))
