"""
The brake on dead letters: a stage that rejects most of what it reads is broken, not its input.

Counted are bugs, and on internal topics what cannot be decoded. Pure.
"""

from collections import deque
from collections.abc import Mapping

WINDOW = 1000
"""Records looked back upon."""
LEAST = 100
"""Fewer bad records than this never brake."""
RATIO = 0.5
"""Above this share of bad records the process stops."""


class Brake:
    """Looks back on the last records of one unit."""

    def __init__(self, *, internal: bool) -> None:
        self._bad_codes = ("bug", "undecodable") if internal else ("bug",)
        self._batches: deque[tuple[int, int]] = deque()
        self._records = self._bad = 0

    def pulled(self, records: int, counts: Mapping[tuple[str, str], int]) -> bool:
        """Whether with this batch of `records` too many are bad: then it must not be written."""
        bad = sum(counts.get(("failure", code), 0) for code in self._bad_codes)
        self._batches.append((records, bad))
        self._records += records
        self._bad += bad
        while self._records - self._batches[0][0] >= WINDOW:
            gone, gone_bad = self._batches.popleft()
            self._records -= gone
            self._bad -= gone_bad
        return self._bad >= LEAST and self._bad > RATIO * self._records
