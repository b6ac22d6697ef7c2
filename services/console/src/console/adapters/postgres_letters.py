"""Dead letters in PostgreSQL: read by anybody, acted on by one at a time."""

from base64 import b64decode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
from leadcore.contracts import DeadLetter, Header
from leadcore.failures import PortUnavailable
from leadcore.postgres import AWAY

from console.adapters import letters_sql as sql
from console.adapters.postgres import COMMAND_S, prepare, row
from console.domain.letters import Cause, Selection
from console.domain.passports import Row
from console.ports import Place


class PostgresLetterStore:
    """Reads dead letters over a pool; see LetterStore."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def causes(self, selection: Selection) -> Sequence[Cause]:
        """The open letters of a selection by cause, the most frequent first."""
        found = await self._fetch(sql.CAUSES, *_chosen(selection))
        return [Cause(**row(record)) for record in found]

    async def listed(self, selection: Selection) -> Sequence[Row]:
        """Open letters without their bytes, the newest first."""
        return [row(record) for record in await self._fetch(sql.LISTED, *_chosen(selection), selection.limit)]

    async def letter(self, tenant: str | None, dead_letter_id: str) -> Row | None:
        """One letter with its bytes, open or not."""
        found = await self._fetch(sql.LETTER, tenant, dead_letter_id)
        return row(found[0]) if found else None

    async def _fetch(self, statement: str, *arguments: Any) -> Sequence[Mapping[str, Any]]:
        try:
            async with self._pool.acquire(timeout=COMMAND_S) as connection:
                found: Sequence[Mapping[str, Any]] = await connection.fetch(statement, *arguments)
                return found
        except AWAY:
            raise PortUnavailable("postgres") from None


class PostgresOpenLetters:
    """The open letters over one connection, which holds them; see OpenLetters."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def ids(self, selection: Selection) -> Sequence[str]:
        """The letters of a selection, in the order in which their messages stood in the log."""
        found = await self._connection.fetch(sql.IDS, *_chosen(selection), selection.limit)
        return [record["dead_letter_id"] for record in found]

    async def letters(self, ids: Sequence[str]) -> Sequence[DeadLetter]:
        """Those that are open still, with their bytes, in the same order."""
        return [_letter(record) for record in await self._connection.fetch(sql.LETTERS, list(ids))]

    async def places(self, letters: Sequence[DeadLetter]) -> dict[str, Place]:
        """Where the submissions of letters stand, by dead letter id."""
        wanted = [letter.submission_id for letter in letters if letter.submission_id]
        found = await self._connection.fetch(sql.PLACES, wanted)
        at = {each["submission_id"]: Place(each["topic"], each["partition"], each["offset"]) for each in found}
        return {each.dead_letter_id: at[each.submission_id] for each in letters if each.submission_id in at}

    async def resolve(self, letters: Sequence[DeadLetter], resolution: str, by: str) -> None:
        """Put down that these were `replayed` or `dismissed`."""
        await self._connection.execute(sql.RESOLVE, [letter.dead_letter_id for letter in letters], resolution, by)


@asynccontextmanager
async def holding(dsn: str) -> AsyncIterator[PostgresOpenLetters]:
    """
    The open letters, held until the block is left, or this process is gone.

    Raises:
        PortUnavailable: the database is away, or somebody else holds them (reason `held-by-another`).
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=COMMAND_S, command_timeout=COMMAND_S)
    except (*AWAY, asyncpg.PostgresError):
        raise PortUnavailable("postgres") from None
    try:
        await prepare(connection)
        if not await connection.fetchval(sql.HOLD):
            raise PortUnavailable("dead-letters", "held-by-another")
        yield PostgresOpenLetters(connection)
    except AWAY:
        raise PortUnavailable("postgres") from None
    finally:
        connection.terminate()


def _chosen(selection: Selection) -> tuple[Any, ...]:
    return selection.tenant, selection.unit, selection.cause, list(selection.ids)


def _letter(record: Mapping[str, Any]) -> DeadLetter:
    headers = tuple(Header(name=n, value=None if v is None else b64decode(v)) for n, v in record["headers"])
    told = {name: value for name, value in record.items() if name != "headers"}
    times = {name: _ms(value) for name, value in told.items() if isinstance(value, datetime)}
    return DeadLetter(**{**told, **times}, headers=headers)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
