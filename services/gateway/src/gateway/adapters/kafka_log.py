"""Submissions to `leads.raw` and `leads.bulk`, acknowledged by the broker before the caller is answered."""

import asyncio
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from confluent_kafka import KafkaException, Producer
from leadcore.codec import Codec
from leadcore.contracts import Submission, Topic
from leadcore.failures import PortUnavailable


class KafkaSubmissionLog:
    """
    An idempotent producer with acks=all. Delivery reports come on a thread that polls; each request waits for its own.

    Args:
        servers: host:port, comma separated.
        timeout_s: how long a record may wait for its acknowledgement.
    """

    def __init__(self, servers: str, codec: Codec, timeout_s: float = 4.0) -> None:
        self._codec = codec
        self._producer = Producer(
            {
                "bootstrap.servers": servers,
                "client.id": "gateway",
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 10,
                "compression.type": "lz4",
                "partitioner": "murmur2_random",
                "message.max.bytes": 1_000_000,
                "delivery.timeout.ms": round(timeout_s * 1000),
                "request.timeout.ms": round(timeout_s * 1000 / 2),
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
        waiting = _Waiting(asyncio.get_running_loop(), len(submissions))
        try:
            for submission in submissions:
                self._produce(submission, waiting.reported)
        except BufferError:
            raise PortUnavailable("kafka", "producer-queue-full") from None
        except KafkaException:
            raise PortUnavailable("kafka") from None
        if not await waiting.done:
            raise PortUnavailable("kafka", "not-acknowledged")

    def reachable(self, timeout_s: float = 2.0) -> bool:
        """Whether the broker answers."""
        try:
            self._producer.list_topics(Topic.LEADS_RAW.value, timeout_s)
        except KafkaException:
            return False
        return True

    def _produce(self, submission: Submission, reported: Any) -> None:
        self._producer.produce(
            (Topic.LEADS_BULK if submission.lane == "bulk" else Topic.LEADS_RAW).value,
            key=submission.submission_id.encode(),
            value=self._codec.encode(submission).value,
            headers=[
                ("ce_specversion", b"1.0"),
                ("ce_type", b"leadstream.Submission"),
                ("ce_source", b"/leadstream/gateway"),
                ("ce_id", submission.submission_id.encode()),
                ("content-type", b"application/avro"),
            ],
            on_delivery=reported,
        )

    def _poll(self) -> None:
        while not self._stopping.is_set():
            self._producer.poll(0.05)


class _Waiting:
    """Counts delivery reports, which come on another thread, and wakes the request once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, count: int) -> None:
        self.done: asyncio.Future[bool] = loop.create_future()
        self._loop = loop
        self._left = count
        self._failed = False
        if not count:
            self.done.set_result(True)

    def reported(self, error: object, _message: object) -> None:
        self._failed = self._failed or error is not None
        self._left -= 1
        if self._left == 0:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if not self.done.done():
            self.done.set_result(not self._failed)
