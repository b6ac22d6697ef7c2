"""
fault:D3. Redis is killed, emptied, and slow while leads come in; correctness does not rest on it.

How: SIGKILL to the server, which the supervisor starts again empty; FLUSHALL; every command half a second late for ten
seconds. Property: every rule of the ledger, one owner for each lead among them; the gateway goes on without its
limiter, and counts that it did.
"""

import os
import signal
import time

import httpx
import pytest
import redis
from lab.faults.rig import Rig
from lab.ledger.places import samples
from lab.ledger.proofs import proof

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]
STEP_S = 5.0


def test_redis_killed_emptied_and_slow(rig: Rig) -> None:
    with proof(rig.spine, 15_000, 20_265, rate=50.0, kinds=(("new", 0.95), ("same-event", 0.05))) as run:
        run.until(0.005)
        os.kill(rig.spine.pid("redis"), signal.SIGSTOP)
        time.sleep(STEP_S)
        os.kill(rig.spine.pid("redis"), signal.SIGKILL)
        time.sleep(STEP_S)
        client = redis.Redis.from_url(rig.spine.status["redis"])
        client.flushall()
        time.sleep(STEP_S)
        for _ in range(10):
            client.client_pause(500)
            time.sleep(1.0)
        client.close()
        run.enough()
    verdict = run.verdict().must_hold()
    print(verdict)
    assert verdict.figures.fail == 0, "the gateway refused leads because its limiter was away"
    told = samples(httpx.get(rig.spine.status["services"]["gateway"]["url"] + "/metrics", trust_env=False).text)
    assert told["lead_rate_limit_decisions_total", (("decision", "fail_open"),)] > 0
