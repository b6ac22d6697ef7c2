"""
The Kafka clients of the batch runner: their settings, how they are made, and what their errors mean.

`Clients` makes them, so that a test can stand between the runner and the real clients; nothing else does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from confluent_kafka import Consumer, KafkaError, Producer
from confluent_kafka.admin import AdminClient

from leadcore.failures import PortUnavailable

Settings: TypeAlias = dict[str, Any]
OnError: TypeAlias = Callable[[KafkaError], None]
Raised = TypeVar("Raised", bound=BaseException)

SESSION_MS = 10_000
"""How long a killed instance's partitions stay without a reader."""
GATHERED_BYTES = 512 * 1024
"""A broker that gathers answers when it has so much."""
ANSWER_MS = 8_000
"""How long a broker may take to answer. The clients' own 30 and 60 s keep a unit waiting for a frozen one as long."""
MAX_WRITE_BYTES = 8 * 1024 * 1024
"""Above every topic's limit: the broker judges, with the topic's own figure."""
DAMAGED = frozenset({KafkaError._BAD_MSG, KafkaError._BAD_COMPRESSION})
"""Records that are not what was written: the client would pass them over and go on behind them."""
AWAY = frozenset({KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._RESOLVE, KafkaError._TIMED_OUT})

BEYOND_REPAIR = frozenset({KafkaError._FATAL, KafkaError._FENCED, KafkaError.FENCED_INSTANCE_ID})
"""What a client says of itself and `KafkaError.fatal` does not: a reader that was fenced says so in a message, once."""

UNREPORTED = "an error of the client that a callback lost"


class RunnerFailed(Exception):  # noqa: N818  named for what happened
    """The process cannot go on: it was fenced, or a client is beyond repair. It ends, non-zero, and is started anew."""


class ClientHeld(Exception):  # noqa: N818  named for what happened
    """
    Told to stop, the unit did; a client does not let go of what only an answer of the broker's would end. What it has
    not heard to be committed comes again.
    """


class Undelivered(PortUnavailable):
    """The broker did not take a write; the batch is tried again."""

    def __init__(self, error: KafkaError) -> None:
        super().__init__("kafka", reason_of(error))
        self.error = error


def is_fatal(error: KafkaError) -> bool:
    """Whether the client that says so cannot go on; it would answer nothing more, and say nothing more."""
    return bool(error.fatal()) or error.code() in BEYOND_REPAIR


def reason_of(error: KafkaError) -> str:
    """The client's name of an error as a reason: kebab-case, of a closed set."""
    return error.name().strip("_").lower().replace("_", "-")


def behind(error: BaseException, kind: type[Raised]) -> Raised | None:
    """
    The first exception of `kind` in the chain that led to `error`, itself included; None: there is none.

    The client raises what a callback raised, and a fatal error, out of the call that serves its callbacks. For each
    callback that follows in the same call, Python wraps it in one more SystemError; and one that catches an exception
    of its own meanwhile has lost it: the client's call then "returned NULL without setting an exception".
    """
    link: BaseException | None = error
    while link is not None and not isinstance(link, kind):
        link = link.__cause__
    return link


@dataclass(frozen=True, slots=True)
class Clients:
    """How the clients are made."""

    consumer: Callable[[Settings], Any] = Consumer
    producer: Callable[[Settings], Any] = Producer
    admin: Callable[[Settings], Any] = AdminClient


def consumer_settings(bootstrap: str, group: str, on_error: OnError, fetch_ms: int = 0, member: str = "") -> Settings:
    """
    A consumer that never commits by itself and reads only what is committed.

    Args:
        fetch_ms: how long the broker may gather records before it answers; 0: it answers with the first.
        member: a place in the group that is the same after a restart. The successor of a process that was killed takes
            its partitions over at once, instead of when the session has ended; two at once fence each other.
    """
    gathering = {"fetch.wait.max.ms": fetch_ms, "fetch.min.bytes": GATHERED_BYTES} if fetch_ms else {}
    place = {"group.instance.id": member_id(group, member)} if member else {}
    return {
        **_shared(bootstrap, group, on_error),
        "group.id": group,
        **place,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        # A broker serves what is on its disk without looking at it.
        "check.crcs": True,
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": SESSION_MS,
        "heartbeat.interval.ms": SESSION_MS // 4,
        # The end of a partition is an event, so that what stands after the last record (transaction markers) can be
        # committed past and a unit at rest shows no lag.
        "enable.partition.eof": True,
        "allow.auto.create.topics": False,
        # Memory: at most this is fetched ahead of the batch in hand.
        "queued.max.messages.kbytes": 8 * 1024,
        # What one answer brings of one partition; sources take turns in the client's queue by it. A larger record
        # still comes, alone.
        "fetch.message.max.bytes": 256 * 1024,
        "fetch.error.backoff.ms": 100,
        **gathering,
    }


def member_id(group: str, member: str) -> str:
    """The name of a place in a group."""
    return f"{group}/{member}"


def producer_settings(bootstrap: str, unit: str, on_error: OnError, transactional_id: str = "") -> Settings:
    """An idempotent producer; with `transactional_id`, a transactional one."""
    settings = {
        **_shared(bootstrap, unit, on_error),
        "enable.idempotence": True,
        "acks": "all",
        # The Java client's and aiokafka's partitioner: co-partitioned topics rest on it.
        "partitioner": "murmur2_random",
        "linger.ms": 5,
        "message.max.bytes": MAX_WRITE_BYTES,
        "message.timeout.ms": 30_000,
        # A leader that holds its connections and does nothing is given up while the message has time left for the next.
        "request.timeout.ms": ANSWER_MS,
    }
    if transactional_id:
        settings |= {"transactional.id": transactional_id, "transaction.timeout.ms": 30_000}
    return settings


def admin_settings(bootstrap: str, unit: str) -> Settings:
    """A client that only asks; whether the broker is there is the others' to say."""
    return _shared(bootstrap, unit, lambda _error: None)


def _shared(bootstrap: str, client: str, on_error: OnError) -> Settings:
    return {
        "bootstrap.servers": bootstrap,
        "client.id": client,
        "reconnect.backoff.max.ms": 2000,
        "socket.timeout.ms": ANSWER_MS,
        "error_cb": on_error,
        # Broken connections come through error_cb, where they are counted and told once, not once a try.
        "log_level": 2,
    }
