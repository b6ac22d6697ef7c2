"""Messages as they stand on a topic, deliveries of them to a unit, and writes that a unit asks for."""

import re
from dataclasses import replace
from itertools import chain
from operator import methodcaller
from typing import Any

from leadcore.contracts import Topic
from leadcore.frozen import dataclass

Headers = tuple[tuple[str, bytes | None], ...]

RETRY_TOPIC, RETRY_PARTITION, RETRY_OFFSET = "lead-retry-topic", "lead-retry-partition", "lead-retry-offset"
RETRY_TIMESTAMP, RETRY_DUE, RETRY_TRIES = "lead-retry-timestamp", "lead-retry-due", "lead-retry-tries"
RETRY_SINCE, RETRY_SUBMISSION = "lead-retry-since", "lead-retry-submission"
ATTEMPT, SECTIONS, SUBMISSION_ID = "lead-attempt", "lead-sections", "lead-submission-id"
TENANT, SOURCE, TRACEPARENT = "lead-tenant", "lead-source", "traceparent"
ATTEMPTS = "lead-attempts"
"""The highest attempt of the leads in a packet."""
NOTED = "lead-noted"
DEAD = "lead-dead-"
"""What the headers of a dead letter begin with; `accounts.letter_headers` has them all."""
UNREADABLE = "lead-unreadable"
"""Stands for all headers of a message that has one whose name is no text."""
_LOOKED_AT = methodcaller("headers")


@dataclass(frozen=True, slots=True)
class Message:
    """One record as it stands on a topic. `timestamp` is the broker's, milliseconds."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> str:
        """The header's text, last one wins; empty where it is absent, null or not ASCII."""
        for key, value in reversed(self.headers):
            if key == name:
                return value.decode("ascii", "replace") if value else ""
        return ""

    def has(self, name: str) -> bool:
        """Whether there is a header of that name."""
        return any(key == name for key, _ in self.headers)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message handed to a unit: as it first stood on its own topic, with what retries and replays added."""

    message: Message
    tries: int = 0
    """How often the unit has deferred it."""
    attempt: int = 0
    """0 at first; each replay from a dead letter raises it."""
    since: int = 0
    """When it first was deferred, milliseconds; 0: never."""
    due: int = 0
    """Not to be handled before, milliseconds."""
    internal: bool = True
    """Whether headers can be believed: written by us, not by an upstream."""
    promised: str = ""
    """The submission id under which the message was accounted for when it first was handled; empty: as it reads now."""


@dataclass(frozen=True, slots=True)
class Write:
    """A message that is to be produced; `partition` None: murmur2 of the key, as every client of ours does."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None


RECORD_OVERHEAD, HEADER_OVERHEAD = 128, 12
"""Bytes that a batch of one record takes beside key, value and headers (61 + at most 35), and each header beside
its name and value (at most 10): https://kafka.apache.org/documentation/#messageformat"""

_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

OPEN_TOPICS = frozenset({Topic.LEADS_RAW, Topic.LEADS_BULK})
"""Topics on which outsiders write: headers there are claims."""
PACED_TOPICS = frozenset({Topic.LEADS_BULK, Topic.LEADS_OVERFLOW})
"""Topics that are read at a share of a unit's time while live leads come (`leadcore.runtime.shares`)."""


def delivered(message: Message, retry_topic: Topic) -> Delivery:
    """The delivery that `message` is to the unit whose retry topic is `retry_topic`."""
    if message.topic != retry_topic:
        internal = message.topic not in OPEN_TOPICS
        return Delivery(message, attempt=_number(message, ATTEMPT) if internal else 0, internal=internal)
    original = replace(
        message,
        topic=message.header(RETRY_TOPIC),
        partition=_number(message, RETRY_PARTITION),
        offset=_number(message, RETRY_OFFSET),
        timestamp=_number(message, RETRY_TIMESTAMP),
    )
    return Delivery(
        original,
        tries=_number(message, RETRY_TRIES),
        attempt=_number(message, ATTEMPT),
        since=_number(message, RETRY_SINCE),
        due=_number(message, RETRY_DUE),
        internal=original.topic not in OPEN_TOPICS,
        promised=message.header(RETRY_SUBMISSION),
    )


def deferred(
    delivery: Delivery, retry_topic: Topic, value: bytes | None, *, now: int, delay_ms: int, submission_id: str = ""
) -> Write:
    """
    The write that puts `delivery`, accounted for as `submission_id`, on the unit's retry topic; headers are replaced,
    never appended.
    """
    original = delivery.message
    put = {
        RETRY_TOPIC: original.topic,
        RETRY_PARTITION: str(original.partition),
        RETRY_OFFSET: str(original.offset),
        RETRY_TIMESTAMP: str(original.timestamp),
        RETRY_DUE: str(now + delay_ms),
        RETRY_TRIES: str(delivery.tries + 1),
        RETRY_SINCE: str(delivery.since or now),
        RETRY_SUBMISSION: promise(submission_id),
        ATTEMPT: str(delivery.attempt),
    }
    return Write(retry_topic, original.key, value, with_headers(original.headers, put))


def promise(submission_id: str) -> str:
    """What a retry's header says of the id; nothing of one that no header can hold: it is a sender's own, and stays."""
    return submission_id if submission_id.isascii() else ""


def with_headers(headers: Headers, put: dict[str, str]) -> Headers:
    """`headers` without those named in `put`, then those of `put`."""
    kept = tuple((name, value) for name, value in headers if name not in put)
    return kept + tuple((name, value.encode("ascii", "replace")) for name, value in put.items())


def received(got: Any) -> Message:
    """What a confluent-kafka consumer handed out, as a value."""
    _, time_ms = got.timestamp()
    return Message(got.topic(), got.partition(), got.offset(), time_ms, got.key(), got.value(), headers_of(got))


def headers_of(got: Any) -> Headers:
    """
    The headers of what a consumer handed out. Where a name is not UTF-8 the client (2.16.0) returns a list with null
    pointers while an error is set. Python says SystemError to that, except where its interpreter has learned to call
    the method directly: then whatever is called next fails instead. So it is called by a way that always looks.
    """
    try:
        return tuple(_LOOKED_AT(got) or ())
    except SystemError:
        return ((UNREADABLE, None),)


def trace_of(headers: Headers) -> Headers:
    """
    The last `traceparent` that is one, for what is written because of a message; anybody may have set it.
    https://www.w3.org/TR/trace-context/#traceparent-header
    """
    found = [pair for pair in headers if pair[0] == TRACEPARENT and pair[1] and _TRACE.fullmatch(pair[1])]
    return tuple(found[-1:])


def wire_bytes_at_most(write: Write) -> int:
    """No less than `wire_bytes`, in a third of the time: as if each character were four bytes long."""
    texts = sum(map(len, filter(None, chain.from_iterable(write.headers))))
    names = RECORD_OVERHEAD + HEADER_OVERHEAD * len(write.headers)
    return names + len(write.key or b"") + len(write.value or b"") + 4 * texts


def wire_bytes(write: Write) -> int:
    """What `write` may take on the wire, as the broker counts it against a topic's limit; never less."""
    size = RECORD_OVERHEAD + len(write.key or b"") + len(write.value or b"")
    for name, value in write.headers:
        size += HEADER_OVERHEAD + (len(name) if name.isascii() else len(name.encode())) + len(value or b"")
    return size


def _number(message: Message, name: str) -> int:
    text = message.header(name)
    return int(text) if text.isdecimal() and len(text) < 19 else 0
