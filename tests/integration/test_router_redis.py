"""R2, P5: assignments in a real Redis: fair, atomic, and never believed after Redis may have forgotten something."""

import asyncio
import random  # noqa: TID251  seeded
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest
from lab.stack import Running
from lab.stack import redis as redis_stack
from lab.stack.testing import temporary_home
from leadcore.contracts import Assignment
from leadcore.failures import PortUnavailable
from redis.asyncio import Redis
from router.adapters.memory import MemoryAssignments
from router.adapters.redis_assignments import RedisAssignments, connect
from router.domain import Request, Reservation, Share, seed_of

pytestmark = pytest.mark.slow

SHARES = (Share("a", 3), Share("b", 2), Share("c", 1))


class Written:
    """The topic, as far as leads were written to it."""

    def __init__(self) -> None:
        self.assignments: list[Assignment] = []
        self.reads = 0
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def chunks(self) -> AsyncIterator[Sequence[Assignment]]:
        self.reads += 1
        if self.away:
            raise PortUnavailable("kafka")
        await self.gate.wait()
        for start in range(0, len(self.assignments), 50):
            await asyncio.sleep(0)
            yield self.assignments[start : start + 50]

    def write(self, requests: Sequence[Request], held: Sequence[Reservation | None]) -> None:
        self.assignments += [
            Assignment(
                tenant=request.tenant,
                lead_id=request.lead_id,
                routing_round=request.routing_round,
                owner=each.owner,
                pool=each.pool,
                assigned_at=each.assigned_at,
                sequence=each.sequence,
                seed=each.seed,
                release=each.release,
            )
            for request, each in zip(requests, held, strict=True)
            if each is not None
        ]


class World:
    """A log, and instances of the router that share one Redis under a prefix of this test's own."""

    def __init__(self, url: str) -> None:
        self.log = Written()
        self.prefix = f"test-{secrets.token_hex(4)}:"
        self.redis = connect(url)
        self._url = url
        self._opened = [self.redis]

    def instance(self) -> RedisAssignments:
        client = connect(self._url)
        self._opened.append(client)
        return RedisAssignments(client, self.log, self.prefix)

    async def forget(self) -> None:
        """All of this test's keys are gone, as after a flush."""
        if keys := [key async for key in self.redis.scan_iter(match=f"{self.prefix}*")]:
            await self.redis.delete(*keys)

    async def close(self) -> None:
        for client in self._opened:
            await client.aclose()


@pytest.fixture
async def world(redis_server: Running) -> AsyncIterator[World]:
    world = World(redis_server.address)
    yield world
    await world.forget()
    await world.close()


def request(lead: int, shares: tuple[Share, ...] = SHARES, pool: str = "emea", routing_round: int = 0) -> Request:
    return Request("main", f"lead-{lead}", routing_round, pool, shares, seed_of(pool, shares), "r1", 1000 + lead)


def some_requests(seed: int, count: int) -> list[Request]:
    """Leads of several pools, some of them again, some in another round, some with nobody to take them."""
    dice = random.Random(seed)
    weights = [tuple(Share(f"owner-{n}", dice.randint(1, 9)) for n in range(size)) for size in (1, 3, 6)]
    return [
        request(
            dice.randint(0, count // 2),
            dice.choice([*weights, ()]),
            dice.choice(["emea", 'r/w "pool"', "日本"]),
            dice.randint(0, 1),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(5))
async def test_redis_decides_what_the_pure_rule_decides(world: World, seed: int) -> None:
    redis, memory = world.instance(), MemoryAssignments()
    for start in range(0, 300, 60):
        requests = some_requests(seed * 1000 + start, 60)
        assert list(await redis.reserve(requests)) == list(await memory.reserve(requests))


async def test_an_empty_batch_asks_nothing(world: World) -> None:
    assert await world.instance().reserve([]) == []
    assert world.log.reads == 0


async def test_opened_it_is_ready_before_the_first_batch(world: World) -> None:
    redis = world.instance()
    await redis.open()
    assert world.log.reads == 1
    await world.instance().open()
    assert world.log.reads == 1


async def test_instances_share_turns_and_agree_on_a_lead(world: World) -> None:
    one, other = world.instance(), world.instance()
    await one.rebuild()

    async def ask(instance: RedisAssignments, leads: Sequence[int]) -> list[Reservation]:
        found: list[Reservation] = []
        for start in range(0, len(leads), 7):
            found += [held for held in await instance.reserve([request(n) for n in leads[start : start + 7]]) if held]
        return found

    first, second = await asyncio.gather(ask(one, range(120)), ask(other, range(60, 180)))
    owners = {held.assigned_at: held.owner for held in first}
    assert all(owners.get(held.assigned_at, held.owner) == held.owner for held in second)
    taken = Counter({held.assigned_at: held.owner for held in [*first, *second]}.values())
    assert taken == {"a": 90, "b": 60, "c": 30}


async def test_flushed_it_is_rebuilt_from_the_topic_and_goes_on(world: World) -> None:
    redis, memory = world.instance(), MemoryAssignments()
    requests = [request(n) for n in range(100)]
    held = await redis.reserve(requests)
    assert list(held) == list(await memory.reserve(requests))
    world.log.write(requests, held)
    await world.forget()
    fresh = world.instance()
    again = await fresh.reserve([request(n) for n in range(90, 110)])
    assert list(again) == list(await memory.reserve([request(n) for n in range(90, 110)]))
    assert world.log.reads == 2


async def test_what_is_not_yet_in_the_topic_survives_with_whoever_reserved_it(world: World) -> None:
    """A batch in flight while the cache is lost: nobody else has its leads, so nobody else decided about them."""
    one, other = world.instance(), world.instance()
    [before] = await one.reserve([request(1)])
    await other.reserve([request(2)])
    await world.forget()
    await other.rebuild()
    [after] = await one.reserve([request(1)])
    assert before is not None
    assert after is not None
    assert (after.owner, after.sequence, after.kept) == (before.owner, before.sequence, True)


async def test_what_another_instance_decided_since_wins_over_what_was_never_written(world: World) -> None:
    one, other = world.instance(), world.instance()
    await one.reserve([request(1, (Share("a", 1),))])
    await world.forget()
    [decided] = await other.reserve([request(1, (Share("b", 1),))])
    [told] = await one.reserve([request(1, (Share("a", 1),))])
    assert decided is not None
    assert told is not None
    assert (decided.owner, told.owner) == ("b", "b")


async def test_the_later_of_two_assignments_wins_and_turns_are_counted_once(world: World) -> None:
    redis, memory = world.instance(), MemoryAssignments()
    requests = [request(n) for n in range(10)]
    held = await MemoryAssignments().reserve(requests)
    world.log.write(requests, held)
    world.log.write(requests, held)
    moved = [Reservation("c", "emea", 0, seed_of("emea", SHARES), 5, "r2")]
    world.log.write(requests[:1], moved)
    memory.restore(world.log.assignments)
    asked = [request(n) for n in range(20)]
    assert list(await redis.reserve(asked)) == list(await memory.reserve(asked))


async def test_only_one_rebuilds_and_the_others_wait(world: World) -> None:
    world.log.write(
        [request(n) for n in range(500)], await MemoryAssignments().reserve([request(n) for n in range(500)])
    )
    instances = [world.instance() for _ in range(4)]
    world.log.gate.clear()
    asked = [asyncio.create_task(each.reserve([request(1)])) for each in instances]
    # The one who rebuilds is not done before the others have asked.
    async with asyncio.timeout(60):
        while sum(each.done() for each in asked) < 3:  # noqa: ASYNC110  whichever three
            await asyncio.sleep(0.01)
    world.log.gate.set()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    waited = [each for each in answers if isinstance(each, PortUnavailable)]
    assert world.log.reads == 1
    assert [(each.dependency, each.reason) for each in waited] == [("redis", "assignments-are-being-rebuilt")] * 3
    for each in instances:
        [held] = await each.reserve([request(1)])
        assert held is not None
        assert held.kept
    assert world.log.reads == 1


async def test_a_rebuild_that_fails_leaves_nothing_in_force(world: World) -> None:
    world.log.away = True
    redis = world.instance()
    with pytest.raises(PortUnavailable, match="kafka"):
        await redis.reserve([request(1)])
    world.log.away = False
    assert await redis.reserve([request(1)])


async def test_old_generations_are_cleared_away(world: World) -> None:
    redis = world.instance()
    await redis.reserve([request(n) for n in range(50)])
    await redis.rebuild()
    await redis.rebuild()
    marker = await world.redis.get(f"{world.prefix}marker")
    assert isinstance(marker, bytes)
    in_force = marker.decode().split("|")[0]
    keys = [key.decode() async for key in world.redis.scan_iter(match=f"{world.prefix}*")]
    assert {key.split(":")[1] for key in keys} == {"marker", in_force}


async def test_a_server_that_may_evict_assignments_is_refused(world: World) -> None:
    before = (await world.redis.config_get("maxmemory-policy"))["maxmemory-policy"]
    assert before is not None
    await world.redis.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(PortUnavailable, match="evicts"):
            await world.instance().rebuild()
    finally:
        await world.redis.config_set("maxmemory-policy", before)


async def test_a_restarted_server_is_not_believed_though_it_kept_its_file() -> None:
    """Its last second of writes may be gone, so its marker, which names the run, no longer counts."""
    with temporary_home() as home:
        running = redis_stack.start(home)
        log = Written()
        client = connect(running.address)
        redis = RedisAssignments(client, log)
        try:
            requests = [request(n) for n in range(30)]
            held = await redis.reserve(requests)
            log.write(requests, held)
            await _lost(client)
            running.stop()
            with pytest.raises(PortUnavailable, match="redis"):
                await redis.reserve(requests)
            running = redis_stack.start(home)
            fresh = RedisAssignments(connect(running.address), log)
            again = await fresh.reserve(requests)
            assert log.reads == 2
            assert [each.owner for each in again if each] == [each.owner for each in held if each]
            assert all(each.kept for each in again if each)
        finally:
            await client.aclose()
            running.stop()


async def _lost(client: Redis) -> None:
    """Some assignments go and the marker stays, as when the file lacks its last second."""
    (generation,) = [key async for key in client.scan_iter(match="router:*:a")]
    leads = await client.hkeys(generation)
    assert await client.hdel(generation, *leads[:15]) == 15
