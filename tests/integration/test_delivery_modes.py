"""
P1, P5, fault:B1: units killed in the middle of their work, in each mode that they may be run in; the router robbed of
its cache besides. Nothing is lost; in transactions nothing is repeated; at least once, what was in hand is, as it was.
"""

import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from lab.stack import Running
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, UNITS, Assignment, Outcome, RoutedLead, Topic
from leadcore.testing import patience
from leadcore.testing.builders import a_lead, a_scored_lead, an_enriched_lead
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied
from leadcore.testing.processes import halt_at_work
from redis import Redis

from lab import topics

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CODEC = Codec()
EACH, BATCH, KILLS = 1500, 5, 3
"""Leads of one round and of one batch: small batches make the round long enough to be met in the middle."""
LAST_BATCH = 500
"""Of the one that does what is left and is not killed."""
until = partial(patience.until, deadline_s=PATIENCE_S, step_s=0.02)


@dataclass(frozen=True, slots=True)
class Line:
    """What a unit reads, and what it makes of it."""

    source: Topic
    sink: Topic
    made: Callable[[str], Any]


LINES = {
    "enricher": Line(Topic.LEADS_VALIDATED, Topic.LEADS_ENRICHED, a_lead),
    "scorer": Line(Topic.LEADS_ENRICHED, Topic.LEADS_SCORED, an_enriched_lead),
    "router": Line(Topic.LEADS_SCORED, Topic.LEADS_ROUTED, a_scored_lead),
}
CASES = [(unit, mode) for unit, spec in UNITS.items() if len(spec.modes) > 1 for mode in spec.modes]


def test_every_unit_that_may_have_both_modes_is_tried_here() -> None:
    assert {unit for unit, _ in CASES} == LINES.keys()


@dataclass
class Given:
    """What the unit was given, in rounds, and what stands of it."""

    address: str
    unit: str
    mode: str
    reader: Reader
    number: int = 0
    stood: int = 0

    @property
    def line(self) -> Line:
        return LINES[self.unit]

    def more(self) -> None:
        """Another round of leads."""
        self.stood = self.reader.stands(self.line.sink)
        producer = Producer({"bootstrap.servers": self.address, "partitioner": "murmur2_random"})
        for n in range(self.number, self.number + EACH):
            lead_id = self._name(n)
            producer.produce(self.line.source, CODEC.encode(self.line.made(lead_id)).value, lead_id)
        assert producer.flush(PATIENCE_S) == 0
        self.number += EACH

    def names(self) -> set[str]:
        return {self._name(n) for n in range(self.number)}

    def _name(self, number: int) -> str:
        return f"{self.unit}-{self.mode}-{number}"

    def committed(self) -> int:
        return self.reader.committed(self.unit, self.line.source)

    def killed_at_work(self, process: "subprocess.Popen[bytes]") -> None:
        """Halt it with some of the last round out and some of it not; then kill it."""
        some = partial(until, lambda: self.reader.stands(self.line.sink) > self.stood + 50, "a part is done")
        halt_at_work(process, some, lambda: self._passed() < self.number - BATCH, self.more)
        process.kill()
        process.wait()

    def _passed(self) -> int:
        """What is committed, also while one that stands still has a transaction open."""
        return self.reader.committed(self.unit, self.line.source, "read_uncommitted")

    def out(self) -> Counter[str]:
        return Counter(message.header("lead-submission-id") for message in self.reader.read(self.line.sink))

    def read(self, topic: Topic, kind: type[Any]) -> list[Any]:
        return [CODEC.decode(kind, message.value or b"") for message in self.reader.read(topic)]


def reader_of(address: str, unit: str) -> Reader:
    """Of topics emptied for the unit; the assignments, which are compacted and cannot be, from their beginning."""
    consumed = {topic for topic, spec in TOPICS.items() if unit in spec.consumers} - {Topic.LEADS_ASSIGNMENTS}
    used = consumed | {LINES[unit].sink, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD}
    partitions = range(TOPICS[Topic.LEADS_ASSIGNMENTS].partitions_local)
    kept = {(Topic.LEADS_ASSIGNMENTS.value, partition): 0 for partition in partitions}
    return Reader(address, {**emptied(address, used, [unit]).starts, **kept})


@pytest.fixture
def start(kafka: Running, redis_server: Running) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    started = []

    def run(unit: str, mode: str, batch: int = BATCH) -> "subprocess.Popen[bytes]":
        environ = {
            "PATH": os.environ["PATH"],
            "KAFKA_BOOTSTRAP_SERVERS": kafka.address,
            "REDIS_URL": redis_server.address,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "MODELS_DIR": str(ROOT / "models"),
            "GROUP_INSTANCE_ID": "1",
            "INSTANCE_ID": "one",
            "BATCH_RECORDS": str(batch),
            "DELIVERY_MODE": mode,
        }
        started.append(subprocess.Popen([str(Path(sys.executable).with_name(unit))], env=environ))
        return started[-1]

    yield run
    for each in started:
        if each.poll() is None:
            each.kill()
            each.wait()


@pytest.mark.parametrize(("unit", "mode"), CASES)
def test_killed_at_work_a_unit_loses_nothing_and_repeats_what_was_in_hand(
    kafka: Running, redis_server: Running, start: Callable[..., "subprocess.Popen[bytes]"], unit: str, mode: str
) -> None:
    topics.ensure(kafka.address)
    cache = Redis.from_url(redis_server.address)
    cache.flushall()
    given = Given(kafka.address, unit, mode, reader_of(kafka.address, unit))
    for _ in range(KILLS):
        given.more()
        given.killed_at_work(start(unit, mode))
        cache.flushall()
    last = start(unit, mode, LAST_BATCH)
    until(lambda: given.committed() == given.number, "all are committed")
    last.send_signal(signal.SIGTERM)
    assert last.wait(PATIENCE_S) == 0
    said = given.out()
    assert said.keys() == given.names()
    if mode == "transactional":
        assert said.total() == given.number
    assert max(said.values()) <= KILLS + 1
    print(f"{unit}, {mode}: {said.total() - given.number} repeats after {KILLS} kills, {given.number} leads")
    assert not given.reader.read(Topic.LEADS_DEAD)
    if unit == "router":
        _is_as_it_was_said_first(given)


def _is_as_it_was_said_first(given: Given) -> None:
    """Each lead has one owner, whoever says so and how often; and one outcome, under one id."""
    owners = defaultdict(set)
    for lead in given.read(Topic.LEADS_ROUTED, RoutedLead):
        owners[lead.admission.lead_id].add(lead.routing.owner)
    names = given.names()
    for assigned in given.read(Topic.LEADS_ASSIGNMENTS, Assignment):
        if assigned.lead_id in names:
            owners[assigned.lead_id].add(assigned.owner)
    assert owners.keys() == names
    assert {lead for lead, each in owners.items() if len(each) > 1} == set()
    outcomes = given.read(Topic.LEADS_OUTCOMES, Outcome)
    assert {each.submission_id for each in outcomes} == names
    assert len({each.outcome_id for each in outcomes}) == given.number
