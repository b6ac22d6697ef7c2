"""
The brake on dead letters: where many of what a unit reads are rejected, the unit is broken, or what it reads is; it
holds rather than pour its topic into `leads.dead`.

Counted are bugs, and on internal topics what cannot be decoded. A batch that pulls the brake is not written and not
counted: the unit waits with it, its offsets stand, and lag shows it. It goes on when the batch passes, after a mended
release or when a schema has become known, or when a person releases the brake: then these die, and what comes
like them, until what is read is well again. Pure.
"""

from collections import deque
from collections.abc import Mapping

from leadcore.failures import PortUnavailable

WINDOW = 500
"""Records looked back upon."""
LEAST = 100
"""Fewer bad records than this never brake."""
RATIO = 0.2
"""Above this share of bad records the unit holds."""
DEPENDENCY, REASON = "brake", "too-many-rejected-see-leads.dead"


class Brake:
    """Looks back on the last records of one unit."""

    def __init__(self, *, internal: bool) -> None:
        self._bad_codes = ("bug", "undecodable") if internal else ("bug",)
        self._batches: deque[tuple[int, int]] = deque()
        self._records = self._bad = 0
        self._pulled = self._released = False

    def judge(self, records: int, counts: Mapping[tuple[str, str], int]) -> None:
        """
        Look at a batch of `records` before it is written.

        Raises:
            PortUnavailable: with it too many are bad.
        """
        many = self._many(self._records + records, self._bad + self._bad_of(counts))
        self._pulled = many and not self._released
        if self._pulled:
            raise PortUnavailable(DEPENDENCY, REASON)

    def passed(self, records: int, counts: Mapping[tuple[str, str], int]) -> None:
        """Count a batch that is written."""
        bad = self._bad_of(counts)
        self._batches.append((records, bad))
        self._records += records
        self._bad += bad
        while self._records - self._batches[0][0] >= WINDOW:
            gone, gone_bad = self._batches.popleft()
            self._records -= gone
            self._bad -= gone_bad
        if self._records >= WINDOW and not self._many(self._records, self._bad):
            self._released = False

    def release(self) -> bool:
        """Let bad records pass until what is read is well again; whether the brake was pulled."""
        self._released = self._released or self._pulled
        return self._pulled

    def _bad_of(self, counts: Mapping[tuple[str, str], int]) -> int:
        return sum(counts.get(("failure", code), 0) for code in self._bad_codes)

    def _many(self, records: int, bad: int) -> bool:
        return bad >= LEAST and bad > RATIO * records
