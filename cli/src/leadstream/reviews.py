"""Leads that look alike in a running stack, and what is said of them, for commands."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import asyncpg
from console.adapters.postgres import PostgresLeadStore, connected
from console.adapters.postgres_alike import PostgresAlikeStore
from console.domain import alike, reviewing
from console.domain.questions import Cursor
from console.domain.reviewing import Pair, Said, Verdict
from leadcore.failures import PortUnavailable

from leadstream.connection import Connection
from leadstream.terminal import UNREACHABLE, Stopped

R = TypeVar("R")


def pairs(
    connection: Connection, tenant: str, cursor: Cursor | None, limit: int
) -> tuple[Sequence[Pair], Cursor | None]:
    """
    The pairs among so many of the newest leads that wait for an answer, and the cursor of the leads before.

    Raises:
        Stopped: PostgreSQL does not answer (exit code 3); so do all here.
    """
    looks = _asked(connection, lambda pool: PostgresAlikeStore(pool).looked(tenant, cursor, limit))
    return reviewing.pairs(looks.looks), looks.next


def of_lead(connection: Connection, tenant: str, lead_id: str) -> tuple[Sequence[Pair], Sequence[Verdict]] | None:
    """What is like a lead and waits for an answer, and what was said of it; None: no such lead."""

    async def ask(pool: "asyncpg.Pool[asyncpg.Record]") -> tuple[Sequence[Pair], Sequence[Verdict]] | None:
        near = await PostgresLeadStore(pool).near(tenant, lead_id)
        if near is None:
            return None
        return reviewing.pairs([reviewing.Look(*near)]), await PostgresAlikeStore(pool).said(tenant, lead_id)

    return _asked(connection, ask)


def decide(connection: Connection, tenant: str, leads: tuple[str, str], said: Said, by: str) -> bool:
    """Put down what a person says of two leads; False: one of them is none."""

    async def ask(pool: "asyncpg.Pool[asyncpg.Record]") -> bool:
        store = PostgresAlikeStore(pool)
        one, other = [await store.contact(tenant, lead_id) for lead_id in leads]
        if one is None or other is None:
            return False
        return await store.decide(tenant, (one.lead_id, alike.compared(one, other)), said, by)

    return _asked(connection, ask)


def forget(connection: Connection, tenant: str, one: str, other: str) -> bool:
    """Take back what was said of two leads; False: nothing was."""
    return _asked(connection, lambda pool: PostgresAlikeStore(pool).forget(tenant, one, other))


def _asked(connection: Connection, ask: Callable[["asyncpg.Pool[asyncpg.Record]"], Awaitable[R]]) -> R:
    async def asked() -> R:
        async with connected(connection.postgres) as pool:
            return await ask(pool)

    try:
        return asyncio.run(asked())
    except PortUnavailable as away:
        raise Stopped(f"{away.dependency} does not answer: {away.reason}.", UNREACHABLE) from None
