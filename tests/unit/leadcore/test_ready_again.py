"""A4: what stood in the way of a batch runner is told for as long as it does, and not when there is nothing to do."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from confluent_kafka import KafkaError, TopicPartition
from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.metrics import Metrics
from leadcore.runtime import batch
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.clients import Clients, Settings
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.testing import clients as testing
from leadcore.testing.harness import CODEC, LEADS, Obedient

TOPICS = (LEADS.source, LEADS.sink, LEADS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
PATIENCE_S = 30.0
SLOWLY = threading.Event()
"""Never set: what a client waits by."""


class Broker(testing.Clients):
    """Clients of one broker that a test sends away, and that tells the reader what a test wants told."""

    def __init__(self) -> None:
        super().__init__(*TOPICS)
        self.told, self.then = deque[Any](), deque[Callable[[], None]]()
        """What the reader is told, and what happens at its next turns."""
        self.all_down: Callable[[], None]
        self.take_away: Callable[[], None]

    def consumer(self, settings: Settings) -> "Broker":
        down = KafkaError(KafkaError._ALL_BROKERS_DOWN)
        self.all_down = lambda: settings["error_cb"](down)
        return self

    def subscribe(self, _topics: list[str], *, on_assign: Any, on_lost: Any, **_rest: Any) -> None:
        ours = [TopicPartition(str(LEADS.source), 0)]
        self.then.append(lambda: on_assign(self, ours))
        self.take_away = lambda: on_lost(self, ours)

    def consume(self, most: int, wait_s: float) -> list[Any]:
        if self.then:
            self.then.popleft()()
        if wait_s:
            SLOWLY.wait(min(wait_s, 0.01))
        return [self.told.popleft() for _ in range(min(most, len(self.told)))]


class Unit:
    """A runner at work on a broker."""

    def __init__(self) -> None:
        self.broker, self.health, self.stop = Broker(), Health("router"), asyncio.Event()
        self.work = Obedient(LEADS, "router")
        clients = Clients(self.broker.consumer, *[lambda _settings: self.broker] * 2)
        kit = Kit(system_clock, CODEC, Metrics(), "test")
        runner = BatchRunner(self.work.stage, Transport(""), kit, self.health, clients)
        self.running = asyncio.create_task(runner.run(self.stop))

    async def says(self, causes: dict[str, str]) -> None:
        """Wait until these, and no others, stand in the unit's way."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while self.health.causes() != causes:
                    assert not self.running.done()
                    await asyncio.sleep(0.01)
        except TimeoutError:
            pytest.fail(f"{self.health.causes()} stand in its way, not {causes}")


@pytest.fixture
async def unit(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Unit]:
    monkeypatch.setattr(batch, "PROBE_S", 0.05)
    unit = Unit()
    await unit.says({})
    yield unit
    unit.stop.set()
    await asyncio.wait_for(unit.running, PATIENCE_S)


async def test_a_topic_that_a_starting_broker_did_not_know_yet_is_asked_for_again(unit: Unit) -> None:
    """A broker answers before it has read what its cluster has; no record need come for the unit to be ready."""
    unit.broker.known.remove(LEADS.source)
    unit.broker.told.append(testing.Told(LEADS.source, error=KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)))
    await unit.says({"topic": f"{LEADS.source} missing"})
    unit.broker.known.append(LEADS.source)
    await unit.says({})


async def test_a_lead_that_comes_before_all_topics_are_known_waits_until_they_are(unit: Unit) -> None:
    """What is put off goes to a partition of the retry topic, whose number nobody knows at first."""
    unit.broker.known.clear()
    unit.broker.told.append(testing.Told(LEADS.source, error=KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)))
    await unit.says({"topic": f"{LEADS.source} missing"})
    unit.broker.told.append(testing.Told(LEADS.source, replace(LEADS.put("lead-1", "defer"), key=None)))
    await unit.says({"kafka": f"topic {LEADS.retry} missing"})
    unit.broker.known.extend(TOPICS)
    await unit.says({})
    assert "lead-1" in unit.work.handled


async def test_what_a_batch_waited_for_goes_with_the_batch_when_it_is_taken_from_us(unit: Unit) -> None:
    unit.work.away = True
    unit.broker.told.append(testing.Told(LEADS.source, LEADS.put("lead-1", "emit")))
    await unit.says({"table": "unreachable"})
    unit.broker.then.append(unit.broker.take_away)
    await unit.says({"group": "joining"})


async def test_a_broker_that_comes_back_while_another_is_away_is_away_no_more(unit: Unit) -> None:
    unit.work.away = True
    unit.broker.told.append(testing.Told(LEADS.source, LEADS.put("lead-1", "emit")))
    await unit.says({"table": "unreachable"})
    unit.broker.answers = False
    unit.broker.all_down()
    await unit.says({"table": "unreachable", "kafka": "unreachable"})
    unit.broker.answers = True
    await unit.says({"table": "unreachable"})
    unit.work.away = False
    await unit.says({})
