"""
Bringing packets to their end, whoever reads them: handled at their partition, written with the changes of the tables,
and only then finished. A dependency that is away pauses; nothing is dropped.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from confluent_kafka import KafkaError

from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable
from leadcore.message import Delivery, Write
from leadcore.pipeline import Tools, process
from leadcore.runtime.brake import Brake
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.outlet import Outlet, Refused
from leadcore.runtime.waiting import backoff, waited
from leadcore.stage import Stage

R = TypeVar("R")

HAND_LEADS = 750
"""Once so many are handled they are written, with the rest of their packet: one flush for all of them."""
COMMIT_LEADS = 900
"""Once so many are finished their packets are committed before the next are handled. With those in hand, of which there
are at most a packet less one more than HAND_LEADS, that is what a kill lets come again: less than 2,000."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A delivery in hand, and the event by which its reader knows it."""

    event: Any
    delivery: Delivery


class State(Protocol):
    """The tables, as one who carries packets uses them."""

    @property
    def changelogs(self) -> Mapping[str, Topic]:
        """Where the changes of each table are written."""
        ...

    def at(self, partition: int) -> None:
        """Everything read and written from now on belongs to `partition`."""
        ...

    def changes(self) -> list[Write]:
        """What is to be written to the changelogs."""
        ...

    def written(self) -> None:
        """The changes are durable."""
        ...

    def give_up(self, partitions: Collection[int]) -> None:
        """Changes of these partitions will not be written."""
        ...

    def distrust(self) -> None:
        """Rows may have changes that are not durable."""
        ...

    def appended(self, topic: str, partition: int, offset: int) -> None:
        """A change stands at `offset`."""
        ...


class Reader(Protocol):
    """Where packets come from."""

    def fresh(self, packets: Sequence[Packet]) -> list[Packet]:
        """Those that are ours and not finished, in order. Raises RunnerFailed: one before them was never handled."""
        ...

    def is_current(self, packet: Packet) -> bool:
        """Whether the packet is still ours."""
        ...

    def finish(self, packets: Sequence[Packet]) -> None:
        """Their writes are durable: their offsets may be committed."""
        ...

    async def commit_finished(self) -> None:
        """Commit all that is finished."""
        ...


class ChangesOutlet(Outlet):
    """Delivers outputs and changes alike, and tells the state where its changes stand."""

    def __init__(self, producer: Any, state: State, refused: Refused) -> None:
        super().__init__(producer, refused)
        self._state = state
        self._changelogs = frozenset(map(str, state.changelogs.values()))

    def write(self, writes: Sequence[Write]) -> bool:
        """
        Write all, durably.

        Raises:
            Undelivered: the broker did not take one of them; others of them may stand.
            RunnerFailed: the producer is beyond repair.
        """
        self._produce(writes, _nothing)
        self._flush(_nothing)
        return True

    def _told(self, error: KafkaError | None, message: Any) -> None:
        if error is not None:
            super()._told(error, message)
        elif (topic := message.topic()) in self._changelogs:
            self._state.appended(topic, message.partition(), message.offset())


class Carrier:
    """
    Carries one handful of packets after the other.

    Args:
        waiting: told which dependency is away, and why.
        going_on: told which dependency is back.
    """

    def __init__(
        self,
        stage: Stage[Any, Any],
        state: State,
        tools: Tools,
        outlet: ChangesOutlet,
        metrics: RunnerMetrics,
        waiting: Callable[[str, str], None],
        going_on: Callable[[str], None],
    ) -> None:
        self._stage, self._state, self._tools, self._outlet = stage, state, tools, outlet
        self._metrics, self._waiting, self._going_on = metrics, waiting, going_on
        self._brake = Brake(internal=True)
        self._hand = asyncio.Lock()
        self._stop = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="producer")
        self.paused = False
        self._oldest = 0
        self._uncommitted = 0
        """Leads that were finished since the last commit that was not left to the clock."""
        metrics.watch_oldest(lambda: self._oldest, tools.clock)
        self.busy_since = 0.0
        """When the packets in hand were taken, monotonic; 0: none are."""

    async def carry(self, packets: Sequence[Packet], reader: Reader) -> None:
        """
        Bring `packets` to their end, or give them up because they are not ours any more.

        Raises:
            RunnerFailed: the process cannot go on.
        """
        async with self._hand:
            fresh: Sequence[Packet] = [] if self._stop.is_set() else reader.fresh(packets)
            while fresh:
                fresh = await self._carried(fresh, reader)
            self.busy_since, self._oldest = 0.0, 0

    async def _carried(self, packets: Sequence[Packet], reader: Reader) -> Sequence[Packet]:
        """Bring as many to their end as make a handful; the others, if they are ours still."""
        self.busy_since = time.monotonic()
        self._oldest = min(packet.delivery.message.timestamp for packet in packets)
        started = time.perf_counter()
        handful = await self._insisted(lambda: self._handled(packets), packets, reader)
        if handful is None or not await self._insisted(lambda: self._written(handful.writes), packets, reader):
            return ()
        done, left = packets[: handful.packets], packets[handful.packets :]
        self._state.written()
        reader.finish(done)
        records = _records(handful.counts)
        self._brake.passed(records, handful.counts)
        self._metrics.done(handful.counts, time.perf_counter() - started)
        self._uncommitted += records
        if self._uncommitted >= COMMIT_LEADS:
            self._uncommitted = 0
            await reader.commit_finished()
        return left if left and not self._stop.is_set() and reader.is_current(left[0]) else ()

    def rebalanced(self, seconds: float) -> None:
        """Partitions were assigned, so long after they were taken."""
        self._metrics.rebalanced(seconds)

    def committed(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Offsets of these (topic, partition) were committed now."""
        self._metrics.moved(partitions)

    async def settle(self, seconds: float) -> None:
        """
        Wait for the packets in hand, but not for longer. Where they are not done by then, their rows are in the tables
        and nobody knows whether the changes will ever be durable: a rebalance has to read them anew.
        """
        try:
            await asyncio.wait_for(self._hand.acquire(), seconds)
        except TimeoutError:
            self._state.distrust()
        else:
            self._hand.release()

    def release(self) -> bool:
        """Release the brake; whether it was pulled."""
        return self._brake.release()

    def stop(self) -> None:
        """Take no more packets, and do not wait for what is away."""
        self._stop.set()

    def close(self) -> None:
        """Let the producer's thread go."""
        self._thread.shutdown(wait=False)

    async def _handled(self, packets: Sequence[Packet]) -> "_Handful":
        writes: list[Write] = []
        counts: Counter[tuple[str, str]] = Counter()
        taken = 0
        for packet in packets:
            self._state.at(packet.delivery.message.partition)
            processed = await process(self._stage, [packet.delivery], self._tools)
            writes += processed.writes
            counts.update(processed.counts)
            taken += 1
            if _records(counts) >= HAND_LEADS:
                break
        self._brake.judge(_records(counts), counts)
        return _Handful(taken, writes + self._state.changes(), counts)

    async def _written(self, writes: Sequence[Write]) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._outlet.write, writes)

    async def _insisted(
        self, attempt: Callable[[], Awaitable[R]], packets: Sequence[Packet], reader: Reader
    ) -> R | None:
        """What the attempt gives, after as many tries as it takes; None: the packets were given up."""
        tries = 0
        while True:
            try:
                found = await attempt()
            except PortUnavailable as away:
                tries += 1
                if not await self._still(away, tries, packets, reader):
                    self._state.give_up({packet.delivery.message.partition for packet in packets})
                    return None
            else:
                self._unpaused()
                return found

    async def _still(self, away: PortUnavailable, tries: int, packets: Sequence[Packet], reader: Reader) -> bool:
        """Wait, longer each time; False: told to stop, or the packets are not ours any more."""
        self.paused = True
        self._metrics.paused(away.dependency)
        self._waiting(away.dependency, away.reason)
        await waited(self._stop, backoff(tries))
        return not self._stop.is_set() and reader.is_current(packets[0])

    def _unpaused(self) -> None:
        if self.paused:
            self.paused = False
            for dependency in self._metrics.unpaused():
                self._going_on(dependency)


@dataclass(frozen=True, slots=True)
class _Handful:
    """What the first `packets` of those in hand ask for, with the changes of the tables."""

    packets: int
    writes: Sequence[Write]
    counts: Counter[tuple[str, str]]


def _records(counts: Mapping[tuple[str, str], int]) -> int:
    return sum(number for (kind, _), number in counts.items() if kind == "verdict")


def split_due(packets: Sequence[Packet], now: int) -> tuple[list[Packet], list[Packet]]:
    """Those that may be handled at `now`, and those that must wait: each also for the ones before it."""
    due: list[Packet] = []
    waiting: list[Packet] = []
    held = set()
    for packet in packets:
        read_from = packet.event.message.tp
        if packet.delivery.due > now or read_from in held:
            held.add(read_from)
            waiting.append(packet)
        else:
            due.append(packet)
    return due, waiting


def _nothing() -> None:
    """Between two looks at the broker: Faust keeps the group by itself."""
