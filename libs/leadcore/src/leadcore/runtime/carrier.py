"""
Bringing packets to their end, whoever reads them: handled at their partition, written with the changes of the tables,
and only then finished. A dependency that is away pauses; nothing is dropped.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from confluent_kafka import KafkaError

from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable
from leadcore.message import Write
from leadcore.pipeline import Tools, process
from leadcore.runtime.brake import Brake
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.outlet import Outlet, Refused
from leadcore.runtime.packets import Packet, Reader, State
from leadcore.runtime.waiting import backoff, waited
from leadcore.stage import Stage

R = TypeVar("R")

HAND_LEADS = 750
"""Once so many are handled they are written, with the rest of their packet: one flush for all of them."""
COMMIT_LEADS = 900
"""Once so many are handled and not committed, their packets are before the next are handled. With those in hand, of
which there are at most a packet less one more than HAND_LEADS, that is what a kill lets come again: less than 2,000."""
BALANCE_S = 0.25
"""How long changes of the tables, and what nobody waits for, are gathered."""
PATIENT = frozenset({Topic.LEADS_REVISIONS})
"""What nobody waits for: written with the changes of the tables, for several handfuls at once. A client asks the broker
once for each partition that it writes to, however little, and that is what a lead costs it at a pace."""


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
    Carries one handful of packets after the other: handled, and what somebody waits for written at once. What nobody
    waits for and the changes of the tables follow when `balance` is called, or when many leads wait for it; only then
    are packets finished.

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
        self.paused: set[str] = set()
        """What is waited for, by its dependency."""
        self._oldest = 0
        self._uncommitted = 0
        """Leads that were handled since the last commit that was not left to the clock."""
        self._open = _Open()
        self._reader: Reader | None = None
        self._given_up = 0
        """How often what was open or in hand was given up: what began before it must not be finished."""
        metrics.watch_oldest(lambda: self._oldest, tools.clock)
        self.busy_since = 0.0
        """When the packets in hand were taken, monotonic; 0: none are."""

    async def carry(self, packets: Sequence[Packet], reader: Reader) -> None:
        """
        Bring `packets` to their end, or give them up because they are not ours any more.

        Raises:
            RunnerFailed: the process cannot go on.
        """
        self._reader = reader
        async with self._hand:
            fresh: Sequence[Packet] = [] if self._stop.is_set() else reader.fresh(packets)
            while fresh:
                fresh = await self._carried(fresh, reader)
            self.busy_since = 0.0

    async def balance(self) -> None:
        """
        Write what waits, and finish its packets.

        Raises:
            RunnerFailed: the process cannot go on.
        """
        async with self._hand:
            if self._reader is not None:
                await self._balanced(self._reader)

    async def keep_balanced(self) -> None:
        """
        Call `balance` now and then, until told to stop.

        Raises:
            RunnerFailed: the process cannot go on.
        """
        while not self._stop.is_set():
            await waited(self._stop, BALANCE_S)
            await self.balance()

    async def _carried(self, packets: Sequence[Packet], reader: Reader) -> Sequence[Packet]:
        """Handle as many as make a handful, and write what is urgent; the others, if they are ours still."""
        self.busy_since = time.monotonic()
        self._oldest = self._oldest or min(packet.delivery.message.timestamp for packet in packets)
        started, given_up = time.perf_counter(), self._given_up
        handful = await self._insisted(lambda: self._handled(packets), packets, reader)
        if handful is None:
            return ()
        urgent = [write for write in handful.writes if write.topic not in PATIENT]
        written = not urgent or await self._insisted(lambda: self._written(urgent), packets, reader)
        if given_up != self._given_up:
            # What it changed since then must not be written with what comes next.
            self._state.give_up()
        if not written or given_up != self._given_up:
            return ()
        records = _records(handful.counts)
        self._brake.passed(records, handful.counts)
        self._uncommitted += records
        later = [write for write in handful.writes if write.topic in PATIENT]
        self._open.add(packets[: handful.packets], later, handful.counts, time.perf_counter() - started)
        if self._uncommitted >= COMMIT_LEADS and await self._balanced(reader):
            self._uncommitted = 0
            await reader.commit_finished()
        left = packets[handful.packets :]
        return left if left and not self._stop.is_set() and reader.is_current(left[0]) else ()

    async def _balanced(self, reader: Reader) -> bool:
        """Whether what waited is written, and its packets are finished."""
        waiting, given_up = self._open, self._given_up
        if not waiting.packets:
            return True
        started = time.perf_counter()
        writes = waiting.writes + self._state.changes()
        written = not writes or await self._insisted(lambda: self._written(writes), waiting.packets, reader)
        if not written or given_up != self._given_up:
            return False
        self._state.written()
        reader.finish(waiting.packets)
        self._metrics.done(waiting.counts, waiting.seconds + time.perf_counter() - started)
        self._open, self._oldest = _Open(), 0
        return True

    def _give_up(self) -> None:
        """Finish nothing that is open or in hand: it comes again, to whoever reads it then."""
        self._given_up += 1
        self._open, self._oldest = _Open(), 0
        self._state.give_up()

    def rebalanced(self, seconds: float) -> None:
        """Partitions were assigned, so long after they were taken."""
        self._metrics.rebalanced(seconds)

    def committed(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Offsets of these (topic, partition) were committed now."""
        self._metrics.moved(partitions)

    async def settle(self, seconds: float) -> None:
        """
        Finish the packets in hand and those whose changes wait, but do not take longer. Where they are not done by
        then, their rows are in the tables and nobody knows whether the changes will ever be durable: they are given up,
        and a rebalance has to read the rows anew.
        """
        try:
            await asyncio.wait_for(self.balance(), seconds)
        except TimeoutError:
            self._give_up()
            self._unpaused()

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
        return _Handful(taken, writes, counts)

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
                if await self._still(away, tries, packets, reader):
                    continue
                self._give_up()
                found = None
            self._unpaused()
            return found

    async def _still(self, away: PortUnavailable, tries: int, packets: Sequence[Packet], reader: Reader) -> bool:
        """Wait, longer each time; False: told to stop, or the packets are not ours any more."""
        self.paused.add(away.dependency)
        self._metrics.paused(away.dependency)
        self._waiting(away.dependency, away.reason)
        await waited(self._stop, backoff(tries))
        return not self._stop.is_set() and reader.is_current(packets[0])

    def _unpaused(self) -> None:
        """Nothing is waited with: what was is done, or was taken from us."""
        paused, self.paused = self.paused, set()
        for dependency in paused:
            self._metrics.unpaused(dependency)
            self._going_on(dependency)


@dataclass(frozen=True, slots=True)
class _Handful:
    """What the first `packets` of those in hand ask for."""

    packets: int
    writes: Sequence[Write]
    counts: Counter[tuple[str, str]]


@dataclass(slots=True)
class _Open:
    """Packets that were handled, and what is to be written before they are finished, with the changes of the tables."""

    packets: list[Packet] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(
        self, packets: Sequence[Packet], writes: Sequence[Write], counts: Counter[tuple[str, str]], seconds: float
    ) -> None:
        """Take a handful in, which took so long."""
        self.packets += packets
        self.writes += writes
        self.counts.update(counts)
        self.seconds += seconds


def _records(counts: Mapping[tuple[str, str], int]) -> int:
    return sum(number for (kind, _), number in counts.items() if kind == "verdict")


def _nothing() -> None:
    """Between two looks at the broker: Faust keeps the group by itself."""
