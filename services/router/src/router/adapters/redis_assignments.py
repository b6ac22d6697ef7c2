"""
Assignments in Redis: shared by all instances, one script a batch; a cache of the topic, which is the truth.

A marker tells whether the cache may be believed. It names the run of the server on which it was built: flushed,
restarted or failed over, the cache counts as absent, and whoever notices rebuilds it from the topic while the others
wait. Correctness therefore never rests on what Redis kept.
"""

import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeAlias

import msgspec
import structlog
from leadcore.contracts import Assignment
from leadcore.failures import PortUnavailable
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer

from router.adapters import redis_scripts as scripts
from router.domain import Request, Reservation
from router.ports import AssignmentsLog

Entry: TypeAlias = tuple[str, str, list[str]]
"""Key of a lead and round, tenant, and what the cache holds of the assignment."""

Answer: TypeAlias = list[Any]
"""What the script says of one request: `nobody`, `kept` or `picked`, what the cache holds, and the loads."""

PREFIX = "router:"
LOCK_MS = 30_000
"""A rebuilder that dies is followed by another after this long."""
RECENT = 20_000
"""Reservations of this process that may not stand in the topic yet: a rebuilt cache is given them again."""


class RedisAssignments:
    """Fulfils `Assignments` on a Redis of 6.2 or newer that evicts no key without expiry; not a Redis Cluster."""

    def __init__(self, redis: "Redis", log: AssignmentsLog, prefix: str = PREFIX) -> None:
        self._redis, self._log, self._prefix = redis, log, prefix
        self._marker, self._lock = f"{prefix}marker", f"{prefix}rebuild"
        self._generation = ""
        self._recent: OrderedDict[str, tuple[str, list[str]]] = OrderedDict()
        self._reserve = redis.register_script(scripts.RESERVE)
        self._restore = redis.register_script(scripts.RESTORE)
        self._activate = redis.register_script(scripts.ACTIVATE)
        self._release = redis.register_script(scripts.RELEASE)
        self._told = structlog.get_logger()

    async def reserve(self, requests: Sequence[Request]) -> Sequence[Reservation | None]:
        """
        One answer for each request, in order, all in one script.

        Raises:
            PortUnavailable: Redis is away, or another instance is rebuilding; nothing was decided.
        """
        if not requests:
            return []
        answers = [_read(answer) for answer in await self._asked(*_written(requests))]
        self._remember(requests, answers)
        return answers

    async def open(self) -> None:
        """
        Rebuild now what a first batch would find absent.

        Raises:
            PortUnavailable: as `reserve`, or the broker is away.
        """
        await self._asked(b"[]", b"[]")

    async def rebuild(self) -> None:
        """
        Build a new generation from the topic and put it in force.

        Raises:
            PortUnavailable: Redis or the broker is away, or another instance is at it.
        """
        token, generation = secrets.token_hex(8), secrets.token_hex(8)
        async with _redis_errors(), self._locked(token):
            run = await self._run_that_keeps_its_keys()
            count = 0
            async for chunk in self._log.chunks():
                await self._put(generation, [_entry(each) for each in chunk], "later")
                count += len(chunk)
                await self._redis.pexpire(self._lock, LOCK_MS)
            await self._put_recent(generation)
            if not await self._activate(keys=[self._marker, self._lock], args=[generation, run, token]):
                raise PortUnavailable("redis", "changed-while-rebuilding")
            self._generation = generation
            self._told.info("assignments.rebuilt", assignments=count)
            await self._forget_other_generations()

    async def _asked(self, benches: bytes, requests: bytes) -> Sequence[Answer]:
        async with _redis_errors():
            while True:
                status, told = await self._reserve(
                    keys=[self._marker, self._prefix], args=[self._generation, benches, requests]
                )
                if status == b"ok":
                    return msgspec.json.decode(told) or []
                if status == b"absent":
                    await self.rebuild()
                else:
                    await self._follow(told.decode())

    async def _follow(self, generation: str) -> None:
        """Another instance rebuilt: give its generation what the topic may not have held yet, then believe it."""
        await self._put_recent(generation)
        self._generation = generation

    async def _put_recent(self, generation: str) -> None:
        """What others may have decided since the cache was lost stands in the topic or the cache, and wins."""
        entries = [(lead, tenant, held) for lead, (tenant, held) in self._recent.items()]
        await self._put(generation, entries, "earlier")

    async def _put(self, generation: str, entries: Sequence[Entry], winner: Literal["earlier", "later"]) -> None:
        for start in range(0, len(entries), 1000):
            part = msgspec.json.encode(entries[start : start + 1000])
            await self._restore(keys=[self._prefix], args=[generation, part, winner])

    @asynccontextmanager
    async def _locked(self, token: str) -> AsyncIterator[None]:
        if not await self._redis.set(self._lock, token, nx=True, px=LOCK_MS):
            raise PortUnavailable("redis", "assignments-are-being-rebuilt")
        try:
            yield
        finally:
            await self._release(keys=[self._lock], args=[token])

    async def _run_that_keeps_its_keys(self) -> str:
        """The server's run id; refuses a server that may drop any key when its memory is full."""
        policy = (await self._redis.info("memory")).get("maxmemory_policy", "")
        if str(policy).startswith("allkeys"):
            raise PortUnavailable("redis", "evicts-keys-that-never-expire")
        return str((await self._redis.info("server"))["run_id"])

    async def _forget_other_generations(self) -> None:
        keep = tuple(f"{self._prefix}{kept}".encode() for kept in (self._generation, "marker", "rebuild"))
        old = [key async for key in self._redis.scan_iter(match=f"{self._prefix}*", count=1000)]
        for start in range(0, len(old), 1000):
            if gone := [key for key in old[start : start + 1000] if not key.startswith(keep)]:
                await self._redis.unlink(*gone)

    def _remember(self, requests: Sequence[Request], answers: Sequence[Reservation | None]) -> None:
        for request, held in zip(requests, answers, strict=True):
            if held is not None:
                self._recent[_lead(request.tenant, request.lead_id, request.routing_round)] = (
                    request.tenant,
                    _fields(held),
                )
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)


def connect(url: str) -> "Redis":
    """A client that tries a broken connection twice more within half a second, and no command longer than five."""
    return Redis.from_url(
        url,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=Retry(ExponentialBackoff(cap=0.3, base=0.05), 2),
        retry_on_error=[NotConnected, NoAnswer],
    )


@asynccontextmanager
async def _redis_errors() -> AsyncIterator[None]:
    try:
        yield
    except (NotConnected, NoAnswer, OSError, TimeoutError) as error:
        raise PortUnavailable("redis") from error
    except RedisError as error:
        raise PortUnavailable("redis", "refused") from error


def _written(requests: Sequence[Request]) -> tuple[bytes, bytes]:
    """The benches of a batch, each once, and its requests, as the script reads them."""
    benches: dict[tuple[str, str, int], int] = {}
    told: list[Mapping[str, object]] = []
    asked = []
    for request in requests:
        key = (request.tenant, request.pool, request.seed)
        if key not in benches:
            benches[key] = len(told)
            told.append(_bench(request))
        lead = _lead(request.tenant, request.lead_id, request.routing_round)
        asked.append((lead, benches[key], str(request.now), request.release))
    return msgspec.json.encode(told), msgspec.json.encode(asked)


def _bench(request: Request) -> Mapping[str, object]:
    return {
        "cycle": f"{request.tenant}/{request.pool}/{request.seed}",
        "pool": request.pool,
        "seed": str(request.seed),
        "owners": [share.owner for share in request.shares],
        "weights": [share.weight for share in request.shares],
    }


def _lead(tenant: str, lead_id: str, routing_round: int) -> str:
    return f"{tenant}/{lead_id}/{routing_round}"


def _read(answer: Answer) -> Reservation | None:
    kind, *rest = answer
    if kind == "nobody":
        return None
    owner, pool, sequence, seed, at, release = rest[0]
    loads = tuple(rest[1]) if len(rest) > 1 else ()
    return Reservation(owner, pool, int(sequence), int(seed), int(at), release, kind == "kept", loads)


def _fields(held: Reservation | Assignment) -> list[str]:
    at, release = held.assigned_at, held.release
    return [held.owner, held.pool, str(held.sequence), str(held.seed), str(at), release]


def _entry(each: Assignment) -> Entry:
    return _lead(each.tenant, each.lead_id, each.routing_round), each.tenant, _fields(each)
