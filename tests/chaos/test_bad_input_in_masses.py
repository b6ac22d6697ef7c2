"""
Bad input in masses, and a topic for it that cannot be written: a unit holds, and nothing is lost or poured away.

fault:F5. What: a bad deploy writes hundreds of records that nobody can read onto a topic of ours, among good leads.
How: they are produced onto leads.enriched. Property: the scorer holds, ready no more, with a few dead letters and its
offsets where they were; when a person releases it, all of them are dead letters and every good lead is routed.

fault:F6. What: leads.dead takes nothing. How: the topic's max.message.bytes is 1 (the local broker has no ACLs to take
away; the producer sees a refusal either way). Property: the unit that has a dead letter to write pauses and commits
nothing past it; when the topic can be written again, every bad record is one dead letter and every good one is routed.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest
from confluent_kafka import Producer
from lab.ledger import Lane, lag
from lab.ledger.places import exposition, samples
from lab.spine import Spine
from leadcore.contracts import Topic
from leadcore.testing import patience
from leadcore.testing.kafka import limited

pytestmark = pytest.mark.slow
POISON, GOOD, BAD = 600, 40, 5
PATIENCE_S = 300
until = partial(patience.until, deadline_s=PATIENCE_S, step_s=0.2)


def test_a_flood_of_poison_trips_the_brake_and_a_person_releases_it(spine: Spine) -> None:
    before, letters = spine.settled(0)["total"], dead(spine, "scorer")
    pid = spine.pid("scorer")
    producer = Producer({"bootstrap.servers": spine.status["kafka"], "partitioner": "murmur2_random"})
    for number in range(POISON):
        producer.produce("leads.enriched", b"\x01poison", key=str(number).encode())
    assert producer.flush(60) == 0
    until(lambda: "brake" in reasons(spine, "scorer"), "the scorer holds")
    send(spine, GOOD)
    until(lambda: spine.ledger()["total"]["accepted"] == before["accepted"] + GOOD, "all good leads are counted")
    held = dead(spine, "scorer") - letters
    assert held < 100, "the topic is poured into leads.dead"
    waiting = at_rest(spine, "scorer")
    assert waiting >= POISON - 100
    time.sleep(3)  # it tries again every few seconds: no try moves anything
    assert left(spine, "scorer") >= waiting
    assert "brake" in reasons(spine, "scorer")
    assert spine.run("resume", "router", "--yes", check=False).returncode == 1, "the router holds nothing"

    assert "goes on" in spine.run("resume", "scorer", "--yes").stdout
    after = spine.settled(before["accepted"] + GOOD)["total"]
    assert spine.pid("scorer") == pid, "it held, and did not die"
    until(lambda: dead(spine, "scorer") - letters == POISON, "every poisonous record is one dead letter")
    assert after["routed"] - before["routed"] == GOOD
    assert after["unaccounted"] == 0
    until(lambda: not reasons(spine, "scorer"), "the scorer is ready")
    assert spine.json("dead", "dismiss", "--unit", "scorer", "--yes")["done"] >= POISON


def test_a_dead_letter_that_cannot_be_written_stops_its_unit_and_nothing_is_lost(spine: Spine) -> None:
    before, letters = spine.settled(0)["total"], dead(spine, "ingest.normalise")
    failed = failures(exposition(spine.status["services"]["ingest.normalise"]["url"]))
    with unwritable(spine, Topic.LEADS_DEAD):
        send(spine, GOOD, bad=BAD)
        until(lambda: "kafka" in reasons(spine, "ingest.normalise"), "normalise waits")
        assert left(spine, "ingest.normalise") > 0, "it committed past a letter that was not written"
        assert not spine.ledger()["at_rest"]
        assert dead(spine, "ingest.normalise") == letters
        metrics = exposition(spine.status["services"]["ingest.normalise"]["url"])
        assert failures(metrics) > failed, "the alert DlqPublishFailing rests on it"
        assert 'lead_stage_paused{dependency="kafka",unit="ingest.normalise"} 1.0' in metrics
    after = spine.settled(before["accepted"] + GOOD + BAD)["total"]
    until(lambda: dead(spine, "ingest.normalise") - letters == BAD, "every bad record is one dead letter")
    assert after["dead"] - before["dead"] == BAD
    assert after["routed"] - before["routed"] == GOOD
    assert after["unaccounted"] == 0
    until(lambda: not reasons(spine, "ingest.normalise"), "normalise is ready")


def send(spine: Spine, good: int, bad: int = 0) -> None:
    """Good leads, and what is no lead, straight onto leads.raw."""
    name = secrets.token_hex(4)
    bodies = [
        json.dumps({"event_id": f"{name}-{n}", "email": f"{name}-{n}@mass.example"}).encode() for n in range(good)
    ]
    producer = Producer({"bootstrap.servers": spine.status["kafka"], "partitioner": "murmur2_random"})
    for body in [b"not a lead"] * bad + bodies:
        producer.produce("leads.raw", body, headers=[("lead-source", b"proof")])
    assert producer.flush(60) == 0


@contextmanager
def unwritable(spine: Spine, topic: Topic) -> Iterator[None]:
    """No record fits into the topic."""
    limited(spine.status["kafka"], topic, 1)
    try:
        yield
    finally:
        limited(spine.status["kafka"], topic, 2_097_152)


def reasons(spine: Spine, unit: str) -> dict[str, Any]:
    """Why the unit is not ready; empty: it is."""
    found = httpx.get(f"{spine.status['services'][unit]['url']}/readyz", timeout=60, trust_env=False).json()["reasons"]
    return dict(found)


def failures(metrics: str) -> float:
    """Dead letters that the broker did not take, by a unit's metrics."""
    found = samples(metrics).items()
    return sum(value for (name, _), value in found if name == "lead_dead_publish_failures_total")


def left(spine: Spine, unit: str) -> int:
    """Messages before the unit that it has not committed."""
    source = {"scorer": Topic.LEADS_ENRICHED, "ingest.normalise": Topic.LEADS_RAW}[unit]
    return sum(lag(spine.status["kafka"], [Lane(unit, source)]).values())


def at_rest(spine: Spine, unit: str) -> int:
    """The same, once it does not change: the commit of what passed may still be on its way."""
    before = -1
    while (now := left(spine, unit)) != before:
        before = now
        time.sleep(2)
    return now


def dead(spine: Spine, unit: str) -> int:
    """Dead letters of a unit that the database has."""
    return asyncio.run(_dead(spine.status["postgres"], unit))


async def _dead(dsn: str, unit: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval("select count(*) from pipeline.pipeline_errors where unit = $1", unit))
    finally:
        await connection.close()
