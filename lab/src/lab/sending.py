"""Sends JSON lines over HTTP or to Kafka, and says what became of each: accepted, refused, or unknown."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from confluent_kafka import KafkaError, KafkaException, Producer
from leadcore import ids
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Submission, Topic

CONCURRENCY = 64
TIMEOUT_S = 30

Advanced = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what was sent. `unknown`: no answer, so it may or may not be accepted."""

    accepted: int
    refused: int
    unknown: int
    reasons: Mapping[str, int] = field(default_factory=dict)


def read_lines(file: Path) -> list[bytes]:
    """The lines of `file` that are not blank; `-` is standard input."""
    text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    return [line for line in text.splitlines() if line.strip()]


async def over_http(
    gateway: str, headers: Mapping[str, str], lines: Sequence[bytes], source: str, advanced: Advanced
) -> Sent:
    """POST each line to `/v1/leads`, a bounded number at a time."""
    url = f"{gateway}/v1/leads" + (f"?source={source}" if source else "")
    reasons: Counter[str] = Counter()
    queue = iter(lines)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, connector=connector) as session:

        async def work() -> None:
            for line in queue:
                reasons[await _post(session, url, line)] += 1
                advanced(1)

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    return _sent(reasons)


def over_kafka(
    servers: str,
    lines: Iterable[bytes],
    source: str,
    advanced: Advanced,
    *,
    avro: bool = False,
    topic: Topic = Topic.LEADS_RAW,
) -> Sent:
    """
    Produce each line to `topic`, as an upstream would: without a key, with header `lead-source`; plain JSON, or
    with `avro` framed Submissions that bring their own ids.
    """
    reasons: Counter[str] = Counter()

    def delivered(error: object, _message: object) -> None:
        reasons["unknown" if error is not None else "accepted"] += 1
        advanced(1)

    producer = Producer(
        {"bootstrap.servers": servers, "enable.idempotence": True, "linger.ms": 5, "partitioner": "murmur2_random"}
    )
    for line in lines:
        if not _produce(producer, topic, _submission(line, source) if avro else line, source, delivered):
            reasons["larger than the broker takes"] += 1
            advanced(1)
    reasons["unknown"] += producer.flush(TIMEOUT_S)
    return _sent(reasons)


def _produce(
    producer: Producer, topic: Topic, line: bytes, source: str, delivered: Callable[[object, object], None]
) -> bool:
    """Whether the client took it; it takes none that is larger than it may send."""
    while True:
        try:
            producer.produce(topic.value, line, headers=[("lead-source", source.encode())], on_delivery=delivered)
        except BufferError:
            producer.poll(0.1)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.MSG_SIZE_TOO_LARGE:
                raise
            return False
        else:
            producer.poll(0)
            return True


def _submission(line: bytes, source: str) -> bytes:
    made = Submission(
        submission_id=ids.new_submission_id(),
        tenant="main",
        source=source,
        client="leadstream-send",
        accepted_at=system_clock(),
        payload=line,
    )
    return Codec().encode(made).value


async def _post(session: aiohttp.ClientSession, url: str, line: bytes) -> str:
    try:
        async with session.post(url, data=line, headers={"Content-Type": "application/json"}) as answer:
            if answer.status == 202:
                return "accepted"
            problem = await answer.json(content_type=None)
            fields = ", ".join(f"{each['field'] or 'body'}: {each['reason']}" for each in problem.get("errors", ()))
            return f"{answer.status} {problem.get('title', '')}{f' ({fields})' if fields else ''}"
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return "unknown"


def _sent(reasons: Counter[str]) -> Sent:
    accepted, unknown = reasons.pop("accepted", 0), reasons.pop("unknown", 0)
    return Sent(accepted, reasons.total(), unknown, dict(reasons))
