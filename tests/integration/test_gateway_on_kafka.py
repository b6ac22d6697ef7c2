"""P3, P5: the gateway's 202 comes after the broker's acknowledgement, and never without it."""

import hashlib
import json
import os
import select
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack.home import free_port
from lab.stack.testing import temporary_home
from leadcore.codec import Codec
from leadcore.contracts import Submission, Topic
from leadcore.testing.kafka import emptied

from lab import topics

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CLOSED_S = 60
"""On a machine that has nothing else to do it is 15."""
LEAD = {"email": "ada@northwind.example", "full_name": "Ada"}


@dataclass(frozen=True, slots=True)
class Gateway:
    url: str
    health: str
    process: "subprocess.Popen[bytes]"
    kafka: Running

    def post(self, document: object, **more: object) -> httpx.Response:
        headers = {"Authorization": "Bearer s3cret"}
        return httpx.post(f"{self.url}/v1/leads", json=document, headers=headers, timeout=60, trust_env=False)


@pytest.fixture(scope="module")
def broker() -> Iterator[Running]:
    """One that the tests of this file may freeze, if they let it go on."""
    with temporary_home() as home:
        kafka = kafka_server.start(home)
        try:
            topics.ensure(kafka.address)
            yield kafka
        finally:
            kafka.stop()


@pytest.fixture
def gateway(broker: Running, tmp_path: Path) -> Iterator[Gateway]:
    """A gateway process over the broker."""
    keys = [{"id": "k", "sha256": hashlib.sha256(b"s3cret").hexdigest(), "sources": ["*"]}]
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    port, health = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "KAFKA_BOOTSTRAP_SERVERS": broker.address,
        "WORKSPACE_DIR": str(ROOT / "workspace"),
        "GATEWAY_KEYS_FILE": str(tmp_path / "keys.json"),
        "HTTP_PORT": str(port),
        "HEALTH_PORT": str(health),
    }
    process = subprocess.Popen([str(Path(sys.executable).with_name("gateway"))], env=environment)
    found = Gateway(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{health}", process, broker)
    try:
        _until_ready(found)
        yield found
    finally:
        process.kill()
        process.wait()
        os.kill(broker.pid, signal.SIGCONT)


def test_what_is_acknowledged_is_on_the_topic(gateway: Gateway) -> None:
    reader = emptied(gateway.kafka.address, [Topic.LEADS_RAW])
    ids = [gateway.post(LEAD).json()["submission_id"] for _ in range(20)]
    kept = [Codec().decode(Submission, message.value) for message in reader.read(Topic.LEADS_RAW)]
    assert sorted(ids) == sorted(each.submission_id for each in kept if isinstance(each, Submission))
    metrics = httpx.get(f"{gateway.health}/metrics", timeout=60, trust_env=False).text
    assert 'lead_accepted_total{source="web-form"} 20.0' in metrics


@pytest.mark.alone
def test_a_broker_that_does_not_answer_is_a_503_and_it_goes_on_by_itself(gateway: Gateway) -> None:
    assert gateway.post(LEAD).status_code == 202
    os.kill(gateway.kafka.pid, signal.SIGSTOP)
    first = _refused_within(gateway, 20)
    assert first > 5, "a broker that changes its leaders is waited for"
    assert _refused_within(gateway, 20) < first - 2, "one that has fallen silent is not"
    os.kill(gateway.kafka.pid, signal.SIGCONT)
    _until_ready(gateway)
    assert gateway.post(LEAD).status_code == 202


def test_sigterm_ends_it_in_order(gateway: Gateway) -> None:
    gateway.process.send_signal(signal.SIGTERM)
    assert gateway.process.wait(60) == 0


def test_slow_clients_are_closed_and_cost_nobody_else(gateway: Gateway) -> None:
    """fault:H1: heads and bodies that trickle, and connections that never ask."""
    host, port = urlsplit(gateway.url).hostname, urlsplit(gateway.url).port
    head = b"POST /v1/leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s3cret\r\nContent-Type: application/json\r\n"
    begun = (b"", head, head + b"Content-Length: 1000\r\n\r\n")
    slow = [(socket.create_connection((host, port)), begun[n % 3]) for n in range(600)]
    memory, since = psutil.Process(gateway.process.pid).memory_info().rss, time.monotonic()
    for client, sent in slow:
        client.sendall(sent)
    took: list[float] = []
    while _open(slow) and time.monotonic() < since + CLOSED_S:
        began = time.monotonic()
        assert gateway.post(LEAD).status_code == 202
        took.append(time.monotonic() - began)
        for client, sent in slow:
            with suppress(OSError):
                client.sendall(b"a" if sent.endswith(b"\r\n\r\n") else b"A: b\r\n" if sent else b"")
        time.sleep(0.5)
    grown = (psutil.Process(gateway.process.pid).memory_info().rss - memory) / 2**20
    assert not slow, "what trickles on for ever would be open for ever"
    assert statistics.median(took) < 1
    assert grown < 200
    metrics = httpx.get(f"{gateway.health}/metrics", timeout=60, trust_env=False).text
    assert 'http_server_connections_closed_total{phase="head"} 400.0' in metrics


def _open(slow: "list[tuple[socket.socket, bytes]]") -> bool:
    """Whether any is still open; what has been said to the others is read, and they are taken from the list."""
    readable, _, _ = select.select([client for client, _ in slow], [], [], 0) if slow else ([], [], [])
    for client in readable:
        with suppress(OSError):
            if client.recv(65_536):
                continue
        client.close()
    slow[:] = [(client, sent) for client, sent in slow if client.fileno() >= 0]
    return bool(slow)


def _refused_within(gateway: Gateway, seconds: float) -> float:
    began = time.monotonic()
    answer = gateway.post(LEAD)
    took = time.monotonic() - began
    assert took < seconds
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    return took


def _until_ready(gateway: Gateway) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert gateway.process.poll() is None
        try:
            if httpx.get(f"{gateway.health}/readyz", trust_env=False, timeout=10).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the gateway did not become ready")
