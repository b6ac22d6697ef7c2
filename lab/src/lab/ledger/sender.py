"""
Sends a plan at a pace, over HTTP through the gateway and straight to Kafka, and journals each request and answer.

    python -m lab.ledger.sender --journal FILE --kafka HOST:PORT --gateway URL --key TEXT --count N --seed S --rate R

Killed and started again with the same journal it goes on after the last request of which the journal knows.
"""

import argparse
import asyncio
import contextlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson
from confluent_kafka import KafkaError, KafkaException, Producer
from leadcore.contracts import Topic

from lab.ledger.journal import Answer, Journal, Place, Result, read
from lab.ledger.plan import TAG, WAYS, Plan, Request

SOURCE = "proof"
IN_FLIGHT = 128
TIMEOUT_S = 30.0
REFUSED = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError._PURGE_QUEUE, KafkaError.INVALID_RECORD})
"""What a producer says of a record that stands nowhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: the gateway's base with a key for it, and the broker."""

    kafka: str
    gateway: str = ""
    api_key: str = field(default="", repr=False)


class Sender:
    """
    Sends `plan` once, journalling to `file`; what the journal has already is not sent again.

    `rate`: requests a second, whatever the answers do, but never more than IN_FLIGHT unanswered.
    """

    def __init__(self, plan: Plan, target: Target, file: Path, rate: float) -> None:
        self._plan, self._target, self._rate = plan, target, rate
        self._known = read(file).sent
        self._journal = Journal(file)
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._posts: set[asyncio.Task[None]] = set()
        self._lock = threading.Lock()
        self.left = plan.count - len(self._known)
        """Requests not yet answered, sent or not."""
        self.enough = threading.Event()
        """Set: what is not yet sent is left out."""

    async def run(self) -> None:
        """Send all, and wait for every answer that comes in time."""
        self._journal.begin({"run": self._plan.run, "count": self._plan.count, "seed": self._plan.seed})
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        connector = aiohttp.TCPConnector(limit=IN_FLIGHT)
        try:
            async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
                with _Log(self._target.kafka, self._answered) as log:
                    await self._paced(session, log)
                    await asyncio.gather(*self._posts)
                    await asyncio.to_thread(log.settle)
        finally:
            self._journal.close()

    async def _paced(self, session: aiohttp.ClientSession, log: "_Log") -> None:
        began = time.perf_counter()
        due = 0
        for request in self._plan.requests():
            if self.enough.is_set():
                return
            if request.number in self._known:
                continue
            if (ahead := began + due / self._rate - time.perf_counter()) > 0:
                await asyncio.sleep(ahead)
            due += 1
            await self._send(session, log, request)

    async def _send(self, session: aiohttp.ClientSession, log: "_Log", request: Request) -> None:
        if request.way == "kafka":
            while log.full:  # noqa: ASYNC110  the producer's thread empties it
                await asyncio.sleep(0.01)
            self._journal.sending(request.number)
            log.append(request, _tag(self._plan, request))
            return
        await self._room.acquire()
        self._journal.sending(request.number)
        post = asyncio.create_task(self._post(session, request))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    async def _post(self, session: aiohttp.ClientSession, request: Request) -> None:
        try:
            post = posted if request.way == "http" else hung_up
            self._answered(request.number, await post(session, self._target, request.payload))
        finally:
            self._room.release()

    def _answered(self, number: int, answer: Answer) -> None:
        self._journal.answered(number, answer)
        with self._lock:
            self.left -= 1


async def posted(session: aiohttp.ClientSession, target: Target, payload: bytes, source: str = SOURCE) -> Answer:
    """POST one payload to the gateway; what that says of it."""
    headers = {"Authorization": f"Bearer {target.api_key}", "Content-Type": "application/json"}
    try:
        async with session.post(f"{target.gateway}/v1/leads?source={source}", data=payload, headers=headers) as answer:
            return _told(answer.status, await answer.read(), answer.headers.get("Retry-After", ""))
    except aiohttp.ClientConnectorError:
        return Answer("fail", reason="not-connected")
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        return Answer("info", reason=type(error).__name__)


async def hung_up(_session: aiohttp.ClientSession, target: Target, payload: bytes, source: str = SOURCE) -> Answer:
    """POST one payload on a connection of its own and be gone once it is sent: nobody knows what became of it."""
    url = urlsplit(target.gateway)
    head = (
        f"POST /v1/leads?source={source} HTTP/1.1\r\nHost: {url.netloc}\r\nAuthorization: Bearer {target.api_key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    try:
        _, writer = await asyncio.open_connection(url.hostname, url.port)
    except OSError:
        return Answer("fail", reason="not-connected")
    writer.write(head.encode() + payload)
    with contextlib.suppress(OSError):
        await writer.drain()
    writer.close()
    return Answer("info", reason="hung-up")


def _told(status: int, body: bytes, again: str) -> Answer:
    if 200 <= status < 300:
        return Answer("ok", orjson.loads(body)["submission_id"])
    # A 5xx came after the body was sent: the record may stand all the same.
    result: Result = "info" if status >= 500 else "fail"
    return Answer(result, reason=str(status), said=body.decode(errors="replace"), again=again)


def _tag(plan: Plan, request: Request) -> str:
    return f"{plan.run}/{request.number}"


class _Log:
    """The producer, with a thread of its own that serves its answers."""

    def __init__(self, servers: str, answered: Any) -> None:
        self._answered = answered
        self._producer = Producer(
            {
                "bootstrap.servers": servers,
                "client.id": "proof",
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 5,
                # Above every topic's limit: the broker judges.
                "message.max.bytes": 8 * 1024 * 1024,
                "partitioner": "murmur2_random",
                "message.timeout.ms": round(TIMEOUT_S * 1000),
                "log_level": 2,
                "error_cb": lambda _error: None,
            }
        )
        self._over = threading.Event()
        self._serving = threading.Thread(target=self._serve, name="proof-answers", daemon=True)

    def __enter__(self) -> "_Log":
        self._serving.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._serving.join()

    @property
    def full(self) -> bool:
        """Whether as many records wait for their answer as may."""
        return len(self._producer) >= IN_FLIGHT

    def append(self, request: Request, tag: str) -> None:
        """Produce it as an upstream would: without a key, its source in a header."""
        headers: list[tuple[str, str | bytes | None]] = [("lead-source", SOURCE.encode()), (TAG, tag.encode())]

        def told(error: KafkaError | None, message: Any) -> None:
            self._answered(request.number, _reported(error, message))

        try:
            self._producer.produce(Topic.LEADS_RAW.value, request.payload, headers=headers, on_delivery=told)
        except (BufferError, KafkaException):
            self._answered(request.number, Answer("fail", reason="not-queued"))

    def settle(self) -> None:
        """Wait for every answer; the client gives each up by its own deadline."""
        with contextlib.suppress(KafkaException):
            self._producer.flush(TIMEOUT_S + 5)

    def _serve(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(KafkaException):
                self._producer.poll(0.05)


def _reported(error: KafkaError | None, message: Any) -> Answer:
    if error is None:
        return Answer("ok", place=Place(message.topic(), message.partition(), message.offset()))
    return Answer("fail" if error.code() in REFUSED else "info", reason=error.name())


def main(argv: Sequence[str] | None = None) -> None:
    """Send as the command line says."""
    parser = argparse.ArgumentParser("lab.ledger.sender")
    for name in ("--journal", "--kafka", "--gateway", "--key"):
        parser.add_argument(name, default="", required=name in {"--journal", "--kafka"})
    for name, kind, default in (("--count", int, 1000), ("--seed", int, 1), ("--rate", float, 200.0)):
        parser.add_argument(name, type=kind, default=default)
    told = parser.parse_args(argv)
    ways = WAYS if told.gateway else ("kafka",)
    plan = Plan(told.count, told.seed, ways)
    asyncio.run(_sent(plan, Target(told.kafka, told.gateway, told.key), Path(told.journal), told.rate))


async def _sent(plan: Plan, target: Target, journal: Path, rate: float) -> None:
    await Sender(plan, target, journal, rate).run()


if __name__ == "__main__":
    main()
