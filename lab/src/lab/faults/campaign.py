"""
A campaign: round after round of leads and blows on one stack, each judged by the oracle, until enough kills have hit.

    for each in rounds(rig, Wanted(kills=300), tell): …       the report is made of them (`lab.faults.report`)
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab.faults.blows import Dealer, Dealt
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.faults.schedule import Blow, Signal, schedule
from lab.ledger.proofs import proof
from lab.ledger.verdict import Verdict

BLOWS = 24
"""In a round."""
GAP_S = 1.5
SIGNALS: tuple[tuple[Signal, float], ...] = (("SIGKILL", 0.84), ("SIGTERM", 0.08), ("SIGSTOP", 0.08))
HELD_S = (2.0, 14.0)
"""SIGSTOP holds shorter and longer than a member's session lasts."""
MOST_LEADS = 60_000
"""A round ends with its blows; this many leads are never sent."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    When a campaign is over: after so many kills that hit work in flight, or so many minutes, whichever is first.

    `rate`: leads a second.
    """

    kills: int = 30
    minutes: float = 60.0
    seed: int = 1
    rate: float = 60.0


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the seed of its leads and its schedule, what was dealt, and the oracle's word."""

    seed: int
    schedule: tuple[Blow, ...]
    dealt: tuple[Dealt, ...]
    verdict: Verdict

    @property
    def kills(self) -> int:
        """SIGKILLs that hit work in flight."""
        return sum(each.blow.signal == "SIGKILL" and not each.void for each in self.dealt)


def rounds(rig: Rig, wanted: Wanted, tell: Callable[[Dealt], None]) -> Iterator[Round]:
    """The rounds, one after the other; the first in which a rule breaks is the last."""
    end, kills, number = time.monotonic() + wanted.minutes * 60, 0, 0
    while kills < wanted.kills and time.monotonic() < end:
        number += 1
        found = _round(rig, wanted, number, min(BLOWS, wanted.kills - kills), lambda: time.monotonic() < end, tell)
        kills += found.kills
        yield found
        if not found.verdict.holds:
            return


def _round(
    rig: Rig, wanted: Wanted, number: int, count: int, in_time: Callable[[], bool], tell: Callable[[Dealt], None]
) -> Round:
    seed = wanted.seed * 1000 + number
    blows = schedule(seed, count, tuple(POINTS), GAP_S, SIGNALS, HELD_S)
    with proof(rig.spine, MOST_LEADS, seed, rate=wanted.rate) as run:
        run.until(10 / MOST_LEADS)
        dealer = Dealer(rig.spine, lambda: int(run.sending), tell)
        dealt = dealer.deal(blows, going_on=lambda: run.sending and in_time())
        run.enough()
    return Round(seed, tuple(blows), tuple(dealt), run.verdict())
