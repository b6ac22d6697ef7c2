"""Posted files and their progress in PostgreSQL, schema `intake`. A write names the holder and the line it knows."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import asyncpg
from leadcore.failures import PortUnavailable
from leadcore.imports import Line
from leadcore.postgres import AWAY

from gateway.domain.imports import Import, Progress, Reading, State
from gateway.ports import Columns

COMMAND_S = 10.0
MOST_CONNECTIONS = 6

_QUEUE = """
    insert into intake.imports (tenant, import_id, upload_id, source, client, reading, bytes, state)
    values ($1, $2, $3, $4, $5, $6, $7, 'queued')
    on conflict (tenant, import_id) do update
       set upload_id = excluded.upload_id, client = excluded.client, state = 'queued', code = '', detail = '',
           reading = case when intake.imports.last = 0 then excluded.reading else intake.imports.reading end,
           keys = case when intake.imports.last = 0 then null else intake.imports.keys end,
           holder = '', lease_until = '-infinity', updated_at = now(), ended_at = null
     where intake.imports.state in ('cancelled', 'failed')
    returning *
"""
_FIND = "select * from intake.imports where tenant = $1 and import_id = $2"
_COUNTS = """
    select outcome, count(*) as count from pipeline.submissions
     where tenant = $1 and operation_id = $2 and outcome is not null group by 1
"""
_CANCEL = """
    update intake.imports set state = 'cancelled', holder = '', updated_at = now(), ended_at = now()
     where tenant = $1 and import_id = $2 and state in ('queued', 'running') returning *
"""
_LINES = """
    select line, outcome, code, field from (
        select line, 'rejected' as outcome, code, field from intake.import_lines
         where tenant = $1 and import_id = $2 and line > $3
        union all
        select line, outcome, coalesce(nullif(parameters ->> 'reason', ''), code), coalesce(parameters ->> 'field', '')
          from pipeline.submissions
         where tenant = $1 and operation_id = $2 and outcome in ('duplicate', 'rejected', 'dead') and line > $3
    ) found order by line limit $4
"""
_CLAIM = """
    update intake.imports set state = 'running', holder = $1, lease_until = now() + make_interval(secs => $2)
     where (tenant, import_id) = (
        select tenant, import_id from intake.imports
         where state = 'queued' or (state = 'running' and lease_until < now())
         order by created_at limit 1 for update skip locked
     ) returning *
"""
_MINE = "tenant = $1 and import_id = $2 and holder = $3 and state = 'running'"
_RENEW = f"update intake.imports set lease_until = now() + make_interval(secs => $4) where {_MINE} returning 1"  # noqa: S608  our own words
_OPENED = f"update intake.imports set keys = $4, columns = $5, updated_at = now() where {_MINE} returning 1"  # noqa: S608
_ADVANCE = f"""
    update intake.imports
       set last = $4, part = $5, sent = $6, refused = $7, unreadable = $8, remarks = $9, updated_at = now()
     where {_MINE} and last = $10 returning 1
"""  # noqa: S608
_LOSE = """
    insert into intake.import_lines (tenant, import_id, line, code, field)
    select $1, $2, * from unnest($3::bigint[], $4::text[], $5::text[]) on conflict do nothing
"""
_END = f"""
    update intake.imports set state = $4, code = $5, detail = $6, holder = '', updated_at = now(), ended_at = now()
     where {_MINE} returning upload_id
"""  # noqa: S608
_PIECE = "select bytes from intake.import_chunks where tenant = $1 and upload_id = $2 and place = $3"
_RELEASE = "update intake.imports set lease_until = now() where holder = $1 and state = 'running'"
_CLEAN = """
    delete from intake.import_chunks c
     where came_at < now() - make_interval(secs => $1)
       and not exists (
           select 1 from intake.imports i
            where i.tenant = c.tenant and i.upload_id = c.upload_id and i.state in ('queued', 'running')
       )
"""


class PostgresImports:
    """The port `Imports` over a pool that connects when it is asked; see there."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            self._pool.terminate()

    async def add(self, tenant: str, upload_id: str, place: int, piece: bytes) -> None:
        """Keep a piece; see Imports."""
        async with self._connection() as connection:
            await connection.execute(
                "insert into intake.import_chunks (tenant, upload_id, place, bytes) values ($1, $2, $3, $4)",
                tenant,
                upload_id,
                place,
                piece,
            )

    async def drop(self, tenant: str, upload_id: str) -> None:
        """Forget a file; see Imports."""
        async with self._connection() as connection:
            await _forget(connection, tenant, upload_id)

    async def queue(self, one: Import) -> tuple[Import, bool]:
        """Have it read; see Imports."""
        values = (one.source, one.client, asdict(one.reading), one.bytes)
        async with self._connection() as connection, connection.transaction():
            record = await connection.fetchrow(_QUEUE, one.tenant, one.import_id, one.upload_id, *values)
            if record is not None:
                return _import(record), False
            await _forget(connection, one.tenant, one.upload_id)
            found = await connection.fetchrow(_FIND, one.tenant, one.import_id)
            assert found is not None, "it was in the way"
            return _import(found), True

    async def find(self, tenant: str, import_id: str) -> Import | None:
        """One import; see Imports."""
        async with self._connection() as connection:
            record = await connection.fetchrow(_FIND, tenant, import_id)
        return _import(record) if record else None

    async def counts(self, tenant: str, import_id: str) -> Mapping[str, int]:
        """Submissions by outcome; see Imports."""
        async with self._connection() as connection:
            return {row["outcome"]: row["count"] for row in await connection.fetch(_COUNTS, tenant, import_id)}

    async def cancel(self, tenant: str, import_id: str) -> Import | None:
        """End it; see Imports."""
        async with self._connection() as connection, connection.transaction():
            record = await connection.fetchrow(_CANCEL, tenant, import_id)
            if record is not None:
                await _forget(connection, tenant, record["upload_id"])
                return _import(record)
            record = await connection.fetchrow(_FIND, tenant, import_id)
            return _import(record) if record else None

    async def lines(self, tenant: str, import_id: str, after: int, limit: int) -> Sequence[Line]:
        """Rows that made no lead of their own; see Imports."""
        async with self._connection() as connection:
            records = await connection.fetch(_LINES, tenant, import_id, after, limit)
        return [Line(each["line"], each["outcome"], each["code"], each["field"]) for each in records]

    async def claim(self, holder: str, lease_s: float) -> Import | None:
        """The oldest that waits; see Imports."""
        async with self._connection() as connection:
            record = await connection.fetchrow(_CLAIM, holder, lease_s)
        return _import(record) if record else None

    async def renew(self, one: Import, holder: str, lease_s: float) -> bool:
        """Hold it on; see Imports."""
        async with self._connection() as connection:
            return bool(await connection.fetchval(_RENEW, one.tenant, one.import_id, holder, lease_s))

    async def pieces(self, one: Import) -> AsyncIterator[bytes]:
        """Its bytes; see Imports."""
        place = 0
        while True:
            async with self._connection() as connection:
                piece = await connection.fetchval(_PIECE, one.tenant, one.upload_id, place)
            if piece is None:
                return
            yield piece
            place += 1

    async def opened(self, one: Import, holder: str, keys: Mapping[str, str], columns: Columns) -> bool:
        """How it was understood; see Imports."""
        told = [list(each) for each in columns]
        async with self._connection() as connection:
            return bool(await connection.fetchval(_OPENED, one.tenant, one.import_id, holder, dict(keys), told))

    async def advance(self, one: Import, holder: str, to: Progress, lines: Sequence[Line]) -> bool:
        """Put down where it stands; see Imports."""
        now = (to.last, to.part, to.sent, to.refused, to.unreadable, dict(to.remarks), one.progress.last)
        async with self._connection() as connection, connection.transaction():
            if not await connection.fetchval(_ADVANCE, one.tenant, one.import_id, holder, *now):
                return False
            if lines:
                columns = ([e.line for e in lines], [e.code for e in lines], [_stored(e.field) for e in lines])
                await connection.execute(_LOSE, one.tenant, one.import_id, *columns)
        return True

    async def end(self, one: Import, holder: str, state: State, code: str = "", detail: str = "") -> bool:
        """End it; see Imports."""
        async with self._connection() as connection, connection.transaction():
            upload = await connection.fetchval(_END, one.tenant, one.import_id, holder, state, code, _stored(detail))
            if upload is not None:
                await _forget(connection, one.tenant, upload)
        return upload is not None

    async def release(self, holder: str) -> None:
        """Let others go on; see Imports."""
        async with self._connection() as connection:
            await connection.execute(_RELEASE, holder)

    async def clean(self, older_than_s: float) -> None:
        """Forget what nobody finished; see Imports."""
        async with self._connection() as connection:
            await connection.execute(_CLEAN, older_than_s)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn, min_size=0, max_size=MOST_CONNECTIONS, command_timeout=COMMAND_S, init=_prepare
                )
            async with self._pool.acquire(timeout=COMMAND_S) as connection:
                yield connection
        except AWAY:
            raise PortUnavailable("postgres") from None


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


async def _forget(connection: Any, tenant: str, upload_id: str) -> None:
    await connection.execute("delete from intake.import_chunks where tenant = $1 and upload_id = $2", tenant, upload_id)


def _import(record: Mapping[str, Any]) -> Import:
    reading = record["reading"]
    progress = Progress(
        record["last"], record["part"], record["sent"], record["refused"], record["unreadable"], record["remarks"]
    )
    return Import(
        tenant=record["tenant"],
        import_id=record["import_id"],
        upload_id=record["upload_id"],
        source=record["source"],
        client=record["client"],
        reading=Reading(**{**reading, "maps": tuple(reading["maps"])}),
        bytes=record["bytes"],
        state=record["state"],
        code=record["code"],
        detail=record["detail"],
        keys=record["keys"],
        columns=[(name, target) for name, target in record["columns"]],
        progress=progress,
        created_at=_told(record["created_at"]),
        updated_at=_told(record["updated_at"]),
        ended_at=_told(record["ended_at"]),
    )


def _told(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else ""


def _stored(text: str) -> str:
    """`text` as the database takes it; the names of columns are a stranger's."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
