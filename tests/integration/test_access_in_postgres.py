"""
I9, control:S4, DESIGN 7: clients in a real PostgreSQL. A secret holds when it was made, two hold while one follows the
other, none after it was revoked; who was known stays known while PostgreSQL is away, and is current when it is back.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from aiohttp.test_utils import TestClient, TestServer
from console import app as console
from console.adapters.postgres import PostgresLeadStore, connected
from console.adapters.postgres_alike import PostgresAlikeStore
from console.adapters.postgres_letters import PostgresLetterStore
from console.routes.leads import Desk as ReadDesk
from gateway.routes.oauth import Desk as TokenDesk
from gateway.routes.oauth import TokenRoutes
from lab.stack import postgres as postgres_server
from lab.stack.testing import temporary_home
from leadcore.access.callers import Caller, digest_of
from leadcore.access.postgres import ClientBook, RefreshTokens
from leadcore.access.tokens import new_signing_key, read_signing_keys
from leadcore.clock import system_clock
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.runtime.web_app import application
from leadcore.runtime.web_callers import Access, AccessSettings, access
from leadcore.settings import Secret, SettingsError

from migrations import apply

pytestmark = pytest.mark.slow
PATIENCE_S = 60.0
SENDER = Caller("crm", sources=("web-form",))
DAY = timedelta(days=1)


async def until(holds: Callable[[], bool], what: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110  what is waited for happens elsewhere
            await asyncio.sleep(0.02)
    assert holds(), what


@pytest.fixture
async def book(database: str) -> ClientBook:
    await apply(database)
    return ClientBook(database)


def settings(dsn: str, copy: Path | None = None) -> AccessSettings:
    return AccessSettings(clients=Secret(dsn), access_copy=str(copy or ""))


def age_of(metrics: Metrics) -> float:
    """For how long no clients were read, seconds."""
    return metrics.registry.get_sample_value("access_clients_age_seconds") or 0.0


def knows(found: Access, secret: str) -> bool:
    return found.door.caller(f"Bearer {secret}") is not None


async def test_a_client_is_known_from_the_moment_that_it_is_made_and_no_longer_than_it_is_kept(
    database: str, book: ClientBook
) -> None:
    metrics = Metrics()
    async with access(settings(database), system_clock, metrics) as found:
        made = await book.create(SENDER, ["sender"], [], None, "test")
        assert made is not None
        await until(lambda: knows(found, made.secret), "PostgreSQL tells of what is new")
        assert found.door.caller(f"Bearer {made.secret}") == SENDER
        assert metrics.registry.get_sample_value("access_clients") == 1
        assert age_of(metrics) < PATIENCE_S
        assert await book.revoke("crm", "", "test")
        await until(lambda: not knows(found, made.secret), "a revoked client is nobody")
    assert not await book.revoke("crm", "", "test")
    assert await book.create(SENDER, ["sender"], [], None, "test") is None, "a name is given once"


async def test_two_secrets_hold_while_one_follows_the_other(database: str, book: ClientBook) -> None:
    first = await book.create(SENDER, ["sender"], [], None, "test")
    second = await book.rotate("crm", timedelta(seconds=2), DAY)
    assert first is not None
    assert second is not None
    assert second.others_until is not None
    async with access(settings(database), system_clock, Metrics()) as found:
        assert knows(found, second.secret)
        await until(lambda: not knows(found, first.secret), "the first ends in its time")
        assert knows(found, second.secret)
        third = await book.rotate("crm", DAY, None)
        assert third is not None
        await until(lambda: knows(found, third.secret), "both hold")
        assert knows(found, second.secret)
        assert await book.revoke("crm", second.secret_id, "test")
        await until(lambda: not knows(found, second.secret), "one secret ends by itself")
        assert knows(found, third.secret)
    assert await book.rotate("nobody", DAY, None) is None
    [row] = await book.listed()
    assert [ident for ident, _, _ in row.secrets] == [third.secret_id]


async def test_no_secret_is_kept(database: str, book: ClientBook) -> None:
    """control:S22"""
    made = await book.create(SENDER, ["sender"], [], None, "test")
    token = await RefreshTokens(database).begin(SENDER, "leads:write", DAY)
    assert made is not None
    connection = await asyncpg.connect(database)
    rows = str(
        await connection.fetch("select c, s, r from access.clients c, access.secrets s, access.refresh_tokens r")
    )
    await connection.close()
    assert digest_of(made.secret) in rows
    assert digest_of(token) in rows
    assert made.secret not in rows
    assert token not in rows


async def test_who_was_known_stays_known_without_postgresql_also_over_a_restart(tmp_path: Path) -> None:
    copy = tmp_path / "clients.json"
    with temporary_home() as home:
        server = postgres_server.start(home)
        dsn = server.address
        try:
            await apply(dsn)
            book = ClientBook(dsn)
            made = await book.create(SENDER, ["sender"], [], None, "test")
            assert made is not None
            metrics = Metrics()
            wanted = settings(dsn, copy)
            async with access(wanted, system_clock, metrics) as found:
                assert knows(found, made.secret)
                await until(copy.exists, "what is known is copied")
                server.stop()
                with pytest.raises(PortUnavailable):
                    await book.listed()
                await until(lambda: age_of(metrics) > 7, "nothing new is read")
                assert knows(found, made.secret)
                async with access(wanted, system_clock, Metrics()) as restarted:
                    assert knows(restarted, made.secret), "the copy holds over a restart"
                    assert not knows(restarted, "another")
                assert copy.stat().st_mode & 0o777 == 0o600
                assert made.secret not in copy.read_text()
                async with access(settings(dsn), system_clock, Metrics()) as bare:
                    assert not knows(bare, made.secret), "it was the copy that told"
                server = postgres_server.start(home)
                assert server.address == dsn
                await until(lambda: age_of(metrics) < 7, "it is read again")
                assert await book.revoke("crm", "", "test")
                await until(lambda: not knows(found, made.secret), "and heard of what changes")
        finally:
            server.stop()


async def test_a_copy_that_cannot_be_read_is_no_reason_not_to_start(tmp_path: Path) -> None:
    copy = tmp_path / "clients.json"
    nowhere = "postgresql://nobody@127.0.0.1:9/none"
    for text in ("", "{", '[{"sha256": 1}]', "[]"):
        copy.write_text(text)
        async with access(settings(nowhere, copy), system_clock, Metrics()) as found:
            assert not knows(found, "s")


async def test_the_keys_file_is_followed_and_a_broken_one_leaves_what_was(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    def write(text: str) -> None:
        file.with_suffix(".new").write_text(text)
        file.with_suffix(".new").replace(file)

    write(json.dumps([{"id": "a", "sha256": digest_of("one")}]))
    wanted = replace(AccessSettings(), keys=Secret(file.read_text(), file))
    async with access(wanted, system_clock, Metrics()) as found:
        assert knows(found, "one")
        write(json.dumps([{"id": "a", "sha256": digest_of("one")}, {"id": "a", "sha256": digest_of("two")}]))
        await until(lambda: knows(found, "two"), "a key that is put there is known")
        assert knows(found, "one")
        write("[")
        await asyncio.sleep(6)
        assert knows(found, "one")
        write(json.dumps([{"id": "a", "sha256": digest_of("two")}]))
        await until(lambda: not knows(found, "one"), "a key that is gone is not")


async def test_what_cannot_work_is_refused_at_the_start() -> None:
    for wrong in (
        replace(AccessSettings(), keys=Secret("{")),
        replace(AccessSettings(), signing=Secret('{"keys": []}')),
        replace(AccessSettings(), signing=Secret("{"), issuer="x"),
        replace(AccessSettings(), proxies=("nowhere",)),
    ):
        with pytest.raises(SettingsError, match=r"GATEWAY_KEYS|TOKEN_ISSUER|TOKEN_KEYS|TRUSTED_PROXIES"):
            async with access(wrong, system_clock, Metrics()):
                pass


async def test_a_refresh_token_is_good_once_and_its_family_ends_with_the_second_time(
    database: str, book: ClientBook
) -> None:
    """RFC 9700 §4.14: one of the two who hold it stole it."""
    assert await book.create(replace(SENDER, person=True), ["analyst"], [], None, "test")
    tokens = RefreshTokens(database)
    first = await tokens.begin(SENDER, "leads:read", DAY)
    second = await tokens.use(first, "crm", DAY)
    assert not isinstance(second, str)
    assert (second.client, second.scope) == ("crm", "leads:read")
    assert await tokens.use(second.token, "other", DAY) == "unknown", "another client's"
    assert await tokens.use("lsr_nobody's", "crm", DAY) == "unknown"
    assert await tokens.use(first, "crm", DAY) == "reused"
    assert await tokens.use(second.token, "crm", DAY) == "unknown", "its family ended"


async def test_of_two_who_use_a_refresh_token_at_once_one_gets_another(database: str, book: ClientBook) -> None:
    tokens = RefreshTokens(database)
    first = await tokens.begin(SENDER, "leads:read", DAY)
    answers = await asyncio.gather(*(tokens.use(first, "crm", DAY) for _ in range(8)))
    assert len([each for each in answers if not isinstance(each, str)]) == 1
    assert "reused" in answers


async def test_refresh_tokens_end_in_their_time_and_with_their_client(database: str, book: ClientBook) -> None:
    assert await book.create(SENDER, ["analyst"], [], None, "test")
    tokens = RefreshTokens(database)
    short = await tokens.begin(SENDER, "leads:read", timedelta(0))
    assert await tokens.use(short, "crm", DAY) == "unknown"
    left = await tokens.begin(SENDER, "leads:read", DAY)
    await tokens.revoke(left)
    await tokens.revoke("lsr_nobody's")
    assert await tokens.use(left, "crm", DAY) == "unknown"
    ended = await tokens.begin(SENDER, "leads:read", DAY)
    assert await book.revoke("crm", "", "test")
    assert await tokens.use(ended, "crm", DAY) == "unknown"


async def test_the_console_takes_the_gateway_s_tokens_and_can_make_none(database: str, book: ClientBook) -> None:
    """One client, one secret: at the gateway for a token, at the console with it; until it is revoked."""
    private = {"keys": [new_signing_key("k1")]}
    public = read_signing_keys(json.dumps(private)).published()
    issuer = "http://gateway.example"
    signs = replace(settings(database), signing=Secret(json.dumps(private)), issuer=issuer)
    checks = replace(settings(database), signing=Secret(json.dumps(public)), issuer=issuer)
    made = await book.create(replace(SENDER, id="ada", person=True), ["analyst"], [], None, "test")
    assert made is not None
    async with (
        access(signs, system_clock, Metrics()) as at_gateway,
        access(checks, system_clock, Metrics()) as at_console,
        connected(database) as pool,
    ):
        metrics = Metrics()
        giving = TokenRoutes(TokenDesk(at_gateway, RefreshTokens(database), system_clock, metrics))
        reading = console.build(
            ReadDesk(at_console.guard, PostgresLeadStore(pool), Metrics()),
            PostgresLetterStore(pool),
            PostgresAlikeStore(pool),
        )
        async with (
            TestClient(TestServer(application(giving.table(), metrics))) as gateway,
            TestClient(TestServer(reading)) as desk,
        ):
            ask = {"grant_type": "client_credentials", "client_id": "ada", "client_secret": made.secret}
            told = await (await gateway.post("/oauth/token", data=ask)).json()
            headers = {"Authorization": f"Bearer {told['access_token']}"}
            answer = await desk.get("/v1/leads", headers=headers)
            assert (answer.status, await answer.json()) == (200, {"items": [], "next": None})
            assert (await desk.get("/v1/dead-letters", headers=headers)).status == 403
            again = {"grant_type": "refresh_token", "client_id": "ada", "refresh_token": told["refresh_token"]}
            fresh = await (await gateway.post("/oauth/token", data=again)).json()
            fresh_headers = {"Authorization": f"Bearer {fresh['access_token']}"}
            assert (await desk.get("/v1/leads", headers=fresh_headers)).status == 200
            assert not (at_console.held.signing and at_console.held.signing.signs)
            assert await book.revoke("ada", "", "test")
            await until(lambda: at_console.door.caller(headers["Authorization"]) is None, "its tokens end with it")
            assert (await desk.get("/v1/leads", headers=headers)).status == 401
