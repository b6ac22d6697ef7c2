"""The emulator over real HTTP: its answers meet the OpenAPI subset, its faults do what they say (D1)."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from emulators.hubspot.app import build
from emulators.hubspot.emulator import Emulator
from emulators.hubspot.gate import Settings
from jsonschema import Draft202012Validator

LEAD = "leadstream_lead_id"
DATED, OLDER = "/crm/objects/2026-03/contacts", "/crm/v3/objects/contacts"
DANA = {"email": "dana.okafor@northwind-labs.example", "firstname": "Dana", LEAD: "L1"}


class Clock:
    """Time that moves when a test says so, in Unix milliseconds."""

    def __init__(self) -> None:
        self.now = 1_780_000_000_000

    def __call__(self) -> int:
        return self.now


@dataclass(frozen=True, slots=True)
class Server:
    """An emulator that listens, a client of it, and the time it lives in."""

    url: str
    client: aiohttp.ClientSession
    clock: Clock

    async def ask(
        self, method: str, path: str, body: object = None, token: str = "t"
    ) -> tuple[int, Any, dict[str, str]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.client.request(method, self.url + path, json=body, headers=headers) as answer:
            raw = await answer.read()
            told = json.loads(raw) if answer.content_type == "application/json" and raw else raw.decode()
            return answer.status, told, dict(answer.headers)

    async def counts(self) -> Any:
        return (await self.ask("GET", "/_emulator/counts"))[1]


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Server]:
    clock = Clock()
    runner = web.AppRunner(build(Emulator(clock, settings=settings)), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as client:
        yield Server(f"http://127.0.0.1:{runner.addresses[0][1]}", client, clock)
    await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running(Settings(search_lag_ms=0)) as made:
        yield made


# --- the OpenAPI subset ---


def contracts() -> Path | None:
    for parent in Path(__file__).resolve().parents:
        if (folder := parent / "shared" / "contracts" / "openapi").is_dir():
            return folder
    return None


FOLDER = contracts()
needs_contracts = pytest.mark.skipif(FOLDER is None, reason="shared/contracts/openapi is not beside the checkout")


class OpenApi:
    """One OpenAPI 3.0 file, asked for the schema of an answer."""

    def __init__(self, name: str) -> None:
        assert FOLDER is not None
        self.doc = _as_json_schema(json.loads((FOLDER / name).read_text()))

    def check(self, method: str, path: str, status: int, body: Any) -> None:
        answers = self._operation(method, path)["responses"]
        assert str(status) in answers, f"{method} {path} may not answer {status}"
        answer = answers[str(status)]
        if "$ref" in answer:
            answer = self.doc["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        if "content" not in answer:
            assert body == ""
            return
        schema = answer["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": self.doc["components"]}).validate(body)

    def _operation(self, method: str, path: str) -> Any:
        plain = path.partition("?")[0]
        for template, operations in self.doc["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), plain) and "{" not in template:
                return operations[method.lower()]
        for template, operations in self.doc["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", template), plain):
                return operations[method.lower()]
        raise AssertionError(f"{path} is not in the subset")


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema a type list."""
    if isinstance(node, list):
        return [_as_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_json_schema(value) for key, value in node.items()}
    if made.pop("nullable", False) is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return made


VERSIONS = [
    ("hubspot-crm-subset-2026-03.json", "/crm/objects/2026-03", "/crm/owners/2026-03"),
    ("hubspot-crm-subset-v3.json", "/crm/v3/objects", "/crm/v3/owners"),
]


def _calls(kind: str) -> Iterator[tuple[str, str, object, int]]:
    """List every operation of the subset with each answer a client meets."""
    key = "leadstream_lead_id" if kind == "contacts" else "leadstream_company_id"
    first = "90210001" if kind == "contacts" else "55300001"
    good = {"idProperty": key, "id": "K1", "objectWriteTraceId": "t1", "properties": {"phone": "+4711"}}
    bad = {"idProperty": key, "id": "K2", "objectWriteTraceId": "t2", "properties": {"nonsense": "1"}}
    yield "POST", "", {"properties": {key: "K0", "city": "Oslo"}}, 201
    yield "POST", "", {"properties": {"nonsense": "1"}}, 400
    yield "POST", "", [], 400
    yield "GET", f"/{first}?properties=city,phone", None, 200
    yield "GET", f"/K0?idProperty={key}", None, 200
    yield "GET", "/7", None, 404
    yield "PATCH", f"/{first}", {"properties": {"city": ""}}, 200
    yield "POST", "/batch/upsert", {"inputs": [good]}, 200
    yield "POST", "/batch/upsert", {"inputs": [good, bad]}, 207
    yield "POST", "/batch/upsert", {"inputs": [bad | {"objectWriteTraceId": None}]}, 400
    yield "POST", "/batch/create", {"inputs": [{"properties": {"city": "Bonn"}}]}, 201
    yield "POST", "/batch/create", {"inputs": [{"properties": {"x": "1"}, "objectWriteTraceId": "t"}]}, 207
    yield "POST", "/batch/update", {"inputs": [{"id": first, "properties": {"city": "Rome"}}]}, 200
    yield "POST", "/batch/update", {"inputs": [{"id": "7", "properties": {}}]}, 207
    yield "POST", "/batch/read", {"inputs": [{"id": first}], "properties": ["city"]}, 200
    yield "POST", "/batch/read", {"idProperty": key, "inputs": [{"id": "K0"}, {"id": "K9"}]}, 207
    yield "POST", "/search", {"filterGroups": [], "limit": 1}, 200
    yield "POST", "/search", {"limit": 1000}, 400
    yield "GET", "?limit=1", None, 200
    yield "GET", "?limit=0", None, 400
    yield "DELETE", f"/{first}", None, 204
    yield "DELETE", f"/{first}", None, 204
    yield "GET", f"/{first}?archived=true", None, 200
    yield "GET", "?archived=true", None, 200


@needs_contracts
@pytest.mark.parametrize("kind", ["contacts", "companies"])
@pytest.mark.parametrize(("file", "objects", "owners"), VERSIONS)
async def test_every_answer_meets_the_subset(server: Server, kind: str, file: str, objects: str, owners: str) -> None:
    api = OpenApi(file)
    for method, path, body, expected in _calls(kind):
        where = f"{objects}/{kind}{path}"
        status, told, _ = await server.ask(method, where, body)
        assert (method, path, status) == (method, path, expected), told
        api.check(method, where, status, told)
    for path, expected in ((owners, 200), (f"{owners}?limit=1", 200), (f"{owners}?limit=0", 400)):
        status, told, _ = await server.ask("GET", path)
        assert status == expected
        api.check("GET", path, status, told)


@needs_contracts
async def test_every_refusal_meets_the_subset(server: Server) -> None:
    api = OpenApi(VERSIONS[0][0])
    kinds: list[dict[str, Any]] = [
        {"kind": "rate_limited", "retry_after_s": 3},
        {"kind": "rate_limited", "policy": "DAILY"},
        {"kind": "expired_token"},
        {"kind": "status", "status": 423},
        {"kind": "status", "status": 503},
    ]
    for fault, expected in zip(kinds, (429, 429, 401, 423, 503), strict=True):
        await server.ask("POST", "/_emulator/faults", fault | {"times": 1})
        status, told, _ = await server.ask("POST", DATED, {"properties": {}})
        assert status == expected
        api.check("POST", DATED, status, told)
    status, told, _ = await server.ask("POST", DATED, {"properties": {}}, token="")
    assert status == 401
    api.check("POST", DATED, status, told)


# --- the bodies hubspot.md quotes ---


async def test_an_existing_address_is_a_409_with_the_id_in_the_message(server: Server) -> None:
    assert (await server.ask("POST", DATED, {"properties": DANA}))[0] == 201
    status, told, _ = await server.ask("POST", OLDER, {"properties": {"email": "DANA.Okafor@northwind-labs.example"}})
    assert status == 409
    told.pop("correlationId")
    assert told == {
        "status": "error",
        "message": "Contact already exists. Existing ID: 90210001",
        "category": "CONFLICT",
    }


async def test_a_207_names_the_trace_and_the_property(server: Server) -> None:
    rows = [
        {"idProperty": "email", "id": "bad@", "objectWriteTraceId": "row-2", "properties": {}},
        {"idProperty": "email", "id": "a@x.example", "objectWriteTraceId": "row-1", "properties": {}},
    ]
    status, told, _ = await server.ask("POST", f"{DATED}/batch/upsert", {"inputs": rows})
    assert status == 207
    assert (told["status"], told["numErrors"]) == ("COMPLETE", 1)
    assert [(row["objectWriteTraceId"], row["new"]) for row in told["results"]] == [("row-1", True)]
    assert told["results"][0]["createdAt"] == told["completedAt"] == "2026-05-28T20:26:40.000Z"
    (error,) = told["errors"]
    assert (error["status"], error["category"]) == ("error", "VALIDATION_ERROR")
    assert error["message"].startswith("Property values were not valid")
    assert error["context"] == {"objectWriteTraceId": ["row-2"]}
    detail = error["errors"][0]
    assert (detail["message"], detail["code"], detail["in"]) == (
        "Email address bad@ is invalid",
        "INVALID_EMAIL",
        "email",
    )


async def test_a_limit_that_is_used_up_is_a_429_with_its_policy() -> None:
    async with running(Settings(per_10s=2, search_per_s=1, per_day=100)) as server:
        status, _, headers = await server.ask("GET", DATED)
        assert (status, headers["X-HubSpot-RateLimit-Max"]) == (200, "2")
        assert headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
        assert headers["X-HubSpot-RateLimit-Remaining"] == "1"
        assert headers["X-HubSpot-RateLimit-Daily-Remaining"] == "99"
        await server.ask("GET", DATED)
        status, told, headers = await server.ask("GET", DATED)
        assert (status, told["policyName"], told["errorType"]) == (429, "TEN_SECONDLY_ROLLING", "RATE_LIMIT")
        assert told["message"] == "You have reached your ten_secondly_rolling limit."
        assert "Retry-After" not in headers
        status, _, headers = await server.ask("POST", f"{DATED}/search", {})
        assert status == 200
        assert not [name for name in headers if "RateLimit" in name]
        status, told, _ = await server.ask("POST", f"{DATED}/search", {})
        assert (status, told["policyName"]) == (429, "SECONDLY")
        server.clock.now += 10_000
        assert (await server.ask("GET", DATED))[0] == 200


async def test_wrong_and_missing_tokens_are_a_401() -> None:
    async with running(Settings(tokens=["right"])) as server:
        for token in ("", "wrong"):
            status, told, _ = await server.ask("POST", DATED, {"properties": DANA}, token=token)
            assert (status, told["category"]) == (401, "INVALID_AUTHENTICATION")
        assert (await server.ask("POST", DATED, {"properties": DANA}, token="right"))[0] == 201
        shown = (await server.ask("GET", "/_emulator/settings"))[1]
        assert shown["tokens"] == 1


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"properties":{"email":{}}}', "application/json", 400),
        (b'{"properties":{"city":"\\ud800"}}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"properties":' + b'{"a":' * 100_000, "application/json", 400),
        (b"properties=1", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_bad_input_is_refused_and_harms_nothing(
    server: Server, data: bytes, content_type: str, status: int
) -> None:
    headers = {"Authorization": "Bearer t", "Content-Type": content_type}
    for path in (DATED, f"{DATED}/batch/upsert", f"{DATED}/search"):
        async with server.client.post(server.url + path, data=data, headers=headers) as answer:
            assert answer.status == status
            assert (await answer.json())["status"] == "error"
    assert (await server.counts())["records"]["contacts"] == 0


async def test_odd_text_is_kept_as_it_is(server: Server) -> None:
    for text in ("\x00", "Łódź 😀", "a" * 100_000, "=cmd()", "‮x"):
        _, told, _ = await server.ask("POST", DATED, {"properties": {"city": text}})
        assert told["properties"]["city"] == text


async def test_unknown_paths_and_types_are_404(server: Server) -> None:
    for path in ("/", "/crm/v3/objects/deals", "/crm/objects/2019-01/contacts", "/crm/v3/objects"):
        assert (await server.ask("GET", path))[0] == 404
    assert (await server.counts())["calls"] == {"GET unknown": {"404": 4}}


async def test_a_path_may_end_in_a_slash(server: Server) -> None:
    for path in ("/crm/v3/owners/", "/crm/v3/properties/contacts/", f"{DATED}/"):
        assert (await server.ask("GET", path))[0] == 200
    assert set((await server.counts())["calls"]) == {"GET owners", "GET properties/contacts", "GET contacts"}


async def test_a_property_can_be_added_and_then_names_records(server: Server) -> None:
    new = {"name": "crm_key", "label": "Key", "type": "string", "fieldType": "text", "hasUniqueValue": True}
    assert (await server.ask("POST", "/crm/v3/properties/contacts", new))[0] == 201
    assert (await server.ask("POST", "/crm/v3/properties/contacts", new))[0] == 409
    assert (await server.ask("GET", "/crm/properties/2026-03/contacts/crm_key"))[1]["hasUniqueValue"] is True
    names = [p["name"] for p in (await server.ask("GET", "/crm/v3/properties/contacts"))[1]["results"]]
    assert {"email", LEAD, "crm_key"} <= set(names)
    await server.ask("POST", DATED, {"properties": {"crm_key": "K"}})
    assert (await server.ask("GET", f"{DATED}/K?idProperty=crm_key"))[0] == 200


async def test_owners_are_found_by_address(server: Server) -> None:
    roster = [
        {"email": "rep@vendor.example", "firstName": "Robin"},
        {"email": "two@vendor.example", "id": "7"},
    ]
    assert (await server.ask("PUT", "/_emulator/owners", roster))[0] == 200
    _, told, _ = await server.ask("GET", "/crm/owners/2026-03?email=REP@vendor.example")
    (owner,) = told["results"]
    assert (owner["id"], owner["firstName"], owner["type"]) == ("4100001", "Robin", "PERSON")
    _, told, _ = await server.ask("GET", "/crm/v3/owners?limit=1")
    assert told["paging"]["next"]["after"] == "7"
    values = {"properties": {"hubspot_owner_id": "4100001"}}
    assert (await server.ask("POST", DATED, values))[0] == 201
    assert (await server.ask("PUT", "/_emulator/owners", [{"email": "x@v.example", "id": "x"}]))[0] == 400


# --- faults ---


async def test_g1_an_announced_pause_is_kept_count_of(server: Server) -> None:
    """fault:G1: 429 with Retry-After; calls that come before its end are counted."""
    await server.ask("POST", "/_emulator/faults", {"kind": "rate_limited", "retry_after_s": 30, "times": 1})
    status, _, headers = await server.ask("POST", DATED, {"properties": DANA})
    assert (status, headers["Retry-After"]) == (429, "30")
    await server.ask("GET", DATED)
    server.clock.now += 30_000
    await server.ask("GET", DATED)
    counts = await server.counts()
    assert counts["calls_during_pause"] == 1
    assert counts["records"]["contacts"] == 0


async def test_g2_a_storm_of_errors_leaves_no_effect_and_every_call_is_dated(server: Server) -> None:
    """fault:G2: the log of calls shows a breaker's probes from outside."""
    storm = [{"kind": "status", "status": status, "times": 1} for status in (500, 503)]
    storm.append({"kind": "status", "status": 502, "html": True, "times": 1})
    await server.ask("POST", "/_emulator/faults", storm)
    seen = [(await server.ask("POST", DATED, {"properties": DANA}))[0] for _ in range(4)]
    assert seen == [500, 503, 502, 201]
    log = (await server.ask("GET", "/_emulator/calls?after=1"))[1]["results"]
    assert [(call["number"], call["status"], call["fault"]) for call in log] == [
        (2, 503, "status"),
        (3, 502, "status"),
        (4, 201, ""),
    ]
    assert log[0]["at_ms"] == server.clock.now
    assert (await server.counts())["rejected"] == 3


async def test_g3_a_reset_after_the_write_leaves_the_client_in_doubt(server: Server) -> None:
    """fault:G3: the record is there; the repeat is an update of it, not a second one."""
    await server.ask("POST", "/_emulator/faults", {"kind": "reset_after", "times": 1})
    row = {"idProperty": LEAD, "id": "L1", "properties": {"email": DANA["email"]}}
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await server.ask("POST", f"{DATED}/batch/upsert", {"inputs": [row]})
    assert (await server.counts())["records"]["contacts"] == 1
    status, told, _ = await server.ask("POST", f"{DATED}/batch/upsert", {"inputs": [row]})
    assert (status, told["results"][0]["new"]) == (200, False)
    counts = await server.counts()
    assert counts["lead_ids"]["max_creates"] == 1
    assert counts["calls"] == {"POST contacts/batch/upsert": {"reset": 1, "200": 1}}


async def test_a_reset_before_the_write_leaves_nothing(server: Server) -> None:
    await server.ask("POST", "/_emulator/faults", {"kind": "reset_before", "method": "POST", "times": 1})
    with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
        await server.ask("POST", DATED, {"properties": DANA})
    assert (await server.counts())["records"]["contacts"] == 0


async def until(server: Server, kind: str, wanted: int) -> None:
    """Wait for an effect."""
    async with asyncio.timeout(60):
        while (await server.counts())["records"][kind] != wanted:  # noqa: ASYNC110 - seen by asking alone
            await asyncio.sleep(0.01)


async def test_g4_a_late_write_comes_true_after_the_client_has_gone(server: Server) -> None:
    """fault:G4: the time-out told the client nothing."""
    await server.ask("POST", "/_emulator/faults", {"kind": "late_write", "delay_ms": 5000, "times": 1})
    await _gives_up(server, lambda counts: counts["received"] == 1)
    assert (await server.counts())["records"]["contacts"] == 0
    await until(server, "contacts", 1)


async def _gives_up(server: Server, when: Callable[[Any], bool]) -> None:
    """A client asks for a contact, and hangs up without an answer once the emulator's counts are so."""
    asking = asyncio.create_task(server.ask("POST", DATED, {"properties": DANA}))
    async with asyncio.timeout(60):
        while not when(await server.counts()):  # noqa: ASYNC110 - seen by asking alone
            await asyncio.sleep(0.01)
    assert asking.cancel(), "it was answered"
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_g4_a_slow_answer_is_to_a_write_already_done(server: Server) -> None:
    await server.ask("POST", "/_emulator/faults", {"kind": "slow_answer", "delay_ms": 60_000, "times": 1})
    await _gives_up(server, lambda counts: counts["records"]["contacts"] == 1)


async def test_a_slow_body_trickles_and_is_whole(server: Server) -> None:
    await server.ask("POST", "/_emulator/faults", {"kind": "slow_body", "delay_ms": 200, "times": 1})
    begun = asyncio.get_running_loop().time()
    status, told, _ = await server.ask("POST", DATED, {"properties": DANA})
    assert (status, told["properties"][LEAD]) == (201, "L1")
    assert asyncio.get_running_loop().time() - begun >= 0.2


@pytest.mark.parametrize("disguise", [0, 200])
async def test_g5_chosen_rows_fail_in_a_207_or_in_a_200(server: Server, disguise: int) -> None:
    """fault:G5: failures inside an answer that looks good."""
    fault = {"kind": "partial", "rows": [0, 2], "status": disguise, "times": 1}
    await server.ask("POST", "/_emulator/faults", fault)
    rows = [{"properties": {LEAD: f"L{n}"}, "objectWriteTraceId": f"t{n}"} for n in range(3)]
    status, told, _ = await server.ask("POST", f"{DATED}/batch/create", {"inputs": rows})
    assert (status, told["numErrors"]) == (disguise or 207, 2)
    assert [error["context"]["objectWriteTraceId"] for error in told["errors"]] == [["t0"], ["t2"]]
    assert (await server.counts())["rows_refused"] == 2


async def test_g6_a_token_expires_until_another_comes(server: Server) -> None:
    """fault:G6: 401 on a token that was good."""
    await server.ask("POST", "/_emulator/faults", {"kind": "expired_token", "skip": 1, "times": 1})
    seen = [await server.ask("GET", DATED) for _ in range(3)]
    assert [status for status, _, _ in seen] == [200, 401, 200]
    assert seen[1][1]["category"] == "EXPIRED_AUTHENTICATION"
    await server.ask("PATCH", "/_emulator/settings", {"tokens": ["new"]})
    assert (await server.ask("GET", DATED, token="old"))[0] == 401
    assert (await server.ask("GET", DATED, token="new"))[0] == 200


async def test_g10_two_writers_of_the_same_new_leads_make_one_record_each(server: Server) -> None:
    """fault:G10: 200 pairs at the same moment, no duplicate and no conflict."""

    async def upsert(number: int) -> int:
        row = {"idProperty": LEAD, "id": f"L{number}", "properties": {"email": f"p{number}@x.example"}}
        return (await server.ask("POST", f"{DATED}/batch/upsert", {"inputs": [row]}))[0]

    pairs = [upsert(number) for number in range(200) for _ in range(2)]
    assert set(await asyncio.gather(*pairs)) == {200}
    counts = await server.counts()
    assert counts["records"]["contacts"] == 200
    assert (counts["creates"]["contacts"], counts["updates"]["contacts"]) == (200, 200)
    assert counts["lead_ids"] == {
        "created": 200,
        "max_creates": 1,
        "created_more_than_once": [],
        "creates_without": 0,
    }
    assert counts["duplicates"] == {"email": 0, LEAD: 0}


# --- the control paths ---


async def test_records_are_dumped_in_pages(server: Server) -> None:
    for number in range(5):
        await server.ask("POST", DATED, {"properties": {LEAD: f"L{number}"}})
    await server.ask("DELETE", f"{DATED}/90210002")
    ids, after = [], "0"
    while after:
        _, page, _ = await server.ask("GET", f"/_emulator/records?limit=2&after={after}")
        ids += [(record["properties"][LEAD], record["archived"]) for record in page["results"]]
        after = page["next"]
    assert ids == [("L0", False), ("L1", True), ("L2", False), ("L3", False), ("L4", False)]
    assert (await server.ask("GET", "/_emulator/records?type=deals"))[0] == 400
    per_lead = (await server.ask("GET", "/_emulator/counts?lead_ids=true"))[1]["creates_per_lead_id"]
    assert per_lead == {f"L{number}": 1 for number in range(5)}


async def test_faults_are_shown_cleared_and_refused_by_name(server: Server) -> None:
    status, told, _ = await server.ask("POST", "/_emulator/faults", {"kind": "explode"})
    assert status == 400
    assert "kind" in told["error"]
    await server.ask("POST", "/_emulator/faults", [{"kind": "expired_token", "route": "contacts"}])
    await server.ask("GET", DATED)
    (shown,) = (await server.ask("GET", "/_emulator/faults"))[1]["faults"]
    assert (shown["looked"], shown["struck"]) == (1, 1)
    assert (await server.ask("DELETE", "/_emulator/faults"))[1] == {"faults": [], "struck": 1}
    assert (await server.ask("GET", DATED))[0] == 200


async def test_reset_forgets_all_but_the_settings(server: Server) -> None:
    await server.ask("PATCH", "/_emulator/settings", {"search_lag_ms": 500})
    await server.ask("POST", DATED, {"properties": DANA})
    await server.ask("POST", "/_emulator/faults", {"kind": "expired_token"})
    assert (await server.ask("POST", "/_emulator/reset"))[0] == 200
    counts = await server.counts()
    assert (counts["records"]["contacts"], counts["received"]) == (0, 0)
    assert (await server.ask("POST", DATED, {"properties": DANA}))[0] == 201
    assert (await server.ask("GET", "/_emulator/settings"))[1]["search_lag_ms"] == 500
    assert (await server.ask("PATCH", "/_emulator/settings", {"search_lag_ms": -1}))[0] == 400
