"""I9: OAuth 2.0 client credentials (RFC 6749 §4.4), refresh for persons (§6), JWKS, metadata (RFC 8414)."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from gateway.domain import grants
from gateway.routes.oauth import Desk, TokenRoutes
from hypothesis import given
from hypothesis import strategies as st
from leadcore.access.callers import Caller, Credential, Keyring, digest_of, new_secret
from leadcore.access.doors import Door, Held
from leadcore.access.postgres import Refreshed, Unusable
from leadcore.access.scopes import scopes_of
from leadcore.access.tokens import Audience, new_signing_key, read_signing_keys
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import FAILURES, Attempts, Guard
from leadcore.runtime.web_app import application
from leadcore.runtime.web_callers import Access

NOW = 1_800_000_000_000
OURS = Audience("https://leads.example", "leadstream")
CRM, ADA = (
    Caller("crm", scopes=scopes_of(["sender", "analyst"])),
    Caller("ada", scopes=scopes_of(["analyst"]), person=True),
)
ODD = Caller("odd name+", scopes=scopes_of(["sender"]))
RING = Keyring([Credential(digest_of(f"s3cret {each.id}"), each) for each in (CRM, ADA, ODD)])
SIGNING = read_signing_keys(json.dumps({"keys": [new_signing_key("k")]}))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Client = TestClient[Any, Any]


@dataclass
class Families:
    """Refresh tokens in memory."""

    scopes: dict[str, tuple[str, str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    away: bool = False

    async def begin(self, caller: Caller, scope: str, lasts: timedelta) -> str:
        if self.away:
            raise PortUnavailable("postgres")
        token = new_secret("lsr_")
        self.scopes[token] = caller.id, scope
        return token

    async def use(self, token: str, client: str, lasts: timedelta) -> Refreshed | Unusable:
        if self.away:
            raise PortUnavailable("postgres")
        name, scope = self.scopes.get(token, ("", ""))
        if name != client:
            return "unknown"
        if token in self.used:
            return "reused"
        self.used.add(token)
        return Refreshed(client, scope, await self.begin(Caller(client), scope, lasts))

    async def revoke(self, token: str) -> None:
        if self.away:
            raise PortUnavailable("postgres")
        self.ended.append(token)


@pytest.fixture
def families() -> Families:
    return Families()


@pytest.fixture
def held() -> Held:
    return Held(RING, SIGNING)


@pytest_asyncio.fixture
async def client(families: Families, held: Held) -> AsyncIterator[Client]:
    metrics = Metrics()
    door = Door(held, OURS, lambda: NOW)
    guard = Guard(door, Attempts(lambda: 0.0), lambda _request: "1.2.3.4")
    desk = Desk(Access(door, guard, held, OURS), families, lambda: NOW, metrics)
    async with TestClient(TestServer(application(TokenRoutes(desk).table(), metrics))) as asked:
        yield asked


def basic(name: str = "crm", secret: str = "s3cret crm") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()}


GRANT = {"grant_type": "client_credentials"}


async def test_a_secret_becomes_a_token_that_opens_the_door(client: Client, held: Held) -> None:
    for data, headers in (
        (GRANT, basic()),
        ({**GRANT, "client_id": "crm", "client_secret": "s3cret crm"}, {}),
        ({**GRANT, "client_id": "crm"}, basic()),
        ({**GRANT, "scope": "", "client_id": ""}, basic()),
    ):
        answer = await client.post("/oauth/token", data=data, headers=headers)
        told = await answer.json()
        assert answer.status == 200, told
        assert answer.headers["Cache-Control"] == "no-store"
        assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 600, "leads:read leads:write")
        assert "refresh_token" not in told, "RFC 6749 §4.4.3"
        assert Door(held, OURS, lambda: NOW).caller(f"Bearer {told['access_token']}") == CRM


async def test_a_token_may_be_asked_for_less(client: Client, held: Held) -> None:
    answer = await client.post("/oauth/token", data={**GRANT, "scope": "leads:write"}, headers=basic())
    told = await answer.json()
    assert told["scope"] == "leads:write"
    caller = Door(held, OURS, lambda: NOW).caller(f"Bearer {told['access_token']}")
    assert caller is not None
    assert caller.scopes == {"leads:write"}


async def test_names_and_secrets_are_form_encoded_in_basic(client: Client) -> None:
    assert (await client.post("/oauth/token", data=GRANT, headers=basic("odd name+", "s3cret odd name+"))).status == 200


WRONG: dict[str, tuple[Any, dict[str, str], int, str]] = {
    "another secret": (GRANT, basic(secret="s3cret ada"), 401, "invalid_client"),
    "no such client": (GRANT, basic("nobody"), 401, "invalid_client"),
    "no client": (GRANT, {}, 401, "invalid_client"),
    "no secret": ({**GRANT, "client_id": "crm"}, {}, 401, "invalid_client"),
    "not Basic": (GRANT, {"Authorization": "Bearer s3cret"}, 401, "invalid_client"),
    "broken Basic": (GRANT, {"Authorization": "Basic !!!"}, 401, "invalid_client"),
    "Basic without colon": (GRANT, {"Authorization": "Basic " + b64encode(b"crm").decode()}, 401, "invalid_client"),
    "Basic not UTF-8": (GRANT, {"Authorization": "Basic " + b64encode(b"\xff:\xff").decode()}, 401, "invalid_client"),
    "Basic with a broken escape": (
        GRANT,
        {"Authorization": "Basic " + b64encode(b"%ff:x").decode()},
        401,
        "invalid_client",
    ),
    "two places": ({**GRANT, "client_id": "crm", "client_secret": "x"}, basic(), 400, "invalid_request"),
    "two clients": ({**GRANT, "client_id": "ada"}, basic(), 400, "invalid_request"),
    "no grant": ({"scope": "leads:read"}, basic(), 400, "invalid_request"),
    "another grant": ({"grant_type": "password"}, basic(), 400, "unsupported_grant_type"),
    "a scope that there is not": ({**GRANT, "scope": "leads:delete"}, basic(), 400, "invalid_scope"),
    "a scope it may not have": ({**GRANT, "scope": "dead-letters:read"}, basic(), 400, "invalid_scope"),
    "two blanks between scopes": ({**GRANT, "scope": "leads:read  leads:write"}, basic(), 400, "invalid_scope"),
    "a parameter twice": ("grant_type=client_credentials&grant_type=x", basic(), 400, "invalid_request"),
    "not a form": ("{}", basic(), 400, "invalid_request"),
    "not ASCII": ("grant_type=\xff".encode("latin-1"), basic(), 400, "invalid_request"),
    "a broken escape": ("grant_type=%ff", basic(), 400, "invalid_request"),
    "many fields": ("&".join(f"a{n}=1" for n in range(50)), basic(), 400, "invalid_request"),
    "empty": ("", basic(), 400, "invalid_request"),
    "refresh without token": ({"grant_type": "refresh_token", "client_id": "ada"}, {}, 400, "invalid_request"),
    "refresh without client": ({"grant_type": "refresh_token", "refresh_token": "x"}, {}, 400, "invalid_request"),
    "refresh of nobody": (
        {"grant_type": "refresh_token", "refresh_token": "x", "client_id": "no"},
        {},
        400,
        "invalid_grant",
    ),
    "refresh unknown": (
        {"grant_type": "refresh_token", "refresh_token": "x", "client_id": "ada"},
        {},
        400,
        "invalid_grant",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_told_as_the_rfc_says(client: Client, name: str) -> None:
    data, headers, status, error = WRONG[name]
    body = urlencode(data) if isinstance(data, dict) else data
    answer = await client.post("/oauth/token", data=body, headers={**FORM, **headers})
    told = await answer.json()
    assert (answer.status, told["error"]) == (status, error)
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)
    assert "s3cret" not in await answer.text()


async def test_a_form_is_a_form(client: Client) -> None:
    assert (await client.post("/oauth/token", json=GRANT, headers=basic())).status == 415
    large = await client.post("/oauth/token", data="scope=" + "x" * grants.MAX_BYTES, headers={**FORM, **basic()})
    assert large.status == 413
    assert (await client.get("/oauth/token")).status == 405


async def test_a_person_s_token_is_refreshed_once_with_each_refresh_token(client: Client, families: Families) -> None:
    first = await (await client.post("/oauth/token", data=GRANT, headers=basic("ada", "s3cret ada"))).json()
    ask = {"grant_type": "refresh_token", "client_id": "ada", "refresh_token": first["refresh_token"]}
    answer = await client.post("/oauth/token", data=ask)
    second = await answer.json()
    assert answer.status == 200
    assert second["scope"] == "leads:read"
    assert second["refresh_token"] != first["refresh_token"]
    again = await client.post("/oauth/token", data=ask)
    assert (again.status, (await again.json())["error"]) == (400, "invalid_grant")
    wider = {**ask, "refresh_token": second["refresh_token"], "scope": "leads:write"}
    assert (await (await client.post("/oauth/token", data=wider)).json())["error"] == "invalid_scope"
    assert second["refresh_token"] not in families.used, "a wrong question spends nothing"
    wrong = {**ask, "refresh_token": second["refresh_token"], "client_secret": "wrong"}
    assert (await client.post("/oauth/token", data=wrong)).status == 401


async def test_a_client_that_is_gone_refreshes_nothing(client: Client, held: Held) -> None:
    first = await (await client.post("/oauth/token", data=GRANT, headers=basic("ada", "s3cret ada"))).json()
    held.ring = Keyring([])
    ask = {"grant_type": "refresh_token", "client_id": "ada", "refresh_token": first["refresh_token"]}
    assert (await (await client.post("/oauth/token", data=ask)).json())["error"] == "invalid_grant"


async def test_without_postgresql_clients_get_tokens_and_persons_wait(client: Client, families: Families) -> None:
    families.away = True
    assert (await client.post("/oauth/token", data=GRANT, headers=basic())).status == 200
    answer = await client.post("/oauth/token", data=GRANT, headers=basic("ada", "s3cret ada"))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert (await client.post("/oauth/revoke", data={"token": "x"})).status == 503


async def test_a_refresh_token_can_be_ended_and_nobody_learns_whether_it_was_one(
    client: Client, families: Families
) -> None:
    answer = await client.post("/oauth/revoke", data={"token": "whatever"})
    assert (answer.status, families.ended) == (200, ["whatever"])
    assert (await client.post("/oauth/revoke", data={"x": "y"})).status == 400


async def test_who_tries_too_often_waits(client: Client) -> None:
    statuses = [
        (await client.post("/oauth/token", data=GRANT, headers=basic(secret="x"))).status for _ in range(FAILURES + 2)
    ]
    assert statuses == [401] * FAILURES + [429] * 2
    assert (await client.post("/oauth/token", data=GRANT, headers=basic())).status == 200


async def test_keys_and_metadata_are_published_and_tell_no_secret(client: Client, held: Held) -> None:
    answer = await client.get("/.well-known/jwks.json")
    assert answer.status == 200
    assert "max-age" in answer.headers["Cache-Control"]
    [key] = (await answer.json())["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    metadata = await (await client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["issuer"] == OURS.issuer
    assert metadata["token_endpoint"] == f"{OURS.issuer}/oauth/token"
    held.signing = None
    for path in ("/.well-known/jwks.json", "/.well-known/oauth-authorization-server"):
        assert (await client.get(path)).status == 404
    assert (await client.post("/oauth/token", data=GRANT, headers=basic())).status == 404


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.text(max_size=100))
def test_no_form_and_no_header_breaks_the_reader(body: bytes, header: str) -> None:
    assert isinstance(grants.read(body, header), grants.Asked | grants.GrantError)
    assert isinstance(grants.read(body, f"Basic {header}"), grants.Asked | grants.GrantError)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_any_name_and_secret_can_be_sent_as_basic(name: str, secret: str) -> None:
    asked = grants.read(urlencode(GRANT).encode(), basic(name, secret)["Authorization"])
    assert isinstance(asked, grants.Asked)
    assert (asked.client, asked.secret) == (name, secret)
