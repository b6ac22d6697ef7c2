"""P5, fault:A6, fault:D5: another process with our transactional id; a gateway without file descriptors."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from confluent_kafka import Producer
from lab.faults.front import Front, front
from lab.faults.parts import Part
from lab.stack import Home, Running, kafka, redis
from lab.stack.testing import temporary_home
from leadcore.codec import Codec
from leadcore.testing.builders import a_scored_lead
from leadcore.testing.patience import until

from lab import topics

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]

WORKSPACE = Path(__file__).parents[2] / "workspace"
INSTANCE = "one"
FILES = 64
LEAD = {"email": "ada@northwind.example", "full_name": "Ada"}


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with temporary_home() as made:
        yield made


@pytest.fixture(scope="module")
def broker(home: Home) -> Iterator[Running]:
    running = kafka.start(home)
    topics.ensure(running.address)
    yield running
    running.process.kill()


def test_a_router_whose_id_was_taken_ends_and_writes_nothing_more(home: Home, broker: Running) -> None:
    """fault:A6: the fenced process exits non-zero within 10 s of its next batch, and never continues."""
    cache = redis.start(home)
    settings = {
        "KAFKA_BOOTSTRAP_SERVERS": broker.address,
        "REDIS_URL": cache.address,
        "WORKSPACE_DIR": str(WORKSPACE),
        "DELIVERY_MODE": "transactional",
        "INSTANCE_ID": INSTANCE,
    }
    try:
        with Part(home, "router", settings) as router:
            router.until_ready()
            taken = Producer({"bootstrap.servers": broker.address, "transactional.id": f"router.{INSTANCE}"})
            taken.init_transactions(30)
            sent_at = time.monotonic()
            feed = Producer({"bootstrap.servers": broker.address})
            feed.produce("leads.scored", Codec().encode(a_scored_lead()).value, key=b"lead")
            assert feed.flush(20) == 0
            until(lambda: not router.runs, "the fenced router ends", 10)
            print(f"ended {time.monotonic() - sent_at:.1f} s after its next batch, code {router.process.exit_code}")
            assert router.process.exit_code == 1
            assert [line["reason"] for line in router.events() if line["event.name"] == "unit.failed"]
    finally:
        cache.process.kill()


def test_a_gateway_without_file_descriptors_refuses_and_recovers(home: Home, broker: Running) -> None:
    """fault:D5: at 64 descriptors, all held by idle callers: no crash; once they go, leads are accepted again."""
    with front(home, broker.address, WORKSPACE, limits=(f"--nofile={FILES}",)) as door:
        door.gateway.until_ready()
        assert status(door) == 202
        with contextlib.ExitStack() as held:
            for _ in range(2 * FILES):
                held.enter_context(idle(door))
            assert status(door) in {0, 503}, "a caller more is kept waiting or refused"
            assert door.gateway.runs
        until(lambda: status(door) == 202, "leads are accepted again", 30)
        door.gateway.until_ready(30)
        assert door.gateway.runs


def idle(door: Front) -> socket.socket:
    host, port = door.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=5)


def status(door: Front) -> int:
    """What a caller is answered; 0: nothing within five seconds."""
    headers = {"Authorization": f"Bearer {door.api_key}"}
    try:
        return httpx.post(f"{door.url}/v1/leads", json=LEAD, headers=headers, timeout=5, trust_env=False).status_code
    except httpx.HTTPError:
        return 0
