"""
I3, G1, control:S13: a form as a page without script, its description for the script, its posts, and its traps; the
texts that were agreed to are in the submission.
"""

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.adapters.memory import MemoryLog
from gateway.adapters.redis_limiter import NoLimiter
from gateway.domain import forms
from gateway.ports import Allowance
from gateway.routes.forms import FormDesk
from gateway.routes.leads import Edge
from gateway.routes.room import Limits
from hypothesis import given
from hypothesis import strategies as st
from leadcore import workspace
from leadcore.access.callers import Keyring
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.testing.patience import reached
from leadcore.workspace import ConsentBox, Form

SHIPPED = workspace.load(Path(__file__).parents[3] / "workspace")
PAGE = "https://www.northwind.example"
CONTACT = SHIPPED.forms["contact"]
ASKED = replace(
    CONTACT,
    origins=(PAGE,),
    redirect=f"{PAGE}/thanks",
    consents=(*CONTACT.consents, ConsentBox("terms", "I accept <the> terms.", "3", required=True)),
)
WORKSPACE = replace(SHIPPED, forms={"contact": CONTACT, "asked": ASKED})
SECRET = b"s" * 32
NOW = 1_700_000_000_000
GOOD = {"email": "ada@northwind.example", "full_name": "Ada <script>"}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}

Client = TestClient[Any, Any]


class OneEach:
    """A limiter that knows each visitor once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def take(self, client: str, cost: int) -> Allowance:
        known = client in self.seen
        self.seen.add(client)
        return Allowance(not known, 9)


@dataclass
class Gate:
    """A limiter that lets everybody in, or nobody."""

    open: bool

    async def take(self, client: str, cost: int) -> Allowance:
        return Allowance(self.open, 1)


class House:
    def __init__(self) -> None:
        self.log, self.now, self.metrics = MemoryLog(), NOW, Metrics()
        self.visitors: Any = NoLimiter()
        self.limits = Limits()
        self.client: Client

    def app(self) -> Any:
        edge = Edge(guard_of(Keyring([])), WORKSPACE, self.log, NoLimiter(), lambda: self.now, self.metrics, "http://c")
        edge = replace(edge, limits=self.limits)
        return app.build(edge, forms=FormDesk(SECRET, self.visitors))

    def stamp(self, name: str = "contact", form: Form = CONTACT, made_at: int = NOW - 10_000) -> str:
        return forms.stamped(SECRET, name, form, made_at, b"n" * forms.NONCE_BYTES)

    async def post(self, posted: dict[str, str], headers: dict[str, str], name: str = "contact") -> ClientResponse:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        url, body = f"/f/{name}", urlencode(posted)
        return await self.client.post(url, data=body, headers={**kind, **headers}, allow_redirects=False)

    def traps(self) -> list[str]:
        """What caught each post that was kept, in order; empty: nothing, it becomes a lead."""
        return [each.content_type.partition("; trap=")[2] for each in self.log.kept]

    def counted(self, ended: str) -> float:
        labels = {"form": "contact", "ended": ended}
        return self.metrics.registry.get_sample_value("lead_form_posts_total", labels) or 0.0


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    async with TestClient(TestServer(made.app())) as made.client:
        yield made


def labelled(page: str) -> None:
    """Every control that a person sees has a label, every reference an element, every id is there once."""
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    labels = set(re.findall(r'<label for="([^"]+)"', page))
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", page):
        if 'type="hidden"' not in tag:
            (own,) = re.findall(r' id="([^"]+)"', tag)
            assert own in labels, tag
    for told in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(told.split()) <= set(ids)
    for link in re.findall(r'href="#([^"]+)"', page):
        assert html.unescape(link) in ids


def stamp_in(page: str) -> str:
    """The stamp that a page sends."""
    (found,) = re.findall(r'name="_stamp" value="([^"]+)"', page)
    return str(found)


async def test_a_page_needs_no_script_and_lets_none_run(house: House) -> None:
    answer = await house.client.get("/f/contact?utm_source=news&utm_campaign=%22%3E%3Cb%3E&gclid=g1", headers=HTML)
    page = await answer.text()
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    (nonce,) = re.findall(r"style-src 'nonce-([\w-]+)'", policy)
    assert f'<style nonce="{nonce}">' in page
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in page
    assert answer.headers["Referrer-Policy"] == "same-origin", "without a referrer it would post without an origin"
    assert '<input type="hidden" name="utm_source" value="news">' in page
    assert 'name="utm_campaign" value="&quot;&gt;&lt;b&gt;"' in page
    assert '<html lang="en">' in page
    labelled(page)
    again = await (await house.client.get("/f/contact", headers=HTML)).text()
    assert nonce not in again


async def test_what_was_filled_in_becomes_a_lead_with_proof(house: House) -> None:
    """G1: each box is told of, ticked or not, with the words, the version and the time."""
    sent = {
        **GOOD,
        "attributes.timeline": "quarter",
        "message": "one\r\ntwo",
        "consent.email": "yes",
        "utm_source": "news",
        "gclid": "g1",
        "page_url": "https://x.example/?a=b",
        "tenant_id": "other",
        "score": "100",
        forms.STAMP: house.stamp(),
    }
    answer = await house.post(sent, HTML)
    assert (answer.status, answer.headers["Location"]) == (303, "contact/thanks")
    [kept] = house.log.kept
    assert (kept.source, kept.client, kept.tenant, kept.lane) == ("web-form", "form:contact", "main", "live")
    assert kept.content_type == "application/json"
    told = json.loads(kept.payload)
    [consent] = told.pop("consent")
    assert consent.pop("at") == "2023-11-14T22:13:20.000Z"
    box = CONTACT.consents[0]
    shown = f"{box.text} [form contact, version {box.version}, en]"
    assert consent == {"purpose": "email", "granted": True, "text": shown}
    assert told == {
        "language": "en",
        "occurred_at": "2023-11-14T22:13:20.000Z",
        **GOOD,
        "message": "one\ntwo",
        "utm_source": "news",
        "gclid": "g1",
        "page_url": "https://x.example/?a=b",
        "attributes": {"timeline": "quarter"},
    }
    thanks = await house.client.get("/f/contact/thanks", headers=HTML)
    assert html.escape(CONTACT.texts.thanks) in await thanks.text()
    assert house.counted("accepted") == 1


async def test_a_box_that_is_not_ticked_is_a_no(house: House) -> None:
    await house.post({**GOOD, "consent.email": "no", forms.STAMP: house.stamp()}, HTML)
    assert json.loads(house.log.kept[0].payload)["consent"][0]["granted"] is False


async def test_a_second_click_is_the_same_event_and_a_correction_is_not(house: House) -> None:
    stamp = house.stamp()
    for name in ("Ada", "Ada", "Ada L."):
        await house.post({**GOOD, "full_name": name, forms.STAMP: stamp}, HTML)
    first, again, corrected = [each.event_id for each in house.log.kept]
    assert first == again != corrected


@pytest.mark.parametrize(
    ("posted", "trap"),
    [
        ({forms.TRAP: "555"}, "honeypot"),
        ({forms.STAMP: forms.stamped(SECRET, "contact", CONTACT, NOW - 500, b"n" * 9)}, "too-fast"),
    ],
)
async def test_what_a_trap_catches_is_answered_alike_kept_and_marked(
    house: House, posted: dict[str, str], trap: str
) -> None:
    """S11: nothing is silently lost: it ends as rejected, where it can be found."""
    answer = await house.post({**GOOD, forms.STAMP: house.stamp(), **posted}, HTML)
    assert (answer.status, answer.headers["Location"]) == (303, "contact/thanks")
    [kept] = house.log.kept
    assert kept.content_type == f"application/json; trap={trap}"
    assert (house.counted("spam"), house.counted("accepted")) == (1, 0)


@pytest.mark.parametrize(
    ("posted", "field", "words"),
    [
        ({"email": ""}, "email", CONTACT.texts.required),
        ({"full_name": "   "}, "full_name", CONTACT.texts.required),
        ({"email": "ada@nowhere"}, "email", CONTACT.texts.email),
        ({"message": "x" * 5_001}, "message", CONTACT.texts.too_long),
        ({"attributes.timeline": "never"}, "attributes.timeline", CONTACT.texts.choice),
    ],
)
async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    house: House, posted: dict[str, str], field: str, words: str
) -> None:
    sent = {**GOOD, "company_name": 'A "quoted" & <b>', "consent.email": "yes", **posted, forms.STAMP: house.stamp()}
    answer = await house.post(sent, HTML)
    page = await answer.text()
    assert answer.status == 400
    assert f'<p class="fault" id="{field}.fault">{html.escape(words)}</p>' in page
    (tag,) = re.findall(rf'<(?:input|textarea|select)[^>]* id="{re.escape(field)}"[^>]*>', page)
    assert 'aria-invalid="true"' in tag
    assert f"{field}.fault" in tag
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert 'value="A &quot;quoted&quot; &amp; &lt;b&gt;"' in page
    assert re.search(r'id="consent.email"[^>]* checked', page)
    assert "Ada <script>" not in page
    labelled(page)
    told = await (await house.post(sent, JSON)).json()
    assert [each["field"] for each in told["errors"]] == [field]
    assert not house.log.kept


async def test_a_box_that_must_be_ticked_is_asked_for(house: House) -> None:
    stamp = {forms.STAMP: house.stamp("asked", ASKED)}
    page = await (await house.post({**GOOD, **stamp}, HTML, "asked")).text()
    assert 'id="consent.terms.fault"' in page
    assert "I accept &lt;the&gt; terms." in page
    labelled(page)
    answer = await house.post({**GOOD, **stamp, "consent.terms": "yes"}, HTML, "asked")
    assert (answer.status, answer.headers["Location"]) == (303, f"{PAGE}/thanks")


@pytest.mark.parametrize("extra", [{"next": "https://evil.example"}, {"redirect": "//evil.example"}])
async def test_nobody_else_says_where_a_person_goes(house: House, extra: dict[str, str]) -> None:
    answer = await house.post({**GOOD, **extra, forms.STAMP: house.stamp()}, HTML)
    assert answer.headers["Location"] == "contact/thanks"


async def test_a_page_that_is_too_old_or_showed_other_texts_is_asked_for_again(house: House) -> None:
    other = replace(CONTACT, consents=(replace(CONTACT.consents[0], text="Something else."),))
    for stamp in (
        "",
        "x",
        "ä",
        house.stamp()[:-4] + "AAAA",
        house.stamp("asked", ASKED),
        house.stamp(form=other),
        house.stamp(made_at=NOW - forms.STAMP_S * 1000 - 1),
        house.stamp(made_at=NOW + 60_000),
        forms.stamped(b"another", "contact", CONTACT, NOW - 10_000, b"n" * 9),
    ):
        answer = await house.post({**GOOD, forms.STAMP: stamp}, HTML)
        page = await answer.text()
        assert answer.status == 400
        assert html.escape(CONTACT.texts.stale) in page
        assert 'value="ada@northwind.example"' in page
        assert forms.stamp_of(SECRET, "contact", CONTACT, stamp_in(page), NOW)
        scripted = await house.post({**GOOD, forms.STAMP: stamp}, JSON)
        assert (await scripted.json())["errors"] == [{"field": "_stamp", "reason": "stale"}]
    assert not house.log.kept


async def test_pages_of_the_form_s_origins_may_embed_it_and_no_others(house: House) -> None:
    told = await house.client.get("/f/asked.json", headers={"Origin": PAGE})
    assert told.headers["Access-Control-Allow-Origin"] == PAGE
    document = await told.json()
    assert document["fields"][0]["autocomplete"] == "email"
    assert forms.stamp_of(SECRET, "asked", ASKED, document["stamp"], NOW)
    assert f"frame-ancestors {PAGE}" in (await house.client.get("/f/asked")).headers["Content-Security-Policy"]
    sent = {**GOOD, "consent.terms": "yes", forms.STAMP: house.stamp("asked", ASKED)}
    answer = await house.post(sent, {**JSON, "Origin": PAGE}, "asked")
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (202, PAGE)
    assert await answer.json() == {"message": ASKED.texts.thanks, "redirect": f"{PAGE}/thanks"}
    own = f"http://{house.client.host}:{house.client.port}"
    assert (await house.post(sent, {**HTML, "Origin": own}, "asked")).status == 303
    kept = len(house.log.kept)
    for origin in ("https://evil.example", "null", own + "0", f"{PAGE}.evil.example"):
        assert (await house.post(sent, {**HTML, "Origin": origin}, "asked")).status == 403
        assert (
            "Access-Control-Allow-Origin"
            not in (await house.client.get("/f/asked.json", headers={"Origin": origin})).headers
        )
    assert len(house.log.kept) == kept


async def test_a_broker_that_is_away_costs_nothing_that_was_typed(house: House) -> None:
    house.log.away = True
    answer = await house.post({**GOOD, forms.STAMP: house.stamp()}, HTML)
    page = await answer.text()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert html.escape(CONTACT.texts.away) in page
    assert 'value="ada@northwind.example"' in page


@pytest.mark.parametrize("status", [503, 429])
async def test_who_sends_again_at_once_after_a_temporary_failure_is_no_machine(status: int) -> None:
    house = House()
    stamp, house.visitors, house.log.away = house.stamp(), Gate(open=status != 429), status == 503
    async with TestClient(TestServer(house.app())) as house.client:
        answer = await house.post({**GOOD, forms.STAMP: stamp}, HTML)
        assert answer.status == status
        house.log.away, house.visitors.open, house.now = False, True, NOW + 300
        shown = stamp_in(await answer.text())
        assert (await house.post({**GOOD, forms.STAMP: shown}, HTML)).status == 303
    assert house.traps() == [""]
    assert shown == stamp, "what was perhaps kept the first time stays one event"


async def test_a_quick_correction_is_a_person_s(house: House) -> None:
    answer = await house.post({**GOOD, "email": "ada@northwind", forms.STAMP: house.stamp()}, HTML)
    assert answer.status == 400
    house.now += 300
    assert (await house.post({**GOOD, forms.STAMP: stamp_in(await answer.text())}, HTML)).status == 303
    assert house.traps() == [""]


async def test_a_page_shown_again_counts_from_the_first_and_gives_a_machine_no_time(house: House) -> None:
    answer = await house.post({**GOOD, "email": "", forms.STAMP: house.stamp(made_at=NOW - 500)}, HTML)
    house.now += 300
    await house.post({**GOOD, forms.STAMP: stamp_in(await answer.text())}, HTML)
    assert house.traps() == ["too-fast"]


def other_key(made_at: int) -> str:
    return forms.stamped(b"another", "contact", CONTACT, made_at, b"n" * forms.NONCE_BYTES)


OLD = forms.stamped(SECRET, "contact", CONTACT, NOW - forms.STAMP_S * 1_000 - 1, b"n" * forms.NONCE_BYTES)
STALE = [
    pytest.param(OLD, "", id="open for too long"),
    pytest.param(other_key(NOW - 10_000), "", id="the key was changed"),
    pytest.param(other_key(NOW - 500), "too-fast", id="it says itself that it is new"),
    pytest.param(other_key(NOW + 60_000), "too-fast", id="of a time to come"),
    pytest.param(other_key(2**64 - 1), "too-fast", id="of the end of all time"),
    pytest.param("", "too-fast", id="none: no page was loaded"),
    pytest.param("A" * 40, "too-fast", id="too short for one of ours"),
]


@pytest.mark.parametrize(("stamp", "trap"), STALE)
async def test_the_script_sends_a_stale_page_again_at_once(house: House, stamp: str, trap: str) -> None:
    """Its sequence: refused as stale, described anew, sent again within milliseconds."""
    refused = await house.post({**GOOD, forms.STAMP: stamp}, JSON)
    assert (await refused.json())["errors"] == [{"field": "_stamp", "reason": "stale"}]
    told = await (await house.client.get("/f/contact.json", params={"stamp": stamp})).json()
    assert (await house.post({**GOOD, forms.STAMP: told["stamp"]}, JSON)).status == 202
    assert house.traps() == [trap]


@pytest.mark.parametrize(("stamp", "trap"), STALE)
async def test_a_stale_page_without_script_may_be_sent_again_at_once(house: House, stamp: str, trap: str) -> None:
    shown = stamp_in(await (await house.post({**GOOD, forms.STAMP: stamp}, HTML)).text())
    assert (await house.post({**GOOD, forms.STAMP: shown}, HTML)).status == 303
    assert house.traps() == [trap]


async def test_a_box_ticked_under_texts_that_hold_no_more_is_not_ticked_again(house: House) -> None:
    """Whoever ticks it has read what stands beside it; what was only typed is kept."""
    boxes = {forms.box_name(each.purpose): "yes" for each in ASKED.consents}
    for stamp in (house.stamp("asked", ASKED, NOW - forms.STAMP_S * 1000 - 1), house.stamp("asked", CONTACT), ""):
        page = await (await house.post({**GOOD, **boxes, forms.STAMP: stamp}, HTML, "asked")).text()
        assert " checked" not in page
        assert 'value="ada@northwind.example"' in page
    held = {**GOOD, **boxes, "email": "", forms.STAMP: house.stamp("asked", ASKED)}
    assert " checked" in await (await house.post(held, HTML, "asked")).text(), "the same texts: what was ticked stays"


async def test_a_stale_page_is_no_machine_s_where_another_instance_s_clock_is_behind(house: House) -> None:
    shown = stamp_in(await (await house.post({**GOOD, forms.STAMP: OLD}, HTML)).text())
    house.now -= 900
    await house.post({**GOOD, forms.STAMP: shown}, HTML)
    assert house.traps() == [""]


@pytest.mark.parametrize("path", ["/f/contact", "/f/contact.json"])
async def test_a_page_that_is_asked_for_counts_from_now(house: House, path: str) -> None:
    answer = await (await house.client.get(path, params={forms.STAMP: OLD})).text()
    fresh = json.loads(answer)["stamp"] if path.endswith("json") else stamp_in(answer)
    await house.post({**GOOD, forms.STAMP: fresh}, HTML)
    assert house.traps() == ["too-fast"]


async def test_one_address_may_not_send_without_end_and_cannot_say_whose_it_is() -> None:
    """control:S11, S17."""
    house = House()
    house.visitors = OneEach()
    async with TestClient(TestServer(house.app())) as house.client:
        sent = {**GOOD, forms.STAMP: house.stamp()}
        assert (await house.post(sent, HTML)).status == 303
        again = await house.post(sent, {**HTML, "X-Forwarded-For": "203.0.113.9"})
        assert (again.status, again.headers["Retry-After"]) == (429, "9")
    assert len(house.log.kept) == 1


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"a=b", {"Content-Type": "application/json"}, 415),
        (b"a=b", {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (b"a=b", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"}, 415),
        (b"email=\xff", {}, 400),
        (b"email=%ff", {}, 400),
        (b"&".join(b"a%d=b" % n for n in range(201)), {}, 400),
        (b"email=" + b"x" * 65_536, {}, 413),
        (b"", {}, 400),
    ],
)
async def test_what_is_no_form_is_refused(house: House, body: bytes, headers: dict[str, str], status: int) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await house.client.post("/f/contact", data=body, headers={**kind, **JSON, **headers})
    assert answer.status == status, await answer.text()
    assert not house.log.kept


SLOW = b"POST /f/contact HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.mark.parametrize("told", [b"Content-Length: 1000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"])
async def test_who_sends_a_form_slowly_takes_nobody_s_place(told: bytes) -> None:
    """control:S9, fault:H1: a post counts once it is read."""
    made = House()
    made.limits = Limits(live=2)
    async with TestClient(TestServer(made.app())) as made.client:
        runner: Any = made.client.server.runner
        slow = [await asyncio.open_connection("127.0.0.1", made.client.port) for _ in range(10)]
        for _, writer in slow:
            writer.write(SLOW + told)
        await reached(lambda: sum(each._current_request is not None for each in runner.server.connections) == len(slow))
        answer = await made.post({**GOOD, forms.STAMP: made.stamp()}, HTML)
        assert answer.status == 303
        for _, writer in slow:
            writer.close()


@pytest.mark.parametrize("limits", [Limits(live=1), Limits(bulk_bytes=1)])
async def test_forms_that_are_being_kept_have_a_bound(limits: Limits) -> None:
    """control:S9: of places, and of bytes that are held; both are free again when a post is answered."""
    made = House()
    made.limits, made.log.held = limits, asyncio.Event()
    async with TestClient(TestServer(made.app())) as made.client:
        posted = {**GOOD, forms.STAMP: made.stamp()}
        first = asyncio.create_task(made.post(posted, HTML))
        await reached(lambda: bool(made.log.kept))
        refused = await made.post(posted, HTML)
        assert (refused.status, refused.headers["Retry-After"]) == (503, "1")
        made.log.held.set()
        assert (await first).status == 303
        assert (await made.post(posted, HTML)).status == 303


async def test_a_form_that_is_not_there_is_a_404(house: House) -> None:
    for path in ("/f/nowhere", "/f/nowhere.json", "/f/nowhere/thanks", "/f/", "/f/Contact"):
        assert (await house.client.get(path)).status == 404
    assert (await house.post(GOOD, HTML, "nowhere")).status == 404


async def test_the_script_is_small_and_loads_nothing_from_elsewhere(house: House) -> None:
    answer = await house.client.get("/f/leadstream.js")
    script = await answer.read()
    assert answer.content_type == "text/javascript"
    assert len(script) < 10 * 1024
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert set(re.findall(rb"https?://[^/\s\"']+", script)) <= {b"https://gateway"}
    assert b"innerHTML" not in script
    assert b"eval(" not in script


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=8), st.binary(max_size=60))
def test_whatever_is_posted_is_read_or_refused(posted: dict[str, str], raw: bytes) -> None:
    forms.read(raw)
    clean = {
        key.encode("utf-8", "ignore").decode(): value.encode("utf-8", "ignore").decode()
        for key, value in posted.items()
    }
    read = forms.read(urlencode(clean).encode())
    assert read is not None
    payload = json.loads(forms.payload_of("contact", CONTACT, read, NOW))
    assert set(payload) <= {
        *(each.name for each in CONTACT.fields),
        *forms.TRACKED,
        "language",
        "occurred_at",
        "consent",
        "attributes",
    }
    assert forms.faults(CONTACT, {})
