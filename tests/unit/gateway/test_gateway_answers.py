"""I6, I8, I9, fault:H4, control:S9, S13: what a caller is answered who repeats, waits, compresses or asks too much."""

import asyncio
import gzip
import hashlib
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.adapters.memory import MemoryLog, MemoryOutcomes, MemoryRepeats
from gateway.adapters.redis_limiter import NoLimiter
from gateway.routes.leads import Edge
from gateway.routes.room import Limits
from leadcore import workspace
from leadcore.access.callers import Keyring
from leadcore.api_keys import ApiKey
from leadcore.contracts import Outcome
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.testing.patience import reached

SHIPPED = workspace.load(Path(__file__).parents[3] / "workspace")
PAGE = "https://www.northwind.example"
WORKSPACE = replace(
    SHIPPED, sources={**SHIPPED.sources, "web-form": replace(SHIPPED.sources["web-form"], origins=(PAGE,))}
)
GOOD = b'{"email": "ada@northwind.example", "full_name": "Ada"}'
OTHER = b'{"email": "grace@northwind.example"}'
KEYS = tuple(ApiKey(name, hashlib.sha256(name.encode()).hexdigest()) for name in ("one", "two"))
JSON = {"Authorization": "Bearer one", "Content-Type": "application/json"}
ONCE = {**JSON, "Idempotency-Key": "k-1"}

Client = TestClient[Any, Any]


class House:
    """A gateway over ports in memory."""

    def __init__(self) -> None:
        self.log, self.repeats, self.outcomes = MemoryLog(), MemoryRepeats(), MemoryOutcomes()
        self.metrics = Metrics()
        self.limits = Limits()
        self.client: Client

    def app(self) -> Any:
        return app.build(
            Edge(
                guard_of(Keyring([key.credential() for key in KEYS])),
                WORKSPACE,
                self.log,
                NoLimiter(),
                lambda: 1_700_000_000_000,
                self.metrics,
                "http://c",
                self.repeats,
                self.outcomes,
                self.limits,
                5.0,
            )
        )

    async def post(self, body: bytes = GOOD, headers: dict[str, str] = JSON, path: str = "/v1/leads") -> ClientResponse:
        async with asyncio.timeout(60):
            return await self.client.post(path, data=body, headers=headers)

    def counted(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0.0


@pytest_asyncio.fixture
async def door() -> AsyncIterator[House]:
    made = House()
    async with TestClient(TestServer(made.app())) as made.client:
        yield made


# Idempotency-Key


async def test_the_same_request_again_gets_the_same_answer_and_is_taken_once(door: House) -> None:
    first, again = await door.post(headers=ONCE), await door.post(headers=ONCE)
    assert (first.status, again.status) == (202, 202)
    assert await first.read() == await again.read()
    assert first.content_type == again.content_type
    [kept] = door.log.kept
    assert kept.event_id == "k-1"


async def test_a_key_in_quotes_is_the_same_key(door: House) -> None:
    """The draft has it as a structured string; most clients send it bare."""
    first = await door.post(headers=ONCE)
    again = await door.post(headers={**JSON, "Idempotency-Key": '"k-1"'})
    assert await first.read() == await again.read()


async def test_the_same_key_with_another_body_is_a_422_and_the_first_stays(door: House) -> None:
    """fault:H4."""
    first = await door.post(headers=ONCE)
    other = await door.post(OTHER, ONCE)
    assert other.status == 422
    assert (await other.json())["errors"] == [{"field": "Idempotency-Key", "reason": "reused"}]
    assert await (await door.post(headers=ONCE)).read() == await first.read()
    assert len(door.log.kept) == 1
    assert (await door.post(headers=ONCE, path="/v1/leads?source=partner-api")).status == 422


async def test_the_same_key_of_another_client_is_another_key(door: House) -> None:
    await door.post(headers=ONCE)
    assert (await door.post(OTHER, {**ONCE, "Authorization": "Bearer two"})).status == 202
    assert [each.client for each in door.log.kept] == ["one", "two"]


async def test_while_the_first_is_being_answered_the_second_is_a_409(door: House) -> None:
    door.log.held = asyncio.Event()
    first = asyncio.create_task(door.post(headers=ONCE))
    await reached(lambda: bool(door.log.kept))
    second = await door.post(headers=ONCE)
    assert (second.status, second.headers["Retry-After"]) == (409, "1")
    door.log.held.set()
    assert (await first).status == 202
    assert await (await door.post(headers=ONCE)).read() == await (await first).read()
    assert len(door.log.kept) == 1


@pytest.mark.parametrize("body", [b"{", b'{"full_name": "Ada"}'])
async def test_what_was_refused_may_be_sent_right_under_its_key(door: House, body: bytes) -> None:
    assert (await door.post(body, ONCE)).status == 400
    assert (await door.post(headers=ONCE)).status == 202


async def test_a_broker_that_was_away_may_be_tried_again_under_the_key(door: House) -> None:
    door.log.away = True
    assert (await door.post(headers=ONCE)).status == 503
    door.log.away = False
    assert (await door.post(headers=ONCE)).status == 202
    assert len(door.log.kept) == 1


async def test_without_the_store_the_key_is_the_event_id(door: House) -> None:
    """Decision 8: the repeat ends as a duplicate."""
    door.repeats.away = True
    assert [(await door.post(headers=ONCE)).status for _ in range(2)] == [202, 202]
    assert [each.event_id for each in door.log.kept] == ["k-1", "k-1"]
    assert door.counted("lead_idempotency_decisions_total", decision="fail_open") == 2


async def test_a_batch_has_a_key_too(door: House) -> None:
    body = b"[" + b",".join([GOOD] * 60) + b', {"full_name": 1}]'
    first, again = [await door.post(body, ONCE, "/v1/leads:batch") for _ in range(2)]
    assert await first.read() == await again.read()
    assert len(door.log.kept) == 60
    assert [each.event_id for each in door.log.kept[:2]] == ["k-1/0", "k-1/1"]
    assert (await door.post(b"[]", ONCE, "/v1/leads:batch")).status == 422


# Prefer: wait


def outcome(submission_id: str, ended: str, **more: Any) -> Outcome:
    return Outcome(
        outcome_id="o",
        submission_id=submission_id,
        tenant="main",
        source="web-form",
        outcome=ended,
        unit="u",
        code=more.pop("code", "c"),
        at=1,
        **more,
    )


async def waited(door: House, ended: str, prefer: str = "wait=5", **more: Any) -> ClientResponse:
    asked = asyncio.create_task(door.post(headers={**JSON, "Prefer": prefer}))
    await reached(lambda: bool(door.log.kept))
    [kept] = door.log.kept
    door.outcomes.waiting[kept.submission_id].set_result(outcome(kept.submission_id, ended, **more))
    return await asked


async def test_who_waits_is_told_where_the_lead_went(door: House) -> None:
    told = {"owner": "o-1", "score": "71.50", "band": "hot", "secret": "x"}
    answer = await waited(door, "routed", lead_id="l-1", parameters=told)
    assert (answer.status, answer.headers["Preference-Applied"]) == (200, "wait=5")
    document = await answer.json()
    assert document["status_url"].endswith(document.pop("submission_id"))
    del document["status_url"]
    assert document == {"outcome": "routed", "lead_id": "l-1", "owner": "o-1", "score": 71.5, "band": "hot"}


async def test_who_waits_is_told_of_the_lead_that_is_already_there(door: House) -> None:
    """I6."""
    answer = await waited(door, "duplicate", lead_id="l-0", code="same-person")
    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    document = await answer.json()
    assert (document["lead_id"], document["code"]) == ("l-0", "same-person")
    assert document["type"].endswith("/duplicate")


async def test_who_waits_is_told_why_a_lead_was_rejected(door: House) -> None:
    answer = await waited(door, "rejected", parameters={"field": "email", "reason": "not-an-address"}, code="rule")
    assert answer.status == 422
    assert (await answer.json())["errors"] == [{"field": "email", "reason": "not-an-address"}]


async def test_a_dead_letter_is_not_the_sender_s_to_mend(door: House) -> None:
    answer = await waited(door, "dead")
    assert answer.status == 202
    assert (await answer.json())["outcome"] == "dead"


async def test_a_verdict_that_is_late_is_a_202_as_before(door: House) -> None:
    answer = await door.post(headers={**JSON, "Prefer": "respond-async, wait=1"})
    assert (answer.status, answer.headers["Preference-Applied"]) == (202, "wait=1")
    assert set(await answer.json()) == {"submission_id", "status_url"}
    assert door.counted("lead_waits_total", ended="late") == 1
    assert not door.outcomes.waiting


async def test_nobody_waits_past_the_room_there_is(door: House) -> None:
    door.outcomes.room = 0
    answer = await door.post(headers={**JSON, "Prefer": "wait=5"})
    assert answer.status == 202
    assert "Preference-Applied" not in answer.headers
    assert door.counted("lead_waits_total", ended="no_room") == 1


@pytest.mark.parametrize("prefer", ["", "wait=0", "wait=soon", "wait=-1", "handling=lenient", "=;,", "wait=１"])
async def test_who_does_not_ask_is_answered_at_once(door: House, prefer: str) -> None:
    answer = await door.post(headers={**JSON, "Prefer": prefer.encode().decode("latin-1")})
    assert answer.status == 202
    assert "Preference-Applied" not in answer.headers


async def test_one_waits_no_longer_than_is_granted(door: House) -> None:
    answer = await waited(door, "routed", "wait=3600")
    assert answer.headers["Preference-Applied"] == "wait=5"


async def test_a_verdict_is_repeated_to_the_same_key(door: House) -> None:
    asked = asyncio.create_task(door.post(headers={**ONCE, "Prefer": "wait=5"}))
    await reached(lambda: bool(door.log.kept))
    [kept] = door.log.kept
    ended = outcome(kept.submission_id, "duplicate", lead_id="l-0")
    door.outcomes.waiting[kept.submission_id].set_result(ended)
    first, again = await asked, await door.post(headers=ONCE)
    assert (first.status, again.status) == (409, 409)
    assert await first.read() == await again.read()
    assert len(door.log.kept) == 1


# Compression


async def test_gzip_is_read_also_in_several_members(door: House) -> None:
    for body in (gzip.compress(GOOD), gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:])):
        answer = await door.post(body, {**JSON, "Content-Encoding": "gzip"})
        assert answer.status == 202, await answer.text()
        assert door.log.kept[-1].payload == GOOD


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd", "gzip, gzip", "x", "compress"])
async def test_other_codings_are_a_415_that_says_which_is_read(door: House, coding: str) -> None:
    answer = await door.post(zlib.compress(GOOD), {**JSON, "Content-Encoding": coding})
    assert (answer.status, answer.headers["Accept-Encoding"]) == (415, "gzip")
    assert not door.log.kept


ZEROS = gzip.compress(bytes(32 * 1024 * 1024))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (gzip.compress(GOOD)[:-4], 400),
        (gzip.compress(GOOD) + b"more", 400),
        (GOOD, 400),
        (b"", 400),
        (gzip.compress(gzip.compress(GOOD)), 400),
        (ZEROS, 413),
        (gzip.compress(b" " * (256 * 1024 + 1)), 413),
    ],
    ids=["cut off", "more behind", "not packed", "empty", "packed twice", "a bomb", "one byte too many"],
)
async def test_broken_and_growing_bodies_are_refused(door: House, body: bytes, status: int) -> None:
    """control:S9."""
    answer = await door.post(body, {**JSON, "Content-Encoding": "gzip"})
    assert answer.status == status, await answer.text()
    assert not door.log.kept


async def test_what_a_bomb_would_grow_to_is_never_in_memory(door: House) -> None:
    """control:S9: 32 MiB of zeros, twice over, cost no more than the limit of a lead does."""
    tracemalloc.start()
    try:
        assert (await door.post(ZEROS + ZEROS, {**JSON, "Content-Encoding": "gzip"})).status == 413
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


async def test_a_batch_may_not_grow_out_of_proportion(door: House) -> None:
    """control:S9: under the limit of size, over that of growth."""
    lead = b'{"email": "ada@northwind.example", "message": "' + b"x" * 5000 + b'"}'
    grown = gzip.compress(b"[" + b",".join([lead] * 500) + b"]")
    answer = await door.post(grown, {**JSON, "Content-Encoding": "gzip"}, "/v1/leads:batch")
    assert answer.status == 413
    leads = [{"email": f"{hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()}@b.example"} for n in range(900)]
    honest = gzip.compress(json.dumps(leads).encode())
    assert (await door.post(honest, {**JSON, "Content-Encoding": "gzip"}, "/v1/leads:batch")).status == 202


# Browsers, security headers, negotiation


async def test_a_page_of_a_declared_origin_may_send_and_no_other(door: House) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
    answer = await door.client.options("/v1/leads?source=web-form", headers=asked)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, PAGE)
    assert "idempotency-key" in answer.headers["Access-Control-Allow-Headers"]
    sent = await door.post(headers={**JSON, "Origin": PAGE})
    assert sent.headers["Access-Control-Allow-Origin"] == PAGE
    for origin, query in (
        (PAGE, "?source=partner-api"),
        (PAGE, "?source=nowhere"),
        (PAGE.upper(), ""),
        ("null", ""),
        ("https://evil.example", ""),
    ):
        answer = await door.client.options(f"/v1/leads{query}", headers={**asked, "Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
        sent = await door.post(headers={**JSON, "Origin": origin}, path=f"/v1/leads{query}")
        assert "Access-Control-Allow-Origin" not in sent.headers


async def test_a_page_may_read_why_it_was_refused(door: House) -> None:
    answer = await door.post(b"{", {**JSON, "Origin": PAGE})
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (400, PAGE)


async def test_every_answer_has_the_security_headers(door: House) -> None:
    """control:S13."""
    for answer in (await door.post(), await door.post(b"{"), await door.client.get("/nowhere")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Server"] == "leadstream"


async def test_another_method_is_told_which_there_are(door: House) -> None:
    for method in ("GET", "PUT", "TRACE", "DELETE", "PROPFIND"):
        answer = await door.client.request(method, "/v1/leads")
        assert (answer.status, answer.headers["Allow"]) == (405, "OPTIONS,POST")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 202),
        ("*/*", 202),
        ("text/html, */*;q=0.1", 202),
        ("application/problem+json", 202),
        ("APPLICATION/JSON;q=0.5", 202),
        ("nonsense", 202),
        ("text/html", 406),
        ("application/json;q=0", 406),
        ("application/json;q=0, */*", 406),
    ],
)
async def test_who_takes_no_json_is_told_before_anything_is_kept(door: House, accept: str, status: int) -> None:
    assert (await door.post(headers={**JSON, "Accept": accept})).status == status
    assert len(door.log.kept) == (status == 202)


# Overload


async def test_batches_are_refused_before_single_leads_are() -> None:
    """I7, fault:H2."""
    door = House()
    door.limits = Limits(live=4, bulk_bytes=1000)
    door.log.held = asyncio.Event()
    async with TestClient(TestServer(door.app())) as door.client:
        single = [asyncio.create_task(door.post()) for _ in range(2)]
        await reached(lambda: len(door.log.kept) == 2)
        batch = await door.post(b"[%s]" % GOOD, path="/v1/leads:batch")
        assert (batch.status, batch.headers["Retry-After"]) == (503, "5")
        single += [asyncio.create_task(door.post()) for _ in range(2)]
        await reached(lambda: len(door.log.kept) == 4)
        refused = await door.post()
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        assert (await refused.json())["type"].endswith("/overloaded")
        door.log.held.set()
        assert [(await each).status for each in single] == [202] * 4
        assert (await door.post()).status == 202
        assert (await door.post(b"[%s]" % GOOD, path="/v1/leads:batch")).status == 202
    assert door.counted("lead_shed_total", lane="bulk") == 1
    assert door.counted("lead_shed_total", lane="live") == 1


async def test_batches_together_are_bounded_and_one_of_any_size_passes() -> None:
    door = House()
    door.limits = Limits(live=100, bulk_bytes=10)
    door.log.held = asyncio.Event()
    async with TestClient(TestServer(door.app())) as door.client:
        first = asyncio.create_task(door.post(b"[%s]" % GOOD, path="/v1/leads:batch"))
        await reached(lambda: bool(door.log.kept))
        assert (await door.post(b"[%s]" % GOOD, path="/v1/leads:batch")).status == 503
        door.log.held.set()
        assert (await first).status == 202
