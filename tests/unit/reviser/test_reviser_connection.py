"""The reviser's connection, in the moment in which PostgreSQL says that it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from leadcore.codec import Codec
from leadcore.failures import PortUnavailable
from reviser.adapters.postgres_versions import PostgresVersions


class JustEnding:
    """A pool whose connection has been told that the server ends, and not yet that it is closed."""

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["JustEnding"]:
        yield self

    def transaction(self) -> Any:
        return self

    async def start(self) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")


async def test_a_connection_that_is_just_ending_is_no_bug_of_a_revision() -> None:
    with pytest.raises(PortUnavailable) as raised:
        async with PostgresVersions(JustEnding(), Codec()).locked({}):
            pass
    assert raised.value.dependency == "postgres"
