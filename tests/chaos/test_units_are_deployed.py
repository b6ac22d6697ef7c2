"""
fault:B5. Every unit is restarted with SIGTERM, one by one, while leads come in; nobody notices.

What breaks: SIGTERM to each unit in turn, as a deployment does. How: under load, each with work in flight. Property:
exit code 0 in less than 25 seconds, what was in flight finished; no request without an answer, no outcome written twice
because of it, and every rule of the ledger.
"""

import pytest
from lab.faults.blows import Dealer
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.faults.schedule import Blow
from lab.ledger.proofs import proof

pytestmark = [pytest.mark.slow, pytest.mark.alone]
SEED = 20_252
RATE = 60.0
MOST_LEADS = 9_000
STOP_S = 25.0


def test_a_deployment_under_load_repeats_nothing_and_leaves_no_request_unanswered(rig: Rig) -> None:
    blows = [Blow(number, unit, "SIGTERM", 0.5) for number, unit in enumerate(POINTS, start=1)]
    with proof(rig.spine, MOST_LEADS, SEED, rate=RATE) as run:
        run.until(0.02)
        dealt = Dealer(rig.spine, lambda: int(run.sending), print).deal(blows, going_on=lambda: run.sending)
        run.enough()
    verdict = run.verdict().must_hold()
    print(verdict)
    assert len(dealt) == len(POINTS)
    assert {each.blow.unit: each.exit_code for each in dealt} == dict.fromkeys(POINTS, 0)
    assert all(each.ended_s is not None and each.ended_s < STOP_S for each in dealt)
    assert verdict.figures.info == 0
    assert verdict.figures.repeats == 0
