"""The connection to the claims, in the moment in which PostgreSQL says that it ends (D5)."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from crm_sync.adapters.postgres_claims import Holder, Session
from leadcore.failures import PortUnavailable


async def test_a_connection_that_is_just_ending_is_given_up_and_the_unit_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """asyncpg has read that the server ends and not yet that the connection is closed: it is no bug of the batch."""

    async def ready(_session: Any) -> Any:
        raise asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")

    monkeypatch.setattr(Session, "_ready", ready)
    session = Session("postgresql://nobody@127.0.0.1:1/none", Holder("hubspot", "one", timedelta(seconds=1)))
    with pytest.raises(PortUnavailable) as raised:
        async with session.turn():
            pass
    assert raised.value.dependency == "postgres"
