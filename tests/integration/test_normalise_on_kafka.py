"""
P3, P5, I5: `ingest.normalise` as a process on real Kafka.

What: JSON and Avro submissions, good, refused and broken, go to `leads.raw`; the unit is killed while it works.
How: a broker of its own; the console script; SIGKILL once some leads are through; a second instance; SIGTERM.
Property: every submission has one identity, one `rejected` or one dead letter, however often it was repeated.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from lab.generator.stream import Generated, generate
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, IdentifiedPacket, Outcome, Submission, Topic

from lab import topics

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CODEC = Codec()
SEEDED = 3_000
BAD: Mapping[str, bytes | None] = {
    "tombstone": None,
    "empty": b"",
    "test-message": b"test",
    "number": b"42",
    "deep": b"[" * 100_000,
    "utf-16": '{"email":"a@b.example"}'.encode("utf-16"),
    "nan": b'{"email":"a@b.example","x":NaN}',
    "nul": b'{"email":"a@b.example","name":"\\u0000"}',
    "surrogate": b'{"email":"a@b.example","name":"\\ud800"}',
    "twice": b'{"email":"a@b.example","email":"c@d.example"}',
    "magic": b"\x00",
    "schema-0": b"\x00\x00\x00\x00\x00abc",
    "too-large": b'{"email":"a@b.example","m":"' + b"x" * 262_144 + b'"}',
}
T = TypeVar("T")


@dataclass
class Unit:
    """Starts and ends instances of the unit over one broker."""

    kafka: Running
    tmp: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> "subprocess.Popen[bytes]":
        environment = {
            "PATH": os.environ["PATH"],
            "UNIT": "ingest.normalise",
            "GROUP_INSTANCE_ID": "1",
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka.address,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "IDENTITY_PEPPER": "a pepper of 24 bytes or more",
            "RETRY_DELAY": "0.5",
        }
        log = (self.tmp / f"unit-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("ingest"))], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        self.processes.append(process)
        return process

    def logs(self) -> str:
        return "".join(path.read_text() for path in self.tmp.glob("unit-*.log"))


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    with temporary_home() as home:
        kafka = kafka_server.start(home)
        found = Unit(kafka, tmp_path)
        try:
            topics.ensure(kafka.address)
            yield found
        finally:
            for process in found.processes:
                process.kill()
                process.wait()
            kafka.stop()


def test_every_submission_has_one_end_through_a_kill(unit: Unit) -> None:
    sent = list(generate(SEEDED, seed=5))
    _send(unit.kafka.address, sent)
    ends = Ends(unit.kafka.address)
    first = unit.start()
    ends.read_until(lambda: len(ends.of) > SEEDED // 10, unit)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = unit.start()
    ends.read_until(lambda: len(ends.of) == SEEDED + len(BAD) and len(ends.dead_keys) == len(BAD), unit)
    second.send_signal(signal.SIGTERM)
    assert second.wait(60) == 0, unit.logs()
    assert {len(found) for found in ends.of.values()} == {1}
    kinds = Counter(kind for found in ends.of.values() for kind, _ in found)
    rejected = {each.event_id for each in sent if each.outcome == "rejected"}
    assert ends.rejected_events == rejected
    assert kinds == {"identified": SEEDED - len(rejected), "rejected": len(rejected), "dead": len(BAD)}
    assert ends.dead_keys == {f"bad-{name}".encode() for name in BAD}
    assert "@" not in unit.logs()


class Ends:
    """Reads what becomes of submissions: by submission id, the set of (kind of end, identity key or code)."""

    def __init__(self, address: str) -> None:
        self.of: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.rejected_events: set[str] = set()
        self.dead_keys: set[bytes] = set()
        self._consumer = Consumer({"bootstrap.servers": address, "group.id": "t", "enable.auto.commit": False})
        read = (Topic.LEADS_IDENTIFIED, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
        self._consumer.assign([TopicPartition(topic, partition, 0) for topic in read for partition in range(4)])

    def read_until(self, enough: Callable[[], bool], unit: Unit) -> None:
        end = time.monotonic() + 120
        while not enough():
            assert time.monotonic() < end, f"{len(self.of)} ends\n{unit.logs()}"
            for message in self._consumer.consume(500, 0.2):
                assert message.error() is None
                self._take(str(message.topic()), message.value() or b"")

    def _take(self, topic: str, value: bytes) -> None:
        if topic == Topic.LEADS_IDENTIFIED:
            for index in _decoded(IdentifiedPacket, value).index:
                self.of[index.submission_id].add(("identified", index.identity_key))
        elif topic == Topic.LEADS_OUTCOMES:
            outcome = _decoded(Outcome, value)
            self.of[outcome.submission_id].add((outcome.outcome, outcome.code))
            if outcome.outcome == "rejected":
                self.rejected_events.add(outcome.event_id)
        else:
            self.dead_keys.add(_decoded(DeadLetter, value).key or b"")


def _decoded(record: type[T], value: bytes) -> T:
    found = CODEC.decode(record, value)
    assert isinstance(found, record)
    return found


def _send(address: str, sent: Sequence[Generated]) -> None:
    """Put the submissions (of upstream every other one as plain JSON) and all bad records on leads.raw."""
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random", "linger.ms": 5})
    for number, each in enumerate(sent):
        value = each.body
        if number % 2 or each.source != "upstream":
            submission = Submission(
                submission_id=f"s-{number}", tenant="x", source=each.source, accepted_at=0, payload=each.body
            )
            value = CODEC.encode(submission).value
        producer.produce(Topic.LEADS_RAW, value, key=f"lead-{number}")
    for name, bad in BAD.items():
        producer.produce(Topic.LEADS_RAW, bad, key=f"bad-{name}")
    assert producer.flush(60) == 0
