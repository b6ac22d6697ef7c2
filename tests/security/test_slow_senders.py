"""
fault:H1. A thousand clients that never end their head and a thousand that never end their body, and a good one beside.

All 2,000 are closed within 15 s, those with a whole head after a 408; the good one is answered meanwhile, the gateway
keeps its memory, and its log has no line a connection and no trace.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator

import httpx
import psutil
import pytest
from lab.hostile.doors import API_KEY, Door, gateway

pytestmark = pytest.mark.slow
EACH = 1_000
CLOSED_S = 15.0
BUSY_S = 30.0
"""What a busy machine may add; of how long the gateway itself waits, the unit tests have the seconds."""
MOST_MB = 200
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
    slow = [asyncio.create_task(ended(door, sent)) for sent in (HEAD, WHOLE + b'{"email": "') for _ in range(EACH)]
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


async def ended(door: Door, sent: bytes) -> bytes:
    """Send so much and wait for the end; the first line of what was answered, empty where nothing was."""
    reader, writer = await asyncio.open_connection(*door.address)
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
