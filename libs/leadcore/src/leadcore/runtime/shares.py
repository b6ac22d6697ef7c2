"""
How much of its time a unit gives to its paced lanes: imports, backfills, what is over quota. Pure.

    while live leads come   a share of the unit's time, FLOOR to CEILING, in handfuls of some milliseconds between them
    once none has come      the whole, until units behind this one are seconds late

The share is one of time because time is what a live lead waits for. It is kept by an account: what paced records took
is paid from it, and it fills as time passes, by the share; while it is overdrawn none of them is handled.

How large a share is harmless depends on the machine and on who else works on it, so it is found out: paced records rest
for a moment in each cycle, and where live ones were finished sooner then, the share falls, else it rises. The rest is
in the middle of the cycle, so that lateness that grows or falls by itself is not taken for theirs.
"""

import math
from collections.abc import Iterable

FLOOR, CEILING = 0.05, 0.30
"""Of the unit's time, while live leads come."""
QUIET_S = 2.0
"""Live leads that came so short a time ago are taken to be followed by more."""
HANDFUL_S = 0.01
"""So long a handful of paced records takes: a live lead that comes meanwhile waits for it. Smaller ones cost more a
record, which live leads wait for too: a batch costs some milliseconds in every unit, whatever it holds."""
LEAST_HANDFUL, MOST_HANDFUL, HANDFULS = 20, 50, 20
"""Records of a handful: at least, and at most, because units behind this one take longer for it; where batches are
larger, so many handfuls make one."""
LEARNED = 0.2
"""How much the last handful says of what a record takes."""
SAVED_S, OWED_S, BATCH_S = 0.02, 0.25, 2.0
"""How far the account fills while nothing is taken from it, unless by one batch; how far it is overdrawn by what took
long; and what a batch counts for at most: a dependency that was away for a minute does not stop a lane for twenty, nor
give it the next ones."""
SLACK_S = 0.001
"""Overdrawn by less is not overdrawn."""
CYCLE_S, REST_S = 4.0, 0.8
CLEAR_S = 0.2
"""What is finished so soon after a rest's begin or end says nothing: the other half of the machine is still at it."""
LEAST_SEEN = 100
"""Live records that must have been finished in rests before anything is concluded."""
HARM_MS = 1.0
"""How much later live leads may be finished, in one unit and on average, because of paced ones."""
UP, DOWN = 1.25, 0.7
LATE_S, TOO_LATE_S = 1.0, 3.0
"""By so much units behind this one may be late while live leads come, and at all: a live lead that comes after none has
come for long waits no longer."""
LEAST = FLOOR * CYCLE_S / (CYCLE_S - REST_S)
"""So that with its rests it is FLOOR."""
NEVER = float("-inf")


class Share:
    """The account of one unit. Times are seconds of a clock that is never set."""

    def __init__(self) -> None:
        self.share = LEAST
        """Of the time between rests, as it is now."""
        self._saved_s = 0.0
        self._at = NEVER
        self._live_at = NEVER
        self._each_s = 0.0
        self._trial = _Trial()
        self._late_s = 0.0

    def live(self, now: float) -> None:
        """A live record came."""
        if not self.shared(now):
            self._trial = _Trial(now)
        self._live_at = now

    def shared(self, now: float) -> bool:
        """Whether live leads come, or those behind cannot keep up: the time is to be shared."""
        return now - self._live_at < QUIET_S or self._late_s > TOO_LATE_S

    def behind(self, late_s: float) -> None:
        """The units behind this one are so late."""
        self._late_s = late_s
        if late_s > LATE_S:
            self.share = LEAST

    def wait_s(self, now: float) -> float:
        """In how many seconds paced records may be handled; 0: now."""
        if not self.shared(now):
            return 0.0
        self._fill(now)
        overdrawn_s = 0.0 if self._saved_s > -SLACK_S else -self._saved_s / self.share
        return max(overdrawn_s, self._trial.rests_s(now))

    def reserved(self, most: int, now: float) -> int:
        """How many of a batch of `most` paced records may be; live ones leave so much room for those that wait."""
        if not self.shared(now):
            return most
        return 0 if self.wait_s(now) else max(1, int(most * self.share))

    def places(self, most: int, live: int, now: float) -> int:
        """
        How many paced records go with so many live ones: none with few, which would wait for them, unless the account
        is half full because live ones always come; a handful where there are none; their share of what fills a batch.
        """
        if not self.shared(now):
            return most - live
        if self.wait_s(now):
            return 0
        handful = min(most, self._handful(most))
        if not live:
            return handful
        beside = math.ceil(live * self.share / (1.0 - self.share))
        if beside < handful and self._saved_s < SAVED_S / 2:
            return 0
        return min(self.reserved(most, now), max(handful, beside))

    def took(self, paced: int, late_ms: Iterable[float], seconds: float, now: float) -> None:
        """A batch took so long: of so many paced records, and of live ones that were so late at its end."""
        self._fill(now)
        live = list(late_ms)
        if paced and not live:
            self._each_s += (seconds / paced - self._each_s) * (LEARNED if self._each_s else 1.0)
        if not self.shared(now):
            return
        if paced:
            self._saved_s = max(-OWED_S, self._saved_s - seconds * paced / (paced + len(live)))
        harm_ms = self._trial.noted(paced, live, now)
        if harm_ms is not None:
            found = self.share * (UP if harm_ms <= HARM_MS else DOWN)
            self.share = min(CEILING, max(LEAST, found))

    def _handful(self, most: int) -> int:
        fits = int(HANDFUL_S / self._each_s) if self._each_s else LEAST_HANDFUL
        return max(LEAST_HANDFUL, min(fits, max(MOST_HANDFUL, most // HANDFULS)))

    def _fill(self, now: float) -> None:
        earned_s = min(max(0.0, now - self._at), BATCH_S) * self.share
        self._saved_s = min(max(SAVED_S, earned_s), self._saved_s + earned_s)
        self._at = now


class _Trial:
    """Cycles of work and rest, and how late live records were in each."""

    def __init__(self, began: float = 0.0) -> None:
        self._began = began
        self._cycle = 0
        self._paced = 0
        self._open: dict[bool, list[float]] = {True: [], False: []}
        self._seen: dict[bool, list[float]] = {True: [], False: []}

    def rests_s(self, now: float) -> float:
        """How long the rest goes on; 0: there is none now, as in a cycle in which there was nothing to rest from."""
        if not self._paced or int((now - self._began) // CYCLE_S) != self._cycle:
            return 0.0
        ended = (CYCLE_S + REST_S) / 2 - (now - self._began) % CYCLE_S
        return ended if 0.0 < ended <= REST_S else 0.0

    def noted(self, paced: int, late_ms: Iterable[float], now: float) -> float | None:
        """How much later live records were beside paced ones, ms, once enough were seen; None: they were not."""
        found = self._turned() if int((now - self._began) // CYCLE_S) != self._cycle else None
        self._cycle = int((now - self._began) // CYCLE_S)
        self._paced += paced
        resting = self.rests_s(now) > 0.0
        if resting == (self.rests_s(now - CLEAR_S) > 0.0) and not (resting and paced):
            self._open[resting].extend(late_ms)
        return found

    def _turned(self) -> float | None:
        """A cycle is over; one without paced records says nothing."""
        if self._paced:
            for resting, late_ms in self._open.items():
                self._seen[resting].extend(late_ms)
        self._paced, self._open = 0, {True: [], False: []}
        if min(map(len, self._seen.values())) < LEAST_SEEN:
            return None
        harm_ms = _mean(self._seen[False]) - _mean(self._seen[True])
        self._seen = {True: [], False: []}
        return harm_ms


def _mean(values: list[float]) -> float:
    """Without the last tenth: what somebody else on the machine does is chance, and weighs the most."""
    kept = sorted(values)[: max(1, len(values) * 9 // 10)]
    return sum(kept) / len(kept)
