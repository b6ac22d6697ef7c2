"""The sink on Kafka, killed on the way, and the ledger over what it wrote (P5; rules L, C and O)."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from lab.ledger import Lane, Ledger, Unreachable, balance, lag, lanes
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import Outcome, Receipt, Submission, Topic
from leadcore.testing import builders, patience

from lab import topics
from migrations import apply

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CODEC = Codec()
SINK = "crm-sync.postgres"
LEADS, LOST = 4000, 7
PROCESSES = 3
"""Two are killed, the third ends in order."""


@dataclass(frozen=True, slots=True)
class World:
    kafka: str
    dsn: str
    cluster: str

    def sink(self) -> "subprocess.Popen[bytes]":
        environment = {
            "PATH": os.environ["PATH"],
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "POSTGRES_DSN": self.dsn,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "BATCH_RECORDS": "250",
            "GROUP_INSTANCE_ID": "0",
        }
        return subprocess.Popen([str(Path(sys.executable).with_name("crm-sync")), "--unit", SINK], env=environment)

    def lag(self) -> dict[Lane, int]:
        return {lane: left for lane, left in lag(self.kafka).items() if left}

    def read_by_others(self) -> None:
        """Commit the ends of every lane that is not the sink's, as units that have done their work would."""
        for unit in {lane.unit for lane in lanes()} - {SINK}:
            consumer = Consumer({"bootstrap.servers": self.kafka, "group.id": unit})
            for lane in (lane for lane in lanes() if lane.unit == unit):
                parts = [TopicPartition(lane.topic.value, number) for number in range(4)]
                ends = [consumer.get_watermark_offsets(part, timeout=60)[1] for part in parts]
                done = [TopicPartition(p.topic, p.partition, end) for p, end in zip(parts, ends, strict=True)]
                consumer.commit(offsets=done, asynchronous=False)
            consumer.close()


@pytest.fixture
def world(database: str) -> Iterator[World]:
    with temporary_home() as home:
        kafka: Running = kafka_server.start(home)
        try:
            topics.ensure(kafka.address)
            asyncio.run(apply(database))
            admin = AdminClient({"bootstrap.servers": kafka.address})
            yield World(kafka.address, database, str(admin.describe_cluster().result(60).cluster_id))
        finally:
            kafka.stop()


def test_killed_twice_it_has_each_row_once_and_the_ledger_says_what_is_missing(world: World) -> None:
    """
    What: 4,000 submissions, half of them plain JSON; all but seven have an outcome; three quarters are routed.
    How: the sink is killed with SIGKILL while it drains, twice. Property: every number in the ledger is the true one.
    """
    routed = _produced(world)
    _killed_after(world, 0.1)
    begun = _killed_after(world, 0.4)
    sink = world.sink()
    try:
        patience.until(lambda: not {lane for lane in world.lag() if lane.unit == SINK}, "the sink has read all", 120)
        moving = asyncio.run(balance(world.kafka, world.dsn))
        world.read_by_others()
        resting = asyncio.run(balance(world.kafka, world.dsn))
    finally:
        sink.terminate()
        assert sink.wait(60) == 0
    _expect(moving, at_rest=False)
    _expect(resting, at_rest=True)
    held = asyncio.run(_held(world.dsn))
    assert held["leads"] == held["lead_versions"] == held["lead_scores"] == held["receipts"] == LEADS * 3 // 4
    _no_loop_feeds_itself(_receipts(world), routed, begun)


def test_what_does_not_answer_is_named_without_its_password(kafka: Running, database: str) -> None:
    topics.ensure(kafka.address)
    asyncio.run(apply(database))
    with pytest.raises(Unreachable, match="postgres: "):
        asyncio.run(balance(kafka.address, "postgresql://u:s3cret@127.0.0.1:1/none"))
    with pytest.raises(Unreachable, match="kafka: "):
        asyncio.run(balance("127.0.0.1:1", database))


def _expect(found: Ledger, *, at_rest: bool) -> None:
    assert found.at_rest is at_rest
    assert found.total.accepted == LEADS
    assert (found.total.routed, found.total.duplicate) == (LEADS * 3 // 4, LEADS // 4 - LOST)
    assert (found.total.unaccounted, found.total.in_flight) == ((LOST, 0) if at_rest else (0, LOST))
    assert set(found.by_source) == {"partner-api", "web-form"}
    assert found.by_source["partner-api"].accepted == LEADS // 2


def _produced(world: World) -> Counter[str]:
    """Submissions, outcomes of all but seven, routed leads; repeats among them. How many messages each lead has."""
    producer = Producer({"bootstrap.servers": world.kafka, "partitioner": "murmur2_random", "linger.ms": 20})
    names = _submitted(producer, world.cluster)
    for number, name in enumerate(names[: LEADS - LOST]):
        outcome = Outcome(
            outcome_id=ids.outcome_id(name, 0),
            submission_id=name,
            tenant="main",
            source="partner-api" if number % 2 else "web-form",
            outcome="routed" if number < LEADS * 3 // 4 else "duplicate",
            unit="router",
            code="assigned",
            at=builders.NOW,
        )
        for _ in range(1 + (number % 10 == 0)):
            producer.produce(Topic.LEADS_OUTCOMES.value, CODEC.encode(outcome).value, key=name)
        producer.poll(0)
    routed = Counter({name: 1 + (number % 10 == 0) for number, name in enumerate(names[: LEADS * 3 // 4])})
    for number, name in enumerate(routed):
        lead = builders.a_routed_lead(name)
        lead = replace(lead, identity=replace(lead.identity, identity_key=f"p1.{number % 500}"))
        for _ in range(routed[name]):
            producer.produce(Topic.LEADS_ROUTED.value, CODEC.encode(lead).value, key=name)
        producer.poll(0)
    assert producer.flush(60) == 0
    return routed


def _submitted(producer: Producer, cluster: str) -> list[str]:
    """The ids of the submissions: half bring theirs, the others get one from where they stand."""
    names = [""] * LEADS
    for number in range(LEADS):
        if number % 2:
            producer.produce(
                Topic.LEADS_RAW.value,
                b'{"email": "x@y.example"}',
                partition=number % 4,
                headers=[("lead-source", b"partner-api")],
                on_delivery=_noted(names, number, cluster),
            )
        else:
            names[number] = f"018f0000-0000-7000-8000-{number:012}"
            submission = Submission(
                submission_id=names[number], tenant="main", source="web-form", accepted_at=builders.NOW, payload=b"{}"
            )
            producer.produce(Topic.LEADS_RAW.value, CODEC.encode(submission).value, key=names[number])
        producer.poll(0)
    assert producer.flush(60) == 0
    return names


def _noted(names: list[str], number: int, cluster: str) -> Callable[[object, Any], None]:
    def note(_error: object, at: Any) -> None:
        names[number] = ids.submission_id_at(cluster, Topic.LEADS_RAW, at.partition(), at.offset())

    return note


def _killed_after(world: World, share: float) -> set[str]:
    """
    Kill the sink when so many leads have their rows; the ids of those that have.

    PostgreSQL itself lets no more in than that, and what comes with it, until the sink is dead: however long this test
    or the sink stands still, the sink dies in the middle of its work.
    """
    most = round(LEADS * 3 // 4 * share)
    asyncio.run(_done(world.dsn, f"{GATE} insert into gate values ({most})"))
    sink = world.sink()
    try:
        patience.until(lambda: asyncio.run(_held(world.dsn))["leads"] >= most, "so many are in", 120, 0.05)
    finally:
        sink.kill()
        sink.wait()
    # What it had asked for and waits at the gate dies with it, as it would have done without one.
    asyncio.run(_done(world.dsn, ENDED))
    asyncio.run(_done(world.dsn, "drop function held cascade; drop table gate"))
    begun = asyncio.run(_begun(world.dsn))
    assert most <= len(begun) < LEADS * 3 // 4
    return begun


GATE = """
create table gate (most int);
create function held() returns trigger language plpgsql as $$ begin
    while (select count(*) from pipeline.leads) >= (select most from gate) loop perform pg_sleep(0.05); end loop;
    return null;
end $$;
create trigger held before insert on pipeline.leads for each statement execute function held();
"""
ENDED = """
do $$ begin
    perform pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend';
    while exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and backend_type = 'client backend') loop
        perform pg_sleep(0.05), pg_stat_clear_snapshot();
    end loop;
end $$
"""


async def _done(dsn: str, statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def _begun(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return {str(row["lead_id"]) for row in await connection.fetch("select lead_id from pipeline.leads")}
    finally:
        await connection.close()


async def _held(dsn: str) -> Counter[str]:
    connection = await asyncpg.connect(dsn)
    try:
        tables = ("submissions", "leads", "lead_versions", "lead_scores", "receipts")
        return Counter({each: await connection.fetchval(f"select count(*) from pipeline.{each}") for each in tables})
    finally:
        await connection.close()


def _receipts(world: World) -> Counter[str]:
    """How many receipts of each lead stand on the topic."""
    consumer = Consumer({"bootstrap.servers": world.kafka, "group.id": "test", "auto.offset.reset": "earliest"})
    parts = [TopicPartition(Topic.LEADS_DELIVERED.value, number, 0) for number in range(4)]
    left = sum(consumer.get_watermark_offsets(part, timeout=60)[1] for part in parts)
    consumer.assign(parts)
    found: Counter[str] = Counter()
    while left:
        messages = consumer.consume(min(left, 1000), 60)
        assert messages, f"{left} receipts cannot be read"
        left -= len(messages)
        for message in messages:
            receipt = CODEC.decode(Receipt, message.value())
            assert isinstance(receipt, Receipt)
            found[receipt.lead_id] += 1
    consumer.close()
    return found


def _no_loop_feeds_itself(receipts: Counter[str], routed: Counter[str], begun: set[str]) -> None:
    """
    The sink reads its own receipts. Should one make another, every lead would have more of them than messages.

    What a kill repeats is everything that was written and whose commit the group had not taken: a fifth of a second's
    work at rest, more where the broker is slow to answer, at most all that the process had done. So there is no bound
    on the sum that is both safe and of use. But a lead without a row at the last kill was handled by one process
    alone, which repeats nothing; and no message is handled more often than there were processes.
    """
    once = routed.keys() - begun
    assert {lead: receipts[lead] for lead in once} == {lead: routed[lead] for lead in once}
    assert all(routed[lead] <= receipts[lead] <= PROCESSES * routed[lead] for lead in begun)
    assert receipts.keys() == routed.keys()
