"""I9: what the contract marks as deprecated says so in each of its answers, as RFC 9745 and RFC 8594 write it."""

import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from leadcore.access.callers import Keyring
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of, undeclared, unguarded
from leadcore.runtime.web_app import answered, application
from leadcore.runtime.web_contract import with_farewells

MARKS = {
    "deprecated": True,
    "x-deprecated-since": "2027-01-31",
    "x-sunset": "2028-01-31",
    "x-deprecation-link": "https://leadstream.dev/api#old",
}
SAID = {
    "Deprecation": "@1801353600",
    "Sunset": "Mon, 31 Jan 2028 00:00:00 GMT",
    "Link": '<https://leadstream.dev/api#old>; rel="deprecation"',
}


async def told(_request: web.Request) -> web.StreamResponse:
    return answered({})


def built(**marks: Any) -> web.Application:
    guard = guard_of(Keyring([]))
    routes = [
        web.post("/v1/old", guard.needs("leads:write", told)),
        web.get("/v1/old", unguarded("tells nothing", told)),
        web.get("/v1/new", unguarded("tells nothing", told)),
    ]
    document = {"paths": {"/v1/old": {"post": marks, "get": {**marks, "deprecated": False}}, "/v1/new": {"get": {}}}}
    return application(with_farewells(routes, json.dumps(document).encode()), Metrics())


async def test_a_marked_operation_says_so_also_when_it_refuses_and_no_other_does() -> None:
    app = built(**MARKS)
    assert undeclared(app) == [], "who may call it is known still"
    async with TestClient(TestServer(app)) as client:
        refused = await client.post("/v1/old")
        assert refused.status == 401
        assert {name: refused.headers[name] for name in SAID} == SAID
        for path in ("/v1/old", "/v1/new"):
            answer = await client.get(path)
            assert answer.status == 200
            assert not set(SAID) & set(answer.headers)


@pytest.mark.parametrize("lacking", ["x-deprecated-since", "x-sunset", "x-deprecation-link"])
def test_half_a_mark_stops_the_start(lacking: str) -> None:
    with pytest.raises(KeyError, match=lacking):
        built(**{name: value for name, value in MARKS.items() if name != lacking})
