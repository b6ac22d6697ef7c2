"""I8, bad input over HTTP: a refusal names the field, nothing is accepted, nothing is a 500."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.adapters.redis_limiter import NoLimiter
from gateway.domain.quotas import FREE, Bounds
from gateway.ports import Allowance, Limiter
from gateway.routes.leads import Edge
from leadcore import ids, workspace
from leadcore.access.callers import Keyring
from leadcore.api_keys import ApiKey
from leadcore.codec import Codec
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of

WORKSPACE = workspace.load(Path(__file__).parents[3] / "workspace")
GOOD = b'{"email": "ada@northwind.example", "full_name": "Ada"}'
KEY = ApiKey("key-1", hashlib.sha256(b"s3cret").hexdigest())
FORMS_ONLY = ApiKey("forms", hashlib.sha256(b"forms").hexdigest(), sources=("web-form",))
READER = ApiKey("reader", hashlib.sha256(b"reader").hexdigest(), scopes=("leads:read",))
JSON = {"Authorization": "Bearer s3cret", "Content-Type": "application/json"}

Client = TestClient[Any, Any]
CODEC = Codec()


@dataclass
class KeptInMemory:
    """A log that keeps submissions in a list, or is away."""

    kept: list[Submission] = field(default_factory=list)
    away: bool = False

    def new_id(self) -> str:
        return ids.new_submission_id()

    async def append(self, submissions: Sequence[Submission]) -> None:
        if self.away:
            raise PortUnavailable("kafka")
        for submission in submissions:
            CODEC.encode(submission)
        self.kept += submissions


class NobodyMore:
    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:
        return Allowance(False, 7)


@pytest.fixture
def log() -> KeptInMemory:
    return KeptInMemory()


def edge(log: KeptInMemory, limiter: Limiter | None = None) -> Edge:
    ring = Keyring([key.credential() for key in (KEY, FORMS_ONLY, READER)])
    return Edge(
        guard_of(ring), WORKSPACE, log, limiter or NoLimiter(), lambda: 1_700_000_000_000, Metrics(), "http://c"
    )


@pytest_asyncio.fixture
async def client(log: KeptInMemory) -> AsyncIterator[Client]:
    async with TestClient(TestServer(app.build(edge(log)))) as open_client:
        yield open_client


async def test_a_lead_is_kept_untouched_and_answered_with_its_id(client: Client, log: KeptInMemory) -> None:
    answer = await client.post("/v1/leads", data=GOOD, headers=JSON)
    assert answer.status == 202
    document = await answer.json()
    [kept] = log.kept
    assert document == {
        "submission_id": kept.submission_id,
        "status_url": f"http://c/v1/operations/{kept.submission_id}",
    }
    assert kept.payload == GOOD
    assert (kept.client, kept.tenant, kept.lane) == ("key-1", "main", "live")


BAD: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "not JSON": (b"email=ada", {}, 400, "not-json"),
    "empty": (b"", {}, 400, "empty"),
    "an array": (b"[" + GOOD + b"]", {}, 400, "array-not-accepted"),
    "a number": (b"1", {}, 400, "not-an-object"),
    "two documents": (GOOD + GOOD, {}, 400, "not-json"),
    "100,000 deep": (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}, 400, "too-deep"),
    "NUL": (b'{"email": "a\\u0000@b.example"}', {}, 400, "email"),
    "lone surrogate": (b'{"full_name": "\\ud800", "email": "a@b.example"}', {}, 400, "full_name"),
    "raw NUL byte": (b'{"email": "a\x00@b.example"}', {}, 400, "not-json"),
    "UTF-16": (GOOD.decode().encode("utf-16"), {}, 400, "not-utf8"),
    "NaN": (b'{"email": "a@b.example", "attributes": {"x": NaN}}', {}, 400, "number-out-of-range"),
    "1e999": (b'{"email": "a@b.example", "attributes": {"x": 1e999}}', {}, 400, "number-out-of-range"),
    "a key twice": (b'{"email": "a@b.example", "email": "b@b.example"}', {}, 400, "duplicate-key"),
    "wrong type": (b'{"email": ["a@b.example"]}', {}, 400, "email"),
    "consent as text": (b'{"email": "a@b.example", "consent": {"email": "false"}}', {}, 400, "consent"),
    "nothing of require_any": (b'{"full_name": "Ada"}', {}, 400, "phone"),
    "blank e-mail": (b'{"email": "  "}', {}, 400, "email"),
    "256 KiB + 1": (b'{"email": "a@b.example", "message": "' + b"x" * (256 * 1024) + b'"}', {}, 413, "too-large"),
    "unknown content type": (GOOD, {"Content-Type": "text/csv"}, 415, "unsupported"),
    "UTF-7": (GOOD, {"Content-Type": "application/json; charset=utf-7"}, 415, "unsupported"),
    "wrong key": (GOOD, {"Authorization": "Bearer wrong"}, 401, "unauthorized"),
    "no scheme": (GOOD, {"Authorization": "s3cret"}, 401, "unauthorized"),
    "another scheme": (GOOD, {"Authorization": "Basic s3cret"}, 401, "unauthorized"),
    "reader's key": (GOOD, {"Authorization": "Bearer reader"}, 403, "forbidden"),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_refused_in_words(client: Client, log: KeptInMemory, name: str) -> None:
    body, headers, status, told = BAD[name]
    answer = await client.post("/v1/leads", data=body, headers={**JSON, **headers})
    text = await answer.text()
    assert answer.status == status, text
    assert told in text
    assert answer.content_type == "application/problem+json"
    assert not log.kept


async def test_a_broken_encoding_is_refused_in_words(log: KeptInMemory) -> None:
    async with TestClient(TestServer(app.build(edge(log)))) as plain:
        headers = {**JSON, "Content-Encoding": "gzip"}
        answer = await plain.post("/v1/leads", data=GOOD, headers=headers, skip_auto_headers=["Content-Encoding"])
        assert answer.status == 400
        assert "Traceback" not in await answer.text()
    assert not log.kept


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(client: Client, log: KeptInMemory) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 65_536

    answer = await client.post("/v1/leads", data=endless(), headers=JSON)
    assert answer.status == 413
    assert not log.kept


async def test_a_value_never_comes_back(client: Client) -> None:
    answer = await client.post("/v1/leads", data=b'{"email": {"canary": "zq-canary"}}', headers=JSON)
    assert "zq-canary" not in await answer.text()


async def test_sources_are_chosen_and_held_to_their_ways(client: Client, log: KeptInMemory) -> None:
    assert (await client.post("/v1/leads?source=partner-api", data=GOOD, headers=JSON)).status == 202
    assert log.kept[-1].source == "partner-api"
    assert (await client.post("/v1/leads?source=upstream", data=GOOD, headers=JSON)).status == 400
    assert (await client.post("/v1/leads?source=nowhere", data=GOOD, headers=JSON)).status == 400
    forms = {**JSON, "Authorization": "Bearer forms"}
    assert (await client.post("/v1/leads?source=partner-api", data=GOOD, headers=forms)).status == 403
    assert (await client.post("/v1/leads", data=GOOD, headers=forms)).status == 202
    assert log.kept[-1].source == "web-form"


async def test_a_broker_that_is_away_is_a_503_with_retry_after(client: Client, log: KeptInMemory) -> None:
    log.away = True
    answer = await client.post("/v1/leads", data=GOOD, headers=JSON)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1


async def test_over_the_limit_is_a_429_with_retry_after(log: KeptInMemory) -> None:
    async with TestClient(TestServer(app.build(edge(log, NobodyMore())))) as limited:
        answer = await limited.post("/v1/leads", data=GOOD, headers=JSON)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert not log.kept


@pytest.mark.parametrize("body", [b"[%s, 1, %s]", b'{"leads": [%s, 1, %s]}'])
async def test_a_batch_answers_for_each_item(client: Client, log: KeptInMemory, body: bytes) -> None:
    answer = await client.post("/v1/leads:batch", data=body % (GOOD, GOOD), headers=JSON)
    assert answer.status == 202
    items = (await answer.json())["items"]
    assert ["submission_id" in item for item in items] == [True, False, True]
    assert items[1]["problem"]["status"] == 400
    assert [item["submission_id"] for item in items if "submission_id" in item] == [s.submission_id for s in log.kept]
    assert {kept.payload for kept in log.kept} == {GOOD}


async def test_ndjson_is_a_batch_too(client: Client, log: KeptInMemory) -> None:
    headers = {**JSON, "Content-Type": "application/x-ndjson"}
    assert (await client.post("/v1/leads:batch", data=GOOD + b"\n\n" + GOOD + b"\n", headers=headers)).status == 202
    assert len(log.kept) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"leads": 1}', 400),
        (b"[" * 100_000, 400),
        (b'{"leads": [{}], "lines": [1, 2]}', 400),
        (b'{"leads": [{}], "surprise": 1}', 400),
        (b'{"leads": [{}], "operation": "a\\u0000b", "lines": [1]}', 400),
        (b'{"leads": [{}], "operation": "a\\nb", "lines": [1]}', 400),
        (b'{"leads": [{}], "operation": "' + b"x" * 201 + b'", "lines": [1]}', 400),
        (b"[" + b"{}," * 1000 + b"{}]", 413),
        (b"[" + b" " * (8 * 1024 * 1024) + b"]", 413),
    ],
)
async def test_a_bad_batch_is_refused_whole(client: Client, log: KeptInMemory, body: bytes, status: int) -> None:
    assert (await client.post("/v1/leads:batch", data=body, headers=JSON)).status == status
    assert not log.kept


async def test_a_batch_of_too_many_leads_is_told_how_many_may_come(client: Client) -> None:
    answer = await client.post("/v1/leads:batch", data=b"[" + b"{}," * 1000 + b"{}]", headers=JSON)
    document = await answer.json()
    assert document["title"] == "More than 1000 leads"
    assert document["errors"] == [{"field": "leads", "reason": "too-many"}]


async def test_an_import_s_ids_follow_from_operation_and_line(client: Client, log: KeptInMemory) -> None:
    rows = b'[{"Badge ID": "b1", "E-Mail": "a@b.example"}, {"Badge ID": "b2", "E-Mail": "c@b.example"}]'
    body = b'{"operation": "op-1", "lines": [2, 3], "leads": ' + rows + b"}"
    for _ in range(2):
        answer = await client.post("/v1/leads:batch?source=events-csv", data=body, headers=JSON)
        assert answer.status == 202, await answer.text()
    first, second = log.kept[:2], log.kept[2:]
    assert [s.submission_id for s in first] == [s.submission_id for s in second]
    assert len({s.submission_id for s in first}) == 2
    assert [(s.operation_id, s.line, s.lane, s.event_id) for s in first] == [
        ("op-1", 2, "bulk", "b1"),
        ("op-1", 3, "bulk", "b2"),
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (b"[]", "one-for-each-lead"),
        (b"[1]", "one-for-each-lead"),
        (b"[1, 1]", "a-line-twice"),
        (b"[1, -1]", "not-a-line-number"),
        (b"[1, 1180591620717411303424]", "not-a-line-number"),
    ],
)
async def test_no_two_leads_of_an_import_get_one_id(
    client: Client, log: KeptInMemory, lines: bytes, reason: str
) -> None:
    """The second would be taken for the first, which came again, and be lost."""
    body = b'{"operation": "op-1", "lines": %s, "leads": [%s, %s]}' % (lines, GOOD, GOOD)
    answer = await client.post("/v1/leads:batch?source=events-csv", data=body, headers=JSON)
    assert answer.status == 400
    assert (await answer.json())["errors"] == [{"field": "lines", "reason": reason}]
    assert not log.kept


async def test_an_idempotency_key_is_the_event_id_whole_or_refused(client: Client, log: KeptInMemory) -> None:
    """Two keys that are equal in their first 255 characters are two events."""
    for key in ("k" * 255, "söndag-1"):
        assert (await client.post("/v1/leads", data=GOOD, headers={**JSON, "Idempotency-Key": key})).status == 202
        assert log.kept[-1].event_id == key
    answer = await client.post("/v1/leads", data=GOOD, headers={**JSON, "Idempotency-Key": "k" * 256})
    assert answer.status == 400
    assert (await answer.json())["errors"] == [{"field": "Idempotency-Key", "reason": "too-long"}]
    assert len(log.kept) == 2


async def test_an_idempotency_key_that_is_no_text_is_refused_in_words(log: KeptInMemory) -> None:
    """Bytes that no client library sends: they would break the record, and so the answer."""
    head = b"POST /v1/leads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer s3cret\r\nContent-Type: application/json\r\n"
    async with TestServer(app.build(edge(log))) as server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(head + b"Idempotency-Key: \xff\r\nContent-Length: %d\r\n\r\n%s" % (len(GOOD), GOOD))
        assert (await asyncio.wait_for(reader.readline(), 60)).startswith(b"HTTP/1.1 400 ")
        writer.close()
    assert not log.kept


async def test_what_is_not_there_is_a_problem_too(client: Client) -> None:
    for method, path, status in (("GET", "/v1/leads", 405), ("GET", "/nowhere", 404), ("POST", "/v1/leads:bad", 404)):
        answer = await client.request(method, path)
        assert (answer.status, answer.content_type) == (status, "application/problem+json")
