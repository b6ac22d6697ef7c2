"""
fault:B3, fault:B8. A unit that stands still: frozen longer than its session lasts, or alive with a thread that hangs.

Frozen: SIGSTOP for 25 s to every first instance while a second one is in each group; thawed, the first one's outputs
and commits are refused or harmless. Hung: the thread that reads, or the one that writes, stands still while HTTP
answers; liveness says so within a minute. Property: every rule of the ledger besides.
"""

import contextlib
import os
import signal
import time

import httpx
import pytest
from lab.faults.points import Point
from lab.faults.rig import Rig
from lab.ledger.proofs import proof
from leadstream.units import STAGES

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]
FROZEN_S = 25.0
LIVE_S = 60.0
JOINED_S = 90.0
HUNG: dict[str, Point] = {
    "scorer": "before-commit",
    "crm-sync.postgres": "before-commit",
    "ingest.admit": "after-output",
}


def test_a_fleet_that_wakes_up_after_its_session_does_no_harm(rig: Rig) -> None:
    with contextlib.ExitStack() as held:
        for unit in STAGES:
            held.enter_context(rig.another(unit, "second"))
        for unit in STAGES:
            rig.progress.await_members(unit, 2, JOINED_S)
        with proof(rig.spine, 15_000, 20_261, rate=50.0) as run:
            run.until(0.01)
            first = {unit: rig.spine.pid(unit) for unit in STAGES}
            for pid in first.values():
                os.kill(pid, signal.SIGSTOP)
            time.sleep(FROZEN_S)
            done = run.done
            for pid in first.values():
                os.kill(pid, signal.SIGCONT)
            run.until(done + 0.01)
            run.enough()
        assert done > 0.011, "nobody took over while the first instances were frozen"
        # What the second instances counted went with them.
        print(run.verdict().must_hold(but=("metrics",)))


def test_a_thread_that_hangs_is_seen_within_a_minute_although_http_answers(rig: Rig) -> None:
    with proof(rig.spine, 15_000, 20_262, rate=40.0) as run:
        run.until(0.005)
        for unit, point in HUNG.items():
            rig.arm(unit, point, nth=2, act="hang")
        struck = {unit: rig.struck(unit).at for unit in HUNG}
        for unit, at in struck.items():
            assert _alive_until(rig, unit) - at < LIVE_S
        for unit in HUNG:
            rig.restart(unit, signal.SIGKILL)
        run.enough()
    print(run.verdict().must_hold())


def _alive_until(rig: Rig, unit: str) -> float:
    """When the unit's own liveness said no; it must answer at all times."""
    url = rig.spine.status["services"][unit]["url"] + "/healthz"
    end = time.monotonic() + 2 * LIVE_S
    while time.monotonic() < end:
        if httpx.get(url, timeout=10, trust_env=False).status_code == 503:
            return time.monotonic()
        time.sleep(0.25)
    raise AssertionError(f"{unit} says that it lives")
