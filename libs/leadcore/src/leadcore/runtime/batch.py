"""
The batch runner: drives one stage on Kafka, a batch at a time.

    gather a batch → handle it → its writes durable → its offsets committed → counted

All calls of the Kafka clients are made in one thread of their own; handlers run in the event loop. While a batch is in
hand, and while a dependency is away, the unit stays in its group: partitions are paused and polling goes on.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import structlog
from confluent_kafka import KafkaError, TopicPartition

from leadcore.failures import PortUnavailable
from leadcore.message import OPEN_TOPICS, PACED_TOPICS
from leadcore.pipeline import Processed, Tools, process
from leadcore.runtime.brake import Brake
from leadcore.runtime.clients import (
    ClientHeld,
    Clients,
    admin_settings,
    consumer_settings,
    is_fatal,
    producer_settings,
)
from leadcore.runtime.cluster import UNREACHABLE, Cluster
from leadcore.runtime.downstream import Downstream, units_behind
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.health import Health
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.kit import Kit
from leadcore.runtime.lag import LagWatch
from leadcore.runtime.lanes import Taken, oldest, whole
from leadcore.runtime.notices import Notices
from leadcore.runtime.outlet import Outlet, TransactionalOutlet
from leadcore.runtime.pace import HELD_S, Pace
from leadcore.runtime.waiting import backoff, waited
from leadcore.stage import Stage

KEEP_S = 1.0
"""A handler that takes longer than this is waited for with the group kept."""
STALL_S = 60.0
"""A partition with work whose offset does not move for so long is stuck."""
THREAD_S = 30.0
"""The Kafka thread turns every second, whatever is in hand."""
CLOSE_S = 5.0
"""How long the clients may take to let go: with the broker away they may never do (librdkafka waits for the answer to a
commit that was under way)."""
COMMIT_S = 8.0
"""How long the last commit may take."""
PASS_S = 0.002
"""How long the rest of what came together is waited for. Mostly it came in one request, because ids that are drawn
together go to one partition; every unit waits for it."""
CROWD_S = 0.25
"""Leads that came together so short a time ago are taken to be followed by more."""
PROBE_S = 1.0

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Transport:
    """How the runner is set: where the broker is, how large a batch is, and in which mode it is delivered."""

    kafka: str
    batch_records: int = 1000
    batch_ms: int = 40
    """How long leads are gathered where they enter and where they leave; between, they travel as one batch."""
    transactional_id: str = ""
    """Empty: at least once."""
    fetch_ms: int = 0
    """How long the broker gathers records before it hands any out."""
    member: str = ""
    """A place in the group that is the same after a restart; empty: none."""


class BatchRunner:
    """Drives `stage` until it is told to stop. One instance, one run."""

    def __init__(
        self, stage: Stage[Any, Any], transport: Transport, kit: Kit, health: Health, clients: Clients | None = None
    ) -> None:
        self._stage, self._transport, self._health = stage, transport, health
        make = clients or Clients()
        self._notices = Notices(health)
        settings = consumer_settings(transport.kafka, stage.unit, self._on_error, transport.fetch_ms, transport.member)
        consumer = make.consumer({**settings, "on_commit": self._on_commit})
        producer = make.producer(
            producer_settings(transport.kafka, stage.unit, self._on_error, transport.transactional_id)
        )
        self._cluster = Cluster(stage, consumer)
        self._tools = Tools(kit.codec, kit.clock, self._cluster.partitions, version=kit.version)
        self._metrics = RunnerMetrics(kit.metrics, stage.unit)
        refused = self._metrics.refused
        transactional = bool(transport.transactional_id)
        self._outlet = (
            TransactionalOutlet(producer, refused, self._look)
            if transactional
            else Outlet(producer, refused, stage.foremost)
        )
        self._inlet = Inlet(stage, consumer, kit.clock, self._metrics.rebalanced)
        self._metrics.watch_oldest(lambda: oldest(self._inlet.lanes()), kit.clock)
        admin = make.admin(admin_settings(transport.kafka, stage.unit))
        self._lag = LagWatch(admin)
        paced = bool(PACED_TOPICS & set(stage.sources))
        if paced:
            self._metrics.watch_share(self._inlet.share)
        behind = units_behind(stage) if paced else {}
        self._downstream = Downstream(behind, admin) if behind else None
        at_the_edge = bool(OPEN_TOPICS & set(stage.sources))
        self._brake = Brake(internal=not at_the_edge)
        self._pace = Pace(transport.batch_records, HELD_S) if at_the_edge else None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka")
        self._stop = asyncio.Event()
        self._log = structlog.get_logger()
        self._unreachable = False
        self._paused: set[str] = set()
        self._turns = False
        self._gathers = bool(transport.fetch_ms or at_the_edge)
        self._crowded_until = 0.0
        self._probed_at = 0.0
        health.watch(self._stalled)
        health.on_resume(self._brake.release)

    async def run(self, stop: asyncio.Event) -> None:
        """
        Work until `stop` is set, then finish the batch in hand, commit and leave the group.

        Raises:
            RunnerFailed: this process cannot go on; another one may.
            ClientHeld: told to stop, it did, but for a client that does not let go.
        """
        self._stop = stop
        try:
            if await self._opened():
                await self._work()
            committed = await self._within(COMMIT_S, self._commit)
        except Exception:
            # A client beyond repair may not let go: the process ends all the same.
            await asyncio.wait([asyncio.ensure_future(self._call(self._close))], timeout=CLOSE_S)
            raise
        if not committed or not await self._within(CLOSE_S, self._close):
            raise ClientHeld("commit" if not committed else "close")
        self._thread.shutdown()

    async def _work(self) -> None:
        while not self._stop.is_set():
            batch = await self._call(self._gathered)
            if batch:
                await self._carry(batch)

    async def _within(self, seconds: float, function: Callable[[], None]) -> bool:
        """Whether `function`, in the Kafka thread, came to its end in time; what it raised is raised."""
        done, _ = await asyncio.wait([asyncio.ensure_future(self._call(function))], timeout=seconds)
        for each in done:
            each.result()
        return bool(done)

    async def _opened(self) -> bool:
        """Wait for the broker and our topics, then join; False: told to stop before."""
        tries = 0
        while not self._stop.is_set():
            missing = await self._call(self._cluster.look)
            if not missing:
                self._notices.cleared("kafka")
                return bool(await self._call(self._joined))
            self._notices.blocked("kafka", missing)
            tries += 1
            await waited(self._stop, backoff(tries))
        return False

    async def _carry(self, batch: list[Taken]) -> None:
        """Bring one batch to its end: written and committed, or given up because it is no longer ours."""
        tries = 0
        while batch:
            try:
                started = time.perf_counter()
                processed = await self._handled(batch)
                if processed is not None and await self._call(self._deliver, processed, batch):
                    self._done(processed, batch, time.perf_counter() - started)
                    return
            except PortUnavailable as away:
                tries += 1
                if not await self._pause(away, tries):
                    await self._call(self._inlet.drop, batch)
                    return
            batch = await self._call(self._ours, batch)
        self._unpaused()

    def _done(self, processed: Processed, batch: Sequence[Taken], seconds: float) -> None:
        records = len(batch)
        self._inlet.took(batch, seconds)
        self._brake.passed(records, processed.counts)
        self._metrics.done(processed.counts, seconds)
        self._unpaused()
        if self._pace is not None:
            self._pace.took(records, seconds)

    async def _handled(self, batch: Sequence[Taken]) -> Processed | None:
        """What the stage makes of the batch; None where a partition of it was taken meanwhile."""
        handling = asyncio.ensure_future(process(self._stage, [taken.delivery for taken in batch], self._tools))
        try:
            while not (await asyncio.wait({handling}, timeout=KEEP_S))[0]:
                await self._call(self._inlet.keep)
        finally:
            handling.cancel()
        processed = await handling
        self._brake.judge(len(batch), processed.counts)
        return processed if whole(batch) else None

    async def _pause(self, away: PortUnavailable, tries: int) -> bool:
        """Wait with the group kept, longer each time; False: told to stop meanwhile."""
        self._paused.add(away.dependency)
        self._metrics.paused(away.dependency)
        self._notices.blocked(away.dependency, away.reason)
        until = time.monotonic() + backoff(tries)
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            await self._call(self._inlet.keep, min(left, 0.2))
            if self._unreachable or "kafka" in self._paused:
                await self._call(self._probe)
        return not self._stop.is_set()

    # In the Kafka thread.

    def _joined(self) -> bool:
        try:
            self._outlet.open(self._unless_stopped)
        except _Stopped:
            return False
        self._inlet.open()
        self._turns = True
        return True

    def _gathered(self) -> list[Taken]:
        if self._downstream is not None and self._inlet.paces():
            self._downstream.look()
            self._inlet.behind(self._downstream.late_s)
        most = self._transport.batch_records if self._pace is None else self._pace.records
        batch = self._inlet.gather(most, self._linger_s())
        if crowd := self._inlet.crowd(batch):
            self._crowded_until = time.monotonic() + CROWD_S if crowd > 1 else 0.0
        if self._unreachable or self._inlet.missing:
            self._probe()
        if not batch and not self._unreachable:
            self._lag.look(self._inlet.lanes())
        self._tell_missing()
        if self._inlet.joined:
            self._notices.cleared("start")
            self._notices.cleared("group")
        elif "start" not in self._health.causes():
            self._notices.blocked("group", "joining")
        return batch

    def _linger_s(self) -> float:
        """
        Several leads share what a batch costs in every unit, so they are gathered, once: a wait in each unit adds up
        and gathers nothing more. A lead that came alone is not made to wait for another.
        """
        longest_s = self._transport.batch_ms / 1000
        crowded = time.monotonic() < self._crowded_until
        return longest_s if self._gathers and crowded else min(PASS_S, longest_s)

    def _deliver(self, processed: Processed, batch: Sequence[Taken]) -> bool:
        hand = _Hand(batch, self._inlet)
        if not self._outlet.deliver(processed.writes, hand, self._inlet.keep):
            return False
        self._inlet.finish(batch)
        if self._transport.transactional_id:
            self._inlet.committed(hand.sent)
        else:
            self._inlet.commit()
        self._metrics.moved({(taken.lane.topic, taken.lane.partition) for taken in batch})
        return True

    def _ours(self, batch: Iterable[Taken]) -> list[Taken]:
        return [taken for taken in batch if not taken.lane.gone]

    def _probe(self) -> None:
        if time.monotonic() - self._probed_at < PROBE_S:
            return
        self._look()

    def _look(self) -> bool:
        """Whether a broker answers; health hears of it."""
        missing = self._cluster.look()
        self._probed_at = time.monotonic()
        if missing == UNREACHABLE:
            self._unreachable = True
            self._notices.blocked("kafka", UNREACHABLE)
        elif not missing:
            self._unreachable, self._inlet.missing = False, ""
            if "kafka" not in self._paused:
                self._notices.cleared("kafka")
        return missing != UNREACHABLE

    def _tell_missing(self) -> None:
        if self._inlet.missing:
            self._notices.blocked("topic", f"{self._inlet.missing} missing")
        else:
            self._notices.cleared("topic")

    def _commit(self) -> None:
        self._inlet.pass_ends()
        self._inlet.commit_now()

    def _close(self) -> None:
        self._outlet.close()
        self._inlet.close()

    def _on_error(self, error: KafkaError) -> None:
        if error.code() == KafkaError._ALL_BROKERS_DOWN:
            self._unreachable = True
            self._notices.blocked("kafka", UNREACHABLE)
        elif is_fatal(error):
            self._log.error("kafka.fatal", **{"error.type": error.name()})

    def _on_commit(self, error: KafkaError | None, offsets: Sequence[TopicPartition]) -> None:
        self._inlet.answered(error, offsets)

    # From either thread.

    def _unless_stopped(self) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _unpaused(self) -> None:
        """Nothing is waited with: what was is done, or was taken from us."""
        paused, self._paused = self._paused, set()
        for dependency in paused:
            self._metrics.unpaused(dependency)
            if dependency != "kafka" or not self._unreachable:
                self._notices.cleared(dependency)

    def _stalled(self) -> list[str]:
        """Partitions with work in them, in hand or unread, that do not move; and the Kafka thread itself."""
        now = time.monotonic()
        stuck = ["kafka thread"] if self._turns and now - self._inlet.turned_at > THREAD_S else []
        if self._paused or self._unreachable:
            return stuck
        lanes = self._inlet.lanes()
        held = (lane for lane in lanes if lane.in_hand and now - lane.moved_at > STALL_S)
        return stuck + [f"{lane.topic}/{lane.partition}" for lane in held] + self._lag.stuck(lanes, STALL_S)

    def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        assert not kwargs
        return asyncio.get_running_loop().run_in_executor(self._thread, function, *args)


class _Stopped(Exception):  # noqa: N818  named for what happened
    """Told to stop before the broker had given us our transactional id."""


class _Hand:
    """The batch in hand, as an outlet sees it."""

    def __init__(self, batch: Sequence[Taken], inlet: Inlet) -> None:
        self._batch, self._inlet = batch, inlet
        self.sent: list[TopicPartition] = []

    def offsets(self) -> Sequence[TopicPartition]:
        self.sent = self._inlet.offsets(self._batch)
        return self.sent

    def whole(self) -> bool:
        return whole(self._batch)

    def group(self) -> Any:
        return self._inlet.group()
