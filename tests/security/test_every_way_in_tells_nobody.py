"""
control:S22, control:S23, control:S30. Somebody with a name found nowhere else comes in by every way, well and ill
said, with line breaks, escapes and much too much text in each field; no log, metric, key
or header of the whole pipeline tells of them.

How: REST, batch, form, webhook, a posted file, `leadstream import`, and Kafka, each with a lead that is one and with
input that is none. Property: each line of each unit's log is one JSON document of at most 16 KB without a word of it;
nor is there one in the metrics, in a key or header on any topic, or in what outcomes, receipts and dead letters say.
"""

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from confluent_kafka import Producer
from lab.ledger.places import Log
from lab.spine import Spine
from leadcore.contracts import Topic
from leadcore.message import Message
from standardwebhooks import Webhook

pytestmark = pytest.mark.slow
CANARY = "zqwarbler"
MOST_OF_A_LINE = 16 * 1024
LONG = "x" * 100_000
FORGED = '\r\n{"severity":"ERROR","event.name":"forged"}\r\n'
ODD = f"{CANARY}{FORGED}\x1b[31m\x1b]0;{CANARY}\x07\u202e\u2028\x00".replace("\x00", "")
OPEN = Topic.LEADS_OUTCOMES, Topic.LEADS_DELIVERED, Topic.LEADS_ASSIGNMENTS


def person(way: str) -> dict[str, Any]:
    """Somebody of this way, odd in every field."""
    return {
        "email": f"{CANARY}.{way}@curlwind-labs.example",
        "full_name": f"Zoe {ODD}",
        "title": ODD,
        "city": ODD,
        "message": ODD + LONG,
        f"{CANARY} {FORGED}": ODD,
        "attributes": {CANARY: ODD},
        "utm_source": ODD,
        "page_url": f"https://x.example/?{CANARY}={ODD}",
    }


def ill(way: str) -> list[bytes]:
    """What is no lead, and names somebody."""
    return [
        json.dumps({"email": {CANARY: ODD}, "full_name": [ODD]}).encode(),
        json.dumps({"email": f"{CANARY} at {way}", "phone": CANARY}).encode(),
        f'{{"email": "{CANARY}@{way}", "email": "{CANARY}"}}'.encode(),
        f'{{"email": "{CANARY}'.encode() + b"\xff\xfe\r\n",
        CANARY.encode() + b"\x1b[31m\r\n" + b"\xff" * 1000,
    ]


def to_base64(text: str) -> bytes:
    return base64.b64encode(text.encode())


def to_urls(text: str) -> bytes:
    return base64.urlsafe_b64encode(text.encode())


def to_hex(text: str) -> bytes:
    return text.encode().hex().upper().encode()


class Ways:
    """Each way in, over a running stack."""

    def __init__(self, spine: Spine) -> None:
        self.spine, self.gateway = spine, spine.status["gateway"]
        self.bearer = {"Authorization": f"Bearer {spine.status['api_key']}"}

    def post(self, path: str, body: bytes, kind: str = "application/json", **headers: str) -> httpx.Response:
        told = {"Content-Type": kind, **headers}
        answer = httpx.post(self.gateway + path, content=body, headers=told, timeout=60, trust_env=False)
        assert answer.status_code < 500, (path, answer.status_code)
        if not path.startswith("/v1/imports"):  # its own columns are told to whoever posted a file
            assert CANARY not in answer.text.lower(), path
        return answer

    def rest(self) -> None:
        for body in (json.dumps(person("rest")).encode(), *ill("rest")):
            self.post("/v1/leads?source=web-form", body, **self.bearer)
            self.post(f"/v1/leads?source={CANARY}&{CANARY}=1", body, **self.bearer)
        assert self.post("/v1/leads", json.dumps(person("rest2")).encode(), **self.bearer).status_code == 202

    def batch(self) -> None:
        whole = json.dumps({"leads": [person("batch"), {"email": ODD}, {"full_name": 5}]}).encode()
        assert self.post("/v1/leads:batch?source=web-form", whole, **self.bearer).status_code == 202
        for body in ill("batch"):
            self.post("/v1/leads:batch?source=web-form", body, **self.bearer)

    def webhook(self) -> None:
        [secret] = json.loads((self.spine.home / "secrets" / "webhook-secrets.json").read_text())["web-form"]
        at = datetime.now(UTC)  # noqa: TID251  the gateway's own clock is asked
        for number, body in enumerate((json.dumps(person("webhook")).encode(), *ill("webhook")[:3])):
            name = f"msg_warbler_{number}"
            marks = {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp()))}
            signed = {**marks, "webhook-signature": Webhook(secret).sign(name, at, body.decode())}
            assert self.post("/v1/webhooks/web-form", body, **signed).status_code == 202
            self.post("/v1/webhooks/web-form", body, **{**signed, "webhook-signature": f"v1,{CANARY}"})
        self.post(f"/v1/webhooks/{CANARY}", b"{}")

    def form(self) -> None:
        page = httpx.get(f"{self.gateway}/f/contact?utm_source={CANARY}", timeout=60, trust_env=False).text
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
        sent = {**hidden, "email": f"{CANARY}.form@curlwind-labs.example", "full_name": ODD, "company_name": ODD}
        for told in (sent, {**sent, "fax_number": ODD}, {**sent, "email": ODD}, {CANARY: ODD}):
            answer = httpx.post(f"{self.gateway}/f/contact", data=told, timeout=60, trust_env=False)
            assert answer.status_code < 500

    def table(self) -> bytes:
        file = io.StringIO()
        rows = csv.writer(file)
        rows.writerow(("email", "name", "message", f"{CANARY} column"))
        rows.writerows((f"{CANARY}.row{n}@curlwind-labs.example", ODD, ODD + "x" * 2_000, ODD) for n in range(3))
        rows.writerow((ODD, ODD, ODD, ODD))
        rows.writerow(("a", CANARY, "one", "cell", "too many", ODD))
        return file.getvalue().encode() + b'"' + CANARY.encode()

    def posted_file(self) -> None:
        answer = self.post("/v1/imports?source=proof", self.table(), "text/csv", **self.bearer)
        assert answer.status_code in (200, 202), answer.text
        self.post("/v1/imports?source=proof", CANARY.encode() + b"\x00" * 100, "text/csv", **self.bearer)

    def command(self) -> None:
        place = self.spine.home / "odd.csv"
        place.write_bytes(self.table() + b"\nend,1,1,1\n")
        self.spine.run("import", str(place), "--source", "proof", check=False)

    def kafka(self) -> None:
        producer = Producer({"bootstrap.servers": self.spine.status["kafka"], "message.max.bytes": 4_000_000})
        for body in (json.dumps(person("kafka")).encode(), *ill("kafka")):
            producer.produce(Topic.LEADS_RAW.value, body, headers=[("lead-source", b"proof")])
        assert producer.flush(60) == 0


WAYS = "rest", "batch", "webhook", "form", "posted_file", "command", "kafka"


def test_nobody_is_told_of_whatever_way_they_come(spine: Spine) -> None:
    spine.settled(0)
    log = Log(spine.status["kafka"])
    starts = log.ends()
    # The stack may have been others' before, who broke its units: what those wrote is none of ours.
    written = {file: file.stat().st_size for file in logs(spine)}
    before = spine.ledger()["total"]["accepted"]
    for way in WAYS:
        getattr(Ways(spine), way)()
    accepted = spine.settled(before + len(WAYS))["total"]
    assert accepted["unaccounted"] == 0
    found = [*in_logs(written), *in_metrics(spine), *in_topics(log, starts)]
    assert found == []


def test_no_secret_of_the_stack_is_told_anywhere(spine: Spine) -> None:
    """control:S22: keys, pepper and tokens of a running stack, in logs of units and servers, in metrics, on topics."""
    kept = dict(secrets_of(spine))
    assert {"api-key", "identity-pepper", "hubspot-token", "token-keys.json d", "webhook-secrets.json web-form"} <= set(
        kept
    )
    log = Log(spine.status["kafka"])
    messages = log.since(dict.fromkeys(log.ends(), 0))
    places = {
        **{f"log {file.name}": file.read_bytes() for file in (spine.home / "logs").glob("*.log")},
        **{f"metrics of {name}": metrics_of(service).encode() for name, service in spine.status["services"].items()},
        "topics": b"\n".join(
            b"".join([m.key or b"", m.value or b"", *(v or b"" for _, v in m.headers)]) for m in messages
        ),
    }
    assert len(places) > 20
    told = [(where, name) for where, text in places.items() for name, secret in kept.items() if secret in text]
    assert told == []


def secrets_of(spine: Spine) -> Iterator[tuple[str, bytes]]:
    """What is secret in the stack's home, by its name; public halves and names of keys are not."""
    for file in (spine.home / "secrets").iterdir():
        text = file.read_text().strip()
        if not text.startswith(("[", "{")):
            yield file.name, text.encode()
            continue
        for name, value in named(json.loads(text)):
            if name in ("d", "sha256") or value.startswith("whsec_"):
                yield f"{file.name} {name}", value.encode()


def named(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a document by the nearest name above it."""
    if isinstance(node, str):
        yield name, node
    for key, value in (
        node.items() if isinstance(node, dict) else [(name, each) for each in node] if isinstance(node, list) else []
    ):
        yield from named(value, key)


def logs(spine: Spine) -> list[Path]:
    """The logs of our own units; the servers' are in other forms, and are looked through by every proof."""
    return [spine.home / "logs" / f"{name}.log" for name in spine.status["services"]]


def in_logs(written: Mapping[Path, int]) -> Iterator[str]:
    """`written`: how much of each log was there before."""
    for file, began in written.items():
        assert began, f"{file.name}: a unit says that it is ready"
        for line in file.read_bytes()[began:].splitlines():
            if CANARY.encode() in line.lower():
                yield f"{file.name}: names somebody"
            if len(line) > MOST_OF_A_LINE:
                yield f"{file.name}: a line of {len(line)} bytes"
            if not is_document(line):
                yield f"{file.name}: no JSON document"


def is_document(line: bytes) -> bool:
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("event.name") != "forged"


def in_metrics(spine: Spine) -> Iterator[str]:
    for name, service in spine.status["services"].items():
        told = metrics_of(service)
        assert "lead_" in told or "http_" in told
        if CANARY in told.lower():
            yield f"metrics of {name}"


def metrics_of(service: dict[str, Any]) -> str:
    """Its metrics, as they are told."""
    return httpx.get(f"{service['url']}/metrics", timeout=60, trust_env=False).text


def in_topics(log: Log, starts: Any) -> Iterator[str]:
    messages = log.since(starts)
    assert any(CANARY in (each.value or b"").decode("utf-8", "replace").lower() for each in messages), "they came in"
    yield from in_messages(messages)


def in_messages(messages: Iterable[Message]) -> Iterator[str]:
    for each in messages:
        headers = (part for name, value in each.headers for part in (name.encode(), value or b""))
        if names_somebody(b"\0".join([each.key or b"", *headers])):
            yield f"key or header on {each.topic}"
        if each.topic in OPEN and CANARY.encode() in (each.value or b"").lower():
            yield f"a record on {each.topic}"


def names_somebody(text: bytes) -> bool:
    """As it is, or in hexadecimal or base64, wherever in a longer text that was encoded as one."""
    plain = CANARY.encode()
    folded = text.lower()
    return plain in folded or plain.hex().encode() in folded or any(each in text for each in in_base64(plain))


def in_base64(plain: bytes) -> Iterator[bytes]:
    """The letters of its base64 that no neighbour changes, at each of the three places in a group of three bytes."""
    for before in range(3):
        ends = (before + len(plain)) * 8 // 6
        encoded = base64.b64encode(bytes(before) + plain)[-(-before * 8 // 6) : ends]
        yield encoded
        yield encoded.translate(bytes.maketrans(b"+/", b"-_"))


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("form", [str.encode, to_base64, to_urls, to_hex])
def test_who_stands_in_a_key_or_header_is_found_in_each_form(form: Callable[[str], bytes], before: str) -> None:
    told = form(f"{before}{CANARY}@curlwind")
    keyed = Message("leads.raw", 0, 0, 0, b"v1." + told, None)
    headed = Message("leads.scored", 0, 0, 0, None, None, (("lead-source", b"proof"), ("lead-who", told)))
    nobody = Message("leads.raw", 0, 0, 0, form(f"{before}warbler@curlwind"), CANARY.encode(), (("x", None),))
    opened = Message(OPEN[0].value, 0, 0, 0, None, told)
    assert list(in_messages([keyed, nobody, headed])) == ["key or header on leads.raw", "key or header on leads.scored"]
    assert list(in_messages([opened])) == ([f"a record on {OPEN[0].value}"] if form is str.encode else [])
