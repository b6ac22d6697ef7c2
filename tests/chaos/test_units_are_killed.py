"""
fault:B1, P5. Every unit is killed three times, at moments of chance, while leads come in; nothing is lost.

What breaks: SIGKILL to each unit, three times each, by a seeded schedule. How: while 60 leads a second come in by HTTP
and straight to Kafka; a unit is hit while it has work in flight, and again only after it has recovered. Property: every
rule of the ledger; each goes on by itself, within ten seconds on a machine that has nothing else to do.
"""

import pytest
from lab.faults.blows import Dealer, Dealt
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.faults.schedule import Manner, schedule
from lab.ledger.proofs import proof

pytestmark = pytest.mark.slow
SEED = 20_251
KILLS_EACH = 3
RATE = 60.0
MOST_LEADS = 30_000
LOADED_S = 60.0
"""What a recovery may take on a machine that others load; the figure itself is printed and reported."""


def test_each_unit_is_killed_three_times_and_nothing_is_lost(rig: Rig) -> None:
    blows = schedule(SEED, KILLS_EACH * len(POINTS), tuple(POINTS), Manner(gap_s=0.5))
    with proof(rig.spine, MOST_LEADS, SEED, rate=RATE) as run:
        run.until(0.01)
        dealt = Dealer(rig.spine, lambda: int(run.sending), _tell).deal(blows, going_on=lambda: run.sending)
        run.enough()
    print(run.verdict().must_hold())
    effective = [each for each in dealt if not each.void]
    assert {each.blow.unit for each in effective} == set(POINTS), "a unit was never hit with work in flight"
    assert len(effective) >= len(blows) * 2 // 3
    assert all(each.exit_code == -9 for each in dealt)
    assert all(each.recovered_s is not None and each.recovered_s < LOADED_S for each in effective)


def _tell(dealt: Dealt) -> None:
    if dealt.recovered_s is not None:
        print(f"{dealt.blow}: {dealt.in_flight} in flight, went on after {dealt.recovered_s:.1f} s")
