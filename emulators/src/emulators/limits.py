"""A rolling-window call limit: pure, time passed in as Unix milliseconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class RollingWindow:
    """At most `limit` admissions in any `window_ms`; a limit of 0 admits everything.

    Refused calls use up nothing.
    """

    limit: int
    window_ms: int
    admitted: deque[int] = field(default_factory=deque)

    def admit(self, now: int) -> bool:
        """Take one admission if there is one left."""
        if self.limit == 0:
            return True
        if self.remaining(now) == 0:
            return False
        self.admitted.append(now)
        return True

    def remaining(self, now: int) -> int:
        """Count the admissions left at `now`; 0 for an unlimited window, which keeps no count."""
        while self.admitted and self.admitted[0] <= now - self.window_ms:
            self.admitted.popleft()
        return max(0, self.limit - len(self.admitted))
