"""Submissions to `leads.raw` and `leads.bulk`, acknowledged by the broker before the caller is answered."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from confluent_kafka import KafkaException, Producer
from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import Engagement, Submission, Topic
from leadcore.failures import PortUnavailable

R = TypeVar("R")
NEVER = float("-inf")
LINGER_MS = 10
"""How long the client gathers records of a partition into one request."""
TURN_S, TURN_LEADS = 0.25, 100
"""How long, and for how many, one partition takes the submissions: longer than units gather."""
QUEUE_KIB = 64 * 1024
"""What may wait for the broker: eight of the largest batches. More is refused at once, before memory runs out."""
LOOK_S = 0.5
"""How often one who waits looks whether the broker has fallen silent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long a record may wait for its acknowledgement, seconds.

    `each_s`: as a rule; long enough for the cluster to fence a dead broker and choose new leaders. `silent_s`: once a
    record has waited so long and no other was acknowledged meanwhile, until one is: the broker is away, and callers
    are told at once.
    """

    each_s: float = 9.0
    silent_s: float = 2.0


class KafkaSubmissionLog:
    """
    An idempotent producer with acks=all. Delivery reports come on a thread that polls; each request waits for its own.

    Args:
        servers: host:port, comma separated.
    """

    def __init__(self, servers: str, codec: Codec, patience: Patience | None = None) -> None:
        self._codec = codec
        self._patience = patience = patience or Patience()
        self._heard_at = NEVER
        self._silent = False
        self._turns = Turns()
        self._producer = Producer(
            {
                "bootstrap.servers": servers,
                "client.id": "gateway",
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": LINGER_MS,
                "compression.type": "lz4",
                "partitioner": "murmur2_random",
                "message.max.bytes": 1_000_000,
                "queue.buffering.max.kbytes": QUEUE_KIB,
                # Later than the caller's patience, whose end says whether the broker has fallen silent.
                "delivery.timeout.ms": round(patience.each_s * 1000) + 1000,
                # A frozen leader is given up while there is time left to ask its successor.
                "request.timeout.ms": round(patience.each_s * 1000 / 3),
                "socket.timeout.ms": round(patience.each_s * 1000 / 3),
                "reconnect.backoff.max.ms": 1000,
                # Whether the broker answers is asked for and told by `reachable`, not once a broken connection.
                "log_level": 2,
                "error_cb": lambda _error: None,
            }
        )
        self._stopping = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="delivery-reports", daemon=True)

    async def __aenter__(self) -> "KafkaSubmissionLog":
        self._poller.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._producer.flush, 5)
        self._stopping.set()
        self._poller.join(2)

    async def append(self, submissions: Sequence[Submission]) -> None:
        """Return when every one is acknowledged; see SubmissionLog."""
        await self._kept(submissions, self._produce)

    async def report(self, engagements: Sequence[Engagement]) -> None:
        """Return when every one is acknowledged; see EngagementLog."""
        await self._kept(engagements, self._produce_engagement)

    async def _kept(self, records: Sequence[R], produce: Callable[[R, Any], None]) -> None:
        waiting = _Waiting(asyncio.get_running_loop(), len(records), self._heard)
        try:
            for record in records:
                produce(record, waiting.reported)
        except BufferError:
            raise PortUnavailable("kafka", "producer-queue-full") from None
        except KafkaException:
            raise PortUnavailable("kafka") from None
        if not await self._acknowledged(waiting.done):
            raise PortUnavailable("kafka", "not-acknowledged")

    def new_id(self) -> str:
        """An id whose partition has its turn; see SubmissionLog."""
        return self._turns.new_id(time.monotonic())

    def reachable(self, timeout_s: float = 2.0) -> bool:
        """Whether the broker answers."""
        try:
            known = self._producer.list_topics(Topic.LEADS_RAW.value, timeout_s).topics[Topic.LEADS_RAW.value]
        except KafkaException:
            return False
        self._turns.partitions = len(known.partitions)
        return True

    async def _acknowledged(self, done: asyncio.Future[bool]) -> bool:
        """Whether all were, once that is known or patience is at its end; they may still be, later."""
        began = now = time.monotonic()
        while now < began + (self._patience.silent_s if self._silent else self._patience.each_s):
            await asyncio.wait({done}, timeout=LOOK_S)
            if done.done():
                return done.result()
            now = time.monotonic()
        self._silent = self._silent or self._heard_at < began
        return False

    def _heard(self) -> None:
        self._heard_at = time.monotonic()
        self._silent = False

    def _produce(self, submission: Submission, reported: Any) -> None:
        self._producer.produce(
            (Topic.LEADS_BULK if submission.lane == "bulk" else Topic.LEADS_RAW).value,
            key=submission.submission_id.encode(),
            value=self._codec.encode(submission).value,
            headers=_headers(b"leadstream.Submission", submission.submission_id),
            on_delivery=reported,
        )

    def _produce_engagement(self, engagement: Engagement, reported: Any) -> None:
        self._producer.produce(
            Topic.LEADS_ENGAGEMENT.value,
            key=engagement.lead_id.encode(),
            value=self._codec.encode(engagement).value,
            headers=_headers(b"leadstream.Engagement", engagement.engagement_id),
            on_delivery=reported,
        )

    def _poll(self) -> None:
        while not self._stopping.is_set():
            self._producer.poll(0.05)


def _headers(kind: bytes, record_id: str) -> list[tuple[str, str | bytes | None]]:
    return [
        ("ce_specversion", b"1.0"),
        ("ce_type", kind),
        ("ce_source", b"/leadstream/gateway"),
        ("ce_id", record_id.encode()),
        ("content-type", b"application/avro"),
    ]


class Turns:
    """
    Which partition takes the next live submissions: their ids are drawn so that, as keys, they all go to one, on
    `leads.raw` and on every later topic that has a lead's id as its key. What came together is then one request of
    each unit, and not one for each partition.
    """

    def __init__(self) -> None:
        self.partitions = 0
        """How many there are; 0: not known, so that any id will do."""
        self._turn = self._left = 0
        self._until = NEVER

    def new_id(self, now: float) -> str:
        """An id for the partition whose turn it is at `now`, in seconds."""
        if not self.partitions:
            return ids.new_submission_id()
        if not self._left or now >= self._until:
            self._until, self._left = now + TURN_S, TURN_LEADS
            self._turn += 1
        self._left -= 1
        return ids.new_submission_id_for(self._turn % self.partitions, self.partitions)


class _Waiting:
    """Counts delivery reports, which come on another thread, and wakes the request once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, count: int, heard: Callable[[], None]) -> None:
        self.done: asyncio.Future[bool] = loop.create_future()
        self._loop = loop
        self._heard = heard
        self._left = count
        self._failed = False
        if not count:
            self.done.set_result(True)

    def reported(self, error: object, _message: object) -> None:
        self._failed = self._failed or error is not None
        if error is None:
            self._heard()
        self._left -= 1
        if self._left == 0:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if not self.done.done():
            self.done.set_result(not self._failed)
