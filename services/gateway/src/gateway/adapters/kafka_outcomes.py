"""
`leads.outcomes` from its end, for those who wait for a verdict.

It is read only while somebody waits, and for a minute after the last: read all day, it would cost the gateway and the
broker a fetch for every few leads.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from confluent_kafka import Consumer, KafkaException, TopicPartition
from leadcore.codec import Codec
from leadcore.contracts import Outcome, Topic
from leadcore.logs import place

MOST_WAITING = 512
IDLE_S = 60.0
POLL_S = 0.1
BATCH = 500
START_S = 5.0
"""How long the broker may take to say where the topic ends."""


class KafkaOutcomes:
    """
    Outcomes for this instance's callers; see the port.

    Args:
        servers: host:port, comma separated.
        most: so many may wait at once.
    """

    def __init__(self, servers: str, codec: Codec, most: int = MOST_WAITING) -> None:
        self._servers, self._codec, self._most = servers, codec, most
        self._waiting: dict[bytes, asyncio.Future[Outcome]] = {}
        self._reader: _Reader | None = None

    @asynccontextmanager
    async def expect(self, submission_id: str, within_s: float) -> AsyncIterator["_Expected | None"]:
        """Listen for one submission's outcome; see Outcomes."""
        if len(self._waiting) >= self._most:
            yield None
            return
        key, loop = submission_id.encode(), asyncio.get_running_loop()
        self._waiting[key] = loop.create_future()
        try:
            listening = await self._listening(loop, within_s)
            yield _Expected(self._waiting[key]) if listening else None
        finally:
            del self._waiting[key]

    async def close(self) -> None:
        """Stop reading."""
        if self._reader is not None:
            self._reader.stopping.set()
            await asyncio.get_running_loop().run_in_executor(None, self._reader.join, 5)

    async def _listening(self, loop: asyncio.AbstractEventLoop, within_s: float) -> bool:
        if self._reader is None or not self._reader.serves():
            self._reader = _Reader(self._servers, self._codec, self._waiting, loop)
            self._reader.start()
        ready = self._reader.ready
        if not ready.done():
            await asyncio.wait({ready}, timeout=within_s)
        return ready.done() and ready.result()


class _Expected:
    """One caller's outcome."""

    def __init__(self, future: "asyncio.Future[Outcome]") -> None:
        self._future = future

    async def within(self, seconds: float) -> Outcome | None:
        """The outcome, or None; see the port."""
        await asyncio.wait({self._future}, timeout=seconds)
        return self._future.result() if self._future.done() else None


class _Reader(threading.Thread):
    """Reads from the ends that the topic had when it began, until nobody has waited for a while."""

    def __init__(
        self,
        servers: str,
        codec: Codec,
        waiting: "dict[bytes, asyncio.Future[Outcome]]",
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(name="outcomes", daemon=True)
        self.ready: asyncio.Future[bool] = loop.create_future()
        self.stopping = threading.Event()
        self._servers, self._codec, self._waiting, self._loop = servers, codec, waiting, loop

    def serves(self) -> bool:
        """Whether it reads, or is about to; once it has begun to end it hears no new one."""
        return not self.stopping.is_set()

    def run(self) -> None:
        """Read until it is over; whatever happens, those who wait are told later that it is late."""
        try:
            consumer = Consumer(_settings(self._servers))
            try:
                consumer.assign(_ends(consumer))
                self._tell(True)
                self._read(consumer)
            finally:
                consumer.close()
        except KafkaException:
            pass
        except Exception as error:  # noqa: BLE001  a thread that ends unseen would leave all to wait in vain
            structlog.get_logger().error("outcomes.fault", **{"error.type": place(error)})
        finally:
            self.stopping.set()
            self._tell(False)

    def _read(self, consumer: Any) -> None:
        idle_at = time.monotonic() + IDLE_S
        while not self.stopping.is_set():
            for message in consumer.consume(BATCH, POLL_S):
                if message.error() is None and message.key() in self._waiting:
                    self._heard(message.key(), message.value())
            now = time.monotonic()
            if self._waiting:
                idle_at = now + IDLE_S
            elif now >= idle_at:
                # Said first and looked at after: whoever comes in between sees it, or is seen.
                self.stopping.set()
                if not self._waiting:
                    return
                self.stopping.clear()

    def _heard(self, key: bytes, value: bytes | None) -> None:
        outcome = self._codec.decode(Outcome, value)
        if isinstance(outcome, Outcome):
            self._call(_settle, self._waiting.get(key), outcome)

    def _tell(self, ready: bool) -> None:
        self._call(_settle, self.ready, ready)

    def _call(self, function: Any, *arguments: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)


def _settle(future: "asyncio.Future[Any] | None", result: object) -> None:
    if future is not None and not future.done():
        future.set_result(result)


def _ends(consumer: Any) -> list[TopicPartition]:
    """Where each partition ends now: an outcome that is yet to come stands behind it."""
    name = Topic.LEADS_OUTCOMES.value
    found = []
    for partition in consumer.list_topics(name, START_S).topics[name].partitions:
        _, high = consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=START_S, cached=False)
        found.append(TopicPartition(name, partition, high))
    return found


def _settings(servers: str) -> dict[str, Any]:
    return {
        "bootstrap.servers": servers,
        "client.id": "gateway.outcomes",
        # No group is joined: every instance reads all of it, and nothing is committed.
        "group.id": "gateway.outcomes",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "latest",
        "log_level": 2,
        "error_cb": lambda _error: None,
    }
