"""
fault:B4, fault:B7. Instances come and go, and memory runs out; nothing is lost, and nothing good is rejected.

B4: of three units two more instances each, every twenty seconds, for two minutes. B7: from a moment on a unit gets no
more memory (RLIMIT_AS at what it has); it dies and is started again. Property: every rule of the ledger; B7: no
dead letter but those that the leads deserve, which the ledger's rule `expected` says.
"""

import contextlib
import time

import pytest
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.ledger.proofs import proof
from lab.ledger.rules import judge

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]
SCALED = ("ingest.admit", "scorer", "router")
SWINGS, SWING_S = 3, 20.0
PAUSE_S = 15.0
LOADED_PAUSE_S = 45.0
JOINED_S = 90.0
STARVED_S = 20.0
"""How long is waited for its end; one that lives on with what it has may."""


def test_instances_come_and_go_under_load(rig: Rig) -> None:
    with proof(rig.spine, 30_000, 20_263, rate=50.0) as run:
        run.until(0.002)
        for _ in range(SWINGS):
            with contextlib.ExitStack() as more:
                for unit in SCALED:
                    for name in ("second", "third"):
                        more.enter_context(rig.another(unit, name))
                for unit in SCALED:
                    rig.progress.await_members(unit, 3, JOINED_S)
                time.sleep(SWING_S)
            time.sleep(SWING_S)
        run.enough()
    # What the instances that left had counted went with them.
    verdict = run.verdict().must_hold(but=("metrics",))
    print(f"worst pause {verdict.figures.worst_pause_s:.1f} s, promised are {PAUSE_S:.0f} s", verdict)
    assert verdict.figures.worst_pause_s < LOADED_PAUSE_S


def test_a_unit_without_memory_dies_or_waits_and_rejects_nothing_good(rig: Rig) -> None:
    died: dict[str, bool] = {}
    with proof(rig.spine, 15_000, 20_264, rate=50.0) as run:
        run.until(0.005)
        for unit in POINTS:
            rig.arm(unit, "after-decode", nth=2, act="starve")
            pid = rig.struck(unit).pid
            end = time.monotonic() + STARVED_S
            while rig.spine.pid(unit) == pid and time.monotonic() < end:
                time.sleep(0.1)
            died[unit] = rig.spine.pid(unit) != pid
            print(f"{unit}: {'died' if died[unit] else 'lived on with what it had'}")
        run.enough()
    evidence = run.evidence()
    print(judge(evidence).must_hold())
    assert died.keys() == set(POINTS)
    assert {each.code for each in evidence.letters} <= {"undecodable", "too-large"}, "a good one was rejected"
