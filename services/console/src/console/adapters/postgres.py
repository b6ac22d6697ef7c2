"""Leads, passports and operations from PostgreSQL."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from leadcore.failures import PortUnavailable
from leadcore.postgres import AWAY

from console.adapters import sql
from console.domain import alike
from console.domain.alike import Contact
from console.domain.passports import Findings, Row
from console.domain.questions import Cursor, LeadQuestion
from console.ports import Operation, Page

COMMAND_S = 10
PROBLEMS_SHOWN = 100
_WILD = re.compile(r"[\\%_]")


class PostgresLeadStore:
    """Reads the schema `pipeline` over a pool."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def reachable(self) -> bool:
        """Whether the database answers."""
        try:
            async with self._connection() as connection:
                return bool(await connection.fetchval("select true"))
        except PortUnavailable:
            return False

    async def leads(self, tenant: str, question: LeadQuestion) -> Page:
        """The leads that match, newest first; see LeadStore."""
        statement, arguments = sql.page(tenant, question)
        async with self._connection() as connection:
            rows = [row(record) for record in await connection.fetch(statement, *arguments)]
            total = await connection.fetchval(*sql.total(tenant, question)) if question.count else None
        more = len(rows) > question.limit
        items = rows[: question.limit]
        return Page(items, _cursor(items[-1]) if more else None, total)

    async def lead(self, tenant: str, lead_id: str) -> Row | None:
        """One lead with its person; see LeadStore."""
        async with self._connection() as connection:
            record = await connection.fetchrow(sql.LEAD, tenant, lead_id)
        return row(record) if record else None

    async def findings(self, tenant: str, lead_or_submission: str) -> Findings | None:
        """Everything known of a lead or submission; see LeadStore."""
        async with self._connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            submission = await connection.fetchrow(sql.SUBMISSION, tenant, lead_or_submission)
            lead_id = (submission["lead_id"] if submission else None) or lead_or_submission
            lead = await connection.fetchrow(sql.LEAD, tenant, lead_id)
            if submission is None and lead is None:
                return None
            return Findings(
                lead_id=lead_id,
                lead=row(lead) if lead else None,
                submission=row(submission) if submission else None,
                versions=[row(r) for r in await connection.fetch(sql.VERSIONS, tenant, lead_id)],
                unchanged=[row(r) for r in await connection.fetch(sql.UNCHANGED, tenant, lead_id)],
                scores=next((row(r) for r in await connection.fetch(sql.SCORE, tenant, lead_id)), None),
                receipts=[row(r) for r in await connection.fetch(sql.RECEIPTS, tenant, lead_id)],
                duplicates=[row(r) for r in await connection.fetch(sql.DUPLICATES, tenant, lead_id)],
            )

    async def near(self, tenant: str, lead_id: str) -> tuple[Contact, Sequence[Contact]] | None:
        """A lead's contact and those that may be like it; see LeadStore."""
        async with self._connection() as connection:
            found = await connection.fetchrow(sql.COMPARED, tenant, lead_id)
            if found is None:
                return None
            one = contact_of(found)
            others = await connection.fetch(sql.NEAR, tenant, *blocks_of(one))
        return one, [contact_of(other) for other in others]

    async def operation(self, tenant: str, operation_id: str) -> Operation | None:
        """A submission or an import; see LeadStore."""
        async with self._connection() as connection:
            single = await connection.fetchrow(sql.SUBMISSION, tenant, operation_id)
            if single is not None:
                found = row(single)
                return Operation(operation_id, {found["outcome"] or "open": 1}, (), found)
            counts = {r["outcome"]: r["count"] for r in await connection.fetch(sql.OPERATION, tenant, operation_id)}
            if not counts:
                return None
            troubled = await connection.fetch(sql.OPERATION_PROBLEMS, tenant, operation_id, PROBLEMS_SHOWN)
        return Operation(operation_id, counts, [row(record) for record in troubled])

    async def lines(self, tenant: str, operation_id: str, after: tuple[int, str], limit: int) -> Sequence[Row]:
        """Rows of an import that made no lead of their own; see LeadStore."""
        async with self._connection() as connection:
            records = await connection.fetch(sql.OPERATION_LINES, tenant, operation_id, *after, limit)
        return [row(record) for record in records]

    def _connection(self) -> AbstractAsyncContextManager["asyncpg.Connection[asyncpg.Record]"]:
        return acquired(self._pool)


@asynccontextmanager
async def acquired(
    pool: "asyncpg.Pool[asyncpg.Record]",
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """
    A connection of `pool`, for a while.

    Raises:
        PortUnavailable: the database is away, or does not answer in time.
    """
    try:
        async with pool.acquire(timeout=COMMAND_S) as connection:
            yield connection
    except AWAY:
        raise PortUnavailable("postgres") from None


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    """A pool that connects when it is first asked; the database need not be there at the start."""
    async with asyncpg.create_pool(dsn, min_size=0, max_size=8, command_timeout=COMMAND_S, init=prepare) as pool:
        yield pool


async def prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Have a connection read `jsonb` as what it holds."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


def _cursor(row: Row) -> Cursor:
    return Cursor(round(datetime.fromisoformat(row["accepted_at"]).timestamp() * 1000), row["lead_id"])


def row(record: Mapping[str, Any]) -> Row:
    """A record with its times as RFC 3339 texts."""
    return {name: _told(value) for name, value in record.items()}


def _told(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="milliseconds") if isinstance(value, datetime) else value


def blocks_of(one: Contact) -> tuple[str, str, str, str, str]:
    """A lead, and where to look for those near it: number, beginning of the name, domain, mailbox."""
    where = alike.blocks(one)
    return one.lead_id, where.phone, _beginning(where.name), where.domain, _beginning(where.mailbox)


def contact_of(record: Mapping[str, Any]) -> Contact:
    """What of a record is compared."""
    return Contact(
        lead_id=record["lead_id"],
        name=record["full_name"],
        email=record["email"],
        phone=record["phone"],
        company=record["company_name"],
        domain=record["organization_id"] if record["mailbox"] not in ("free", "disposable") else "",
        address=record["address"],
        postal_code=record["postal_code"],
        city=record["city"],
    )


def _beginning(text: str) -> str:
    """The pattern of what begins with `text`, in which % and _ are letters; "" for nothing."""
    return _WILD.sub(r"\\\g<0>", text) + "%" if text else ""
