"""The laws of all runners, held by the Faust runner on real Kafka, with the tables of admission beside it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from confluent_kafka import Producer
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import Message, Write
from leadcore.metrics import Metrics
from leadcore.runtime.clients import Clients
from leadcore.runtime.faust import FaustRunner
from leadcore.runtime.faust_tables import FaustReader
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.tables import TableState
from leadcore.stage import Stage
from leadcore.testing.harness import PACKETS, Action, Harness
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied, produced
from leadcore.testing.laws import UNIT, RunnerLaws

from lab import topics

pytestmark = pytest.mark.slow

USED = (PACKETS.source, PACKETS.sink, PACKETS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
CHANGELOGS = (Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG, Topic.INGEST_ADMIT_QUOTAS_CHANGELOG)


class Witness:
    """Writes down what passes between a runner and its clients, and on request is its death before a commit."""

    def __init__(self, actions: list[Action], reader: Reader, *, dies: bool) -> None:
        self.actions, self.reader, self.dies = actions, reader, dies
        self.wrote = False
        self.dead = asyncio.Event()
        self.passed: dict[tuple[str, int], int] = {}

    def clients(self) -> Clients:
        return Clients(producer=lambda settings: WitnessedProducer(self, settings))

    def reader_class(self) -> type[FaustReader]:
        return type("WitnessedReader", (WitnessedReader,), {"witness": self})

    def write(self, topic: str) -> None:
        self.wrote = True
        self.actions.append(Action("write", topic))

    def commit(self, offsets: dict[Any, int]) -> None:
        self.passed |= {(tp.topic, tp.partition): offset for tp, offset in offsets.items()}
        for topic in {tp.topic for tp in offsets}:
            mine = {at: offset for at, offset in self.passed.items() if at[0] == topic}
            passed = sum(offset - self.reader.starts[at] for at, offset in mine.items())
            self.actions.append(Action("commit", topic, passed))


class WitnessedReader(FaustReader):
    witness: Witness

    async def _commit(self, offsets: Any) -> bool:
        if self.witness.dies and self.witness.wrote:
            self.witness.dead.set()
        if self.witness.dead.is_set():
            return False
        done = await super()._commit(offsets)
        if done:
            self.witness.commit(offsets)
        return bool(done)


class WitnessedProducer:
    def __init__(self, witness: Witness, settings: dict[str, Any]) -> None:
        self._witness, self._client = witness, Producer(settings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def produce(self, topic: str, on_delivery: Callable[[Any, Any], None], **kwargs: Any) -> None:
        def told(error: Any, message: Any) -> None:
            if error is None:
                self._witness.write(topic)
            on_delivery(error, message)

        self._client.produce(topic, on_delivery=told, **kwargs)


class FaustHarness:
    """The Faust runner on real Kafka, one instance at a time."""

    material = PACKETS
    transactional = False

    def __init__(self, address: str) -> None:
        self.actions: list[Action] = []
        self._address = address
        self._reader = emptied(address, (*USED, *CHANGELOGS), [UNIT])
        self._producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
        self._witness = Witness(self.actions, self._reader, dies=False)
        self._shift = 0
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def produce(self, write: Write) -> Message:
        return produced(self._producer, write)

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        kit = Kit(lambda: system_clock() + self._shift, Codec(), Metrics(), "test")
        self._witness = Witness(self.actions, self._reader, dies=dies)
        state = TableState("ingest.admit", ("sightings", "quotas"))
        clients, reader = self._witness.clients(), self._witness.reader_class()
        runner = FaustRunner(stage, state, self._address, kit, Health(UNIT), clients, reader)
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(runner.run(self._stop))

    async def stop(self) -> None:
        assert self._task is not None
        self._stop.set()
        await asyncio.wait_for(self._task, PATIENCE_S)
        self._task = None

    async def died(self) -> None:
        assert self._task is not None
        await asyncio.wait_for(self._witness.dead.wait(), PATIENCE_S)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def read(self, topic: Topic) -> list[Message]:
        return await asyncio.to_thread(self._reader.read, topic)

    async def committed(self, stage: Stage[Any, Any], topic: Topic) -> int:
        return await asyncio.to_thread(self._reader.committed, stage.unit, topic)

    async def elapse(self, milliseconds: int) -> None:
        self._shift += milliseconds

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not await holds():
            assert self._task is not None
            if self._task.done():
                await self._task
                pytest.fail("the runner ended by itself")
            assert time.monotonic() < deadline, f"does not hold within {PATIENCE_S} s"
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Whatever a failed law left running."""
        self._stop.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=PATIENCE_S)


@pytest.fixture
async def harness(kafka: Running) -> AsyncIterator[Harness]:
    topics.ensure(kafka.address)
    harness = FaustHarness(kafka.address)
    yield harness
    await harness.close()


class TestFaustRunner(RunnerLaws):
    """Packets of one lead."""
