"""P3, fault:D3: the edge's limit in a real Redis: held over instances, charging what was not asked, failing open."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from gateway.adapters.redis_limiter import KNOWN_S, SHARE, RedisLimiter
from lab.stack import Running
from lab.stack.home import free_port

pytestmark = pytest.mark.slow
BURST = 320
SLOW = 0.001
"""Leads a second: none comes back while a test runs."""


class Door:
    """One instance's limiter, and what it decided."""

    def __init__(self, url: str, rate: float = SLOW) -> None:
        self.decided: Counter[str] = Counter()
        self.limiter = RedisLimiter(url, rate, BURST, self._decided)

    async def passed(self, times: int, client: str = "key", cost: int = 1) -> int:
        """How many of so many requests were allowed."""
        return sum([(await self.limiter.take(client, cost)).allowed for _ in range(times)])

    def _decided(self, decision: str) -> None:
        self.decided[decision] += 1


@pytest.fixture
async def asked(redis_server: Running) -> AsyncIterator["redis.asyncio.Redis"]:
    """The server, empty, which counts what it is asked."""
    client = redis.asyncio.from_url(redis_server.address)
    await client.flushall()
    await client.config_resetstat()
    yield client
    await client.flushall()
    await client.aclose()


async def scripts(client: "redis.asyncio.Redis") -> int:
    told = await client.info("commandstats")
    return sum(stat["calls"] for name, stat in told.items() if name in {"cmdstat_evalsha", "cmdstat_eval"})


async def tokens(client: "redis.asyncio.Redis") -> float:
    """What is left of the bucket."""
    return float(await client.hget("edge:key", "tokens") or "nan")


async def test_instances_together_pass_the_burst_and_what_is_over_is_charged(
    redis_server: Running, asked: "redis.asyncio.Redis"
) -> None:
    """What one may spend without asking is a share of what is left, so several come hardly further than one."""
    doors = [Door(redis_server.address) for _ in range(3)]
    passed = sum([await door.passed(20) for _ in range(12) for door in doors])
    assert abs(passed - BURST) <= len(doors) * BURST // SHARE
    await asyncio.sleep(2 * KNOWN_S)
    assert [await door.passed(1) for door in doors] == [0, 0, 0]
    assert await tokens(asked) == pytest.approx(BURST - passed, abs=0.01)
    denied = sum(door.decided["deny"] for door in doors)
    assert denied == 3 * (12 * 20 + 1) - passed
    assert await scripts(asked) - denied < passed / 2, "only who is refused is asked for each time"
    for door in doors:
        await door.limiter.close()


async def test_what_was_spent_without_asking_is_charged(redis_server: Running, asked: "redis.asyncio.Redis") -> None:
    door = Door(redis_server.address)
    assert await door.passed(1 + 10) == 11
    assert await tokens(asked) == BURST - 1
    await asyncio.sleep(2 * KNOWN_S)
    assert await door.passed(1) == 1
    assert await tokens(asked) == pytest.approx(BURST - 12, abs=0.01)
    assert await scripts(asked) == 2
    await door.limiter.close()


async def test_a_batch_above_the_burst_passes_once_and_keeps_the_next_waiting(
    redis_server: Running, asked: "redis.asyncio.Redis"
) -> None:
    door = Door(redis_server.address)
    assert await door.passed(1, cost=2 * BURST) == 1
    refused = await door.limiter.take("key", 1)
    assert not refused.allowed
    assert refused.retry_after_s > BURST
    assert (await door.limiter.take("another", 1)).allowed, "one sender's debt is its own"
    await door.limiter.close()


async def test_without_redis_everybody_passes() -> None:
    door = Door(f"redis://127.0.0.1:{free_port()}/0")
    assert await door.passed(20) == 20
    assert door.decided == {"fail_open": 20}
    await door.limiter.close()
