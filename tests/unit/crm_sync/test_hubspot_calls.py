"""How long we stay away from a HubSpot that does not answer or refuses us, and lists of another shape (fault:G2)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from crm_sync.adapters import hubspot_calls
from crm_sync.adapters.hubspot_calls import Account, Calls
from crm_sync.adapters.hubspot_contacts import Needs, open_contacts
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics

A_LONG_OUTAGE = 3_000
"""Calls; at half a minute each, a day."""


@asynccontextmanager
async def hubspot_that_answers(status: int, document: Any) -> AsyncIterator[str]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=orjson.dumps(document), content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that leaps over every time to stay away; what was slept instead of sleeping."""
    slept: list[float] = []
    leaps = count(0, 1_000)

    class Clock:
        monotonic = staticmethod(lambda: float(next(leaps)))
        time = staticmethod(lambda: 0.0)

    class Sleep:
        @staticmethod
        async def sleep(seconds: float) -> None:
            slept.append(seconds)

    monkeypatch.setattr(hubspot_calls, "time", Clock)
    monkeypatch.setattr(hubspot_calls, "asyncio", Sleep)
    return slept


class Session:
    """An aiohttp session in which every call has the same status."""

    def __init__(self, status: int) -> None:
        self.status, self.headers, self.content = status, dict[str, str](), self

    @asynccontextmanager
    async def request(self, *_call: Any, **_how: Any) -> AsyncIterator["Session"]:
        yield self

    async def iter_chunked(self, _size: int) -> AsyncIterator[bytes]:
        yield b"{}"


@pytest.mark.parametrize("status", [503, 401])
async def test_a_day_of_failures_is_like_an_hour_of_them(no_waiting: list[float], status: int) -> None:
    session: Any = Session(status)
    calls = Calls(session, Account("http://crm", "t"), Metrics())
    for _ in range(A_LONG_OUTAGE):
        with suppress(PortUnavailable):
            await calls.ask("GET", "/")
    assert max(no_waiting, default=0.0) <= 1.0


@pytest.mark.parametrize(
    "listed",
    [[], {}, {"results": 1}, {"results": [1]}, {"results": [], "paging": "x"}, {"results": [], "paging": {"next": 1}}],
)
async def test_a_list_of_another_shape_is_an_unreadable_answer(listed: Any) -> None:
    async with hubspot_that_answers(200, listed) as url:
        account, needs = Account(url, "t"), Needs({}, writes=False)
        async with open_contacts(account, needs, Metrics()) as contacts:
            for asked in (contacts.ready(), contacts.owners(["a@b.example"])):
                with pytest.raises(PortUnavailable, match="unreadable-answer"):
                    await asked
