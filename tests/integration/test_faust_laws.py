"""The laws of all runners, held by the Faust runner on real Kafka, with the tables of admission beside it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from lab.stack import Running
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.metrics import Metrics
from leadcore.runtime.clients import Clients
from leadcore.runtime.faust import FaustRunner
from leadcore.runtime.faust_reader import FaustReader
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.tables import TableState
from leadcore.stage import Stage
from leadcore.testing.harness import PACKETS, Action, Harness
from leadcore.testing.kafka import PATIENCE_S, Reader
from leadcore.testing.laws import UNIT, RunnerLaws
from leadcore.testing.on_kafka import OneInstance, Witness, WitnessedProducer

from lab import topics

pytestmark = pytest.mark.slow

USED = (PACKETS.source, PACKETS.sink, PACKETS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
CHANGELOGS = (Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG, Topic.INGEST_ADMIT_QUOTAS_CHANGELOG)


class FaustWitness(Witness):
    """Witness of a reader and a producer; on request it is the runner's death before a commit."""

    def __init__(self, actions: list[Action], reader: Reader, *, dies: bool) -> None:
        super().__init__(actions, reader, dies=dies)
        self.dead = asyncio.Event()
        self.passed: dict[tuple[str, int], int] = {}

    def clients(self) -> Clients:
        return Clients(producer=lambda settings: WitnessedProducer(self, settings))

    def reader_class(self) -> type[FaustReader]:
        return type("WitnessedReader", (WitnessedReader,), {"witness": self})

    def commit(self, offsets: dict[Any, int]) -> None:
        self.passed |= {(tp.topic, tp.partition): offset for tp, offset in offsets.items()}
        for topic in {tp.topic for tp in offsets}:
            mine = {at: offset for at, offset in self.passed.items() if at[0] == topic}
            passed = sum(offset - self.reader.starts[at] for at, offset in mine.items())
            self.actions.append(Action("commit", topic, passed))


class WitnessedReader(FaustReader):
    witness: FaustWitness

    async def _commit(self, offsets: Any) -> bool:
        if self.witness.dies and self.witness.wrote:
            self.witness.dead.set()
        if self.witness.dead.is_set():
            return False
        done = await super()._commit(offsets)
        if done:
            self.witness.commit(offsets)
        return bool(done)


class FaustHarness(OneInstance):
    """The Faust runner on real Kafka, one instance at a time."""

    material = PACKETS
    transactional = False

    def __init__(self, address: str) -> None:
        super().__init__(address, (*USED, *CHANGELOGS))
        self._witness = FaustWitness(self.actions, self.reader, dies=False)

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        kit = Kit(self.now, Codec(), Metrics(), "test")
        self._witness = FaustWitness(self.actions, self.reader, dies=dies)
        state = TableState("ingest.admit", ("sightings", "quotas"))
        clients, reader = self._witness.clients(), self._witness.reader_class()
        self.begin(FaustRunner(stage, state, self.address, kit, Health(UNIT), clients, reader).run)

    async def died(self) -> None:
        assert self.task is not None
        await asyncio.wait_for(self._witness.dead.wait(), PATIENCE_S)
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
        self.task = None


@pytest.fixture
async def harness(kafka: Running) -> AsyncIterator[Harness]:
    topics.ensure(kafka.address)
    harness = FaustHarness(kafka.address)
    yield harness
    await harness.close()


class TestFaustRunner(RunnerLaws):
    """Packets of one lead."""
