"""The laws of all runners, held by the batch runner on real Kafka, at least once and in transactions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from confluent_kafka import Consumer
from lab.stack import Running
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.metrics import Metrics
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.clients import Clients
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.testing.harness import LEADS, Action, Harness
from leadcore.testing.kafka import PATIENCE_S, Reader
from leadcore.testing.laws import UNIT, RunnerLaws
from leadcore.testing.on_kafka import OneInstance, Witness, Witnessed, WitnessedProducer

from lab import topics

pytestmark = pytest.mark.slow

USED = (LEADS.source, LEADS.sink, LEADS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)


class Killed(BaseException):
    """The instance is gone: nothing may catch it."""


class BatchWitness(Witness):
    """Witness of a consumer and a producer; on request it lets the runner die before a commit."""

    def __init__(self, actions: list[Action], reader: Reader, *, dies: bool) -> None:
        super().__init__(actions, reader, dies=dies)
        self.consumers: list[Any] = []
        self.passed: dict[tuple[str, int], Any] = {}

    def clients(self) -> Clients:
        return Clients(self._consumer, lambda settings: TransactionalProducer(self, settings))

    def bury(self) -> None:
        """End the sessions of a dead instance, as the broker does after a time; it may not commit any more."""
        for consumer in self.consumers:
            with contextlib.suppress(Killed):
                consumer.close()

    def _consumer(self, settings: dict[str, Any]) -> "WitnessedConsumer":
        consumer = WitnessedConsumer(self, settings)
        self.consumers.append(consumer)
        return consumer

    def before_commit(self) -> None:
        if self.dies and self.wrote:
            raise Killed

    def commit(self, offsets: list[Any]) -> None:
        self.passed |= {(each.topic, each.partition): each for each in offsets}
        for topic in {each.topic for each in offsets}:
            passed = self.reader.passed(each for (name, _), each in self.passed.items() if name == topic)
            self.actions.append(Action("commit", topic, passed))


class WitnessedConsumer(Witnessed):
    def __init__(self, witness: BatchWitness, settings: dict[str, Any]) -> None:
        told = settings["on_commit"]

        def on_commit(error: Any, offsets: list[Any]) -> None:
            if error is None:
                witness.commit(offsets)
            told(error, offsets)

        super().__init__(witness, Consumer({**settings, "on_commit": on_commit}))

    def commit(self, offsets: list[Any], asynchronous: bool) -> Any:
        self._witness.before_commit()
        return self._client.commit(offsets=offsets, asynchronous=asynchronous)


class TransactionalProducer(WitnessedProducer):
    def __init__(self, witness: BatchWitness, settings: dict[str, Any]) -> None:
        super().__init__(witness, settings)
        self._sent: list[Any] = []

    def send_offsets_to_transaction(self, offsets: list[Any], group: Any, wait_s: float) -> None:
        self._witness.before_commit()
        self._client.send_offsets_to_transaction(offsets, group, wait_s)
        self._sent = offsets

    def commit_transaction(self, wait_s: float) -> None:
        self._client.commit_transaction(wait_s)
        self._witness.commit(self._sent)


class KafkaHarness(OneInstance):
    """The batch runner on real Kafka, one instance at a time."""

    material = LEADS

    def __init__(self, address: str, *, transactional: bool) -> None:
        super().__init__(address, USED)
        self.transactional = transactional
        self.health = Health(UNIT)
        self._witness = BatchWitness(self.actions, self.reader, dies=False)

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        transport = Transport(self.address, transactional_id=f"{UNIT}.0" if self.transactional else "")
        kit = Kit(self.now, Codec(), Metrics(), "test")
        self._witness = BatchWitness(self.actions, self.reader, dies=dies)
        self.health = Health(UNIT)
        self.begin(BatchRunner(stage, transport, kit, self.health, self._witness.clients()).run)

    async def died(self) -> None:
        assert self.task is not None
        with pytest.raises(Killed):
            await asyncio.wait_for(self.task, PATIENCE_S)
        self.task = None
        await asyncio.to_thread(self._witness.bury)


@pytest.fixture(params=[False, True], ids=["at-least-once", "transactional"])
async def harness(kafka: Running, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    topics.ensure(kafka.address)
    harness = KafkaHarness(kafka.address, transactional=request.param)
    yield harness
    await harness.close()


class TestBatchRunner(RunnerLaws):
    """In both modes."""
