"""The laws of all runners, held by the batch runner on real Kafka, at least once and in transactions."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from confluent_kafka import Consumer, Producer
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import Message, Write
from leadcore.metrics import Metrics
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.clients import Clients
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.testing.harness import LEADS, Action, Harness
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied, produced
from leadcore.testing.laws import UNIT, RunnerLaws

from lab import topics

pytestmark = pytest.mark.slow

USED = (LEADS.source, LEADS.sink, LEADS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)


class Killed(BaseException):
    """The instance is gone: nothing may catch it."""


class Witness:
    """Writes down what passes between a runner and its clients, and on request lets it die before a commit."""

    def __init__(self, actions: list[Action], reader: Reader, *, dies: bool) -> None:
        self.actions, self.reader, self.dies = actions, reader, dies
        self.wrote = False
        self.consumers: list[Any] = []
        self.passed: dict[tuple[str, int], Any] = {}

    def clients(self) -> Clients:
        return Clients(self._consumer, lambda settings: WitnessedProducer(self, settings))

    def bury(self) -> None:
        """End the sessions of a dead instance, as the broker does after a time; it may not commit any more."""
        for consumer in self.consumers:
            with contextlib.suppress(Killed):
                consumer.close()

    def _consumer(self, settings: dict[str, Any]) -> "WitnessedConsumer":
        consumer = WitnessedConsumer(self, settings)
        self.consumers.append(consumer)
        return consumer

    def write(self, topic: str) -> None:
        self.wrote = True
        self.actions.append(Action("write", topic))

    def before_commit(self) -> None:
        if self.dies and self.wrote:
            raise Killed

    def commit(self, offsets: list[Any]) -> None:
        self.passed |= {(each.topic, each.partition): each for each in offsets}
        for topic in {each.topic for each in offsets}:
            passed = self.reader.passed(each for (name, _), each in self.passed.items() if name == topic)
            self.actions.append(Action("commit", topic, passed))


class Witnessed:
    """A real client, all of whose calls go through."""

    def __init__(self, witness: Witness, client: Any) -> None:
        self._witness, self._client = witness, client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class WitnessedConsumer(Witnessed):
    def __init__(self, witness: Witness, settings: dict[str, Any]) -> None:
        told = settings["on_commit"]

        def on_commit(error: Any, offsets: list[Any]) -> None:
            if error is None:
                witness.commit(offsets)
            told(error, offsets)

        super().__init__(witness, Consumer({**settings, "on_commit": on_commit}))

    def commit(self, offsets: list[Any], asynchronous: bool) -> Any:
        self._witness.before_commit()
        return self._client.commit(offsets=offsets, asynchronous=asynchronous)


class WitnessedProducer(Witnessed):
    def __init__(self, witness: Witness, settings: dict[str, Any]) -> None:
        super().__init__(witness, Producer(settings))
        self._transactional = "transactional.id" in settings
        self._sent: list[Any] = []

    def produce(self, topic: str, on_delivery: Callable[[Any, Any], None], **kwargs: Any) -> None:
        def told(error: Any, message: Any) -> None:
            if error is None:
                self._witness.write(topic)
            on_delivery(error, message)

        self._client.produce(topic, on_delivery=told, **kwargs)

    def send_offsets_to_transaction(self, offsets: list[Any], group: Any, wait_s: float) -> None:
        self._witness.before_commit()
        self._client.send_offsets_to_transaction(offsets, group, wait_s)
        self._sent = offsets

    def commit_transaction(self, wait_s: float) -> None:
        self._client.commit_transaction(wait_s)
        self._witness.commit(self._sent)


class KafkaHarness:
    """The batch runner on real Kafka, one instance at a time."""

    material = LEADS

    def __init__(self, address: str, *, transactional: bool) -> None:
        self.transactional = transactional
        self.actions: list[Action] = []
        self.health = Health(UNIT)
        self._address = address
        self._reader = emptied(address, USED, [UNIT])
        self._producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
        self._witness = Witness(self.actions, self._reader, dies=False)
        self._shift = 0
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def produce(self, write: Write) -> Message:
        return produced(self._producer, write)

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        transport = Transport(self._address, transactional_id=f"{UNIT}.0" if self.transactional else "")
        kit = Kit(lambda: system_clock() + self._shift, Codec(), Metrics(), "test")
        self._witness = Witness(self.actions, self._reader, dies=dies)
        self.health = Health(UNIT)
        runner = BatchRunner(stage, transport, kit, self.health, self._witness.clients())
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(runner.run(self._stop))

    async def stop(self) -> None:
        assert self._task is not None
        self._stop.set()
        await asyncio.wait_for(self._task, PATIENCE_S)
        self._task = None

    async def died(self) -> None:
        assert self._task is not None
        with pytest.raises(Killed):
            await asyncio.wait_for(self._task, PATIENCE_S)
        self._task = None
        await asyncio.to_thread(self._witness.bury)

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


@pytest.fixture(params=[False, True], ids=["at-least-once", "transactional"])
async def harness(kafka: Running, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    topics.ensure(kafka.address)
    harness = KafkaHarness(kafka.address, transactional=request.param)
    yield harness
    await harness.close()


class TestBatchRunner(RunnerLaws):
    """In both modes."""
