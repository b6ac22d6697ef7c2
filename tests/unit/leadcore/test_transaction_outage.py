"""fault:A4: a batch runner whose client hangs, in a transaction or at its end, while the brokers are away and after."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from confluent_kafka import TopicPartition
from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.metrics import Metrics
from leadcore.runtime import batch, outlet
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.clients import ClientHeld, Clients, RunnerFailed
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.testing import clients as testing
from leadcore.testing.harness import CODEC, LEADS, Obedient

TOPICS = (LEADS.source, LEADS.sink, LEADS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
PATIENCE_S = 30.0


class Brokers(testing.Clients):
    """Clients of brokers that hand out one lead, and go when they are to take its offset."""

    def __init__(self) -> None:
        super().__init__(*TOPICS)
        self.hangs, self.kept = threading.Event(), 0
        self.released = threading.Event()
        self._given = iter([[], [testing.Told(LEADS.source, LEADS.put("lead-1", "emit"))]])
        self._assign: Callable[[], None] = lambda: None

    def subscribe(self, _topics: list[str], *, on_assign: Callable[[Any, Any], None], **_rest: Any) -> None:
        self._assign = lambda: on_assign(self, [TopicPartition(str(LEADS.source), 0)])

    def consume(self, _most: int, wait_s: float) -> list[Any]:
        assign, self._assign = self._assign, lambda: None
        assign()
        self.kept += self.hangs.is_set()
        self.released.wait(min(wait_s, 0.01))
        return next(self._given, [])

    def consumer_group_metadata(self) -> None:
        return None

    def init_transactions(self, _wait_s: float) -> None: ...

    def begin_transaction(self) -> None: ...

    def send_offsets_to_transaction(self, _offsets: Any, _group: Any, _wait_s: float) -> None:
        self.answers = False
        self.hangs.set()
        self.released.wait(PATIENCE_S)


@pytest.fixture
def brokers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Brokers]:
    monkeypatch.setattr(outlet, "SLICE_S", 0.01)
    monkeypatch.setattr(outlet, "HUNG_S", 0.1)
    monkeypatch.setattr(batch, "STALL_S", 0.1)
    brokers = Brokers()
    yield brokers
    brokers.released.set()


async def test_a_runner_whose_transaction_hangs_ends_when_brokers_are_back_and_not_before(brokers: Brokers) -> None:
    """Away: it is up, not ready, alive, in its group. Back: what hangs on ends the process, another one goes on."""
    health = Health("router")
    clients = Clients(*[lambda _settings: brokers] * 3)
    kit = Kit(system_clock, CODEC, Metrics(), "test")
    stage = Obedient(LEADS, "router").stage
    running = asyncio.create_task(
        BatchRunner(stage, Transport("", transactional_id="router.1"), kit, health, clients).run(asyncio.Event())
    )
    await asyncio.wait_for(asyncio.to_thread(brokers.hangs.wait), PATIENCE_S)
    while brokers.kept < 100:
        assert not running.done(), "nobody ends of brokers that are away"
        await asyncio.sleep(0.01)
    assert health.causes()["kafka"] == "unreachable"
    assert health.stalled() == [], "waiting for a broker is not standing still"
    brokers.answers = True
    with pytest.raises(RunnerFailed, match="a call does not return"):
        await asyncio.wait_for(running, PATIENCE_S)


class Clinging(Brokers):
    """A client whose closing does not return."""

    def close(self) -> None:
        self.hangs.set()
        self.released.wait(PATIENCE_S)


async def test_a_runner_that_was_told_to_stop_does_not_wait_for_a_client_that_never_lets_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "CLOSE_S", 0.1)
    client, stop = Clinging(), asyncio.Event()
    stop.set()
    kit = Kit(system_clock, CODEC, Metrics(), "test")
    runner = BatchRunner(
        Obedient(LEADS, "router").stage, Transport(""), kit, Health("router"), Clients(*[lambda _settings: client] * 3)
    )
    with pytest.raises(ClientHeld, match="close"):
        await asyncio.wait_for(runner.run(stop), PATIENCE_S)
    assert client.hangs.is_set()
    client.released.set()
