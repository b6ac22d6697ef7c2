"""
fault:E1, fault:E2. The gateway's wall clock is wrong, and signed webhooks come in.

Standard Webhooks lets a signature be five minutes old or early. Ten minutes off, every one is refused with the reason
told apart from a wrong signature; a second within the five minutes, every one is taken, to the broker.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from lab.faults.clocks import set_off
from lab.hostile.doors import Door, gateway, webhook_secret
from leadcore.clock import system_clock
from standardwebhooks import Webhook

pytestmark = pytest.mark.slow
WEBHOOKS = 100
SLACK_S = 9
"""Of 300 s, what a busy machine may take between the signature and its check."""
BY_TIME = ("lead_edge_rejections_total", (("reason", "timestamp"),))


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clock") / "offset"
    set_off(file, 0)
    return file


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, clock: Path) -> Iterator[Door]:
    with gateway(tmp_path_factory.mktemp("gateway"), clock=clock) as found:
        yield found


@pytest.mark.parametrize("seconds", [600, -600])
def test_ten_minutes_off_refuses_all_and_says_why(door: Door, clock: Path, seconds: int) -> None:
    """fault:E1"""
    before = counted(door)
    set_off(clock, seconds)
    assert answers(door, f"off{seconds}") == {401}
    assert door.broker.new() == []
    refused, asked = (now - earlier for now, earlier in zip(counted(door), before, strict=True))
    assert (refused, asked) == (WEBHOOKS, WEBHOOKS), "the alert ClockSkew of docs/webhooks.md compares these two"


@pytest.mark.parametrize("seconds", [300 - SLACK_S, SLACK_S - 300])
def test_within_five_minutes_takes_all(door: Door, clock: Path, seconds: int) -> None:
    """fault:E2"""
    set_off(clock, seconds)
    assert answers(door, f"near{seconds}") == {202}
    assert len(door.broker.new()) == WEBHOOKS


def counted(door: Door) -> tuple[float, float]:
    """Webhooks that were refused for their time, and all."""
    told = door.metrics()
    name, route = "http_server_request_duration_seconds_count", ("http_route", "/v1/webhooks/{source}")
    asked = sum(value for (each, labels), value in told.items() if each == name and route in labels)
    return told.get(BY_TIME, 0.0), asked


def answers(door: Door, name: str) -> set[int]:
    """The statuses that so many webhooks get, signed by the true time."""
    signing, found = Webhook(webhook_secret()), set()
    with httpx.Client(base_url=door.url, timeout=60, trust_env=False) as client:
        for number in range(WEBHOOKS):
            body = json.dumps({"email": f"{name}.{number}@northwind.example"})
            at = datetime.fromtimestamp(system_clock() / 1000, UTC)
            identity = f"msg_{name}_{number}"
            headers = {
                "webhook-id": identity,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": signing.sign(identity, at, body),
                "content-type": "application/json",
            }
            found.add(client.post("/v1/webhooks/web-form", content=body, headers=headers).status_code)
    return found
