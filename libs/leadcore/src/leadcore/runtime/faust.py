"""
The Faust runner: drives one stage that keeps tables, packet by packet.

    Faust's stream → a handful of packets → handled, outputs and changes durable (`Carrier`) → finished → committed

Faust joins the group, owns the tables and hands out packets; what decides whether a lead is lost is ours. No exception
leaves an agent: a dependency that is away pauses it, anything else ends the process. Offsets are committed from what is
finished alone (`FaustReader`).
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import faust
import structlog
from confluent_kafka import KafkaError, KafkaException

from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable
from leadcore.logs import place
from leadcore.message import Message, delivered
from leadcore.pipeline import Tools
from leadcore.runtime.carrier import Carrier, ChangesOutlet
from leadcore.runtime.changelogs import Changelogs
from leadcore.runtime.clients import SESSION_MS, Clients, RunnerFailed, member_id, producer_settings
from leadcore.runtime.faust_reader import SETTLE_S, FaustReader
from leadcore.runtime.faust_tables import bind
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.packets import Packet, split_due
from leadcore.runtime.serve import World
from leadcore.runtime.tables import TableState
from leadcore.runtime.waiting import backoff, waited
from leadcore.stage import Stage

TAKE, TAKE_BYTES = 16, 1024 * 1024
"""Packets in hand at once; `Carrier` makes handfuls of them, one flush for each."""
COMMIT_S = 0.5
"""Between two commits, where there are not so many leads that `Carrier` asks for one: what is finished and not
committed comes again after a kill."""
SIBLINGS_S = 0.006
"""How long further packets are waited for, once a handful: one writer makes one for each partition at a time, and what
is in hand together shares one flush."""
WATCH_S = 0.2
SWEEP_S = 600.0
STALL_S = 45.0
"""Seen within a minute, whenever it is asked."""


async def run_tables(state: TableState, stage: Stage[Any, Any], world: World, stop: asyncio.Event) -> None:
    """Drive `stage`, which keeps `state`, with the Faust runner."""
    settings = world.settings
    await FaustRunner(stage, state, settings.kafka, world.kit, world.health, member=settings.member).run(stop)


class FaustRunner:
    """Drives `stage` until it is told to stop. One instance, one run."""

    def __init__(
        self,
        stage: Stage[Any, Any],
        state: TableState,
        kafka: str,
        kit: Kit,
        health: Health,
        clients: Clients | None = None,
        reader: type[FaustReader] = FaustReader,
        member: str = "",
    ) -> None:
        self._stage, self._state, self._kafka, self._kit, self._health = stage, state, kafka, kit, health
        self._reader, self._member = reader, member
        self._producer = (clients or Clients()).producer(producer_settings(kafka, stage.unit, self._on_error))
        self._partitions: dict[str, int] = {}
        self._changelogs = Changelogs(kafka, kit.clock, self._fail, self._recovery_waits)
        metrics = RunnerMetrics(kit.metrics, stage.unit)
        self._carrier = Carrier(
            stage,
            state,
            Tools(kit.codec, kit.clock, self._partition_count, version=kit.version),
            ChangesOutlet(self._producer, state, metrics.refused),
            metrics,
            self._blocked,
            self._cleared,
        )
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stop = asyncio.Event()
        self._app: Any = None
        self._log = structlog.get_logger()
        for chatty in (__name__, FaustReader.__module__, bind.__module__):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        # A commit that takes longer than the time between two is no news.
        logging.getLogger("mode.timers").setLevel(logging.ERROR)
        health.watch(self._stalled)
        health.on_resume(self._carrier.release)

    async def run(self, stop: asyncio.Event) -> None:
        """
        Work until `stop` is set, then finish the packets in hand, commit and leave the group.

        Raises:
            RunnerFailed: this process cannot go on; another one may.
        """
        self._stop = stop
        if not await self._opened():
            return
        self._app = app = _app(self._stage.unit, self._kafka, self._member)
        app.transport.Consumer = type("Reader", (self._reader,), {"carrier": self._carrier, "__module__": __name__})
        bind(self._state, app, self._changelogs, self._partitions[self._stage.sources[0]])
        for topic in (*self._stage.sources, self._stage.retry):
            app.agent(_raw(app, topic), name=f"{self._stage.unit}/{topic}")(self._agent(topic))
        try:
            await self._until_stopped()
        finally:
            await self._close()

    async def _opened(self) -> bool:
        """Wait for the broker and our topics; False: told to stop before."""
        tries = 0
        while not self._stop.is_set():
            missing = await asyncio.to_thread(self._look)
            if not missing:
                self._cleared("kafka")
                return True
            self._blocked("kafka", missing)
            tries += 1
            await waited(self._stop, backoff(tries))
        return False

    async def _until_stopped(self) -> None:
        starting = asyncio.ensure_future(self._app.start())
        stopping = asyncio.ensure_future(self._stop.wait())
        watching = asyncio.ensure_future(self._watch())
        balancing = asyncio.ensure_future(self._carrier.keep_balanced())
        awaited: set[asyncio.Future[Any]] = {starting, stopping, watching, balancing, self._failed}
        try:
            while not stopping.done():
                done, awaited = await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()
        except RunnerFailed:
            raise
        except Exception as error:
            raise RunnerFailed(place(error)) from error
        finally:
            for each in (starting, stopping, watching):
                each.cancel()

    async def _watch(self) -> None:
        """Tell when the unit is ready, throw away old rows now and then, notice when Faust has crashed."""
        swept_at = time.monotonic()
        while True:
            await asyncio.sleep(WATCH_S)
            if self._app.crashed:
                raise RunnerFailed(place(self._app.crash_reason))
            if self._app.rebalancing or not self._app.tables.actives_ready:
                self._blocked("group", "rebalancing")
            else:
                self._cleared("group")
                self._cleared("start")
            if time.monotonic() - swept_at > SWEEP_S:
                swept_at = time.monotonic()
                self._log.info("table.swept", rows=self._state.sweep(self._kit.clock()), left=self._state.size())

    async def _close(self) -> None:
        """Settle what is in hand, commit, leave the group."""
        self._carrier.stop()
        self._changelogs.close()
        consumer = self._app._consumer
        with contextlib.suppress(TimeoutError):
            if consumer is not None and not self._failed.done():
                await self._carrier.settle(SETTLE_S)
                await asyncio.wait_for(consumer.commit_finished(), SETTLE_S)
            await asyncio.wait_for(self._app.stop(), SETTLE_S)
        self._carrier.close()

    def _agent(self, topic: Topic) -> Callable[[Any], Awaitable[None]]:
        read = self._retries if topic == self._stage.retry else self._packets

        async def agent(stream: Any) -> None:
            try:
                async for events in _taken(stream, self._app.consumer, topic):
                    packets = [Packet(event, delivered(_message(event), self._stage.retry)) for event in events]
                    await read(packets)
            except asyncio.CancelledError:
                raise
            except BaseException as error:  # noqa: BLE001  Faust would acknowledge, drop and begin anew
                self._fail(error)
                await asyncio.get_running_loop().create_future()

        return agent

    async def _packets(self, packets: Sequence[Packet]) -> None:
        await self._carrier.carry(packets, self._app.consumer)

    async def _retries(self, packets: Sequence[Packet]) -> None:
        """
        Carry what is due, in the order of each partition. A clock that was set back keeps nobody waiting for longer
        than the delay.
        """
        waiting = list(packets)
        longest = time.monotonic() + self._stage.retries.delay_ms / 1000
        while waiting and self._app.consumer.is_current(waiting[0]):
            now = self._kit.clock() if time.monotonic() < longest else max(each.delivery.due for each in waiting)
            due, waiting = split_due(waiting, now)
            if due:
                await self._carrier.carry(due, self._app.consumer)
            else:
                await asyncio.sleep(WATCH_S)

    def _look(self) -> str:
        """
        Learn the topics and their partitions; what is missing, or empty.

        Raises:
            RunnerFailed: topics that belong together have unequal numbers of partitions.
        """
        try:
            known = self._producer.list_topics(timeout=1.0).topics
        except KafkaException:
            return "unreachable"
        self._partitions = {name: len(topic.partitions) for name, topic in known.items() if topic.error is None}
        together = {*self._stage.sources, self._stage.retry, *self._state.changelogs.values()}
        wanted = together | {Topic.LEADS_DEAD, Topic.LEADS_OUTCOMES}
        wanted |= {self._stage.sink} if self._stage.sink else set()
        missing = sorted(wanted - self._partitions.keys())
        if not missing and len({self._partitions[topic] for topic in together}) > 1:
            raise RunnerFailed(f"must have equally many partitions: {', '.join(sorted(together))}")
        return f"topic {missing[0]} missing" if missing else ""

    def _partition_count(self, topic: Topic) -> int:
        count = self._partitions.get(topic)
        if count is None:
            raise PortUnavailable("kafka", f"topic {topic} missing")
        return count

    def _fail(self, error: BaseException) -> None:
        failed = error if isinstance(error, RunnerFailed) else RunnerFailed(place(error))
        if not self._failed.done():
            self._failed.set_exception(failed)
            self._failed.exception()  # a stop may be first, and nobody asks any more

    def _on_error(self, error: KafkaError) -> None:
        if error.fatal():
            self._log.error("kafka.fatal", **{"error.type": error.name()})

    def _recovery_waits(self, reason: str) -> None:
        if reason:
            self._blocked("tables", reason)
        else:
            self._cleared("tables")

    def _blocked(self, cause: str, reason: str) -> None:
        if self._health.block(cause, reason):
            self._log.warning("unit.waiting", unit=self._stage.unit, dependency=cause, reason=reason)

    def _cleared(self, cause: str) -> None:
        if self._health.clear(cause) and cause != "start":
            self._log.info("unit.goes-on", unit=self._stage.unit, dependency=cause)

    def _stalled(self) -> list[str]:
        """What stands still though nothing stands in its way."""
        reader = self._app._consumer if self._app is not None else None
        if reader is None or self._carrier.paused or self._app.rebalancing:
            return []
        long_ago = time.monotonic() - STALL_S
        stuck = ["faust consumer"] if reader.turned_at < long_ago else []
        stuck += ["packets in hand"] if 0 < self._carrier.busy_since < long_ago else []
        stuck += reader.behind(frozenset(map(str, self._stage.sources)), long_ago)
        return stuck


class _App(faust.App):
    """An app that leaves no folders behind: everything is in Kafka."""

    def _create_directories(self) -> None:
        pass


def _app(unit: str, kafka: str, member: str) -> Any:
    app = _App(
        unit,
        broker=[f"aiokafka://{server.strip()}" for server in kafka.split(",")],
        store="memory://",
        autodiscover=False,
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        reply_create_topic=False,
        # With it a stop waits for acknowledgements that never come, until it is killed.
        stream_wait_empty=False,
        table_standby_replicas=0,
        broker_session_timeout=SESSION_MS / 1000,
        broker_heartbeat_interval=SESSION_MS / 4000,
        broker_rebalance_timeout=30.0,
        broker_request_timeout=30.0,
        # A dependency may be away for hours; whether the consumer turns is watched by `_stalled`.
        broker_max_poll_interval=86_400.0,
        broker_max_poll_records=TAKE,
        broker_commit_interval=COMMIT_S,
        broker_commit_every=1_000_000,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=member_id(unit, member) if member else None,
    )
    app.in_worker = True
    return app


def _raw(app: Any, topic: Topic) -> Any:
    return app.topic(str(topic), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")


async def _taken(stream: Any, reader: FaustReader, topic: Topic) -> AsyncIterator[list[Any]]:
    """Events of `stream`, as many as there are or come within SIBLINGS_S."""
    plain = stream.noack()
    queue = reader.queues[topic] = plain.channel.queue
    events: list[Any] = []
    size, waited_once = 0, False
    async for event in plain.events():
        events.append(event)
        size += len(event.message.value or b"")
        full = len(events) >= TAKE or size >= TAKE_BYTES
        if not full and not waited_once and queue.empty():
            waited_once = True
            await asyncio.sleep(SIBLINGS_S)
        if full or queue.empty():
            yield events
            events, size, waited_once = [], 0, False


def _message(event: Any) -> Message:
    got = event.message
    time_ms = round(got.timestamp * 1000)
    return Message(got.topic, got.partition, got.offset, time_ms, got.key, got.value, tuple(got.headers or ()))
