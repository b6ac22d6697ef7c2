"""
fault:H1. A thousand clients that never end their head and a thousand that never end their body, and a good one beside.

All 2,000 are closed within 15 s, those with a whole head after a 408; the good one is answered meanwhile, the gateway
keeps its memory, and its log has no line a connection and no trace. The same where nobody needs a key: webhooks and
forms that are announced and never come take no room of those that do; nor does an address all connections.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import pytest
from gateway.domain import forms
from lab.hostile.doors import API_KEY, FORM_KEY, ROOT, Door, gateway, webhook_secret
from leadcore.clock import system_clock
from leadcore.testing.patience import reached
from leadcore.workspace import load
from standardwebhooks import Webhook

pytestmark = pytest.mark.slow
EACH = 1_000
CLOSED_S = 15.0
BUSY_S = 30.0
"""What a busy machine may add; of how long the gateway itself waits, the unit tests have the seconds."""
MOST_MB = 200
CONTACT = load(ROOT / "workspace").forms["contact"]
FORM, JSON = b"application/x-www-form-urlencoded", "application/json"
Good = Callable[[httpx.AsyncClient], Awaitable[int]]
HEAD = b"POST /v1/leads?source=web-form HTTP/1.1\r\nHost: gateway\r\n"
WHOLE = HEAD + b"Authorization: Bearer %b\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" % (
    API_KEY.encode()
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with gateway(tmp_path_factory.mktemp("gateway")) as found:
        yield found


async def test_two_thousand_slow_senders_are_closed_and_cost_nobody_else(door: Door) -> None:
    process = psutil.Process(door.process.pid)
    before_mb, began = process.memory_info().rss >> 20, time.monotonic()
    # An address has fewer connections than that.
    kinds = (("127.0.0.2", HEAD), ("127.0.0.3", WHOLE + b'{"email": "'))
    slow = [asyncio.create_task(ended(door, sent, address)) for address, sent in kinds for _ in range(EACH)]
    waited = asyncio.gather(*slow)
    good: list[int] = []
    most_mb = before_mb
    async with httpx.AsyncClient(base_url=door.url, timeout=BUSY_S, trust_env=False) as client:
        while not waited.done() and time.monotonic() - began < CLOSED_S + BUSY_S:
            good.append(await posted(client, len(good)))
            most_mb = max(most_mb, process.memory_info().rss >> 20)
    assert waited.done(), "some are still open"
    first_lines = Counter(await waited)
    assert first_lines[b"HTTP/1.1 408 Request Timeout"] >= EACH, first_lines
    assert len(good) > 10
    assert set(good) == {202}
    assert most_mb - before_mb < MOST_MB
    log = door.log()
    assert "Traceback" not in log
    assert log.count("\n") <= 2 * EACH + len(good)


async def test_webhooks_that_never_come_leave_the_others_room(door: Door) -> None:
    """By length they would be three times what is held of webhooks at once."""
    head = b"POST /v1/webhooks/web-form HTTP/1.1\r\nHost: gateway\r\n"
    silent = (head + b"Content-Length: 1048576\r\n\r\n", head + b"Transfer-Encoding: chunked\r\n\r\n")
    assert await beside(door, [("127.0.0.2", sent) for sent in silent for _ in range(100)], hooked) == {202}


async def test_forms_that_never_come_leave_the_others_room(door: Door) -> None:
    """They are more than may be worked on at once."""
    sent = b"POST /f/contact HTTP/1.1\r\nHost: gateway\r\nContent-Type: %b\r\nContent-Length: 1000\r\n\r\n" % FORM
    silent = [(f"127.0.0.{2 + number % 2}", sent) for number in range(1_100)]
    assert await beside(door, silent, filled_in) == {303}


async def test_one_address_does_not_close_the_gateway_to_others(tmp_path: Path) -> None:
    """It may have 1,024 connections; its further ones are closed and counted, a proxy's of ours and others' are not."""
    with gateway(tmp_path, {"HEAD_TIMEOUT": "600", "TRUSTED_PROXIES": "127.0.0.3"}) as door:
        silent, proxied = (
            [asyncio.create_task(ended(door, HEAD, address)) for _ in range(1_124)]
            for address in ("127.0.0.2", "127.0.0.3")
        )
        await reached(lambda: sum(each.done() for each in silent) == 100)
        async with httpx.AsyncClient(base_url=door.url, timeout=BUSY_S, trust_env=False) as client:
            assert await posted(client, 0) == 202
        assert door.metrics()["http_server_connections_closed_total", (("phase", "too-many"),)] == 100
        assert not any(each.done() for each in proxied)
        for each in silent + proxied:
            each.cancel()
        await asyncio.wait(silent + proxied)


async def beside(door: Door, silent: list[tuple[str, bytes]], good: Good) -> set[int]:
    """The statuses of good posts while so many silent ones are open, each from its address and at first unanswered."""
    waiting = [asyncio.create_task(ended(door, sent, address)) for address, sent in silent]
    found: set[int] = set()
    async with httpx.AsyncClient(base_url=door.url, timeout=BUSY_S, trust_env=False) as client:
        while not any(each.done() for each in waiting):
            found.add(await good(client))
    first_lines = Counter(await asyncio.gather(*waiting))
    assert first_lines[b"HTTP/1.1 408 Request Timeout"] > 0.9 * len(silent), first_lines
    return found


async def hooked(client: httpx.AsyncClient) -> int:
    """The status of a webhook's answer that is signed."""
    body, at = '{"email": "good@northwind.example"}', datetime.fromtimestamp(system_clock() / 1000, UTC)
    signature = Webhook(webhook_secret()).sign("msg_1", at, body)
    marks = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    answer = await client.post("/v1/webhooks/web-form", content=body, headers={**marks, "Content-Type": JSON})
    return answer.status_code


async def filled_in(client: httpx.AsyncClient) -> int:
    """The status of a form's answer that a person sent."""
    stamp = forms.stamped(FORM_KEY, "contact", CONTACT, system_clock() - 60_000, bytes(forms.NONCE_BYTES))
    data = {"email": "good@northwind.example", "full_name": "Ada Example", forms.STAMP: stamp}
    return (await client.post("/f/contact", data=data)).status_code


async def ended(door: Door, sent: bytes, address: str) -> bytes:
    """Send so much from there and wait for the end; the first line of what was answered, empty where nothing was."""
    try:
        reader, writer = await asyncio.open_connection(*door.address, local_addr=(address, 0))
    except ConnectionError:
        return b""
    try:
        writer.write(sent)
        await writer.drain()
        answer = await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
    return answer.partition(b"\r\n")[0]


async def posted(client: httpx.AsyncClient, number: int) -> int:
    """The status of a good lead's answer."""
    answer = await client.post(
        "/v1/leads?source=web-form",
        json={"email": f"good.{number}@northwind.example"},
        headers={"Authorization": f"Bearer {API_KEY}"},
    )
    return answer.status_code
