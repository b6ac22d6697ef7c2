"""
A campaign: round after round of leads and blows on one stack, each judged by the oracle, until enough kills have hit.

    for each in rounds(rig, Wanted(kills=300), tell): …       the report is made of them (`lab.faults.report`)
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lab.faults.blows import Dealer, Dealt
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.faults.schedule import Blow, Manner, schedule
from lab.ledger.proofs import Run, proof
from lab.ledger.verdict import Verdict

BLOWS = 24
"""In a round."""
MANNER = Manner(1.5, (("SIGKILL", 0.84), ("SIGTERM", 0.08), ("SIGSTOP", 0.08)), held_s=(2.0, 14.0))
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
        seed = wanted.seed * 1000 + number
        blows = schedule(seed, min(BLOWS, wanted.kills - kills), tuple(POINTS), MANNER)
        with proof(rig.spine, MOST_LEADS, seed, rate=wanted.rate) as run:
            dealt = _dealt(run, _dealer(rig, run, tell), blows, end)
        found = Round(seed, tuple(blows), tuple(dealt), run.verdict())
        kills += found.kills
        yield found
        if not found.verdict.holds:
            return


def _dealt(run: Run, dealer: Dealer, blows: Sequence[Blow], end: float) -> list[Dealt]:
    """The blows of one round, until the run or the campaign is over."""
    run.until(10 / MOST_LEADS)
    dealt = dealer.deal(blows, going_on=lambda: run.sending and time.monotonic() < end)
    run.enough()
    return dealt


def _dealer(rig: Rig, run: Run, tell: Callable[[Dealt], None]) -> Dealer:
    return Dealer(rig.spine, lambda: int(run.sending), tell)
