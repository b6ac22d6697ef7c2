"""I2, I8, control:S1 to S5: what is authentic is kept untouched and answered once; all else is one and the same 401."""

import asyncio
import base64
import hashlib
import hmac
import json
import random  # noqa: TID251  seeded
import statistics
import string
import time
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from gateway import app
from gateway.adapters.redis_limiter import NoLimiter
from gateway.domain.quotas import FREE, Bounds
from gateway.domain.webhooks import posts
from gateway.domain.webhooks import standard as scheme_of_standard
from gateway.domain.webhooks.keyring import read as read_keyring
from gateway.ports import Allowance, Limiter
from gateway.routes.leads import Edge
from gateway.routes.room import Limits
from gateway.routes.webhooks import MAX_WEBHOOK_BYTES, WebhookEdge
from leadcore import ids, workspace
from leadcore.access.callers import Keyring
from leadcore.codec import Codec
from leadcore.contracts import Engagement, Submission
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.testing.patience import reached
from leadcore.workspace import Source, Switches, Webhook, Workspace
from prometheus_client import generate_latest
from standardwebhooks import Webhook as Reference

Client = TestClient[Any, Any]
NOW = 1_777_885_964_000
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
PLAIN = "0123456789abcdef0123456789abcdef"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:ses-events"
BODY = '{"email": "ada@northwind.example",  "full_name": "Ada É"}'.encode()
TEMPLATE = workspace.load(Path(__file__).parents[3] / "workspace")
SOURCES = {
    "shop": Source(ways=("webhook",), tenant="acme"),
    "unkeyed": Source(ways=("webhook",)),
    "api": Source(ways=("http",)),
    "fb": Source(ways=("webhook",), shape="facebook-lead", webhook=Webhook(scheme="facebook")),
    "li": Source(ways=("webhook",), shape="linkedin-lead", webhook=Webhook(scheme="linkedin")),
    "slack": Source(ways=("webhook",), webhook=Webhook(scheme="slack")),
    "pay": Source(ways=("webhook",), shape="stripe", webhook=Webhook(scheme="stripe")),
    "form": Source(ways=("webhook",), shape="salesforce-web-to-lead", webhook=Webhook(scheme="token")),
    "crm": Source(ways=("webhook",), shape="hubspot-contact", webhook=Webhook(scheme="hubspot")),
    "mail": Source(ways=("webhook",), shape="ses", webhook=Webhook(scheme="sns", topics=(TOPIC,))),
}
SECRETS: dict[str, Any] = {name: [PLAIN] for name in ("li", "slack", "pay", "form", "crm")}
SECRETS |= {"shop": [SECRET], "fb": {"secrets": [PLAIN], "verify_token": "a word of ours"}}


@dataclass
class KeptInMemory:
    """The logs, in lists; or away."""

    kept: list[Submission] = field(default_factory=list)
    reported: list[Engagement] = field(default_factory=list)
    away: bool = False

    def new_id(self) -> str:
        return ids.new_submission_id()

    async def append(self, submissions: Sequence[Submission]) -> None:
        self._encode(submissions)
        self.kept += submissions

    async def report(self, engagements: Sequence[Engagement]) -> None:
        self._encode(engagements)
        self.reported += engagements

    def _encode(self, records: Sequence[Any]) -> None:
        if self.away:
            raise PortUnavailable("kafka")
        for record in records:
            Codec().encode(record)


@dataclass
class MadeUpAmazon:
    """Serves one certificate, and remembers what it was asked."""

    pem: bytes = b""
    asked: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    away: bool = False

    async def certificate(self, url: str) -> bytes:
        self.asked.append(url)
        if self.away:
            raise PortUnavailable("amazon-sns")
        return self.pem

    async def confirm(self, url: str) -> None:
        self.confirmed.append(url)


@dataclass
class World:
    """A gateway, its surroundings, and a clock to turn."""

    client: Client
    log: KeptInMemory
    amazon: MadeUpAmazon
    metrics: Metrics
    now: list[int]

    async def send(self, name: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        answer = await self.client.post(f"/v1/webhooks/{name}", data=body, headers=headers)
        return answer.status, await answer.json(content_type=None)

    def counted(self) -> str:
        return generate_latest(self.metrics.registry).decode()


class NobodyMore:
    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:
        return Allowance(False, 7)


def application(world: World, limiter: Limiter, limits: Limits | None = None, template: Workspace = TEMPLATE) -> Any:
    space = replace(template, sources={**template.sources, **SOURCES})
    guard, now = guard_of(Keyring(())), world.now
    edge = Edge(guard, space, world.log, limiter, lambda: now[0], world.metrics, "http://c", limits=limits or Limits())
    keyring = read_keyring(json.dumps(SECRETS), SOURCES)
    return app.build(edge, WebhookEdge(keyring, world.log, world.amazon, "https://leads.vendor.example"))


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    found = World(None, KeptInMemory(), MadeUpAmazon(), Metrics(), [NOW])  # type: ignore[arg-type]
    async with TestClient(TestServer(application(found, NoLimiter()))) as client:
        found.client = client
        yield found


def standard(body: bytes = BODY, at: int = NOW, name: str = "msg_1") -> dict[str, str]:
    signature = Reference(SECRET).sign(name, datetime.fromtimestamp(at / 1000, UTC), body.decode())
    marks = {"webhook-id": name, "webhook-timestamp": str(at // 1000), "webhook-signature": signature}
    return {**marks, "Content-Type": "application/json"}


def mac(content: bytes) -> bytes:
    return hmac.new(PLAIN.encode(), content, hashlib.sha256).digest()


async def test_a_signed_webhook_is_kept_untouched_and_answered_with_its_id(world: World) -> None:
    status, told = await world.send("shop", BODY, standard())
    [kept] = world.log.kept
    assert (status, kept.payload, kept.event_id) == (202, BODY, "msg_1")
    assert (kept.tenant, kept.source, kept.client, kept.lane) == ("acme", "shop", "webhook", "live")
    item = {"submission_id": kept.submission_id, "status_url": f"http://c/v1/operations/{kept.submission_id}"}
    assert told == {"items": [item], "engagements": 0, "passed": {}}
    assert 'lead_accepted_total{source="shop"} 1.0' in world.counted()


async def test_a_repeat_is_the_same_submission_with_the_same_answer(world: World) -> None:
    """control:S3: within the window, and signed anew four days later; admission makes nothing new of it."""
    first = await world.send("shop", BODY, standard())
    assert await world.send("shop", BODY, standard()) == first
    world.now[0] += 4 * 86_400_000
    assert await world.send("shop", BODY, standard(at=world.now[0])) == first
    assert {each.submission_id for each in world.log.kept} == {first[1]["items"][0]["submission_id"]}


async def test_what_was_seen_once_is_refused_when_its_time_has_passed(world: World) -> None:
    assert (await world.send("shop", BODY, standard()))[0] == 202
    world.now[0] += 301_000
    assert (await world.send("shop", BODY, standard()))[0] == 401
    assert 'lead_edge_rejections_total{reason="timestamp"} 1.0' in world.counted()
    assert len(world.log.kept) == 1


async def test_one_id_with_two_bodies_is_one_event_and_two_submissions(world: World) -> None:
    other = BODY.replace(b"Ada", b"Eve")
    await world.send("shop", BODY, standard())
    await world.send("shop", other, standard(other))
    first, second = world.log.kept
    assert first.event_id == second.event_id
    assert first.submission_id != second.submission_id


async def test_without_any_id_the_bytes_are_the_event(world: World) -> None:
    headers = {"X-Webhook-Token": PLAIN, "Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        assert (await world.send("form", b"email=ada%40nw.example", headers))[0] == 202
    first, second = world.log.kept
    assert first.event_id == second.event_id == "sha256:" + hashlib.sha256(first.payload).hexdigest()
    assert first.submission_id != second.submission_id, "after the horizon it is a lead anew"


REFUSED = {
    "a source that there is not": ("nobody", standard()),
    "a source without secrets": ("unkeyed", standard()),
    "a source that takes no webhooks": ("api", standard()),
    "a wrong signature": ("shop", {**standard(), "webhook-signature": "v1," + base64.b64encode(bytes(32)).decode()}),
    "a signature over another body": ("shop", standard(b"{}")),
    "no headers at all": ("shop", {}),
    "another source's signature": ("pay", standard()),
    "an old one": ("shop", standard(at=NOW - 301_000)),
    "one of the future": ("shop", standard(at=NOW + 301_000)),
    "a path of odd characters": ("sh%00op%2F..%2F", standard()),
    "no form token": ("form", {}),
    "no topic": ("mail", standard()),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_whatever_is_wrong_the_answer_is_one(world: World, name: str) -> None:
    """control:S5"""
    source, headers = REFUSED[name]
    answer = await world.client.post(f"/v1/webhooks/{source}", data=BODY, headers=headers)
    assert answer.status == 401
    told = {key: value for key, value in answer.headers.items() if key not in ("Date", "Content-Length")}
    assert (await answer.json(content_type=None), told) == (
        {
            "type": "https://leadstream.dev/problems/unverified",
            "title": "This webhook cannot be verified",
            "status": 401,
            "detail": "Check its address, secret and clock.",
        },
        told | {"Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"},
    )
    assert not world.log.kept
    assert not world.amazon.asked


async def test_an_unknown_source_takes_as_long_as_a_wrong_signature(world: World) -> None:
    """control:S5: medians within 20 ms, taken by turns so that both have the same machine."""
    took: dict[str, list[float]] = {"nobody": [], "shop": []}
    wrong = {**standard(), "webhook-signature": "v1," + base64.b64encode(bytes(32)).decode()}
    for _ in range(500):
        for name, times in took.items():
            began = time.perf_counter()
            await world.client.post(f"/v1/webhooks/{name}", data=BODY, headers=wrong)
            times.append(time.perf_counter() - began)
    assert abs(statistics.median(took["nobody"]) - statistics.median(took["shop"])) < 0.020


async def test_an_unknown_source_is_the_same_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """control:S5: as many bytes go through HMAC for a source there is not as for a wrong signature."""
    hashed: list[int] = []

    def counted(key: bytes, *content: bytes) -> bytes:
        hashed.append(sum(map(len, content)))
        return posts.mac(key, *content)

    monkeypatch.setattr(scheme_of_standard, "mac", counted)
    wrong = {**standard(), "webhook-signature": "v1," + base64.b64encode(bytes(32)).decode()}
    for name in ("shop", "nobody", "unkeyed"):
        assert (await world.send(name, BODY, wrong))[0] == 401
    assert len(hashed) == 3
    assert len(set(hashed)) == 1


async def test_random_headers_and_bodies_are_401_and_nothing_else(world: World) -> None:
    """Finding 6, over HTTP; test_webhook_schemes has the same for every scheme without HTTP."""
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits + ",.=+/ _-\t" + "éЖ"
    names = ["webhook-id", "webhook-timestamp", "webhook-signature", "Stripe-Signature", "X-Hub-Signature-256"]
    for _ in range(500):
        headers = {name: "".join(chance.choices(letters, k=chance.randrange(60))) for name in chance.sample(names, 3)}
        source = chance.choice([*SOURCES, "nobody"])
        answer = await world.client.post(f"/v1/webhooks/{source}", data=chance.randbytes(50), headers=headers)
        assert answer.status == 401, (source, headers)
    assert not world.log.kept


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[1]", b"\xff\xfe", b'{"a":' * 100, b"null"])
async def test_what_is_authentic_is_kept_even_where_nobody_can_read_it(world: World, body: bytes) -> None:
    """I2: the bytes are kept before they are parsed; the stage that reads them says what is wrong."""
    sent = int(NOW / 1000)
    headers = {"Stripe-Signature": f"t={sent},v1={mac(f'{sent}.'.encode() + body).hex()}", "Content-Type": "text/plain"}
    assert (await world.send("pay", body, headers))[0] == 202
    [kept] = world.log.kept
    assert (kept.payload, kept.content_type) == (body, "text/plain")


async def test_a_body_of_several_leads_is_split_as_it_came(world: World) -> None:
    one = '{"eventId":1,"objectId":7,"subscriptionType":"contact.propertyChange","propertyName":"email"}'
    body = f'[{one}, {one.replace("7", "8")}, {{"subscriptionType": "deal.creation"}}]'.encode()
    content = b"POST" + b"https://leads.vendor.example/v1/webhooks/crm?a=b" + body + str(NOW).encode()
    headers = {
        "X-HubSpot-Signature-v3": base64.b64encode(mac(content)).decode(),
        "X-HubSpot-Request-Timestamp": str(NOW),
    }
    status, told = await world.send("crm?a=b", body, headers)
    assert (status, len(told["items"]), told["passed"]) == (202, 2, {"not-about-a-lead": 1})
    assert [(each.payload, each.part, each.parts) for each in world.log.kept] == [
        (f"[{one}]".encode(), 0, 2),
        (f"[{one}]".replace("7", "8").encode(), 1, 2),
    ]
    assert 'webhook_events_total{kind="not-about-a-lead",source="crm"} 1.0' in world.counted()


async def test_a_payment_by_a_known_lead_is_its_conversion(world: World) -> None:
    thing = {"id": "cs_1", "amount_total": 500, "currency": "eur", "metadata": {"lead_id": "lead-1"}}
    event = {"id": "evt_1", "type": "checkout.session.completed", "created": NOW // 1000, "data": {"object": thing}}
    body = json.dumps(event).encode()
    signature = mac(f"{NOW // 1000}.".encode() + body).hex()
    for _ in range(2):
        status, told = await world.send("pay", body, {"Stripe-Signature": f"t={NOW // 1000},v1={signature}"})
        assert (status, told["items"], told["engagements"]) == (202, [], 1)
    first, second = world.log.reported
    assert first == second
    assert (first.lead_id, first.kind, first.at, first.source) == ("lead-1", "conversion", NOW, "pay")
    assert not world.log.kept


async def test_too_large_a_body_is_not_read_to_its_end(world: World) -> None:
    """control:S9"""
    status, _ = await world.send("shop", b"x" * (MAX_WEBHOOK_BYTES + 1), standard())
    assert (status, world.log.kept) == (413, [])


async def test_a_media_type_of_odd_bytes_is_no_fault_of_ours(world: World) -> None:
    """What cannot be written down is none, and the lead is kept."""
    marks = {**standard(), "Host": "h", "Content-Length": str(len(BODY)), "Connection": "close"}
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in marks.items() if name != "Content-Type")
    reader, writer = await asyncio.open_connection("127.0.0.1", world.client.port)
    writer.write(b"POST /v1/webhooks/shop HTTP/1.1\r\n" + head + b"Content-Type: text/\xff\r\n\r\n" + BODY)
    answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 202 ")
    assert [each.content_type for each in world.log.kept] == ["application/json"]


async def test_a_lead_that_is_too_large_is_refused_for_good(world: World) -> None:
    """Kept, it could never be read; and the broker takes no record of a mebibyte."""
    body = json.dumps({"email": "a@b.example", "message": "x" * 256 * 1024}).encode()
    assert (await world.send("shop", body, standard(body)))[0] == 413
    assert not world.log.kept


async def test_without_the_broker_the_sender_is_to_come_back(world: World) -> None:
    world.log.away = True
    answer = await world.client.post("/v1/webhooks/shop", data=BODY, headers=standard())
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "lead_accepted_total{" not in world.counted()


async def test_what_is_read_of_strangers_has_a_bound(world: World) -> None:
    """control:S9: beside one that is held the next is refused before it is read, and taken once that one is done."""
    begun, going_on = asyncio.Event(), asyncio.Event()

    @dataclass
    class Slow(KeptInMemory):
        async def append(self, submissions: Sequence[Submission]) -> None:
            begun.set()
            await going_on.wait()
            await KeptInMemory.append(self, submissions)

    narrow = replace(world, log=Slow(), metrics=Metrics())
    async with TestClient(TestServer(application(narrow, NoLimiter(), Limits(bulk_bytes=1)))) as client:
        first = asyncio.create_task(client.post("/v1/webhooks/shop", data=BODY, headers=standard()))
        await asyncio.wait_for(begun.wait(), 60)
        refused = await client.post("/v1/webhooks/nobody", data=BODY)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        reader, writer = await sent(client, CHUNKED)
        unread = await asyncio.wait_for(reader.readline(), 60)
        writer.close()
        assert unread.split()[1] == b"503", "nor is one whose length is not told"
        going_on.set()
        assert (await first).status == 202
        assert (await client.post("/v1/webhooks/nobody", data=BODY)).status == 401


SILENT = b"POST /v1/webhooks/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n"
CHUNKED = b"POST /v1/webhooks/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"


async def test_who_is_silent_takes_no_room_of_others(world: World) -> None:
    """control:S9: what is only announced is not booked, neither told in a length nor in chunks."""
    async with TestClient(TestServer(application(replace(world, metrics=Metrics()), NoLimiter()))) as client:
        silent = [await sent(client, head) for head in (SILENT, CHUNKED) for _ in range(70)]
        await reached(lambda: sum(each._current_request is not None for each in handlers(client)) == len(silent))
        assert (await client.post("/v1/webhooks/shop", data=BODY, headers=standard())).status == 202
        for _, writer in silent:
            writer.close()


PACKED = zlib.compress(b"x" * 200, wbits=31)[:-3]
ENDINGS: dict[str, tuple[bytes, bytes, bytes]] = {
    "done": (b"x" * 200, b"0\r\n\r\n", b"401"),
    "too slow": (b"x" * 200, b"", b"408"),
    "too large": (b"x" * 200, b"100000\r\n" + bytes(MAX_WEBHOOK_BYTES), b"413"),
    "broken packing": (PACKED, b"4\r\nzzzz\r\n", b"400"),
    "hung up": (b"x" * 200, b"", b""),
}
"""What comes of a post, how it goes on, and how it is answered."""


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_came_is_booked_until_its_post_ends(
    world: World, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """control:S9: while what came fills the bound, others are told to come again; however it ends, all is free."""
    came, rest, status = ENDINGS[ending]
    head = CHUNKED.replace(b"Host", b"Content-Encoding: gzip\r\nHost") if came == PACKED else CHUNKED
    monkeypatch.setattr("gateway.routes.bodies.BODY_S", 2.0 if ending == "too slow" else 60.0)
    own = application(replace(world, metrics=Metrics()), NoLimiter(), Limits(bulk_bytes=100))
    async with TestClient(TestServer(own)) as client:
        reader, writer = await sent(client, head + b"%x\r\n%b\r\n" % (len(came), came))
        await answered_once(client, 503)
        writer.write(rest)
        if not status:
            writer.close()
        await answered_once(client, 401)
        if status:
            assert (await asyncio.wait_for(reader.readline(), 60)).split()[1] == status
            writer.close()


async def sent(client: Client, begun: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which so much was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(begun)
    await writer.drain()
    return reader, writer


def handlers(client: Client) -> list[Any]:
    """The server's side of every connection."""
    runner: Any = client.server.runner
    return list(runner.server.connections)


async def answered_once(client: Client, status: int) -> None:
    """Post until this is the answer."""
    async with asyncio.timeout(60):
        while True:
            if (await client.post("/v1/webhooks/x", data=BODY)).status == status:
                return


async def test_over_the_limit_nothing_is_kept(world: World) -> None:
    async with TestClient(TestServer(application(replace(world, metrics=Metrics()), NobodyMore()))) as client:
        answer = await client.post("/v1/webhooks/shop", data=BODY, headers=standard())
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert not world.log.kept


@pytest.mark.parametrize(("on", "status"), [(True, 202), (False, 503)])
async def test_webhooks_that_are_switched_off_are_to_come_back(world: World, on: bool, status: int) -> None:
    """I10 enableWebhooks: a sender that is told 503 sends again; nothing is kept meanwhile, whoever signs."""
    switched = replace(TEMPLATE, switches=Switches(enableWebhooks=on))
    async with TestClient(
        TestServer(application(replace(world, metrics=Metrics()), NoLimiter(), None, switched))
    ) as own:
        answer = await own.post("/v1/webhooks/shop", data=BODY, headers=standard())
        forged = await own.post("/v1/webhooks/shop", data=BODY, headers={})
    assert (answer.status, forged.status) == (status, 401 if on else 503)
    assert ("Retry-After" in answer.headers) is not on
    assert bool(world.log.kept) is on


async def test_facebook_hears_its_challenge_for_the_right_word(world: World) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "a word of ours"}
    answer = await world.client.get("/v1/webhooks/fb", params=asked)
    assert (answer.status, await answer.text(), answer.content_type) == (200, "1158201444", "text/plain")
    for wrong in ({"hub.verify_token": "another"}, {"hub.verify_token": ""}, {"hub.challenge": "<script>"}):
        refused = await world.client.get("/v1/webhooks/fb", params={**asked, **wrong})
        assert refused.status == 401
    for name in ("nobody", "shop"):
        assert (await world.client.get(f"/v1/webhooks/{name}", params={**asked, "hub.verify_token": ""})).status == 401


async def test_facebook_is_answered_200(world: World) -> None:
    body = b'{"object":"page","entry":[{"changes":[{"field":"leadgen","value":{"leadgen_id":5}}]}]}'
    status, told = await world.send("fb", body, {"X-Hub-Signature-256": f"sha256={mac(body).hex()}"})
    assert (status, len(told["items"])) == (200, 1)
    assert (world.log.kept[0].payload, world.log.kept[0].event_id) == (b'{"leadgen_id":5}', "5")


async def test_linkedin_hears_the_response_to_its_challenge(world: World) -> None:
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    answer = await world.client.get("/v1/webhooks/li", params={"challengeCode": code})
    assert await answer.json() == {"challengeCode": code, "challengeResponse": mac(code.encode()).hex()}
    assert (await world.client.get("/v1/webhooks/shop", params={"challengeCode": code})).status == 401


@pytest.mark.parametrize(
    "code",
    [
        'hmacsha256={"formResponse":{"answers":[]}}',
        "hmacsha256=",
        '{"formResponse":{}}',
        "two words",
        "\u0661",
        "a" * 65,
        "",
    ],
)
async def test_linkedin_s_challenge_signs_no_body(world: World, code: str) -> None:
    """A post is signed over `hmacsha256=` and its body: who could have that answered could send as LinkedIn (S1)."""
    answer = await world.client.get("/v1/webhooks/li", params={"challengeCode": code})
    assert answer.status == 401
    assert mac(code.encode()).hex() not in await answer.text()


async def test_slack_hears_its_challenge_only_if_it_is_slack(world: World) -> None:
    body = b'{"type": "url_verification", "challenge": "3eZbrw1a"}'
    sent = str(NOW // 1000)
    signature = "v0=" + mac(b"v0:" + sent.encode() + b":" + body).hex()
    headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": sent}
    assert await world.send("slack", body, headers) == (200, {"challenge": "3eZbrw1a"})
    assert (await world.send("slack", body, {**headers, "X-Slack-Request-Timestamp": "1"}))[0] == 401
    assert not world.log.kept


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key: rsa.RSAPrivateKey = KEY, days: int = 30) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    start = datetime.fromtimestamp(NOW / 1000, UTC) - timedelta(days=60)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=60 + days))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


def envelope(**fields: str) -> bytes:
    return signed_by(KEY, fields)


def signed_by(key: rsa.RSAPrivateKey, fields: dict[str, str]) -> bytes:
    told = {
        "Type": "Notification",
        "MessageId": "22b80b92",
        "TopicArn": TOPIC,
        "Message": json.dumps({"eventType": "Open", "open": {}, "mail": {"tags": {"lead_id": ["lead-1"]}}}),
        "Timestamp": "2026-05-04T09:12:44.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem",
        **fields,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    content = "".join(f"{name}\n{told[name]}\n" for name in names if name in told).encode()
    hashed = SHA1() if told["SignatureVersion"] == "1" else SHA256()
    told["Signature"] = base64.b64encode(key.sign(content, PKCS1v15(), hashed)).decode()
    return json.dumps(told).encode()


async def test_an_sns_notification_is_an_engagement(world: World) -> None:
    world.amazon.pem = certificate()
    for version in ("1", "2"):
        status, told = await world.send("mail", envelope(SignatureVersion=version), {"Content-Type": "text/plain"})
        assert (status, told["engagements"]) == (202, 1)
    assert {(each.lead_id, each.kind, each.at) for each in world.log.reported} == {("lead-1", "open", NOW)}


SUBSCRIBE = {
    "Type": "SubscriptionConfirmation",
    "Token": "t",
    "Message": "You have chosen…",
    "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t",
}


async def test_a_subscription_is_confirmed_at_amazon_alone(world: World) -> None:
    world.amazon.pem = certificate()
    assert await world.send("mail", envelope(**SUBSCRIBE), {}) == (200, {})
    assert world.amazon.confirmed == [SUBSCRIBE["SubscribeURL"]]
    elsewhere = envelope(**SUBSCRIBE | {"SubscribeURL": "https://sns.eu-west-1.amazonaws.com.evil.example/"})
    assert await world.send("mail", elsewhere, {}) == (200, {})
    assert await world.send("mail", envelope(Type="UnsubscribeConfirmation"), {}) == (200, {})
    assert len(world.amazon.confirmed) == 1
    assert not world.log.kept


FOREIGN = [
    "http://sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
    "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
    "https://user@sns.eu-west-1.amazonaws.com/a.pem",
    "https://evil.example\\@sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
    "https://sns.eu-west-1.amazonaws.com/a.crt",
    "https://sns.eu-west-1.amazonaws.com/a.pem/../b?x=.pem ",
    "https://snsXeu-west-1.amazonaws.com/a.pem",
    "https://sns.e.amazonaws.com/a.pem",
    "https://sns.s3-us-west-2.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com/?Action=GetTopicAttributes&x=/a.pem",
    "https://sns.eu-west-1.amazonaws.com/a.pem?Action=GetTopicAttributes",
    "https://[::1/a.pem",
    "https://sns.eu-west-1.amazonaws.com\n.evil.example/a.pem",
    "file:///etc/a.pem",
    "",
]


@pytest.mark.parametrize("url", FOREIGN)
async def test_no_certificate_is_fetched_from_elsewhere(world: World, url: str) -> None:
    world.amazon.pem = certificate()
    assert (await world.send("mail", envelope(SigningCertURL=url), {}))[0] == 401
    assert world.amazon.asked == []


async def test_who_does_not_know_the_topic_makes_us_fetch_nothing(world: World) -> None:
    world.amazon.pem = certificate()
    assert (await world.send("mail", envelope(TopicArn=TOPIC + "x"), {}))[0] == 401
    assert world.amazon.asked == []


async def test_a_wrong_sns_signature_is_refused_and_confirms_nothing(world: World) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    tries = [
        (certificate(), signed_by(other, SUBSCRIBE)),
        (certificate(days=-1), envelope(**SUBSCRIBE)),
        (b"no certificate", envelope(**SUBSCRIBE)),
        (b"", envelope(**SUBSCRIBE)),
        (certificate(), envelope(**SUBSCRIBE, SignatureVersion="3")),
        (certificate(), envelope(**SUBSCRIBE, Timestamp="2026-05-04T09:07:43.000Z")),
        (certificate(), envelope(**SUBSCRIBE, Timestamp="yesterday")),
    ]
    for pem, body in tries:
        world.amazon.pem = pem
        assert (await world.send("mail", body, {}))[0] == 401
    assert not world.amazon.confirmed


async def test_while_amazon_is_away_the_sender_is_to_come_back(world: World) -> None:
    world.amazon.away = True
    assert (await world.send("mail", envelope(), {}))[0] == 503


async def test_nothing_of_a_secret_or_a_person_is_in_answers_and_metrics(world: World) -> None:
    """control:S22, control:S23"""
    both = (standard(), {**standard(), "webhook-signature": "v1,AAAA"})
    told = [json.dumps(await world.send("shop", BODY, headers)) for headers in both]
    everything = world.counted() + "".join(told)
    assert not any(text in everything for text in ("northwind", "Ada", SECRET, PLAIN, "msg_1"))
