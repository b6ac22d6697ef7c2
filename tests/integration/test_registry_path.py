"""
The path with a registry, on a real one (Apicurio, its Confluent API) and a real broker: fault:F3, fault:F4.

Between the units and the registry stands a proxy that takes the registry away. REGISTRY_DOWN_S sets for how long.
"""

import hashlib
import json
import os
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from lab.faults.link import BOTH, Link
from lab.faults.proxy import Proxy
from lab.stack import Running
from lab.stack import registry as registry_server
from lab.stack.testing import temporary_home
from leadcore import dead_letters, ids
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, IdentifiedPacket, Lead, Outcome, Submission, Topic
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.registry import DOUBT_S, Registry, RegistryDisagrees, SchemaRefused, codec_for
from leadcore.testing import patience
from leadcore.testing.builders import a_lead
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied

from lab import topics

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DOWN_S = float(os.environ.get("REGISTRY_DOWN_S", "4"))
KEY = "a key"
until = partial(patience.until, deadline_s=PATIENCE_S, step_s=0.05)
SECRETS = {"IDENTITY_PEPPER": "a pepper of 24 bytes or more"}
USED = (
    Topic.LEADS_RAW,
    Topic.LEADS_IDENTIFIED,
    Topic.LEADS_INGEST_NORMALISE_RETRY,
    Topic.LEADS_VALIDATED,
    Topic.LEADS_OVERFLOW,
    Topic.LEADS_ENRICHED,
    Topic.LEADS_ENRICHER_RETRY,
    Topic.LEADS_OUTCOMES,
    Topic.LEADS_DEAD,
)


@dataclass(frozen=True)
class Published:
    """A registry that holds our schemas, the proxy before it, and what a gateway said before it held any."""

    address: str
    proxy: Proxy
    refused: "subprocess.CompletedProcess[str]"

    @property
    def registry(self) -> Registry:
        """Asked directly."""
        return Registry(self.address)

    @property
    def url(self) -> str:
        """What units are told: the proxy."""
        return f"http://{self.proxy.address}{registry_server.API}"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    with temporary_home() as home:
        running = registry_server.start(home)
        try:
            env = _environment(tmp_path_factory.mktemp("gateway"), "127.0.0.1:9", running.address)
            refused = subprocess.run(
                [BIN / "gateway"], env=env, capture_output=True, text=True, check=False, timeout=3 * PATIENCE_S
            )
            for answer in (f"{len(SCHEMAS)} registered.", "All schemas are registered."):
                assert _leadstream("topics", "schemas", "--yes", "--registry", running.address).endswith(answer)
            with Proxy("registry", int(running.address.split(":")[2].partition("/")[0])) as proxy:
                yield Published(running.address, proxy, refused)
        finally:
            running.stop()


class Unit:
    """A process of a unit, with its log and its health."""

    def __init__(self, name: str, folder: Path, env: dict[str, str]) -> None:
        self._log = folder / f"{name}.log"
        script = name.partition(".")[0]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen([BIN / script], env={**env, "UNIT": name}, stdout=log, stderr=log)

    def url(self, key: str) -> str:
        """Its address as its log says it; `url` of a stage is its health base, of the gateway its HTTP base."""
        until(lambda: any(key in line for line in self._lines()), f"it says its {key}: {self._log.read_text()}")
        return str(next(line[key] for line in self._lines() if key in line))

    def reasons(self) -> dict[str, str]:
        """Why it is not ready; empty if it is."""
        try:
            with urllib.request.urlopen(self.url("url") + "/readyz", timeout=60) as answer:
                return dict(json.load(answer)["reasons"])
        except urllib.error.HTTPError as error:
            return dict(json.load(error)["reasons"])

    def says(self, key: str, value: str) -> bool:
        """Whether a line of its log says so."""
        return any(line.get(key) == value for line in self._lines())

    def _lines(self) -> list[dict[str, Any]]:
        # The last line may be half written.
        whole = self._log.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]


@pytest.fixture
def start(tmp_path: Path, kafka: Running, published: Published) -> Iterator[Callable[[str], Unit]]:
    topics.ensure(kafka.address)
    started: list[Unit] = []

    def begin(name: str) -> Unit:
        started.append(Unit(name, tmp_path, _environment(tmp_path, kafka.address, published.url)))
        return started[-1]

    yield begin
    for unit in started:
        unit.process.terminate()
        try:
            assert unit.process.wait(PATIENCE_S) == 0
        finally:
            unit.process.kill()
            unit.process.wait()


def test_a_gateway_does_not_start_on_a_registry_without_its_schemas(published: Published) -> None:
    assert published.refused.returncode == 2
    lines = published.refused.stderr.splitlines()
    assert lines == [f"leadstream.{name}: not registered as in the lock file" for name in CURRENT]


def test_code_built_with_another_schema_does_not_start(published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    name, text = SCHEMAS[CURRENT["Lead"]]
    another = {**SCHEMAS, CURRENT["Lead"]: (name, text.replace('"lead_id"', '"led_id"'))}
    monkeypatch.setattr("leadcore.registry.SCHEMAS", another)
    with pytest.raises(RegistryDisagrees, match=r"\Aleadstream\.Lead: not registered as in the lock file\Z"):
        codec_for(published.url)


def test_a_lead_passes_under_the_registrys_ids(
    published: Published, kafka: Running, start: Callable[[str], Unit]
) -> None:
    """P1: the gateway, which waits for a registry that is away, and the unit after it write the registry's ids."""
    reader = emptied(kafka.address, USED, ["ingest.normalise"])
    with published.proxy.bad(Link(refused=True)):
        gateway, _ = start("gateway"), start("ingest.normalise")
        until(lambda: gateway.says("dependency", "schema-registry"), "it says what it waits for")
    posted = urllib.request.Request(
        _base(gateway) + "/v1/leads",
        json.dumps({"email": "ada@northwind-labs.example"}).encode(),
        {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(posted, timeout=PATIENCE_S) as answer:
        assert answer.status == 202
    until(lambda: reader.read(Topic.LEADS_IDENTIFIED) != [], "it is identified")
    for topic, record in ((Topic.LEADS_RAW, Submission), (Topic.LEADS_IDENTIFIED, IdentifiedPacket)):
        [message] = reader.read(topic)
        written = published.registry.id_of(record.__name__, SCHEMAS[CURRENT[record.__name__]][1])
        assert Codec().schema_id(message.value or b"") == written
        assert isinstance(codec_for(published.url).decode(record, message.value), record)


def test_on_an_internal_topic_an_unknown_schema_and_a_registry_away_are_waited_for(
    published: Published, kafka: Running, start: Callable[[str], Unit]
) -> None:
    """
    fault:F3. What: leads under an id that the enricher must ask for come while the registry is away; then one under an
    id that the registry does not know either, until it does. Property: it waits and says so, nothing is dead, and it
    goes on by itself.
    """
    reader = emptied(kafka.address, USED, ["enricher"])
    enricher = start("enricher")
    until(lambda: enricher.reasons() == {}, "it is ready")
    _put(kafka.address, codec_for(published.url).encode(a_lead("lead-0")).value)
    until(lambda: len(reader.read(Topic.LEADS_ENRICHED)) == 1, "a lead of a known schema passes")
    newer = published.registry.publish("Lead", _newer(1))
    with published.proxy.bad(Link(refused=True)):
        _put(kafka.address, *(_framed(newer, a_lead(f"lead-{n}"), 1) for n in range(1, 11)))
        until(lambda: "schema-registry" in enricher.reasons(), "it says what it waits for")
        _stays(DOWN_S, lambda: _ends(reader) == (1, 0, 0) and enricher.process.poll() is None)
    until(lambda: len(reader.read(Topic.LEADS_ENRICHED)) == 11, "all pass")
    _put(kafka.address, _framed(newer + 1, a_lead("lead-11"), 2))
    until(lambda: enricher.reasons().get("schema-registry") == "unknown-schema-id", "it says what it waits for")
    _stays(2, lambda: _ends(reader) == (11, 0, 0))
    assert published.registry.publish("Lead", _newer(2)) == newer + 1
    until(lambda: _ends(reader) == (12, 0, 0), "the last passes")
    until(lambda: enricher.reasons() == {}, "it is ready again")


def test_on_an_open_topic_an_unknown_schema_is_dead_after_its_retries_and_a_registry_away_is_waited_for(
    published: Published, kafka: Running, start: Callable[[str], Unit]
) -> None:
    """fault:F3. The blackhole comes first: nothing is dead while nobody can say what is unknown."""
    reader = emptied(kafka.address, USED, ["ingest.normalise"])
    unit = start("ingest.normalise")
    until(lambda: unit.reasons() == {}, "it is ready")
    with published.proxy.bad(Link(held=BOTH)):
        _put(kafka.address, struct.pack(">bI", 0, 4_000_000) + b"body", b'{"email": "a@b.example"}', to=Topic.LEADS_RAW)
        until(lambda: "schema-registry" in unit.reasons(), "it says what it waits for")
        _stays(DOWN_S, lambda: not reader.read(Topic.LEADS_DEAD) and unit.process.poll() is None)
    until(lambda: len(reader.read(Topic.LEADS_DEAD)) == 1, "it is dead")
    codec = codec_for(published.url)
    [letter] = [codec.decode(DeadLetter, each.value) for each in reader.read(Topic.LEADS_DEAD)]
    [outcome] = [codec.decode(Outcome, each.value) for each in reader.read(Topic.LEADS_OUTCOMES)]
    assert isinstance(letter, DeadLetter)
    assert isinstance(outcome, Outcome)
    assert letter.parameters == {"reason": "unknown-schema-id", "schema_id": "4000000"}
    assert len(reader.read(Topic.LEADS_INGEST_NORMALISE_RETRY)) == 2
    sent = next(each for each in reader.read(Topic.LEADS_RAW) if each.value and each.value[0] == 0)
    admin = AdminClient({"bootstrap.servers": kafka.address})
    cluster = admin.describe_cluster().result(PATIENCE_S).cluster_id
    assert outcome.submission_id == ids.submission_id_at(str(cluster), sent.topic, sent.partition, sent.offset)
    until(lambda: len(reader.read(Topic.LEADS_IDENTIFIED)) == 1, "the good one beside it passes")


def test_what_is_replayed_once_its_schema_is_known_keeps_the_id_that_it_died_under(
    published: Published, kafka: Running, start: Callable[[str], Unit]
) -> None:
    """
    fault:F3, P5. What: a submission under an id that nobody knows dies, accounted for by where it stands; then its
    schema becomes known, and it is replayed. Property: it ends under the same id, not under the one that it brings.
    """
    reader = emptied(kafka.address, USED, ["ingest.normalise"])
    unit = start("ingest.normalise")
    until(lambda: unit.reasons() == {}, "it is ready")
    later = published.registry.publish("Submission", _newer(1, "Submission")) + 1
    sent = Submission(
        submission_id="its-own", tenant="main", source="web-form", accepted_at=0, payload=b'{"email": "a@b.example"}'
    )
    body = Codec().body(Codec().encode(sent).value)
    _put(kafka.address, struct.pack(">bI", 0, later) + body + b"\x00\x00", to=Topic.LEADS_RAW)
    until(lambda: len(reader.read(Topic.LEADS_DEAD)) == 1, "it is dead")
    codec = codec_for(published.url)
    letter = codec.decode(DeadLetter, reader.read(Topic.LEADS_DEAD)[0].value)
    assert isinstance(letter, DeadLetter)
    assert published.registry.publish("Submission", _newer(2, "Submission")) == later
    # So long the unit does not ask again for an id that it asked for in vain.
    _stays(2 * DOUBT_S, lambda: len(reader.read(Topic.LEADS_DEAD)) == 1)
    write = dead_letters.replay(letter, "ingest.normalise", 4)
    assert write is not None
    producer = Producer({"bootstrap.servers": kafka.address})
    producer.produce(write.topic, write.value, write.key, headers=list(write.headers))
    assert producer.flush(PATIENCE_S) == 0
    until(lambda: len(reader.read(Topic.LEADS_IDENTIFIED)) == 1, "it passes")
    packet = codec.decode(IdentifiedPacket, reader.read(Topic.LEADS_IDENTIFIED)[0].value)
    assert isinstance(packet, IdentifiedPacket)
    assert [each.submission_id for each in packet.index] == [letter.submission_id]
    assert letter.submission_id != "its-own"


VERSION = """
import dataclasses, json, sys
from leadcore.contracts import Lead
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.registry import Registry, codec_for
from leadcore.testing.builders import a_lead

url, number = sys.argv[1], int(sys.argv[2])
for name, locked in CURRENT.items():
    Registry(url).publish(name, SCHEMAS[locked][1])
codec, lead = codec_for(url), a_lead("lead")
added = [field.name for field in dataclasses.fields(lead.admission) if field.name.startswith("added_")]
admission = dataclasses.replace(lead.admission, **{name: f"by version {number}" for name in added})
print(codec.encode(dataclasses.replace(lead, admission=admission)).value.hex(), flush=True)
for line in sys.stdin:
    found = codec.decode(Lead, bytes.fromhex(line))
    same = isinstance(found, Lead) and (found.origin, found.identity) == (lead.origin, lead.identity)
    print(json.dumps([same, [getattr(found.admission, name) for name in added] if same else repr(found)]), flush=True)
"""


def test_four_versions_of_a_record_read_each_other_crosswise(published: Published, tmp_path: Path) -> None:
    """
    fault:F4. What: four builds of our code, each with one more defaulted field at the end of a section in the middle of
    a lead; each is a process with its own generated records. Property: 16 of 16 pairs of writer and reader decode; what
    the reader does not know is passed over, what the writer did not know is the default.
    """
    running: list[subprocess.Popen[str]] = []
    try:
        running.extend(_version(tmp_path, number, published.address) for number in range(4))
        values = [_line(process) for process in running]
        for reader, process in enumerate(running):
            for writer, value in enumerate(values):
                assert process.stdin is not None
                process.stdin.write(value + "\n")
                process.stdin.flush()
                wanted = [f"by version {writer}" if field < writer else "" for field in range(reader)]
                assert json.loads(_line(process)) == [True, wanted], f"reader {reader}, writer {writer}"
    finally:
        for process in running:
            process.kill()
            process.communicate()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda fields: fields.append({"name": "needed", "type": "string"}),
        lambda fields: fields.pop(0),
        lambda fields: fields.insert(0, {**fields[0], "name": "renamed"}) or fields.pop(1),
        lambda fields: fields[0].update(type="long"),
    ],
    ids=["a field without default added", "a field without default removed", "a field renamed", "a type changed"],
)
def test_a_version_that_some_reader_could_not_read_is_refused(
    published: Published, break_it: Callable[[list[dict[str, Any]]], object]
) -> None:
    """fault:F4, the other way out: what would not decode is refused when it is registered."""
    schema = json.loads(SCHEMAS[CURRENT["Assignment"]][1])
    break_it(schema["fields"])
    with pytest.raises(SchemaRefused, match=r"leadstream\.Assignment"):
        published.registry.publish("Assignment", json.dumps(schema))


def _version(folder: Path, number: int, url: str) -> "subprocess.Popen[str]":
    """A process of our code as it would be with `number` more fields in the section that admission adds."""
    root = folder / f"v{number}"
    package = Path("libs/leadcore/src/leadcore")
    for part in (Path("schemas"), package):
        _copied(ROOT / part, root / part)
    path = root / "schemas/avro/leadstream.Admission.avsc"
    schema = json.loads(path.read_text())
    added = {"type": "string", "default": "", "doc": "Came later."}
    schema["fields"] += [{"name": f"added_{each}", **added} for each in range(number)]
    path.write_text(json.dumps(schema))
    subprocess.run([sys.executable, "-m", "lab.contracts", "--root", root], check=True, capture_output=True)
    return subprocess.Popen(
        [sys.executable, "-c", VERSION, url, str(number)],
        env={**os.environ, "PYTHONPATH": str(root / package.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _leadstream(*arguments: str) -> str:
    done = subprocess.run(
        [BIN / "leadstream", *arguments], capture_output=True, text=True, check=True, timeout=3 * PATIENCE_S
    )
    return done.stdout.strip()


def _copied(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file() and file.suffix != ".pyc":
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, f"it ended with {process.wait(PATIENCE_S)}"
    return line


def _environment(folder: Path, kafka: str, url: str) -> dict[str, str]:
    keys = [{"id": "k", "sha256": hashlib.sha256(KEY.encode()).hexdigest(), "sources": ["*"]}]
    (folder / "keys.json").write_text(json.dumps(keys))
    return {
        "PATH": os.environ["PATH"],
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "SCHEMA_REGISTRY_URL": url,
        "WORKSPACE_DIR": str(ROOT / "workspace"),
        "GATEWAY_KEYS_FILE": str(folder / "keys.json"),
        "RETRY_DELAY": "0.2",
        "MAX_RETRIES": "2",
        **SECRETS,
    }


def _base(gateway: Unit) -> str:
    gateway.url("health")
    return gateway.url("url")


def _newer(added: int, name: str = "Lead") -> str:
    """The schema of a record as a writer ahead of us has it."""
    schema = json.loads(SCHEMAS[CURRENT[name]][1])
    schema["fields"] += [{"name": f"later_{each}", "type": "string", "default": ""} for each in range(added)]
    return json.dumps(schema)


def _framed(schema_id: int, lead: Lead, added: int) -> bytes:
    """A lead as that writer writes it, with nothing in its new fields."""
    return struct.pack(">bI", 0, schema_id) + Codec().body(Codec().encode(lead).value) + b"\x00" * added


def _put(address: str, *values: bytes, to: Topic = Topic.LEADS_VALIDATED) -> None:
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
    for value in values:
        producer.produce(to, value, b"key")
    assert producer.flush(PATIENCE_S) == 0


def _ends(reader: Reader) -> tuple[int, int, int]:
    """Leads that passed, dead letters, and leads that wait on the retry topic."""
    counted = (Topic.LEADS_ENRICHED, Topic.LEADS_DEAD, Topic.LEADS_ENRICHER_RETRY)
    enriched, dead, waiting = (len(reader.read(topic)) for topic in counted)
    return enriched, dead, waiting


def _stays(seconds: float, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert holds()
        time.sleep(0.1)
