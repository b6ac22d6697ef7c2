"""
P3, I7, fault:D3: the edge's limits in a real Redis: a client's burst and quotas in one question, held over instances,
charging what was not asked, refusing without asking, failing open.

The gateway's time stands still until a test moves it: how often Redis is asked does not depend on the machine.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import redis.asyncio
from gateway.adapters import redis_limiter
from gateway.adapters.redis_limiter import AWAY_S, KNOWN_S, REFUSED_S, SHARE, RedisLimiter
from gateway.domain.quotas import FREE, Bounds, Quota, bounds_of
from lab.stack import Running
from lab.stack.home import free_port
from leadcore.workspace import Quota as SourceQuota
from leadcore.workspace import Source

pytestmark = pytest.mark.slow
BURST = 320
SLOW = 0.000_01
"""Leads a second: none comes back while a test runs."""


@dataclass
class Clock:
    """The gateway's own."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(redis_limiter, "time", made)
    monkeypatch.setattr(redis_limiter, "ANSWER_S", 60.0)
    return made


class Door:
    """One instance's limiter, and what it decided."""

    def __init__(self, url: str, rate: float = SLOW) -> None:
        self.decided: Counter[str] = Counter()
        self.limiter = RedisLimiter(url, rate, BURST, self._decided)

    async def passed(self, times: int, client: str = "key", cost: int = 1, bounds: Bounds = FREE) -> int:
        """How many of so many requests were allowed."""
        return sum([(await self.limiter.take(client, cost, bounds)).allowed for _ in range(times)])

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
    return float(await client.hget("edge:{key}", "tokens") or "nan")


async def test_instances_together_pass_the_burst_and_what_is_over_is_charged(
    redis_server: Running, asked: "redis.asyncio.Redis", clock: Clock
) -> None:
    """What one may spend without asking is a share of what is left, so several come hardly further than one."""
    doors = [Door(redis_server.address) for _ in range(3)]
    passed = sum([await door.passed(20) for _ in range(12) for door in doors])
    assert abs(passed - BURST) <= len(doors) * BURST // SHARE
    clock.now += 2 * KNOWN_S
    assert [await door.passed(1) for door in doors] == [0, 0, 0]
    assert await tokens(asked) == pytest.approx(BURST - passed, abs=0.01)
    denied = sum(door.decided["deny"] for door in doors)
    assert denied == 3 * (12 * 20 + 1) - passed
    assert await scripts(asked) < passed / 2, "neither who passes nor who is refused is asked for each time"
    for door in doors:
        await door.limiter.close()


async def test_what_was_spent_without_asking_is_charged(
    redis_server: Running, asked: "redis.asyncio.Redis", clock: Clock
) -> None:
    door = Door(redis_server.address)
    assert await door.passed(1 + 10) == 11
    assert await tokens(asked) == BURST - 1
    clock.now += 2 * KNOWN_S
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


WAITING = Source(ways=("http",))
REFUSING = Source(ways=("http",), quota=SourceQuota(40, 3600, "refuse"))
CLIENT = Quota("client", 60, 3600)


async def test_a_client_s_quotas_are_taken_with_its_burst_in_one_question(
    redis_server: Running, asked: "redis.asyncio.Redis"
) -> None:
    """Through one source 40, through all of them 60; the source that only waits is admission's to judge."""
    door = Door(redis_server.address)
    first, second = bounds_of(CLIENT, "form", REFUSING, False), bounds_of(CLIENT, "partner", WAITING, False)
    told = await door.limiter.take("key", 1, first)
    assert await scripts(asked) == 1
    assert told.policy == '"client";q=60;w=3600, "source.form";q=40;w=3600'
    assert told.limit == '"client";r=59;t=60, "source.form";r=39;t=90'
    assert 1 + await door.passed(60, bounds=first) == pytest.approx(40, abs=3)
    refused = await door.limiter.take("key", 1, first)
    assert not refused.allowed
    assert 1 <= refused.retry_after_s <= 90
    assert "r=0;t=3600" in refused.limit
    assert await door.passed(60, bounds=second) == pytest.approx(20, abs=5)
    assert await door.passed(30) == 30, "an import is held to the burst alone"
    assert await door.passed(30, "another", bounds=first) == 30, "who is refused is refused alone"
    await door.limiter.close()


async def test_who_is_refused_is_refused_again_without_asking_and_only_for_as_much(
    redis_server: Running, asked: "redis.asyncio.Redis", clock: Clock
) -> None:
    door = Door(redis_server.address)
    bounds = bounds_of(CLIENT, "form", WAITING, False)
    assert await door.passed(1, cost=50, bounds=bounds) == 1
    clock.now += 2 * KNOWN_S
    before = await scripts(asked)
    assert await door.passed(1000, cost=20, bounds=bounds) == 0
    assert await scripts(asked) - before == 1
    clock.now += REFUSED_S
    assert await door.passed(1000, cost=20, bounds=bounds) == 0
    assert await scripts(asked) - before == 2
    assert await door.passed(1, cost=5, bounds=bounds) == 1, "what there is room for is taken"
    await door.limiter.close()


async def test_a_quota_comes_back_with_time(
    redis_server: Running, asked: "redis.asyncio.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_limiter, "time", time)
    door = Door(redis_server.address)
    bounds = bounds_of(Quota("client", 10, 2), "form", WAITING, False)
    assert await door.passed(1, cost=10, bounds=bounds) == 1
    async with asyncio.timeout(60):
        while not (allowance := await door.limiter.take("key", 5, bounds)).allowed:
            assert allowance.retry_after_s == 1
            await asyncio.sleep(0.1)
    await door.limiter.close()


async def test_a_redis_that_is_away_is_not_asked_by_each_request(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes connections and says nothing would cost each request a quarter of a second."""
    monkeypatch.setattr(redis_limiter, "ANSWER_S", 0.25)
    silent = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(60), "127.0.0.1", 0)
    door = Door(f"redis://127.0.0.1:{silent.sockets[0].getsockname()[1]}/0")
    questions = counted(door.limiter, monkeypatch)
    for asked in (1, 2):
        assert await door.passed(200) == 200
        assert len(questions) == asked
        assert door.decided == {"fail_open": 200 * asked}
        clock.now += AWAY_S
    await door.limiter.close()
    silent.close()


def counted(limiter: RedisLimiter, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every question that it asks from now on."""
    questions: list[Any] = []
    ask = limiter._take

    async def noted(**question: Any) -> Any:
        questions.append(question)
        return await ask(**question)

    monkeypatch.setattr(limiter, "_take", noted)
    return questions


async def test_redis_is_asked_again_when_it_is_back(
    redis_server: Running, asked: "redis.asyncio.Redis", clock: Clock
) -> None:
    """Killed, and back: the bucket begins anew, and holds."""
    door = Door(redis_server.address)
    assert await door.passed(1, cost=BURST) == 1
    door.limiter._away_until = clock.now + AWAY_S
    assert await door.passed(1) == 1
    assert door.decided["fail_open"] == 1
    clock.now += AWAY_S
    assert await door.passed(1) == 0
    assert door.decided["deny"] == 1
    await door.limiter.close()


def test_an_import_and_a_source_without_a_quota_are_bounds_of_none() -> None:
    assert bounds_of(CLIENT, "form", REFUSING, True) == FREE
    assert bounds_of(CLIENT, "bench", Source(ways=("http",), quota=None), False) == FREE
    assert bounds_of(None, "form", WAITING, False).quotas == ()
    assert [each.name for each in bounds_of(None, "form", REFUSING, False).quotas] == ["source.form"]
