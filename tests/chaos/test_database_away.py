"""
P5, fault:D2: PostgreSQL is killed, restarted, locked or full while its sink writes; the sink waits and goes on.

What: submissions at a steady pace on `leads.raw`, written to PostgreSQL by `crm-sync.postgres` alone. Property: while
the database is away no offset is committed past what it holds; the sink's process is the same before and after; all
rows are there, once each, within 60 s of its return.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from lab.faults.parts import Part
from lab.faults.small_disk import NoSmallDisk, SmallDisk, small_disk
from lab.stack import Home, Running, kafka, postgres
from lab.stack.testing import temporary_home
from leadcore import ids
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Submission

import migrations
from lab import topics

pytestmark = pytest.mark.slow

WORKSPACE = Path(__file__).parents[2] / "workspace"
GROUP, RAW, PARTITIONS = "crm-sync.postgres", "leads.raw", 4
SOME, RATE = 120, 100.0
AWAY_S, LONG_LOCK_S = 4.0, 75.0
BACK_S = 60.0
SETTLED_S = 3.0
"""Many times as long as a commit that was asked for takes; the group is asked twice, so long apart."""
DISK_MB = 192


@dataclass(slots=True)
class Bench:
    """Kafka, PostgreSQL and the sink between them."""

    home: Home
    kafka: Running
    postgres: Running
    disk: SmallDisk | None
    sink: Part = field(init=False)

    def rows(self) -> int:
        """Submissions in PostgreSQL."""
        return int(self.asked("select count(*) from pipeline.submissions"))

    def asked(self, statement: str) -> Any:
        return asyncio.run(_asked(self.postgres.address, statement))

    def committed(self) -> int:
        """Records of `leads.raw` that the sink's group has passed."""
        reader = Consumer({"bootstrap.servers": self.kafka.address, "group.id": GROUP})
        try:
            told = reader.committed([TopicPartition(RAW, number) for number in range(PARTITIONS)], timeout=60)
        finally:
            reader.close()
        return sum(max(each.offset, 0) for each in told)


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with temporary_home() as home, contextlib.ExitStack() as held:
        try:
            disk = held.enter_context(small_disk(home.data("postgres"), DISK_MB))
        except NoSmallDisk:
            disk = None
        made = Bench(home, kafka.start(home), postgres.start(home), disk)
        held.callback(lambda: made.postgres.process.kill())
        held.callback(made.kafka.process.kill)
        topics.ensure(made.kafka.address)
        asyncio.run(migrations.apply(made.postgres.address))
        settings = {
            "UNIT": GROUP,
            "KAFKA_BOOTSTRAP_SERVERS": made.kafka.address,
            "POSTGRES_DSN": made.postgres.address,
            "WORKSPACE_DIR": str(WORKSPACE),
            "RETRY_DELAY": "1",
        }
        made.sink = held.enter_context(Part(home, "crm-sync", settings))
        made.sink.until_ready()
        yield made


def killed(bench: Bench) -> None:
    bench.postgres.process.kill()
    until(lambda: not bench.sink.ready(), "the sink says that it is not ready", 60)
    nothing_is_committed_for(bench, AWAY_S)
    bench.postgres = postgres.start(bench.home)


def restarted(bench: Bench) -> None:
    bench.postgres.stop()
    bench.postgres = postgres.start(bench.home)


def locked(bench: Bench) -> None:
    asyncio.run(_locked(bench, AWAY_S))


def full(bench: Bench) -> None:
    if bench.disk is None:
        pytest.skip("this machine lets nobody mount a tmpfs")
    bench.disk.fill()
    try:
        until(lambda: not bench.sink.ready(), "the sink says that it is not ready", 60)
        nothing_is_committed_for(bench, AWAY_S)
    finally:
        bench.disk.make_room()
    if bench.postgres.process.exit_code is not None:
        bench.postgres = postgres.start(bench.home)


@pytest.mark.parametrize("fault", [killed, restarted, locked, full])
def test_the_sink_waits_and_catches_up(bench: Bench, fault: Callable[[Bench], None]) -> None:
    before, pid = bench.rows(), bench.sink.process.pid
    with sending(bench) as sent:
        until(lambda: bench.rows() > before + SOME, "some are written", 60)
        fault(bench)
        back_at = time.monotonic()
    until(lambda: bench.rows() == before + sent.number, "every row is there", BACK_S)
    bench.sink.until_ready(BACK_S)
    print(f"{fault.__name__}: all rows {time.monotonic() - back_at:.1f} s after the database's return")
    until(lambda: bench.committed() == before + sent.number, "everything is committed", 60)
    assert bench.sink.runs
    assert bench.sink.process.pid == pid
    waiting = [line for line in bench.sink.events() if line["event.name"] == "unit.waiting"]
    assert len(waiting) < 30, "a dependency that is away is told about once, not once a try"


@pytest.mark.chaos_long
def test_a_lock_longer_than_every_deadline_is_waited_out(bench: Bench) -> None:
    """fault:D2: an hour's lock in small: past the statement's deadline and the time in which liveness is judged."""
    before = bench.rows()
    with sending(bench) as sent:
        until(lambda: bench.rows() > before + SOME, "some are written", 60)
        asyncio.run(_locked(bench, LONG_LOCK_S))
    until(lambda: bench.rows() == before + sent.number, "every row is there", BACK_S)
    assert bench.sink.runs


async def _locked(bench: Bench, seconds: float) -> None:
    connection = await asyncpg.connect(bench.postgres.address)
    try:
        async with connection.transaction():
            await connection.execute("lock table pipeline.submissions in access exclusive mode")
            committed = await asyncio.to_thread(settled, bench)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                assert await asyncio.to_thread(bench.sink.alive), "a sink that waits is alive"
                await asyncio.sleep(0.5)
            assert await asyncio.to_thread(bench.committed) == committed
    finally:
        await connection.close()


async def _asked(dsn: str, statement: str) -> Any:
    connection = await asyncpg.connect(dsn, timeout=60)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def nothing_is_committed_for(bench: Bench, seconds: float) -> None:
    committed = settled(bench)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert bench.sink.alive(), "a sink that waits is alive"
        time.sleep(0.5)
    assert bench.committed() == committed


def settled(bench: Bench) -> int:
    """What is committed, once the commits of what was written before the fault have come through."""
    before = -1
    while (now := bench.committed()) != before:
        before = now
        time.sleep(SETTLED_S)
    return now


@dataclass
class Sent:
    """How many submissions there are, and when there are enough."""

    number: int = 0
    enough: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def sending(bench: Bench) -> Iterator[Sent]:
    """Submissions at RATE for as long as the block lasts, so that whatever happens in it happens in the middle."""
    sent = Sent()
    thread = threading.Thread(target=_produced, args=(bench.kafka.address, sent), daemon=True)
    thread.start()
    try:
        yield sent
    finally:
        sent.enough.set()
        thread.join()


def _produced(address: str, sent: Sent) -> None:
    producer = Producer({"bootstrap.servers": address, "enable.idempotence": True, "linger.ms": 5})
    codec, began = Codec(), time.monotonic()
    while not sent.enough.wait(max(0.0, began + sent.number / RATE - time.monotonic())):
        made = Submission(
            submission_id=ids.new_submission_id(),
            tenant="main",
            source="proof",
            accepted_at=system_clock(),
            payload=b'{"email": "ada@northwind.example"}',
        )
        producer.produce(RAW, codec.encode(made).value, key=made.submission_id.encode())
        sent.number += 1
    assert producer.flush(60) == 0


def until(holds: Callable[[], bool], what: str, deadline_s: float) -> None:
    end = time.monotonic() + deadline_s
    while True:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if holds():
                return
        assert time.monotonic() < end, f"not within {deadline_s:.0f} s: {what}"
        time.sleep(0.1)
