"""
P5, P22, fault:B4: a rebalance in which Faust reads before it has sought.

What: the group is joined anew while packets come in; Faust resumes its partitions, reads, hands out, and only then goes
to the committed offsets. That moment is made long.
Property: the process goes on, every packet is handled, and nothing that was not handled is committed past.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
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
from leadcore.runtime.packets import Packet
from leadcore.runtime.tables import TableState
from leadcore.stage import Stage
from leadcore.testing.harness import PACKETS, Obedient
from leadcore.testing.laws import UNIT
from leadcore.testing.on_kafka import OneInstance
from leadcore.testing.patience import reached

from lab import topics

pytestmark = pytest.mark.slow

USED = (PACKETS.source, PACKETS.sink, PACKETS.retry, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD)
CHANGELOGS = (Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG, Topic.INGEST_ADMIT_QUOTAS_CHANGELOG)
FEW, MANY = 8, 400


class Late(FaustReader):
    """
    A reader that, once it is told to be late, seeks only after Faust has handed out packets that were passed over, and
    others that wait until the rebalance has ended.
    """

    late = False
    passed_over = 0
    one: "Late"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Late.one = self

    async def perform_seek(self) -> None:
        """As ever, but late. While the flow is stopped it is the fetcher itself that seeks, and nothing is read."""
        if not (self.late and self.flow_active):
            await super().perform_seek()
            return
        Late.late = False
        await reached(lambda: self.passed_over >= FEW)
        await self.carrier._hand.acquire()
        await reached(lambda: self.queues[PACKETS.source].qsize() >= FEW)
        await super().perform_seek()
        self.letting_go = asyncio.create_task(self._let_go())

    async def _let_go(self) -> None:
        await reached(lambda: not self.app.rebalancing)
        self.carrier._hand.release()

    def fresh(self, packets: Sequence[Packet]) -> list[Packet]:
        """As ever, and counted."""
        found = super().fresh(packets)
        self.passed_over += len(packets) - len(found)
        return found

    def join_anew(self) -> None:
        """Have the group assign its partitions once more."""
        thread: Any = self._thread
        coordinator = thread._consumer._coordinator
        thread.thread_loop.call_soon_threadsafe(coordinator.request_rejoin)


class Joining(OneInstance):
    """One instance whose reader is late."""

    def __init__(self, address: str) -> None:
        super().__init__(address, (*USED, *CHANGELOGS))
        self.metrics = Metrics()

    def start(self, stage: Stage[Any, Any]) -> None:
        """Begin an instance."""
        kit = Kit(self.now, Codec(), self.metrics, "test")
        state = TableState("ingest.admit", ("sightings", "quotas"))
        self.begin(FaustRunner(stage, state, self.address, kit, Health(UNIT), Clients(), Late).run)

    async def put(self, numbers: range) -> None:
        """Put a packet of one lead for each number."""
        for number in numbers:
            await self.produce(PACKETS.put(f"lead-{number}", "emit"))

    async def passed(self, stage: Stage[Any, Any], count: int) -> None:
        """Wait until so many packets are committed."""

        async def done() -> bool:
            return await self.committed(stage, PACKETS.source) == count

        await self.until(done)

    def rebalances(self) -> float:
        """How many times the instance was given partitions."""
        return self.metrics.registry.get_sample_value("lead_rebalance_total", {"unit": UNIT}) or 0


@pytest.fixture
async def joining(kafka: Running) -> AsyncIterator[Joining]:
    topics.ensure(kafka.address)
    joining = Joining(kafka.address)
    yield joining
    await joining.close()


async def test_what_faust_reads_before_it_seeks_is_handled_all_the_same(joining: Joining) -> None:
    stage = Obedient(PACKETS, "law").stage
    joining.start(stage)
    await joining.put(range(FEW))
    await joining.passed(stage, FEW)
    before = joining.rebalances()
    Late.late = True
    Late.one.join_anew()
    await joining.put(range(FEW, MANY))
    await joining.passed(stage, MANY)
    assert joining.rebalances() == before + 1
    assert Late.one.passed_over >= 2 * FEW, "invalid: nothing was read too early"
    handled = await joining.read(PACKETS.sink)
    assert len({message.key for message in handled}) == MANY, "what was committed was handled"
    assert len(handled) == MANY, "and once: what was read too early was not"
    await joining.stop()
