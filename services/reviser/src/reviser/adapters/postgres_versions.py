"""Versions in PostgreSQL: a batch is one transaction, under the locks of its leads' rows."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import asyncpg
import msgspec
from leadcore.codec import UNKNOWN_SCHEMA_ID, Codec
from leadcore.contracts import EnrichedLead, RoutedLead
from leadcore.failures import PortUnavailable, Refused, Undecodable
from leadcore.postgres import LOST

from reviser.domain.versions import Entry, Erased, LeadKey, Missing, Standing
from reviser.ports import Found

DEPENDENCY = "postgres"
TIMEOUT_S = 10.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")

_SCHEMA = ("3F", "42")
_VALUES = ("22", "23", "54")
"""SQLSTATE classes that speak of the values: data exception, integrity constraint, program limit."""

_ASKED = "unnest($1::text[], $2::text[]) as asked (tenant, lead_id)"

_LOCK = f"""
select l.tenant, l.lead_id, l.version from pipeline.leads l join {_ASKED} using (tenant, lead_id)
order by l.tenant, l.lead_id for update of l
"""  # noqa: S608  constants alone
"""In the order in which the system of record's own writer takes them: neither waits in a ring."""

_ERASED = f"""
select s.tenant, s.submission_id from pipeline.submissions s
join {_ASKED} on s.tenant = asked.tenant and s.submission_id = asked.lead_id
where s.outcome = 'erased'
"""  # noqa: S608

_MISSING = f"""
with newest as materialized (
    select t.tenant, (select l.appended_at from pipeline.leads l
        where l.tenant = t.tenant order by l.accepted_at desc, l.lead_id desc limit 1) as appended_at
    from (select distinct tenant from unnest($1::text[]) as named (tenant)) t)
select asked.tenant, asked.lead_id,
    case when s.submission_id is null or coalesce(s.outcome, 'routed') <> 'routed' then newest.appended_at end
from {_ASKED}
join newest on newest.tenant = asked.tenant
left join pipeline.submissions s on s.tenant = asked.tenant and s.submission_id = asked.lead_id
"""  # noqa: S608
"""
A lead has the id of its submission: one that has not ended, or ended as a lead, will come, however late. A tenant's
newest lead is looked up once: at that end of its index stand all that the sink is just writing, and are passed over.
"""

_NEWEST = f"""
select asked.tenant, asked.lead_id, made.bytes as made, made.as_of, recorded.bytes as recorded, recorded.appended_at
from {_ASKED}
left join lateral (
    select m.version, m.bytes, m.as_of from pipeline.revised_versions m
    where m.tenant = asked.tenant and m.lead_id = asked.lead_id order by m.version desc limit 1) made on true
left join lateral (
    select v.version, v.bytes, v.appended_at from pipeline.lead_versions v
    where v.tenant = asked.tenant and v.lead_id = asked.lead_id and v.version > coalesce(made.version, 0)
    order by v.version desc limit 1) recorded on true
"""  # noqa: S608

_KNOWN = """
select a.tenant, a.lead_id, a.revision_id, a.version, m.bytes
from pipeline.lead_revisions a
join unnest($1::text[], $2::text[], $3::text[]) as asked (tenant, lead_id, revision_id)
    using (tenant, lead_id, revision_id)
left join pipeline.revised_versions m
    on m.tenant = a.tenant and m.lead_id = a.lead_id and m.version = a.version
    and not exists (
        select from pipeline.lead_versions v
        where v.tenant = m.tenant and v.lead_id = m.lead_id and v.version = m.version)
"""

_ENTER = """
insert into pipeline.lead_revisions (tenant, lead_id, revision_id, version, result, origin, cause, cause_id,
    requested_at, code, parameters, release, decided_at)
select t.*, clock_timestamp() from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[],
    $7::text[], $8::text[], $9::timestamptz[], $10::text[], $11::jsonb[], $12::text[]) as t
on conflict do nothing
"""

_MAKE = """
insert into pipeline.revised_versions (tenant, lead_id, version, as_of, bytes, made_at)
select t.*, clock_timestamp() from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::bytea[]) as t
"""

_TIDY = """
delete from pipeline.revised_versions m
using unnest($1::text[], $2::text[], $3::bigint[]) as made (tenant, lead_id, version)
where m.tenant = made.tenant and m.lead_id = made.lead_id and m.version < made.version
  and exists (
      select from pipeline.lead_versions v
      where v.tenant = m.tenant and v.lead_id = m.lead_id and v.version = m.version)
"""


class PostgresVersions:
    """Locks leads, reads their newest version, keeps what becomes of them."""

    def __init__(self, pool: Any, codec: Codec) -> None:
        self._pool, self._codec = pool, codec

    @asynccontextmanager
    async def locked(self, asked: Mapping[LeadKey, Collection[str]]) -> AsyncIterator["PostgresLocked"]:
        """
        One transaction over these leads; a connection that is given back with it open rolls it back.

        Raises:
            PortUnavailable: the database is away or too busy, its schema is behind, or the registry does not know a
                version's schema.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S), self._pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                found = await self._found(connection, asked) if asked else {}
                yield PostgresLocked(connection, transaction, self._codec, found)
        except (asyncpg.PostgresError, *LOST) as error:
            if str(getattr(error, "sqlstate", None))[:2] in _VALUES:
                raise
            raise _away(error) from error

    async def _found(self, connection: Any, asked: Mapping[LeadKey, Collection[str]]) -> dict[LeadKey, Found]:
        leads = _columns(asked, 2)
        current = {(tenant, lead): number for tenant, lead, number in await connection.fetch(_LOCK, *leads)}
        erased = {(tenant, lead) for tenant, lead in await connection.fetch(_ERASED, *leads)}
        newest = {(row["tenant"], row["lead_id"]): row for row in await connection.fetch(_NEWEST, *leads)}
        ids = [(*key, each) for key, them in asked.items() for each in them]
        known: dict[LeadKey, list[Any]] = {}
        for row in await connection.fetch(_KNOWN, *_columns(ids, 3)):
            known.setdefault((row["tenant"], row["lead_id"]), []).append(row)
        standing = {key: self._standing(newest[key], number, known.get(key, ())) for key, number in current.items()}
        missing = await self._missing(connection, asked.keys() - current.keys() - erased)
        return {**standing, **missing, **{key: Erased() for key in erased}}

    async def _missing(self, connection: Any, keys: Collection[LeadKey]) -> dict[LeadKey, Found]:
        if not keys:
            return {}
        rows = await connection.fetch(_MISSING, *_columns(keys, 2))
        return {(tenant, lead): Missing(_milliseconds(at) if at else 0) for tenant, lead, at in rows}

    def _standing(self, newest: Any, current: int, known: Iterable[Any]) -> Found:
        lead = self._newest(newest)
        if isinstance(lead, Undecodable):
            return lead
        if lead is None or lead.admission.version < current:
            return Refused("version-no-longer-kept", parameters={"version": str(current)})
        as_of = newest["as_of"] if newest["recorded"] is None else newest["appended_at"]
        waiting = {row["version"]: self._decoded(EnrichedLead, row["bytes"]) for row in known if row["bytes"]}
        unreadable = next((each for each in waiting.values() if isinstance(each, Undecodable)), None)
        if unreadable is not None:
            return unreadable
        readable = {number: each for number, each in waiting.items() if isinstance(each, EnrichedLead)}
        return Standing(lead, _milliseconds(as_of), {row["revision_id"]: row["version"] for row in known}, readable)

    def _newest(self, row: Any) -> EnrichedLead | Undecodable | None:
        if row["recorded"] is None:
            return None if row["made"] is None else self._decoded(EnrichedLead, row["made"])
        found = self._decoded(RoutedLead, row["recorded"])
        if isinstance(found, Undecodable):
            return found
        return EnrichedLead(
            origin=found.origin, identity=found.identity, admission=found.admission, enrichment=found.enrichment
        )

    def _decoded(self, kind: type[T], value: bytes) -> T | Undecodable:
        found = self._codec.decode(kind, value)
        if isinstance(found, Undecodable) and found.reason == UNKNOWN_SCHEMA_ID:
            raise PortUnavailable("schema-registry", UNKNOWN_SCHEMA_ID)
        return found


class PostgresLocked:
    """The leads of one batch, until its transaction ends."""

    def __init__(self, connection: Any, transaction: Any, codec: Codec, found: Mapping[LeadKey, Found]) -> None:
        self._connection, self._transaction, self._codec, self.found = connection, transaction, codec, found

    async def keep(self, entries: Sequence[Entry], made: Sequence[tuple[EnrichedLead, int]]) -> None:
        """Insert what is new, drop versions that are recorded and no longer the newest, commit."""
        if entries:
            await self._connection.execute(_ENTER, *_columns(map(_entered, entries), 12))
        if made:
            rows = [self._made(lead, as_of) for lead, as_of in made]
            await self._connection.execute(_MAKE, *_columns(rows, 5))
            await self._connection.execute(_TIDY, *_columns([row[:3] for row in rows], 3))
        await self._transaction.commit()

    def _made(self, lead: EnrichedLead, as_of: int) -> tuple[Any, ...]:
        admission = lead.admission
        value = self._codec.encode(lead).value
        return lead.origin.tenant, admission.lead_id, admission.version, _moment(as_of), value


@asynccontextmanager
async def open_versions(dsn: str, codec: Codec) -> AsyncIterator[PostgresVersions]:
    """
    Versions on one connection, which is made by the first batch and given up when nothing comes.

    Raises:
        PortUnavailable: the DSN is one that no connection can be made from.
    """
    try:
        pool = await asyncpg.create_pool(dsn, min_size=0, max_size=1, command_timeout=TIMEOUT_S, timeout=TIMEOUT_S)
    except (OSError, ValueError, asyncpg.InterfaceError) as error:
        raise PortUnavailable(DEPENDENCY, "unusable-dsn") from error
    try:
        yield PostgresVersions(pool, codec)
    finally:
        pool.terminate()


def _entered(entry: Entry) -> tuple[Any, ...]:
    asked, decision = entry.asked, entry.decision
    return (
        *asked.key,
        asked.revision_id,
        entry.version,
        entry.result,
        asked.origin,
        asked.cause,
        asked.cause_id,
        _moment(asked.requested_at),
        decision.code,
        msgspec.json.encode(decision.parameters).decode(),
        decision.release,
    )


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    found = [list(column) for column in zip(*rows, strict=True)]
    return found or [[] for _ in range(width)]


def _moment(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def _away(error: Exception) -> PortUnavailable:
    state = str(getattr(error, "sqlstate", None) or "08000")
    if state[:2] in _SCHEMA:
        return PortUnavailable(DEPENDENCY, "schema-behind")
    return PortUnavailable(DEPENDENCY, "unreachable" if state[:2] in {"08", "57"} else "does-not-answer")
