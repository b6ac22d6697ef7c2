"""Schema ids from a registry: a small real one over HTTP, with the Confluent API's answers."""

import json
import struct
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from leadcore.codec import Codec
from leadcore.contracts import Lead, ScoredLead
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.registry import (
    DOUBT_S,
    DOUBTS,
    Registry,
    RegistryDisagrees,
    RegistryIds,
    SchemaRefused,
    codec_for,
    publish,
)
from leadcore.settings import SettingsError
from leadcore.testing.builders import a_lead


class FakeRegistry:
    """Schemas by id and subject, kept as a registry keeps them: one id a text, for ever."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.subjects: dict[str, set[int]] = {}
        self.asked: list[str] = []
        self.broken = 0
        self.compatibility = ""

    def answer(self, path: str, body: dict[str, str] | None) -> tuple[int, object]:
        self.asked.append(path)
        if self.broken:
            return self.broken, {"error_code": self.broken * 100 + 1, "message": "broken"}
        if path.startswith("/schemas/ids/"):
            number = int(path.rpartition("/")[2])
            return (200, {"schema": self.texts[number - 1]}) if 0 < number <= len(self.texts) else (404, {})
        assert body is not None
        if path == "/config":
            self.compatibility = body["compatibility"]
            return 200, body
        return self._subject(path.split("/")[2], body["schema"], versions=path.endswith("/versions"))

    def _subject(self, subject: str, text: str, *, versions: bool) -> tuple[int, object]:
        if versions:
            if text not in self.texts:
                self.texts.append(text)
            self.subjects.setdefault(subject, set()).add(self.texts.index(text) + 1)
        number = self.texts.index(text) + 1 if text in self.texts else 0
        known = number in self.subjects.get(subject, set())
        return (200, {"id": number}) if known else (404, {"error_code": 40403, "message": "Schema not found"})


@pytest.fixture
def registry() -> Iterator[tuple[FakeRegistry, str]]:
    held = FakeRegistry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_PUT(self) -> None:
            self.do_POST()

        def _answer(self, body: dict[str, str] | None) -> None:
            status, answer = held.answer(self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield held, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def published(url: str) -> None:
    publish(Registry(url))


def test_what_is_written_carries_the_registrys_id(registry: tuple[FakeRegistry, str]) -> None:
    held, url = registry
    published(url)
    codec = codec_for(url)
    value = codec.encode(a_lead()).value
    assert struct.unpack(">I", value[1:5])[0] == held.texts.index(SCHEMAS[CURRENT["Lead"]][1]) + 1
    assert codec.decode(Lead, value) == a_lead()


def test_publishing_asks_for_compatibility_first_and_is_done_twice_without_harm(
    registry: tuple[FakeRegistry, str],
) -> None:
    held, url = registry
    first = publish(Registry(url))
    assert held.compatibility == "FULL_TRANSITIVE"
    assert held.asked[0] == "/config"
    assert publish(Registry(url)) == first
    assert first.keys() == SCHEMAS.keys()


def test_a_schema_that_is_refused_is_named(registry: tuple[FakeRegistry, str]) -> None:
    held, url = registry
    held.broken = 409
    with pytest.raises(SchemaRefused, match=r"\Aleadstream\.Lead\Z"):
        Registry(url).publish("Lead", "{}")


def test_what_was_written_before_there_was_a_registry_stays_readable(registry: tuple[FakeRegistry, str]) -> None:
    _, url = registry
    published(url)
    assert codec_for(url).decode(Lead, Codec().encode(a_lead()).value) == a_lead()


def test_start_fails_where_a_schema_is_not_the_locked_one(registry: tuple[FakeRegistry, str]) -> None:
    held, url = registry
    published(url)
    lead = held.texts.index(SCHEMAS[CURRENT["Lead"]][1])
    held.texts[lead] = held.texts[lead].replace("lead_id", "led_id")
    with pytest.raises(RegistryDisagrees, match=r"leadstream\.Lead: not registered as in the lock file"):
        RegistryIds(Registry(url))


def test_start_fails_where_nothing_is_registered(registry: tuple[FakeRegistry, str]) -> None:
    with pytest.raises(RegistryDisagrees) as error:
        codec_for(registry[1])
    assert len(str(error.value).splitlines()) == len(CURRENT)


def test_an_id_nobody_knew_is_asked_for_once(registry: tuple[FakeRegistry, str]) -> None:
    held, url = registry
    published(url)
    codec = codec_for(url)
    newer = json.loads(SCHEMAS[CURRENT["Lead"]][1])
    number = Registry(url).publish("Lead", json.dumps({**newer, "doc": "a newer one"}))
    value = struct.pack(">bI", 0, number) + codec.body(codec.encode(a_lead()).value)
    asked = len(held.asked)
    assert codec.decode(Lead, value) == a_lead()
    assert codec.decode(Lead, value) == a_lead()
    assert held.asked[asked:] == [f"/schemas/ids/{number}"]
    assert isinstance(codec.decode(ScoredLead, value), Undecodable)


def test_an_id_the_registry_does_not_know_is_said_so(registry: tuple[FakeRegistry, str]) -> None:
    _, url = registry
    published(url)
    found = codec_for(url).decode(Lead, struct.pack(">bI", 0, 4711) + b"x")
    assert isinstance(found, Undecodable)
    assert found.reason == "unknown-schema-id"


def test_many_ids_that_nobody_knows_are_not_all_asked_for(
    registry: tuple[FakeRegistry, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """fault:F1: a flood of them on an open topic must not hold a unit with a question each; one that comes true is."""
    held, url = registry
    published(url)
    codec, now = codec_for(url), [100.0]
    monkeypatch.setattr("leadcore.registry.time.monotonic", lambda: now[0])
    asked = len(held.asked)
    for number in [4711] * 50 + list(range(5000, 6000)):
        assert isinstance(codec.decode(Lead, struct.pack(">bI", 0, number) + b"x"), Undecodable)
    assert len(held.asked) - asked == DOUBTS
    now[0] += DOUBT_S
    newer = json.loads(SCHEMAS[CURRENT["Lead"]][1])
    number = Registry(url).publish("Lead", json.dumps({**newer, "doc": "a newer one"}))
    assert codec.decode(Lead, struct.pack(">bI", 0, number) + codec.body(codec.encode(a_lead()).value)) == a_lead()


def test_a_schema_that_is_none_is_no_fault_of_the_reader(registry: tuple[FakeRegistry, str]) -> None:
    held, url = registry
    published(url)
    held.texts.append('{"type":"record","name":"Lead","namespace":"leadstream","fields":[{"name":"a","type":"no"}]}')
    found = codec_for(url).decode(Lead, struct.pack(">bI", 0, len(held.texts)) + b"x")
    assert isinstance(found, Undecodable)
    assert found.reason == "not-avro-of-this-schema"


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_registry_that_does_not_answer_is_away(registry: tuple[FakeRegistry, str], status: int) -> None:
    held, url = registry
    held.broken = status
    with pytest.raises(PortUnavailable, match=f"schema-registry: status-{status}"):
        codec_for(url)


def test_a_registry_that_is_not_there_is_away() -> None:
    with pytest.raises(PortUnavailable, match="schema-registry: unreachable"):
        codec_for("http://127.0.0.1:9")


def test_a_registry_that_ends_in_the_middle_of_its_answer_is_away() -> None:
    """Neither an error of the connection nor a wrong document: the client has a kind of its own for it."""

    class Cut(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"{")

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cut)
    Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(PortUnavailable, match="schema-registry: unreachable"):
        codec_for(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


def test_only_http_is_asked() -> None:
    with pytest.raises(SettingsError, match="SCHEMA_REGISTRY_URL"):
        codec_for("file:///etc/passwd")
