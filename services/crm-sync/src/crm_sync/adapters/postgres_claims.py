"""
The table `pipeline.claims` of one destination: claim → call → receipt.

A claim is left alone while its lease runs, with one exception. A process that has a place of its own (the same after a
restart) locks it in the database for as long as its connection lasts, and signs its claims with it. Whoever gets that
lock later knows that the one before has lost its connection, and takes what it had claimed over at once.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from leadcore.codec import Codec
from leadcore.contracts import Receipt
from leadcore.failures import PortUnavailable
from leadcore.postgres import LOST

from crm_sync.ports import Busy, Claim, LeadKey, Mine

DEPENDENCY = "postgres"
TIMEOUT_S = 10.0

_SCHEMA = ("3F", "42")
_ASKED = "unnest($2::text[], $3::text[], $4::bigint[]) as asked (tenant, lead_id, version)"

_LOCK = "select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as key"
"""Whoever claims any version of a lead waits for whoever else does: else two could each miss the other's new row."""

_SIT = "select pg_try_advisory_lock(hashtextextended($1, 0))"

_CLAIM = f"""
insert into pipeline.claims as held (tenant, destination, lead_id, version, state, holder, lease_until, claimed_at)
select asked.tenant, $1, asked.lead_id, asked.version, 'claimed', case $7 when '' then $5 else $5 || '@' || $7 end,
    clock_timestamp() + $6, clock_timestamp()
from {_ASKED}
where not exists (
    select 1 from pipeline.claims other
    where other.tenant = asked.tenant and other.destination = $1 and other.lead_id = asked.lead_id
      and other.state = 'claimed' and other.lease_until > clock_timestamp()
      and split_part(other.holder, '@', 1) <> $5 and ($7 = '' or split_part(other.holder, '@', 2) <> $7))
on conflict (tenant, destination, lead_id, version) do update
set state = 'claimed', holder = excluded.holder, lease_until = excluded.lease_until, tries = held.tries + 1,
    answered_at = null, result = null, record_id = null, receipt = null
where held.state = 'claimed' or held.result = 'refused'
returning tenant, lead_id, version, tries, claimed_at
"""  # noqa: S608  constants alone

_STANDING = f"""
select asked.tenant, asked.lead_id, asked.version,
    (select here.receipt from pipeline.claims here
     where here.tenant = asked.tenant and here.destination = $1 and here.lead_id = asked.lead_id
       and here.version = asked.version and here.state = 'answered') as receipt,
    coalesce(
        (select known.record_id from pipeline.claims known
         where known.tenant = asked.tenant and known.destination = $1 and known.lead_id = asked.lead_id
           and known.record_id <> '' order by known.version desc limit 1),
        (select told.record_id from pipeline.receipts told
         where told.tenant = asked.tenant and told.destination = $1 and told.lead_id = asked.lead_id
           and told.record_id <> '' order by told.version desc limit 1),
        '') as record_id,
    coalesce(
        (select max(done.version) from pipeline.claims done
         where done.tenant = asked.tenant and done.destination = $1 and done.lead_id = asked.lead_id
           and done.state = 'answered' and done.result <> 'refused'),
        0) as newest,
    (select had.bytes from pipeline.lead_versions had
     where asked.version > 1 and had.tenant = asked.tenant and had.lead_id = asked.lead_id
       and had.version = (
           select max(done.version) from pipeline.claims done
           where done.tenant = asked.tenant and done.destination = $1 and done.lead_id = asked.lead_id
             and done.state = 'answered' and done.result <> 'refused' and done.version < asked.version)
     limit 1) as earlier
from {_ASKED}
"""  # noqa: S608  constants alone

_ANSWER = """
update pipeline.claims as held
set state = 'answered', answered_at = clock_timestamp(), result = told.result, record_id = told.record_id,
    receipt = told.receipt
from unnest($2::text[], $3::text[], $4::bigint[], $6::text[], $7::text[], $8::bytea[])
    as told (tenant, lead_id, version, result, record_id, receipt)
where held.tenant = told.tenant and held.destination = $1 and held.lead_id = told.lead_id
  and held.version = told.version and held.state = 'claimed' and split_part(held.holder, '@', 1) = $5
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """
    Who claims, for which destination, and for how long. No `@` in a name or a place.

    `name`: this process's own. `place`: the same after its restart, and no other's; empty: it has none.
    """

    destination: str
    name: str
    lease: timedelta
    place: str = ""


class Session:
    """
    The one connection of a process to its claims, and the lock of its place, which lasts as long.

    A connection that saw an error is given up: nobody knows what it still does.
    """

    def __init__(self, dsn: str, holder: Holder) -> None:
        self._dsn, self._holder = dsn, holder
        self._turn = asyncio.Lock()
        self._connection: Any = None
        self._seated = False

    @property
    def place(self) -> str:
        """The place that is locked by this connection; empty: none is, ours may be another's."""
        return self._holder.place if self._seated else ""

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Any]:
        """The connection, made where there is none; the place is asked for until it is ours."""
        async with self._turn:
            try:
                async with asyncio.timeout(TIMEOUT_S):
                    yield await self._ready()
            except BaseException as error:
                self.close()
                if isinstance(error, (asyncpg.PostgresError, *LOST)):
                    raise _away(error) from error
                raise

    def close(self) -> None:
        """End the connection, and the lock with it."""
        if self._connection is not None:
            self._connection.terminate()
        self._connection, self._seated = None, False

    async def _ready(self) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._seated = False
            self._connection = await asyncpg.connect(self._dsn, timeout=TIMEOUT_S, command_timeout=TIMEOUT_S)
        if self._holder.place and not self._seated:
            name = f"place/{self._holder.destination}/{self._holder.place}"
            self._seated = await self._connection.fetchval(_SIT, name)
        return self._connection


class PostgresClaims:
    """Claims in PostgreSQL; leases run by the database's clock."""

    def __init__(self, session: Session, codec: Codec, holder: Holder) -> None:
        self._session, self._codec, self._holder = session, codec, holder

    async def claim(self, keys: Collection[LeadKey]) -> Mapping[LeadKey, Claim]:
        """
        Claim each version in one transaction.

        Raises:
            PortUnavailable: the database is away, or its schema is behind.
        """
        if not keys:
            return {}
        async with self._session.turn() as connection:
            return await self._claimed(connection, list(keys))

    async def answer(self, receipts: Collection[Receipt]) -> None:
        """
        Answer the claims that are still ours; one that another instance has taken over is its own to answer.

        Raises:
            PortUnavailable: as above.
        """
        if not receipts:
            return
        keys = [(each.tenant, each.lead_id, each.version) for each in receipts]
        told = [(each.result, each.record_id, self._codec.encode(each).value) for each in receipts]
        async with self._session.turn() as connection:
            await connection.execute(
                _ANSWER, self._holder.destination, *_columns(keys), self._holder.name, *_columns(told)
            )

    async def _claimed(self, connection: Any, keys: list[LeadKey]) -> dict[LeadKey, Claim]:
        here, columns = self._holder, _columns(keys)
        async with connection.transaction():
            locks = sorted({f"{here.destination}/{tenant}/{lead_id}" for tenant, lead_id, _ in keys})
            await connection.execute(_LOCK, locks)
            place = self._session.place
            won = await connection.fetch(_CLAIM, here.destination, *columns, here.name, here.lease, place)
            standing = await connection.fetch(_STANDING, here.destination, *columns)
        ours = {tuple(row)[:3]: row for row in won}
        return {tuple(row)[:3]: self._told(row, ours.get(tuple(row)[:3])) for row in standing}

    def _told(self, standing: Any, ours: Any) -> Claim:
        if ours is not None:
            since = round((ours["claimed_at"] - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
            return Mine(ours["tries"], since, standing["record_id"], standing["newest"], standing["earlier"])
        receipt = self._codec.decode(Receipt, standing["receipt"])
        return receipt if isinstance(receipt, Receipt) else Busy()


@asynccontextmanager
async def open_claims(dsn: str, codec: Codec, holder: Holder) -> AsyncIterator[PostgresClaims]:
    """Claims on a connection of their own; it is made by the first batch, so that a start needs no database."""
    session = Session(dsn, holder)
    try:
        yield PostgresClaims(session, codec, holder)
    finally:
        session.close()


def _columns(rows: Collection[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _away(error: Exception) -> PortUnavailable:
    if isinstance(error, asyncpg.ClientConfigurationError):
        return PortUnavailable(DEPENDENCY, "unusable-dsn")
    state = str(getattr(error, "sqlstate", None) or "08000")
    if state[:2] in _SCHEMA:
        return PortUnavailable(DEPENDENCY, "schema-behind")
    return PortUnavailable(DEPENDENCY, "unreachable" if state[:2] in {"08", "57"} else "does-not-answer")
