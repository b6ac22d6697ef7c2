"""What an emulator was asked and answered: counts, the latest calls, the busiest ten seconds.

It holds routes, statuses and times alone, nothing of what was in a call.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace

WINDOW_MS = 10_000
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call, numbered when it was answered, so that nothing is missed by asking for later numbers.

    `status` is 0 where the connection was reset instead; times are in Unix milliseconds.
    """

    at_ms: int
    took_ms: int
    method: str
    route: str
    status: int
    fault: str
    number: int = 0


@dataclass(slots=True)
class CallLog:
    """The calls since the start or the last reset."""

    by_route: dict[str, Counter[str]] = field(default_factory=dict)
    latest: deque[CallRecord] = field(default_factory=lambda: deque(maxlen=KEPT))
    recent: deque[int] = field(default_factory=deque)
    peak: int = 0
    received: int = 0
    answered: int = 0
    pause_until_ms: int = 0
    during_pause: int = 0

    def receive(self, now: int) -> None:
        """Count an arrival, before it is known how it will be answered."""
        self.received += 1
        if now < self.pause_until_ms:
            self.during_pause += 1
        self.recent.append(now)
        while self.recent[0] <= now - WINDOW_MS:
            self.recent.popleft()
        self.peak = max(self.peak, len(self.recent))

    def announce_pause(self, now: int, seconds: int) -> None:
        """Remember that clients were told to stay away; arrivals before its end are counted."""
        self.pause_until_ms = max(self.pause_until_ms, now + seconds * 1000)

    def answer(self, call: CallRecord) -> None:
        """Count an answer and give it its number."""
        self.answered += 1
        status = str(call.status) if call.status else "reset"
        self.by_route.setdefault(f"{call.method} {call.route}", Counter())[status] += 1
        self.latest.append(replace(call, number=self.answered))

    def refused(self) -> int:
        """Count the answers of 400 and above."""
        return sum(
            count
            for statuses in self.by_route.values()
            for status, count in statuses.items()
            if status.isdigit() and int(status) >= 400
        )
