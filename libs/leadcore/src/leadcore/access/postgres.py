"""
Clients and refresh tokens in PostgreSQL, schema `access`.

`Clients` reads them for a keyring and hears of changes; `ClientBook` is how an operator writes them; `RefreshTokens`
uses each refresh token once.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import asyncpg

from leadcore.access.callers import Caller, Credential, digest_of, new_secret
from leadcore.access.scopes import ROLES, SCOPES, scopes_of
from leadcore.failures import PortUnavailable
from leadcore.postgres import AWAY

CHANNEL = "leadstream_access"
COMMAND_S = 5.0
REFRESH_PREFIX = "lsr_"

_HOLDING = """
    select c.tenant, c.client_id, c.sources, c.roles, c.scopes, c.person, s.sha256, s.expires_at
      from access.clients c join access.secrets s using (tenant, client_id)
     where c.revoked_at is null and s.revoked_at is null and (s.expires_at is null or s.expires_at > now())
"""
_LISTED = """
    select c.tenant, c.client_id, c.sources, c.roles, c.scopes, c.person, c.created_at, c.created_by, c.revoked_at,
           coalesce(array_agg(s.secret_id order by s.created_at) filter (where s.secret_id is not null), '{}') as ids,
           coalesce(array_agg(s.created_at order by s.created_at) filter (where s.secret_id is not null), '{}') as made,
           coalesce(array_agg(s.expires_at order by s.created_at) filter (where s.secret_id is not null), '{}') as ends
      from access.clients c
      left join access.secrets s on s.tenant = c.tenant and s.client_id = c.client_id and s.revoked_at is null
                                and (s.expires_at is null or s.expires_at > now())
     where $1 or c.revoked_at is null
     group by c.tenant, c.client_id
     order by c.tenant, c.client_id
"""


class Clients:
    """
    What PostgreSQL keeps of clients, over one connection, which is made when it is asked for.

    Args:
        changed: called when somebody wrote a client or a secret.
    """

    def __init__(self, dsn: str, changed: Callable[[], None] = lambda: None) -> None:
        self._dsn = dsn
        self._changed = changed
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

    async def credentials(self) -> list[Credential]:
        """
        All secrets that hold.

        Raises:
            PortUnavailable: the database is away.
        """
        try:
            async with asyncio.timeout(COMMAND_S):
                if self._connection is None or self._connection.is_closed():
                    self._connection = await self._connected()
                return [_credential(row) for row in await self._connection.fetch(_HOLDING)]
        except AWAY:
            await self.close()
            raise PortUnavailable("postgres") from None

    async def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _connected(self) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await asyncpg.connect(self._dsn, timeout=COMMAND_S, command_timeout=COMMAND_S)
        # From before the first look on, so that no change falls between.
        await connection.add_listener(CHANNEL, lambda *_told: self._changed())
        return connection


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as it is listed: its secrets by id, when they were made, and when they end."""

    id: str
    tenant: str
    sources: Sequence[str]
    roles: Sequence[str]
    scopes: Sequence[str]
    person: bool
    created_at: datetime
    created_by: str
    revoked_at: datetime | None
    secrets: Sequence[tuple[str, datetime, datetime | None]]


@dataclass(frozen=True, slots=True)
class Made:
    """A secret that was made, which is shown once, and until when the ones before it hold."""

    client: str
    secret_id: str
    secret: str
    expires_at: datetime | None = None
    others_until: datetime | None = None


class ClientBook:
    """Writes clients. Every method may raise PortUnavailable."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def create(
        self, caller: Caller, roles: Sequence[str], scopes: Sequence[str], lasts: timedelta | None, by: str
    ) -> Made | None:
        """
        A new client with its first secret; None: there is or was one of that name.

        Raises:
            ValueError: there is no such role or scope.
        """
        scopes_of(roles, scopes)
        made = _made(caller.id, lasts)
        async with _Session(self._dsn) as session:
            new = await session.fetchval(
                "insert into access.clients (tenant, client_id, sources, roles, scopes, person, created_by)"
                " values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning true",
                *(caller.tenant, caller.id, list(caller.sources), list(roles), list(scopes), caller.person, by),
            )
            if new:
                await _keep(session, caller.tenant, made)
        return made if new else None

    async def listed(self, revoked: bool = False) -> list[ClientRow]:
        """All clients, those that are revoked too where they are asked for."""
        async with _Session(self._dsn) as session:
            return [_row(record) for record in await session.fetch(_LISTED, revoked)]

    async def rotate(self, name: str, overlap: timedelta, lasts: timedelta | None) -> Made | None:
        """A further secret of a client; those before it hold for `overlap` at most. None: no such client."""
        made = _made(name, lasts)
        async with _Session(self._dsn) as session:
            tenant = await session.fetchval(
                "select tenant from access.clients where client_id = $1 and revoked_at is null for update", name
            )
            if tenant is None:
                return None
            until = await session.fetchval(
                "with shortened as (update access.secrets"
                " set expires_at = least(coalesce(expires_at, 'infinity'), now() + $3::interval)"
                " where tenant = $1 and client_id = $2 and revoked_at is null"
                " and (expires_at is null or expires_at > now()) returning expires_at)"
                " select max(expires_at) from shortened",
                *(tenant, name, overlap),
            )
            await _keep(session, tenant, made)
        return Made(made.client, made.secret_id, made.secret, made.expires_at, until)

    async def revoke(self, name: str, secret_id: str, by: str) -> bool:
        """End a client, or one of its secrets, now; whether there was one to end."""
        async with _Session(self._dsn) as session:
            if secret_id:
                return bool(
                    await session.fetchval(
                        "update access.secrets set revoked_at = now()"
                        " where client_id = $1 and secret_id = $2 and revoked_at is null returning true",
                        *(name, secret_id),
                    )
                )
            ended = await session.fetchval(
                "update access.clients set revoked_at = now(), revoked_by = $2"
                " where client_id = $1 and revoked_at is null returning true",
                *(name, by),
            )
            await session.execute(
                "update access.refresh_tokens set revoked_at = now() where client_id = $1 and revoked_at is null", name
            )
            return bool(ended)


Unusable = Literal["unknown", "reused"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh token stood for, and the one that takes its place."""

    client: str
    scope: str
    token: str


class RefreshTokens:
    """
    Refresh tokens: each is good once and names its successor's family. One that comes a second time was stolen, or its
    successor was: the whole family ends (RFC 9700 §4.14). Every method may raise PortUnavailable.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def begin(self, caller: Caller, scope: str, lasts: timedelta) -> str:
        """The first token of a new family."""
        token = new_secret(REFRESH_PREFIX)
        async with _Session(self._dsn) as session:
            await session.execute("delete from access.refresh_tokens where expires_at < now() - interval '30 days'")
            await session.execute(
                _ISSUE, caller.tenant, digest_of(token), caller.id, secrets.token_urlsafe(12), scope, lasts
            )
        return token

    async def use(self, token: str, client: str, lasts: timedelta) -> Refreshed | Unusable:
        """What follows `token` of `client`, or why nothing does: `unknown` says also revoked, over, another's."""
        follows = new_secret(REFRESH_PREFIX)
        async with _Session(self._dsn) as session:
            found = await session.fetchrow(
                "select *, expires_at > now() as holds from access.refresh_tokens where sha256 = $1 for update",
                digest_of(token),
            )
            if found is None or found["client_id"] != client or found["revoked_at"] or not found["holds"]:
                return "unknown"
            if found["used_at"]:
                await session.execute(_END_FAMILY, found["tenant"], found["family_id"])
                return "reused"
            await session.execute(
                "update access.refresh_tokens set used_at = now() where tenant = $1 and sha256 = $2",
                *(found["tenant"], found["sha256"]),
            )
            await session.execute(
                _ISSUE, found["tenant"], digest_of(follows), client, found["family_id"], found["scope"], lasts
            )
            return Refreshed(client, found["scope"], follows)

    async def revoke(self, token: str) -> None:
        """End the family of `token`, where there is one."""
        async with _Session(self._dsn) as session:
            found = await session.fetchrow(
                "select tenant, family_id from access.refresh_tokens where sha256 = $1", digest_of(token)
            )
            if found:
                await session.execute(_END_FAMILY, found["tenant"], found["family_id"])


_ISSUE = """
    insert into access.refresh_tokens (tenant, sha256, client_id, family_id, scope, expires_at)
    values ($1, $2, $3, $4, $5, now() + $6::interval)
"""
_END_FAMILY = """
    update access.refresh_tokens set revoked_at = now() where tenant = $1 and family_id = $2 and revoked_at is null
"""


class _Session:
    """One connection and one transaction on it."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def __aenter__(self) -> "asyncpg.Connection[asyncpg.Record]":
        try:
            self._connection = await asyncpg.connect(self._dsn, timeout=COMMAND_S, command_timeout=COMMAND_S)
            self._transaction = self._connection.transaction()
            await self._transaction.start()
        except AWAY:
            raise PortUnavailable("postgres") from None
        return self._connection

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if error is None:
                await self._transaction.commit()
            with suppress(*AWAY):
                await self._connection.close(timeout=COMMAND_S)
        except AWAY:
            raise PortUnavailable("postgres") from None
        finally:
            self._connection.terminate()
        if isinstance(error, AWAY):
            raise PortUnavailable("postgres") from None


async def _keep(session: "asyncpg.Connection[asyncpg.Record]", tenant: str, made: Made) -> None:
    await session.execute(
        "insert into access.secrets (tenant, client_id, secret_id, sha256, expires_at) values ($1, $2, $3, $4, $5)",
        *(tenant, made.client, made.secret_id, digest_of(made.secret), made.expires_at),
    )


def _made(client: str, lasts: timedelta | None) -> Made:
    ends = datetime.now(UTC) + lasts if lasts else None  # noqa: TID251  an adapter
    return Made(client, secrets.token_hex(4), new_secret(), ends)


def _credential(row: asyncpg.Record) -> Credential:
    # A role or scope of a newer release means nothing here yet.
    may = scopes_of([each for each in row["roles"] if each in ROLES], [s for s in row["scopes"] if s in SCOPES])
    caller = Caller(row["client_id"], row["tenant"], tuple(row["sources"]), may, row["person"])
    return Credential(row["sha256"], caller, round(row["expires_at"].timestamp() * 1000) if row["expires_at"] else 0)


def _row(record: asyncpg.Record) -> ClientRow:
    listed = zip(record["ids"], record["made"], record["ends"], strict=True)
    return ClientRow(
        id=record["client_id"],
        **{name: record[name] for name in ("tenant", "sources", "roles", "scopes", "person")},
        **{name: record[name] for name in ("created_at", "created_by", "revoked_at")},
        secrets=tuple(listed),
    )
