"""I6: the console finds alike contacts in PostgreSQL, one tenant's, whatever their names are made of."""

import asyncio
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from console.adapters.postgres import PostgresLeadStore
from console.domain.alike import blocks, suggestions
from lab.stack import Running
from lab.stack import postgres as postgres_server

from migrations import apply

pytestmark = pytest.mark.slow

OTHERS = {
    "text": "", "jsonb": "{}", "boolean": False, "bigint": 1, "double precision": 0.0,
}  # fmt: skip
LEADS: tuple[dict[str, str], ...] = (
    {"lead_id": "l-1", "full_name": "Ada Lovelace", "phone": "+442079460000", "company_name": "Northwind Labs Ltd."},
    {"lead_id": "same-number", "full_name": "Ada Lovelaec", "phone": "+442079460000"},
    {"lead_id": "same-name", "full_name": "ADA LOVELACE", "company_name": "Northwind Labs"},
    {"lead_id": "another-name", "full_name": "Grace Hopper", "phone": "+442079460000"},
    {"lead_id": "only-the-name", "full_name": "Ada Lovelace", "company_name": "Contoso"},
    {"lead_id": "another-tenant", "tenant": "other", "full_name": "Ada Lovelace", "phone": "+442079460000"},
    {"lead_id": "wild", "full_name": "100% A_b", "company_name": "Wild"},
    {"lead_id": "not-wild", "full_name": "100x Axb", "company_name": "Wild"},
)


@pytest.fixture(scope="module")
def filled(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "console_alike")
    asyncio.run(_fill(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "console_alike")


async def test_alike_contacts_are_suggested_with_their_points(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        found = await PostgresLeadStore(pool).near("main", "l-1")
    assert found is not None
    one, others = found
    assert {other.lead_id for other in others} == {"same-number", "same-name", "another-name", "only-the-name"}
    suggested = suggestions(one, others)
    assert {each.lead_id for each in suggested} == {"same-number", "same-name"}
    assert all(each.parts["name"] > 0 for each in suggested)


async def test_a_name_is_no_pattern(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        found = await PostgresLeadStore(pool).near("main", "wild")
    assert found is not None
    assert (found[0].name, blocks(found[0]).name, found[1]) == ("100% A_b", "100% a", [])


async def test_there_is_no_such_lead(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        assert await PostgresLeadStore(pool).near("main", "another-tenant") is None


async def _fill(dsn: str) -> None:
    await apply(dsn)
    connection = await asyncpg.connect(dsn)
    try:
        for table in ("leads", "contacts"):
            columns = await connection.fetch(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'pipeline' and table_name = $1 and is_nullable = 'NO'",
                table,
            )
            for lead in LEADS:
                await _insert(connection, table, dict(map(tuple, columns)), lead)
    finally:
        await connection.close()


async def _insert(connection: Any, table: str, columns: dict[str, str], lead: dict[str, str]) -> None:
    told = {"tenant": "main", **lead, "contact_id": f"p1.{lead['lead_id']}"}
    names = [name for name, kind in columns.items() if "timestamp" not in kind]
    moments = [name for name, kind in columns.items() if "timestamp" in kind]
    values = [told.get(name, OTHERS[columns[name]]) for name in names]
    places = [*(f"${at}" for at in range(1, len(names) + 1)), *("now()" for _ in moments)]
    statement = f"insert into pipeline.{table} ({', '.join([*names, *moments])}) values ({', '.join(places)})"
    await connection.execute(statement, *values)
