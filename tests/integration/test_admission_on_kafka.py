"""
P3, P5, fault:B1, fault:B4, fault:B5: `ingest.admit` as a process on real Kafka.

What: packets of leads, new ones, known persons and known events, go to `leads.identified`; the unit is killed, stopped,
doubled and fed with poison while it works.
How: the console script; SIGKILL at random moments (fixed seed) after it has begun to work; successors.
Property: every submission has exactly one verdict, however often it was repeated; every duplicate names a lead that was
made; nothing is missing.
"""

import os
import random  # noqa: TID251  when to kill, from a fixed seed
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from confluent_kafka import Producer
from ingest.domain import sightings
from ingest.domain.sightings import Seen
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Identified, IdentifiedPacket, Lead, Outcome, Topic
from leadcore.framing import Emission, packed
from leadcore.ids import partition_of
from leadcore.message import Write
from leadcore.runtime.faust import TAKE
from leadcore.runtime.tables import kept
from leadcore.stage import Subject
from leadcore.testing.builders import an_identified
from leadcore.testing.kafka import Reader, emptied, produced
from leadcore.testing.processes import halt_at_work

from lab import topics

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CODEC = Codec()
UNIT = "ingest.admit"
CHANGELOGS = (Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG, Topic.INGEST_ADMIT_QUOTAS_CHANGELOG)
LEADS = (Topic.LEADS_VALIDATED, Topic.LEADS_OVERFLOW)
WRITTEN = (*LEADS, Topic.LEADS_OUTCOMES, Topic.LEADS_REVISIONS, Topic.LEADS_DEAD)
PATIENCE_S = 90.0
KILLS = 3
PEOPLE, MORE = 15_000, 10_000
CHANCE = random.Random(20261122)
HOUR_MS = 3_600_000


@dataclass
class World:
    """One emptied broker, and the instances of the unit on it."""

    kafka: str
    reader: Reader
    tmp: Path
    sent: dict[int, int] = field(default_factory=dict)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def send(self, leads: Sequence[Identified], chunk: int = 1_000) -> None:
        """Put `leads` on `leads.identified`, as many in a packet as normalise would at full speed."""
        producer = Producer({"bootstrap.servers": self.kafka, "linger.ms": 5})
        for start in range(0, len(leads), chunk):
            emissions = [Emission(Topic.LEADS_IDENTIFIED, lead, Subject()) for lead in leads[start : start + chunk]]
            for write in packed(emissions, CODEC, lambda _: 4, "ingest.normalise"):
                self._put(producer, write)
        assert producer.flush(PATIENCE_S) == 0

    def put(self, write: Write) -> None:
        """Put one message of any kind on its topic."""
        produced(Producer({"bootstrap.servers": self.kafka}), write)
        assert write.partition is not None
        self.sent[write.partition] = self.sent.get(write.partition, 0) + 1

    def start(self, name: str, place: str = "") -> "subprocess.Popen[bytes]":
        """Start an instance; in the `place` of one that was killed it takes its partitions over at once."""
        env = {
            "GROUP_INSTANCE_ID": place,
            "PATH": os.environ["PATH"],
            "UNIT": UNIT,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "READY_FILE": str(self.tmp / f"{name}.ready"),
            "RETRY_DELAY": "1",
        }
        with (self.tmp / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "ingest"]
            process = subprocess.Popen(command, env=env, cwd=self.tmp, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def ready(self, name: str) -> None:
        """Wait until the instance is ready."""
        self.until((self.tmp / f"{name}.ready").exists, f"{name} is not ready")

    def halted_at_work(self, process: "subprocess.Popen[bytes]", sent: list[Identified], left: int) -> None:
        """Have it stand still at some moment of its work, with more than `left` packets to do."""
        before = self.passed()

        def done() -> bool:
            # It may have done all of it before it was first looked at.
            return self.passed() >= sum(self.sent.values()) - left

        def begun() -> None:
            self.until(lambda: self.passed() > before or done(), "no progress")
            time.sleep(CHANCE.uniform(0.0, 0.4))

        def more() -> None:
            sent.extend(submissions(MORE, PEOPLE, first=len(sent)))
            self.send(sent[-MORE:])

        halt_at_work(process, begun, lambda: not done(), more)

    def passed(self) -> int:
        """How many packets are committed."""
        return self.reader.committed(UNIT, Topic.LEADS_IDENTIFIED)

    def at_rest(self) -> bool:
        """Whether every packet is committed."""
        return self.passed() == sum(self.sent.values())

    def until(self, holds: Callable[[], bool], otherwise: str) -> None:
        """Wait for `holds`; no instance may end by itself meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, f"{otherwise} within {PATIENCE_S} s\n{self.log()}"
            assert all(p.returncode is not None or p.poll() is None for p in self.processes), self.log()
            time.sleep(0.02)

    def log(self) -> str:
        """What the instances said, but for what is always said."""
        return "\n".join(path.read_text()[-4000:] for path in sorted(self.tmp.glob("*.log")))

    def standing(self) -> "Verdicts":
        """What became of each submission, once the broker has taken what a dead process sent last."""
        before = -1
        while (now := sum(map(self.reader.stands, WRITTEN))) != before:
            before = now
            time.sleep(2)
        return self.verdicts()

    def verdicts(self) -> "Verdicts":
        """What became of each submission."""
        found = Verdicts()
        for topic in LEADS:
            for message in self.reader.read(topic):
                lead = CODEC.decode(Lead, message.value)
                assert isinstance(lead, Lead)
                found.add(lead.origin.submission_id, (topic, "", lead.admission.lead_id))
        for message in self.reader.read(Topic.LEADS_OUTCOMES):
            outcome = CODEC.decode(Outcome, message.value)
            assert isinstance(outcome, Outcome)
            found.add(outcome.submission_id, (outcome.outcome, outcome.code, outcome.lead_id))
        return found

    def _put(self, producer: Producer, write: Write) -> None:
        assert write.partition is not None
        while True:
            try:
                producer.produce(write.topic, write.value, partition=write.partition)
                break
            except BufferError:
                producer.poll(0.1)
        self.sent[write.partition] = self.sent.get(write.partition, 0) + 1


@dataclass
class Verdicts:
    """(topic or outcome, code, lead id) of each submission, as often as it was said."""

    said: dict[str, Counter[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, submission_id: str, verdict: tuple[str, str, str]) -> None:
        self.said.setdefault(submission_id, Counter())[verdict] += 1

    def repeats(self) -> int:
        """How many verdicts were said again."""
        return sum(sum(each.values()) - 1 for each in self.said.values())

    def check(self, sent: Sequence[Identified]) -> None:
        """Every submission one verdict; every person one lead; every duplicate the lead of its person."""
        assert self.said.keys() == {lead.origin.submission_id for lead in sent}
        differing = {id_: said for id_, said in self.said.items() if len(said) > 1}
        assert not differing
        person = {lead.origin.submission_id: lead.identity.identity_key for lead in sent}
        of_person: dict[str, set[str]] = {}
        leads: Counter[str] = Counter()
        for submission_id, said in self.said.items():
            [(kind, _, lead_id)] = said
            of_person.setdefault(person[submission_id], set()).add(lead_id)
            leads[person[submission_id]] += kind in LEADS
            assert (kind in LEADS) == (lead_id == submission_id)
        assert all(len(lead_ids) == 1 for lead_ids in of_person.values())
        assert set(leads.values()) == {1}


def submissions(count: int, people: int = PEOPLE, first: int = 0) -> list[Identified]:
    """`count` submissions of `people` persons; who comes again brings the same event or another one. No quota."""
    now = system_clock()
    made = []
    for number in range(first, first + count):
        lead = an_identified(f"018f0000-0000-7000-8000-{number:012d}")
        person = number * 7919 % people
        origin = replace(
            lead.origin,
            source="proof",
            event_id=f"e-{person}" if number % 3 else f"e-{person}-{number}",
            accepted_at=now,
            appended_at=now,
        )
        made.append(replace(lead, origin=origin, identity=replace(lead.identity, identity_key=f"p1.{person}")))
    return made


@pytest.fixture
def world(kafka: Running, tmp_path: Path) -> Iterator[World]:
    topics.ensure(kafka.address)
    used = (Topic.LEADS_IDENTIFIED, Topic.LEADS_INGEST_ADMIT_RETRY, *WRITTEN, *CHANGELOGS)
    world = World(kafka.address, emptied(kafka.address, used, [UNIT]), tmp_path)
    yield world
    for process in world.processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_killed_three_times_it_loses_nothing_and_never_contradicts_itself(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    sent = submissions(30_000)
    world.send(sent)
    killed_at = []
    for kill in range(KILLS):
        process = world.start(f"victim-{kill}", place="1")
        world.halted_at_work(process, sent, left=0)
        process.kill()
        process.wait()
        killed_at.append(world.passed())
    begun = world.standing().said.keys()
    last = world.start("last", place="1")
    world.until(world.at_rest, "not at rest")
    last.send_signal(signal.SIGTERM)
    assert last.wait(PATIENCE_S) == 0
    verdicts = world.verdicts()
    verdicts.check(sent)
    kinds = Counter(next(iter(said))[:2] for said in verdicts.said.values())
    assert kinds.keys() == {
        (Topic.LEADS_VALIDATED, ""),
        ("duplicate", "same-event"),
        ("duplicate", "same-person"),
    }
    # What was not committed comes again, be it much where the broker is slow to commit: at most once a process. What
    # nobody had begun at the last kill is said once.
    assert {sum(said.values()) for id_, said in verdicts.said.items() if id_ not in begun} <= {1}
    assert max(sum(said.values()) for said in verdicts.said.values()) <= KILLS + 1
    # However fast it was: what was finished and not committed, and what was in hand.
    assert verdicts.repeats() < KILLS * 2_000
    record_property("repeats", verdicts.repeats())
    print(f"\nrepeats: {verdicts.repeats()} of {len(sent)} in three kills; committed at the kills: {killed_at}")


def test_a_stop_while_it_works_repeats_nothing(world: World) -> None:
    sent = submissions(20_000)
    world.send(sent)
    first = world.start("first")
    # What it has in hand it finishes, and more of it before it hears of the stop.
    world.halted_at_work(first, sent, left=2 * TAKE)
    first.send_signal(signal.SIGTERM)
    first.send_signal(signal.SIGCONT)
    assert first.wait(PATIENCE_S) == 0
    assert world.passed() < sum(world.sent.values()), "invalid: it was done before it was stopped"
    second = world.start("second")
    world.until(world.at_rest, "not at rest")
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE_S) == 0
    verdicts = world.verdicts()
    verdicts.check(sent)
    assert verdicts.repeats() == 0


@pytest.mark.alone
def test_what_is_remembered_comes_back_in_bulk(world: World) -> None:
    """100,000 persons of the changelog are known again before the first packet is handled."""
    now = system_clock()
    producer = Producer({"bootstrap.servers": world.kafka, "linger.ms": 20})
    for person in range(100_000):
        key = f"p1.{person}"
        known = sightings.first(Seen(f"s-{person}", "new"), now + 76 * HOUR_MS)
        row = kept(sightings.packed(known), now + 100 * HOUR_MS)
        producer.produce(CHANGELOGS[0], row, key, partition_of(key.encode(), 4))
        producer.poll(0)
    forgotten = kept(sightings.packed(sightings.first(Seen("s-old", "new"), now - 1)), now - 1)
    producer.produce(CHANGELOGS[0], forgotten, "p1.100000", partition_of(b"p1.100000", 4))
    assert producer.flush(PATIENCE_S) == 0
    sent = submissions(400, people=400)
    late = replace(sent[0], identity=replace(sent[0].identity, identity_key="p1.100000"))
    world.send([*sent[1:], late])
    world.start("one")
    world.until(world.at_rest, "not at rest")
    found = world.verdicts().said
    assert {next(iter(said)) for id_, said in found.items() if id_ != late.origin.submission_id} == {
        ("duplicate", "same-person", f"s-{n * 7919 % 400}") for n in range(1, 400)
    }
    assert tuple(found[late.origin.submission_id]) == ((Topic.LEADS_VALIDATED, "", late.origin.submission_id),)
    [line] = [each for each in (world.tmp / "one.log").read_text().splitlines() if '"records": 100001' in each]
    print(f"\n{line}")
    assert float(line.split('"seconds": ')[1].split("}")[0].split(",")[0]) < 20


def test_poison_costs_itself_alone(world: World) -> None:
    sent = submissions(2_000, people=2_000)
    world.send(sent[:1_000])
    torn = CODEC.encode(IdentifiedPacket(index=(), leads=())).value[:-1]
    for partition, value in enumerate((b"", torn, b"\xff" * 40, None)):
        world.put(Write(Topic.LEADS_IDENTIFIED, None, value, (), partition))
    world.send(sent[1_000:])
    unit = world.start("one")
    world.until(world.at_rest, "not at rest")
    unit.send_signal(signal.SIGTERM)
    assert unit.wait(PATIENCE_S) == 0
    world.verdicts().check(sent)
    letters = [CODEC.decode(DeadLetter, message.value) for message in world.reader.read(Topic.LEADS_DEAD)]
    assert [each.code for each in letters if isinstance(each, DeadLetter)] == ["undecodable"] * 4


def test_workers_come_and_go_and_every_submission_has_one_verdict(world: World) -> None:
    """A second worker takes half of the partitions while packets come in; then the first one leaves."""
    sent: list[Identified] = []
    enough = threading.Event()
    sender = threading.Thread(target=_send_until, args=(enough, world, sent))
    world.start("first")
    world.ready("first")
    sender.start()
    try:
        world.start("second")
        world.ready("second")
        first = world.processes[0]
        first.send_signal(signal.SIGTERM)
        assert first.wait(PATIENCE_S) == 0
        alone = len(sent)
        world.until(lambda: len(sent) > alone + 1_000, "nothing comes in any more")
    finally:
        enough.set()
        sender.join()
    world.until(world.at_rest, "not at rest")
    verdicts = world.verdicts()
    verdicts.check(sent)
    assert "table.recovered" in (world.tmp / "second.log").read_text()
    print(f"\nrepeats: {verdicts.repeats()} of {len(sent)} in two rebalances")
    # What the first had done and the group had not taken when a partition moved comes again, to the second.
    assert max(sum(said.values()) for said in verdicts.said.values()) <= 2
    late = {lead.origin.submission_id for lead in sent[alone:]}
    assert {sum(said.values()) for id_, said in verdicts.said.items() if id_ in late} == {1}


def _send_until(enough: threading.Event, world: World, sent: list[Identified]) -> None:
    while not enough.wait(0.1):
        chunk = submissions(100, first=len(sent))
        sent += chunk
        world.send(chunk)
