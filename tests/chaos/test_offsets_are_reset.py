"""
fault:G11. A group's offsets are set to the beginning: everything is read again, and nothing happens twice.

What breaks: an operator resets `router` and `crm-sync.hubspot` to the first record of their topics. How: both are down
meanwhile, as the broker demands. Property: no contact is created, no owner changes, no outcome is added, and the ledger
is what it was.
"""

import pytest
from lab.faults.rig import Rig
from lab.ledger.places import Record
from lab.ledger.proofs import proof

pytestmark = pytest.mark.slow
UNITS = ("router", "crm-sync.hubspot")
AGAIN_S = 300.0
_OWNERS = "select lead_id, version, owner from pipeline.leads order by lead_id"


def test_what_is_read_again_has_no_second_effect(rig: Rig) -> None:
    with proof(rig.spine, 300, 20_258, rate=100.0) as run:
        run.finished()
    run.verdict().must_hold()
    record = Record(rig.spine.status["postgres"])
    before, counts, owners = rig.spine.settled(0)["total"], rig.spine.hubspot(0), record.fetch(_OWNERS)
    for unit in UNITS:
        rig.park(unit)
    again = [rig.progress.rewind(unit) for unit in UNITS]
    for unit in UNITS:
        rig.restart_as(unit)
    for unit in UNITS:
        rig.progress.await_done(unit, AGAIN_S)
    assert min(again) >= counts["records"]["contacts"] > 0, "there was nothing to read again"
    assert rig.spine.settled(0)["total"] == before
    assert record.fetch(_OWNERS) == owners
    after = rig.spine.hubspot(0)
    assert after["records"] == counts["records"]
    assert (after["lead_ids"]["max_creates"], after["creates"]) == (1, counts["creates"])
