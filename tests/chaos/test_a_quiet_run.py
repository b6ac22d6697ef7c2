"""
P5, P6: with nothing broken, the oracle finds nothing wrong; it is the control of every run in which something is.

What: 400 requests of the live mix by HTTP and Kafka. Property: every rule holds and no record was written twice.
"""

import pytest
from lab.ledger.proofs import proof
from lab.spine import Spine

pytestmark = pytest.mark.slow


def test_every_rule_holds(spine: Spine) -> None:
    with proof(spine, leads=400, seed=4001) as run:
        pass
    verdict = run.verdict().must_hold()
    assert verdict.figures.n_in == 400
    assert verdict.figures.repeats == 0
    assert not verdict.unchecked
