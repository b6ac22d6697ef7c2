"""The schema `pipeline` in PostgreSQL: a batch is one transaction."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from leadcore.failures import PortUnavailable, Refused
from leadcore.postgres import LOST

from crm_sync.adapters.postgres_tables import TABLES, statement
from crm_sync.domain.rows import Answered, Dead, Entry, LeadVersion, Row
from crm_sync.ports import LeadKey, Then, Written

DEPENDENCY = "postgres"
CONNECTIONS = 2
TIMEOUT_S = 30.0
TRIES = 3
"""How often a transaction is begun that another one made fail: a deadlock or a serialization failure."""

_STATEMENTS = [(table.row, statement(table)) for table in TABLES]
_CONTESTED = ("40",)
_VALUES = ("22", "23", "54")
"""SQLSTATE classes that speak of the values: data exception, integrity constraint, program limit."""
_SCHEMA = ("3F", "42")


class PostgresRecords:
    """Writes entries; rows of one table go in one statement, sorted by key."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._months: set[str] = set()

    async def write(self, entries: Sequence[Entry], then: Then | None = None) -> Written | Refused:
        """
        Write all entries, and what follows from them, in one transaction.

        Raises:
            PortUnavailable: the database is away, too busy, or its schema is behind.
        """
        rows: dict[type[Any], list[Row]] = defaultdict(list)
        for entry in entries:
            for row in entry:
                rows[type(row)].append(row)
        try:
            await self._ensure_months(rows)
            return await self._contested(rows, then)
        except asyncpg.PostgresError as error:
            return _refused(error)
        except LOST as error:
            raise PortUnavailable(DEPENDENCY) from error

    async def _contested(self, rows: dict[type[Any], list[Row]], then: Then | None) -> Written:
        for left in reversed(range(TRIES)):
            try:
                return await self._transaction(rows, then)
            except asyncpg.PostgresError as error:
                if not left or _sqlstate(error)[:2] not in _CONTESTED:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _transaction(self, rows: dict[type[Any], list[Row]], then: Then | None) -> Written:
        results: dict[LeadKey, str] = {}
        async with self._pool.acquire(timeout=TIMEOUT_S) as connection, connection.transaction():
            for row, each in _STATEMENTS:
                # Receipts come behind the leads, whose results they tell.
                some = [*rows.get(row, ()), *(then(results) if then and row is Answered else ())]
                if not some:
                    continue
                sql, arguments = each.call(some)
                for tenant, lead_id, version, created in await connection.fetch(sql, *arguments):
                    results[tenant, lead_id, version] = "created" if created else "updated"
        return Written(results)

    async def _ensure_months(self, rows: dict[type[Any], list[Row]]) -> None:
        versions: Iterable[Any] = [*rows.get(LeadVersion, ()), *rows.get(Dead, ())]
        months = {datetime.fromtimestamp(row.appended_at / 1000, UTC).strftime("%Y-%m-01") for row in versions}
        for month in sorted(months - self._months):
            first = datetime.fromisoformat(month).replace(tzinfo=UTC)
            await self._pool.execute("select pipeline.ensure_month($1)", first, timeout=TIMEOUT_S)
            self._months.add(month)


@asynccontextmanager
async def open_records(dsn: str) -> AsyncIterator[PostgresRecords]:
    """
    Records on a pool of their own; the first connection is made by the first batch, so that a start needs no database.

    Raises:
        PortUnavailable: the DSN is one that no connection can be made from.
    """
    try:
        pool = await asyncpg.create_pool(dsn, min_size=0, max_size=CONNECTIONS, command_timeout=TIMEOUT_S, timeout=10)
    except (OSError, ValueError, asyncpg.InterfaceError) as error:
        raise PortUnavailable(DEPENDENCY, "unusable-dsn") from error
    try:
        yield PostgresRecords(pool)
    finally:
        pool.terminate()


def _refused(error: asyncpg.PostgresError) -> Refused:
    state = _sqlstate(error)
    if state[:2] in _VALUES:
        return Refused("values-the-database-does-not-take", parameters={"sqlstate": state})
    if state[:2] in _SCHEMA:
        raise PortUnavailable(DEPENDENCY, "schema-behind") from error
    raise PortUnavailable(DEPENDENCY, "unreachable" if state[:2] in {"08", "57"} else "does-not-answer") from error


def _sqlstate(error: asyncpg.PostgresError) -> str:
    return str(getattr(error, "sqlstate", None) or "XX000")
