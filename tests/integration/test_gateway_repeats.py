"""I9, fault:H4: Idempotency-Keys in a real Redis, shared by instances; a Redis that is away; ends of a lease."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from gateway.adapters import redis_repeats
from gateway.adapters.redis_repeats import RedisRepeats
from gateway.domain.repeats import Answer, Known, fingerprint_of
from lab.stack import Running
from lab.stack.home import free_port
from leadcore.failures import PortUnavailable

pytestmark = pytest.mark.slow
ONE, OTHER = fingerprint_of("/v1/leads", "web-form", b"{}"), fingerprint_of("/v1/leads", "web-form", b"[]")
ANSWER = Answer(202, "application/json", b'{"submission_id": "s-1"}', {"Preference-Applied": "wait=2"})


@pytest.fixture
async def asked(redis_server: Running) -> AsyncIterator["redis.asyncio.Redis"]:
    client = redis.asyncio.from_url(redis_server.address)
    await client.flushall()
    yield client
    await client.flushall()
    await client.aclose()


@pytest.fixture
async def doors(redis_server: Running, asked: "redis.asyncio.Redis") -> AsyncIterator[list[RedisRepeats]]:
    """Two instances over one Redis."""
    made = [RedisRepeats(redis_server.address, within_s=60) for _ in range(2)]
    yield made
    for each in made:
        await each.close()


async def test_of_many_at_once_one_is_new(doors: list[RedisRepeats]) -> None:
    known = await asyncio.gather(*(doors[n % 2].begin("k", ONE) for n in range(50)))
    assert Counter(each.state for each in known) == {"new": 1, "running": 49}


async def test_an_answer_is_the_same_at_every_instance_for_a_day(
    doors: list[RedisRepeats], asked: "redis.asyncio.Redis"
) -> None:
    assert await doors[0].begin("k", ONE) == Known("new")
    await doors[0].finish("k", ONE, ANSWER)
    assert await doors[1].begin("k", ONE) == Known("same", ANSWER)
    assert await doors[1].begin("k", OTHER) == Known("other")
    assert 0 < await asked.ttl("once:k") <= redis_repeats.KEPT_S


async def test_a_long_answer_is_kept_compressed_and_whole(
    doors: list[RedisRepeats], asked: "redis.asyncio.Redis"
) -> None:
    long = Answer(202, "application/json", b'{"submission_id": "s-1"}' * 4000)
    await doors[0].begin("k", ONE)
    await doors[0].finish("k", ONE, long)
    assert await doors[1].begin("k", ONE) == Known("same", long)
    assert await asked.strlen("once:k") < 2000


async def test_what_is_released_is_new_again_and_an_answer_is_not_released(doors: list[RedisRepeats]) -> None:
    await doors[0].begin("k", ONE)
    await doors[0].release("k", OTHER)
    assert (await doors[1].begin("k", ONE)).state == "running"
    await doors[0].release("k", ONE)
    assert (await doors[1].begin("k", OTHER)).state == "new"
    await doors[1].finish("k", OTHER, ANSWER)
    await doors[1].release("k", OTHER)
    assert (await doors[0].begin("k", OTHER)).state == "same"


async def test_what_was_begun_and_never_answered_ends_by_itself(
    doors: list[RedisRepeats], asked: "redis.asyncio.Redis"
) -> None:
    """A gateway that is killed leaves its keys in use for a minute."""
    await doors[0].begin("k", ONE)
    assert 0 < await asked.ttl("once:k") <= redis_repeats.IN_USE_S
    await asked.pexpire("once:k", 1)
    await asyncio.sleep(0.01)
    assert (await doors[1].begin("k", ONE)).state == "new"


async def test_a_redis_that_is_away_is_said_to_be() -> None:
    repeats = RedisRepeats(f"redis://127.0.0.1:{free_port()}/0")
    with pytest.raises(PortUnavailable):
        await repeats.begin("k", ONE)
    with pytest.raises(PortUnavailable):
        await repeats.finish("k", ONE, ANSWER)
    with pytest.raises(PortUnavailable):
        await repeats.release("k", ONE)
    await repeats.close()
