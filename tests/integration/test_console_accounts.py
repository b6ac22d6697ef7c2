"""
DESIGN 6, V3, alert LeadsUnaccounted: what has no outcome is in flight as long as anything explains it, else it is
unaccounted, by source; what is dead is counted by unit, and it is said when all was counted.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import asyncpg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from console.adapters.accounts import KafkaLog, PostgresAccounts, Reconciler
from console.adapters.postgres import connected
from console.domain.reconciling import Rounds
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore.contracts import Topic
from leadcore.group_offsets import lanes, positions
from leadcore.metrics import Metrics

from lab import topics
from migrations import apply

pytestmark = pytest.mark.slow
SEEN = """
    insert into pipeline.submissions
        (tenant, submission_id, source, topic, partition, "offset", appended_at, outcome, attempt)
    values ($1, $2, $3, 'leads.raw', 0, $4, now() - interval '2 days', $5, 0)
"""
ROUNDS = 3


@dataclass
class World:
    """A broker and a database, and a reconciler over both; the units are played by the test."""

    kafka: str
    connection: "asyncpg.Connection[asyncpg.Record]"
    reconciler: Reconciler
    metrics: Metrics

    def put(self, topic: Topic) -> None:
        producer = Producer({"bootstrap.servers": self.kafka})
        producer.produce(topic.value, b"{}", partition=0)
        assert producer.flush(60) == 0

    def read(self, but: Callable[[str, Topic], bool] = lambda _unit, _topic: False) -> None:
        """Every unit finishes all that it reads, `but` of which topics it does not."""
        ends = positions(self.kafka).end
        for unit in {lane.unit for lane in lanes()}:
            own = {lane.topic.value for lane in lanes() if lane.unit == unit and not but(unit, lane.topic)}
            done = [TopicPartition(*part, end) for part, end in ends.items() if part[0] in own]
            consumer = Consumer({"bootstrap.servers": self.kafka, "group.id": unit, "log_level": 2})
            consumer.commit(offsets=done, asynchronous=False)
            consumer.close()

    async def row(self, name: str, offset: int, outcome: str | None = None, tenant: str = "main") -> None:
        await self.connection.execute(SEEN, tenant, name, "web-form", offset, outcome)

    async def counted(self) -> tuple[float, float]:
        """Unaccounted and in flight."""
        await self.reconciler.look()
        await self.reconciler.count()
        return self.value("lead_unaccounted"), self.value("lead_in_flight")

    def value(self, name: str, source: str = "web-form") -> float:
        return self.metrics.registry.get_sample_value(name, {"source": source}) or 0

    @property
    def ran(self) -> float | None:
        return self.metrics.registry.get_sample_value("lead_reconciler_last_success_timestamp_seconds")


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    with temporary_home() as home:
        kafka = kafka_server.start(home)
        try:
            topics.ensure(kafka.address)
            await apply(database)
            metrics = Metrics()
            async with connected(database) as pool:
                connection = await asyncpg.connect(database)
                reconciler = Reconciler(KafkaLog(kafka.address), PostgresAccounts(pool), metrics, Rounds(ROUNDS))
                yield World(kafka.address, connection, reconciler, metrics)
                await connection.close()
        finally:
            kafka.stop()


async def test_a_backlog_is_in_flight_however_old_and_a_loss_is_unaccounted(world: World) -> None:
    """The rows are two days old throughout: age says nothing, what the units have yet to read does."""
    for _ in range(4):
        world.put(Topic.LEADS_RAW)
    for name, outcome, tenant in (
        ("lost", None, "main"),
        ("ended", "routed", "main"),
        ("under-another-tenant", None, "main"),
        ("under-another-tenant", "routed", "acme"),
    ):
        await world.row(name, 0, outcome, tenant)
    world.put(Topic.LEADS_VALIDATED)
    world.read(but=lambda unit, topic: topic == Topic.LEADS_VALIDATED)
    for _ in range(2 * ROUNDS):
        assert await world.counted() == (0, 0)
    assert world.ran == 0, "a guard that cannot say anything does not say that it ran"

    world.read()
    assert await world.counted() == (1, 0)
    assert world.ran
    await world.row("behind-the-enricher", 4)
    world.put(Topic.LEADS_RAW)
    for _ in range(2 * ROUNDS):
        assert await world.counted() == (1, 1)
    await world.connection.execute("update pipeline.submissions set outcome = 'routed' where submission_id = 'lost'")
    assert await world.counted() == (0, 1)


async def test_a_loss_is_found_while_leads_never_stop_coming_but_not_past_a_waiting_retry(world: World) -> None:
    world.read()
    assert await world.counted() == (0, 0)
    await world.row("lost", 0)
    world.put(Topic.LEADS_RAW)
    world.put(Topic.LEADS_SCORER_RETRY)
    waits = lambda _unit, topic: topic == Topic.LEADS_SCORER_RETRY  # noqa: E731  two words for one call
    for _ in range(2 * ROUNDS):
        world.read(but=waits)
        world.put(Topic.LEADS_RAW)
        assert await world.counted() == (0, 1), "the retry may be its"
    found = []
    for _ in range(ROUNDS + 1):
        world.read()
        world.put(Topic.LEADS_RAW)
        found.append(await world.counted())
    assert (found[0], found[-1]) == ((0, 1), (1, 0))


async def test_while_the_broker_or_the_database_is_away_the_time_stands() -> None:
    """alert ReconcilerNotRunning: the guard is guarded by when it last could."""
    metrics = Metrics()
    async with connected("postgresql://nobody@127.0.0.1:9/none") as pool:
        reconciler = Reconciler(KafkaLog("127.0.0.1:9"), PostgresAccounts(pool), metrics, Rounds(ROUNDS))
        await asyncio.wait_for(reconciler.look(), 60)
        await asyncio.wait_for(reconciler.count(), 30)
    assert metrics.registry.get_sample_value("lead_reconciler_last_success_timestamp_seconds") == 0
