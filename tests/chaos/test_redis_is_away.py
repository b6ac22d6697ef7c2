"""
fault:D3. Redis is killed, emptied, slow, and takes no writes while leads come in; correctness does not rest on it.

How: SIGKILL to the server, which the supervisor starts again empty; FLUSHALL; every command half a second late for ten
seconds; a replica of nobody that answers, as after a failover that left clients where they were. Property: every rule
of the ledger, one owner for each lead among them; the gateway goes on without its limiter, and counts that it did.
"""

import os
import signal
import time
from typing import Any

import httpx
import pytest
import redis
from lab.faults.rig import Rig
from lab.ledger.places import samples
from lab.ledger.plan import Kind
from lab.ledger.proofs import proof
from leadcore.testing.patience import until

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]
STEP_S = 5.0
NEW_OR_REPEATED: tuple[tuple[Kind, float], ...] = ("new", 0.95), ("same-event", 0.05)
NOWHERE = "127.0.0.1", 1


def test_redis_killed_emptied_and_slow(rig: Rig) -> None:
    with proof(rig.spine, 15_000, 20_265, rate=50.0, kinds=NEW_OR_REPEATED) as run:
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
    assert _decisions(rig)["fail_open"] > 0


def test_redis_takes_no_writes(rig: Rig) -> None:
    """Nobody is given an owner meanwhile, no caller is refused, and each passage without the limiter is counted."""
    client: Any = redis.Redis.from_url(rig.spine.status["redis"])
    with proof(rig.spine, 15_000, 20_266, rate=50.0, kinds=NEW_OR_REPEATED) as run:
        run.until(0.005)
        client.execute_command("REPLICAOF", *NOWHERE)
        try:
            with pytest.raises(redis.exceptions.ReadOnlyError):
                client.set("anything", "at all")
            until(lambda: _waits_for_redis(rig), "the router waits", 30.0)
            decided, owned = _decisions(rig), _owners_given(rig)
            time.sleep(STEP_S)
            later = _decisions(rig)
            assert later["fail_open"] > decided["fail_open"]
            assert (later["allow"], later["deny"]) == (decided["allow"], decided["deny"])
            assert _owners_given(rig) == owned, "an owner was given although nothing could remember it"
        finally:
            client.execute_command("REPLICAOF", "NO", "ONE")
            client.close()
        until(lambda: _owners_given(rig) > owned, "the router goes on", 30.0)
        run.enough()
    verdict = run.verdict().must_hold()
    print(verdict)
    assert verdict.figures.fail == 0, "the gateway refused leads because its limiter took no writes"


def _decisions(rig: Rig) -> dict[str, float]:
    """What the gateway's limiter has decided so far, by kind."""
    told = _told(rig, "gateway")
    name = "lead_rate_limit_decisions_total"
    return {kind: told.get((name, (("decision", kind),)), 0.0) for kind in ("allow", "deny", "fail_open")}


def _owners_given(rig: Rig) -> float:
    """How many leads the router has passed on, each with its owner."""
    return _told(rig, "router").get(("lead_stage_processed_total", (("unit", "router"), ("verdict", "emit"))), 0.0)


def _waits_for_redis(rig: Rig) -> bool:
    return _told(rig, "router").get(("lead_stage_paused", (("dependency", "redis"), ("unit", "router"))), 0.0) == 1.0


def _told(rig: Rig, unit: str) -> dict[Any, float]:
    url = rig.spine.status["services"][unit]["url"] + "/metrics"
    return samples(httpx.get(url, timeout=60, trust_env=False).text)
