"""I7, I9, RFC 6750, control:S5, control:S10, control:S17: what a route asks, and how it says no."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from leadcore.access.callers import Caller, Credential, Keyring, digest_of
from leadcore.access.doors import Door, Held
from leadcore.access.tokens import Audience
from leadcore.metrics import Metrics
from leadcore.runtime import web_access
from leadcore.runtime.web_access import (
    ADDRESSES,
    FAILURES,
    FAILURES_S,
    Attempts,
    Declared,
    Guard,
    caller_of,
    declared,
    undeclared,
    unguarded,
)
from leadcore.runtime.web_addresses import address_of, read_networks
from leadcore.runtime.web_app import answered, application

RING = Keyring([Credential(digest_of("s3cret"), Caller("crm", scopes=frozenset({"leads:write"})))])
CODES: Counter[str] = Counter()


def refusing(code: str) -> None:
    CODES[code] += 1


async def named(request: web.Request) -> web.StreamResponse:
    return answered({"caller": caller_of(request).id})


async def open_door(_request: web.Request) -> web.StreamResponse:
    return answered({})


@pytest_asyncio.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    door = Door(Held(RING), Audience("", ""), lambda: 1)
    guard = Guard(door, Attempts(lambda: 0.0), lambda _request: "1.2.3.4", refusing)
    routes = [
        web.post("/send", guard.needs("leads:write", named)),
        web.get("/read", guard.needs("leads:read", named)),
        web.get("/open", unguarded("tells nothing", open_door)),
    ]
    async with TestClient(TestServer(application(routes, Metrics()))) as asked:
        yield asked


async def test_who_is_known_and_may_is_let_in(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/send", headers={"Authorization": "Bearer s3cret"})
    assert (answer.status, await answer.json()) == (200, {"caller": "crm"})
    assert (await client.get("/open")).status == 200


async def test_who_sends_nothing_is_told_no_error(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/send")
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="leadstream"')


async def test_who_is_not_known_is_told_so_in_one_way(client: TestClient[Any, Any]) -> None:
    told = set()
    for sent in ("Bearer wrong", "Bearer lsk_" + "x" * 43, "Bearer a.b.c", "Basic czpz", "Bearer"):
        answer = await client.post("/send", headers={"Authorization": sent})
        told.add((answer.status, answer.headers["WWW-Authenticate"], await answer.text()))
    [(status, challenge, body)] = told
    assert (status, challenge) == (401, 'Bearer realm="leadstream", error="invalid_token"')
    assert "wrong" not in body


async def test_who_may_not_is_told_what_it_takes(client: TestClient[Any, Any]) -> None:
    for method in ("GET", "HEAD"):
        answer = await client.request(method, "/read", headers={"Authorization": "Bearer s3cret"})
        assert answer.status == 403
        assert answer.headers["WWW-Authenticate"].endswith('error="insufficient_scope", scope="leads:read"')


async def test_many_unknown_callers_from_one_address_wait_and_the_known_one_does_not(
    client: TestClient[Any, Any],
) -> None:
    CODES.clear()
    statuses = [(await client.post("/send", headers={"Authorization": "Bearer x"})).status for _ in range(FAILURES + 5)]
    assert statuses == [401] * FAILURES + [429] * 5
    late = await client.post("/send", headers={"Authorization": "Bearer x"})
    assert int(late.headers["Retry-After"]) >= 1
    assert (await client.post("/send", headers={"Authorization": "Bearer s3cret"})).status == 200
    assert CODES == {"unauthorized": FAILURES, "too-many-requests": 6}


def test_attempts_come_back_with_time_and_each_address_has_its_own() -> None:
    now = [100.0]
    attempts = Attempts(lambda: now[0])
    assert [attempts.failed("a") for _ in range(FAILURES)] == [0] * FAILURES
    assert attempts.failed("a") > 0
    assert attempts.failed("b") == 0
    now[0] += FAILURES_S / FAILURES
    assert attempts.failed("a") == 0
    assert attempts.failed("a") > 0
    now[0] += FAILURES_S * 2
    assert [attempts.failed("a") for _ in range(FAILURES)] == [0] * FAILURES
    assert attempts.failed("a") > 0


def test_addresses_have_a_bound() -> None:
    attempts = Attempts(lambda: 0.0)
    for at in range(ADDRESSES + 100):
        attempts.failed(str(at))
    assert len(attempts._empty_at) == ADDRESSES


def test_a_route_of_which_nobody_said_who_may_call_it_is_found() -> None:
    app = application([web.get("/forgotten", open_door), web.get("/open", unguarded("open", open_door))], Metrics())
    assert undeclared(app) == ["GET /forgotten", "HEAD /forgotten"] or undeclared(app) == [
        "HEAD /forgotten",
        "GET /forgotten",
    ]
    assert declared(unguarded("why", open_door)) == Declared(because="why")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "evil", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, evil", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1,,", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "", ""),
    ],
)
def test_only_our_proxies_say_whom_they_speak_for(peer: str, forwarded: str, found: str) -> None:
    assert address_of(peer, forwarded, read_networks(["10.0.0.0/8"])) == found


def test_without_proxies_nobody_speaks_for_another() -> None:
    assert address_of("203.0.113.9", "198.51.100.1", ()) == "203.0.113.9"
    with pytest.raises(ValueError, match="nowhere"):
        read_networks(["nowhere"])
    assert web_access.FAILURES > 1
