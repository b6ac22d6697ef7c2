"""I1: posted files in a real PostgreSQL and in memory, by one suite of laws: one holder, one account, no bytes left."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg
import pytest
from gateway.adapters.memory import MemoryImports
from gateway.adapters.postgres_imports import PostgresImports
from gateway.domain.imports import Import, Progress, Reading
from gateway.ports import Imports
from leadcore.failures import PortUnavailable
from leadcore.imports import Line

from migrations import apply

pytestmark = pytest.mark.slow

READING = Reading(".csv", ("Work mail=email",), "", ";", "")
COLUMNS = [("E-Mail", "email"), ("Shoe size", "")]


@pytest.fixture
async def in_postgres(database: str) -> AsyncIterator[PostgresImports]:
    await apply(database)
    kept = PostgresImports(database)
    yield kept
    await kept.close()


@pytest.fixture(params=["memory", "postgres"])
def kept(request: pytest.FixtureRequest) -> Imports:
    return MemoryImports() if request.param == "memory" else request.getfixturevalue("in_postgres")


async def queued(kept: Imports, name: str = "i1", upload: str = "u1") -> Import:
    for place, piece in enumerate((b"one", b"two", b"\x00three")):
        await kept.add("main", upload, place, piece)
    one = Import(tenant="main", import_id=name, upload_id=upload, source="proof", client="c", reading=READING, bytes=11)
    return (await kept.queue(one))[0]


async def claimed(kept: Imports, holder: str = "a") -> Import:
    one = await kept.claim(holder, 30)
    assert one is not None
    return one


async def pieces(kept: Imports, one: Import) -> list[bytes]:
    return [piece async for piece in kept.pieces(one)]


async def test_what_was_posted_comes_out_as_it_went_in(kept: Imports) -> None:
    await queued(kept)
    one = await claimed(kept)
    assert (one.state, one.reading, one.client, one.progress) == ("running", READING, "c", Progress())
    assert await pieces(kept, one) == [b"one", b"two", b"\x00three"]


async def test_one_holder_at_a_time_and_each_import_once(kept: Imports) -> None:
    for number in range(3):
        await queued(kept, f"i{number}", f"u{number}")
    found = [await kept.claim(f"h{n}", 30) for n in range(4)]
    assert {each.import_id for each in found if each} == {"i0", "i1", "i2"}
    assert found[3] is None


async def test_progress_is_put_down_once_by_its_holder_alone(kept: Imports) -> None:
    await queued(kept)
    one = await claimed(kept)
    assert await kept.opened(one, "a", {"E-Mail": "email"}, COLUMNS)
    to = Progress(500, 0.5, 498, 1, 1, {"formula": 2})
    lines = [Line(7, "rejected", "nul", "E-Mail"), Line(9, "rejected", "wrong-type", "=x")]
    assert await kept.advance(one, "a", to, lines)
    assert not await kept.advance(one, "a", to, lines), "it stands there already"
    stands = await kept.find("main", "i1")
    assert stands is not None
    assert (stands.progress, list(stands.columns), stands.keys) == (to, COLUMNS, {"E-Mail": "email"})
    assert not await kept.advance(stands, "b", Progress(600), [])
    assert await kept.lines("main", "i1", -1, 10) == lines
    assert await kept.lines("main", "i1", 7, 10) == lines[1:]


async def test_what_is_let_go_another_goes_on_with(kept: Imports) -> None:
    await queued(kept)
    one = await claimed(kept)
    assert await kept.advance(one, "a", Progress(500, 0.5, 500), [])
    assert await kept.renew(one, "a", 30)
    await kept.release("a")
    await asyncio.sleep(0.01)
    again = await claimed(kept, "b")
    assert again.progress.last == 500
    assert not await kept.renew(one, "a", 30)
    assert not await kept.end(again, "a", "done")
    assert await kept.end(again, "b", "done")
    ended = await kept.find("main", "i1")
    assert ended is not None
    assert ended.state == "done"
    assert await pieces(kept, one) == []


async def test_the_same_again_is_what_there_is_and_its_bytes_are_dropped(kept: Imports) -> None:
    first = await queued(kept)
    await kept.add("main", "u2", 0, b"one")
    known, repeated = await kept.queue(replace(first, upload_id="u2"))
    assert (known.upload_id, repeated) == ("u1", True)
    assert await pieces(kept, replace(first, upload_id="u2")) == []


async def test_cancelled_it_is_nobody_s_and_queued_anew_it_goes_on(kept: Imports) -> None:
    await queued(kept)
    one = await claimed(kept)
    assert await kept.opened(one, "a", {"E-Mail": "email"}, COLUMNS)
    assert await kept.advance(one, "a", Progress(500, 0.5, 500), [])
    ended = await kept.cancel("main", "i1")
    assert ended is not None
    assert ended.state == "cancelled"
    assert await pieces(kept, one) == []
    assert not await kept.renew(one, "a", 30)
    await kept.add("main", "u2", 0, b"again")
    known, repeated = await kept.queue(replace(one, upload_id="u2", reading=Reading()))
    assert (repeated, known.state, known.progress.last, known.reading) == (False, "queued", 500, READING)
    assert await pieces(kept, await claimed(kept, "b")) == [b"again"]
    assert await kept.cancel("main", "none") is None


async def test_another_tenant_has_its_own(kept: Imports) -> None:
    one = await queued(kept)
    assert await kept.find("other", one.import_id) is None
    assert await kept.cancel("other", one.import_id) is None
    assert await kept.lines("other", one.import_id, -1, 10) == []


async def test_a_lease_that_is_over_is_anybody_s(in_postgres: PostgresImports) -> None:
    await queued(in_postgres)
    assert await in_postgres.claim("a", 0.05)
    async with asyncio.timeout(30):
        while await in_postgres.claim("b", 30) is None:  # noqa: ASYNC110  the lease is in the database
            await asyncio.sleep(0.02)


async def test_what_nobody_finished_is_forgotten_and_what_waits_is_not(
    in_postgres: PostgresImports, database: str
) -> None:
    one = await queued(in_postgres)
    await in_postgres.add("main", "broken-off", 0, b"half")
    await in_postgres.clean(3600)
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("select count(*) from intake.import_chunks") == 4
        await in_postgres.clean(-1)
        assert await connection.fetchval("select count(*) from intake.import_chunks") == 3
    finally:
        await connection.close()
    assert await pieces(in_postgres, one) == [b"one", b"two", b"\x00three"]


async def test_without_tables_or_a_server_it_is_away(database: str) -> None:
    bare = PostgresImports(database)
    with pytest.raises(PortUnavailable):
        await bare.find("main", "x")
    await bare.close()
    nowhere = PostgresImports("postgresql://127.0.0.1:9/none")
    with pytest.raises(PortUnavailable):
        await nowhere.claim("a", 30)
