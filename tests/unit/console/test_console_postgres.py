"""A database that is being stopped, is full or lacks its tables is away; it is no fault of ours (fault:D2)."""

from contextlib import asynccontextmanager
from typing import Any, NoReturn

import asyncpg
import pytest
from console.adapters.postgres import PostgresLeadStore
from console.adapters.postgres_letters import PostgresLetterStore
from leadcore.failures import PortUnavailable


class Pool:
    """A pool whose every statement fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @asynccontextmanager
    async def acquire(self, timeout: float) -> Any:  # noqa: ASYNC109  asyncpg's signature
        assert timeout > 0
        yield self

    async def fetch(self, *_: object) -> NoReturn:
        raise self._error

    fetchrow = fetchval = fetch


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.AdminShutdownError("x"),
        asyncpg.CrashShutdownError("x"),
        asyncpg.CannotConnectNowError("x"),
        asyncpg.TooManyConnectionsError("x"),
        asyncpg.DiskFullError("x"),
        asyncpg.UndefinedTableError("x"),
        asyncpg.InvalidPasswordError("x"),
        asyncpg.InvalidCatalogNameError("x"),
        asyncpg.ConnectionDoesNotExistError("x"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress"),
        ConnectionResetError("x"),
        TimeoutError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_database_in_trouble_is_away_and_is_asked_again(error: Exception) -> None:
    pool: Any = Pool(error)
    assert not await PostgresLeadStore(pool).reachable(), "the check goes on: an exception would have ended it for good"
    for asked in (PostgresLeadStore(pool).lead("main", "l-1"), PostgresLetterStore(pool).letter("main", "d-1")):
        with pytest.raises(PortUnavailable):
            await asked
