"""I6: the console finds alike contacts in PostgreSQL, one tenant's, whatever their names are made of."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from console.adapters.postgres import PostgresLeadStore, connected
from console.adapters.postgres_alike import PostgresAlikeStore
from console.domain.alike import Alike, blocks, suggestions
from console.domain.questions import Cursor
from console.domain.reviewing import Pair, pairs
from lab.stack import Running
from lab.stack import postgres as postgres_server
from leadstream.application import application
from leadstream.connection import Connection
from typer.testing import CliRunner, Result

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
    {"lead_id": "wrote", "full_name": "Mary Somerville", "email": "mary@northwind.example", "phone": "+442079460001"},
    {"lead_id": "telephoned", "phone": "+442079460001"},
    {"lead_id": "wrote-without-a-number", "full_name": "Mary Somerville", "email": "mary@northwind.example"},
    {"lead_id": "wild", "full_name": "100% A_b", "company_name": "Wild"},
    {"lead_id": "not-wild", "full_name": "100x Axb", "company_name": "Wild"},
)

_ORDER = [lead["lead_id"] for lead in LEADS]


@pytest.fixture(scope="module")
def filled(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "console_alike")
    asyncio.run(_fill(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "console_alike")


@pytest.fixture(scope="module")
def reviewed(filled: str) -> str:
    """The same leads, each accepted a minute before the one above it."""
    asyncio.run(_spread(filled))
    return filled


async def test_alike_contacts_are_suggested_with_their_points(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        found = await PostgresLeadStore(pool).near("main", "l-1")
    assert found is not None
    one, others = found
    assert {other.lead_id for other in others} == {"same-number", "same-name", "another-name", "only-the-name"}
    suggested = suggestions(one, others)
    assert {each.lead_id for each in suggested} == {"same-number", "same-name"}
    assert all(each.parts["name"] > 0 for each in suggested)


async def test_an_address_and_a_number_are_linked_by_the_lead_that_has_both(filled: str) -> None:
    """I6: who telephoned and who wrote are two leads; the one with address and number leads to each of them."""
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        store = PostgresLeadStore(pool)
        near = {name: await store.near("main", name) for name in ("wrote", "telephoned", "wrote-without-a-number")}
    linked = {name: {each.lead_id for each in suggestions(*found)} for name, found in near.items() if found}
    assert linked["wrote"] == {"telephoned", "wrote-without-a-number"}
    assert linked["telephoned"] == {"wrote"}
    assert linked["wrote-without-a-number"] == {"wrote"}


async def test_a_name_is_no_pattern(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        found = await PostgresLeadStore(pool).near("main", "wild")
    assert found is not None
    assert (found[0].name, blocks(found[0]).name, found[1]) == ("100% A_b", "100% a", [])


async def test_a_pair_is_asked_about_once_at_the_later_lead_and_not_after_it_was_answered(reviewed: str) -> None:
    """I6: who is asked says same or not; it is remembered with its reasons, shown at both leads, taken back at will."""
    async with connected(reviewed) as pool:
        store, leads = PostgresAlikeStore(pool), PostgresLeadStore(pool)
        found = await _all_pairs(store)
        names = [(pair.lead.lead_id, pair.other.lead_id) for pair in found]
        assert len({frozenset(each) for each in names}) == len(names)
        assert {frozenset(each) for each in names} == {
            frozenset(each)
            for each in (
                ("l-1", "same-number"),
                ("l-1", "same-name"),
                ("same-number", "same-name"),
                ("wrote", "telephoned"),
                ("wrote", "wrote-without-a-number"),
                ("same-number", "only-the-name"),
            )
        }
        assert all(_ORDER.index(pair.lead.lead_id) < _ORDER.index(pair.other.lead_id) for pair in found)
        why = next(pair.alike for pair in found if {"wrote", "telephoned"} == {pair.lead.lead_id, pair.other.lead_id})
        other = "telephoned" if why.lead_id == "telephoned" else "wrote"
        asked = ("wrote" if other == "telephoned" else "telephoned", why)
        assert await store.decide("main", asked, "same", "ada")
        assert len(await _all_pairs(store)) == len(found) - 1
        for lead, beside in (("wrote", "telephoned"), ("telephoned", "wrote")):
            [said] = await store.said("main", lead)
            assert (said.lead_id, said.said, said.by, said.parts) == (beside, "same", "ada", why.parts)
            near = await leads.near("main", lead)
            assert near is not None
            assert beside not in {each.lead_id for each in near[1]}
        assert await store.decide("main", asked, "not-same", "grace")
        assert [each.said for each in await store.said("main", "wrote")] == ["not-same"]
        assert await store.forget("main", "telephoned", "wrote")
        assert not await store.forget("main", "telephoned", "wrote")
        assert len(await _all_pairs(store)) == len(found)


async def test_nothing_is_said_of_a_lead_that_there_is_not_or_that_is_another_tenant_s(reviewed: str) -> None:
    async with connected(reviewed) as pool:
        store = PostgresAlikeStore(pool)
        for other in ("nobody", "another-tenant"):
            assert not await store.decide("main", ("l-1", Alike(other, 45.0)), "same", "ada")
            assert await store.contact("main", other) is None
        assert await store.said("main", "l-1") == []
        with pytest.raises(ValueError, match="itself"):
            await store.decide("main", ("l-1", Alike("l-1", 45.0)), "same", "ada")


async def test_the_commands_list_show_and_answer(reviewed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection("", reviewed, "", "", "", "", {}, {})
    monkeypatch.setattr("leadstream.commands.alike.connect", lambda: connection)

    def run(*words: str) -> Result:
        return CliRunner().invoke(application, ["alike", *words])

    listed = await asyncio.to_thread(run, "list", "--json")
    waiting = {frozenset((each["lead"]["lead_id"], each["other"]["lead_id"])) for each in _json(listed)["items"]}
    assert (listed.exit_code, frozenset(("wrote", "telephoned")) in waiting) == (1, True)
    shown = await asyncio.to_thread(run, "show", "telephoned")
    assert "45 points: phone +35 · number alone +10" in shown.output
    said = await asyncio.to_thread(run, "not-same", "telephoned", "wrote")
    assert said.exit_code == 0, said.output
    after = await asyncio.to_thread(run, "show", "telephoned", "--json")
    assert (after.exit_code, _json(after)["items"]) == (0, [])
    assert [(each["lead_id"], each["said"]) for each in _json(after)["said"]] == [("wrote", "not-same")]
    assert (await asyncio.to_thread(run, "ask-again", "wrote", "telephoned")).exit_code == 0
    for words, code in (
        (("same", "wrote", "nobody"), 1),
        (("same", "wrote", "wrote"), 2),
        (("ask-again", "wrote", "telephoned"), 1),
        (("show", "nobody"), 1),
        (("list", "--cursor", "%"), 2),
    ):
        assert (await asyncio.to_thread(run, *words)).exit_code == code, words


def _json(result: Result) -> Any:
    return json.loads(result.output)


async def _all_pairs(store: PostgresAlikeStore) -> list[Pair]:
    """Of all pages, three leads each."""
    found: list[Pair] = []
    cursor: Cursor | None = None
    while True:
        looks = await store.looked("main", cursor, 3)
        found += pairs(looks.looks)
        if looks.next is None:
            return found
        cursor = looks.next


async def test_there_is_no_such_lead(filled: str) -> None:
    async with asyncpg.create_pool(filled, min_size=1, max_size=1) as pool:
        assert await PostgresLeadStore(pool).near("main", "another-tenant") is None


async def _spread(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        for minutes, lead in enumerate(LEADS):
            await connection.execute(
                "update pipeline.leads set accepted_at = date_trunc('hour', now()) - $2 * interval '1 minute' "
                "where lead_id = $1",
                lead["lead_id"],
                minutes,
            )
    finally:
        await connection.close()


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
