"""Leads that look alike, and what persons said of them, in PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg

from console.adapters import sql
from console.adapters.postgres import acquired, blocks_of, contact_of, row
from console.domain.alike import Alike, Contact
from console.domain.questions import Cursor
from console.domain.reviewing import Look, Looks, Said, Verdict, ordered

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresAlikeStore:
    """Reads the schema `pipeline` over a pool, and keeps verdicts in it; see AlikeStore."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def looked(self, tenant: str, cursor: Cursor | None, limit: int) -> Looks:
        """Leads, newest first, each with the earlier ones near it; see AlikeStore."""
        moment = None if cursor is None else _EPOCH + timedelta(milliseconds=cursor.accepted_at)
        after = "" if cursor is None else cursor.lead_id
        async with acquired(self._pool) as connection:
            found = await connection.fetch(sql.NEWEST, tenant, moment, after, limit + 1)
            looks = []
            for record in found[:limit]:
                one = contact_of(record)
                earlier = await connection.fetch(sql.EARLIER, tenant, *blocks_of(one), record["accepted_at"])
                looks.append(Look(one, [contact_of(other) for other in earlier]))
        if len(found) <= limit:
            return Looks(looks)
        last = found[limit - 1]
        return Looks(looks, Cursor(round(last["accepted_at"].timestamp() * 1000), last["lead_id"]))

    async def said(self, tenant: str, lead_id: str) -> Sequence[Verdict]:
        """What was said of a lead beside others; see AlikeStore."""
        async with acquired(self._pool) as connection:
            found = [row(record) for record in await connection.fetch(sql.SAID, tenant, lead_id)]
        return [
            Verdict(
                each["lead_id"], each["verdict"], each["decided_by"], each["decided_at"], each["points"], each["parts"]
            )
            for each in found
        ]

    async def contact(self, tenant: str, lead_id: str) -> Contact | None:
        """What of a lead is compared; see AlikeStore."""
        async with acquired(self._pool) as connection:
            found = await connection.fetchrow(sql.COMPARED, tenant, lead_id)
        return contact_of(found) if found else None

    async def decide(self, tenant: str, alike: tuple[str, Alike], said: Said, by: str) -> bool:
        """Put down what a person says of two leads; see AlikeStore."""
        lead_id, found = alike
        one, other = ordered(lead_id, found.lead_id)
        async with acquired(self._pool) as connection:
            told = (tenant, one, other, said, found.points, dict(found.parts), by)
            return bool(await connection.fetchval(sql.DECIDE, *told))

    async def forget(self, tenant: str, one: str, other: str) -> bool:
        """Take back what was said of two leads; see AlikeStore."""
        async with acquired(self._pool) as connection:
            return bool(await connection.fetchval(sql.UNDECIDE, tenant, *ordered(one, other)))
