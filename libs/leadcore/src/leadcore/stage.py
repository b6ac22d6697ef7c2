"""A Stage: a unit's name, its sources in order of priority, its sink, and a handler of batches."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from typing import Any, Generic, TypeVar

from leadcore.contracts import IdentifiedIndex, Topic
from leadcore.failures import Failure
from leadcore.frozen import dataclass
from leadcore.message import Delivery
from leadcore.verdict import Side, Verdict

PORTION = 100
"""Records whose objects fit into a core's cache: those of a thousand do not, and each cost half as much again."""

I = TypeVar("I")  # noqa: E741  in and out: the two type parameters of a stage
O = TypeVar("O")  # noqa: E741


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    One lead of an identified packet: what admission reads, and the Identified bytes it passes on, in today's schema.
    """

    index: IdentifiedIndex
    body: bytes
    schema_id: int = 0
    """The id of that schema; 0: not told."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is about, as far as is known: enough to account for it whatever becomes of it."""

    submission_id: str = ""
    tenant: str = "main"
    source: str = ""
    client: str = ""
    event_id: str = ""
    operation_id: str = ""
    line: int = 0
    accepted_at: int | None = None
    appended_at: int | None = None
    attempt: int = 0
    lead_id: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class RetryLimits:
    """When a Defer becomes a Reject, and how long a deferred record waits."""

    max_tries: int = 3
    """MAX_RETRIES; 0: no limit by count."""
    max_age_ms: int = 0
    """How long a record may be tried, by the clock or by what it waits for (`Defer.reached`); 0: no limit by age."""
    delay_ms: int = 60_000
    """RETRY_DELAY, the one delay of the unit's retry topic."""
    deadline_s: float = 300.0
    """PROCESSING_TIMEOUT: how long the handler may take for a batch or portion, and then for each record alone."""


@dataclass(frozen=True, slots=True)
class Stage(Generic[I, O]):
    """
    One step of the pipeline; runners drive it, and it knows none of them.

    `handle` gets records in order and returns one verdict for each, in the same order. It may raise
    `PortUnavailable` when a dependency is down for all; any other exception is a bug of the stage.
    Records are the topic's contract, except: on `leads.raw` and `leads.bulk` a `Delivery` (bytes that outsiders
    wrote), on `leads.identified` an `Arrival`.
    """

    unit: str
    """Stage instance, also its consumer group: `enricher`, `ingest.admit`, `crm-sync.hubspot`."""
    sources: tuple[Topic, ...]
    """In order of priority: while an earlier one waits, later ones are read at a paced share."""
    sink: Topic | None
    """Where Emit writes by default; None where nothing goes on."""
    retry: Topic
    """The unit's own retry topic."""
    handle: Callable[[Sequence[I]], Awaitable[Sequence[Verdict[O]]]]
    retries: RetryLimits = RetryLimits()
    subject: Callable[[Delivery], Subject] | None = None
    """Who a `Delivery` is about; needed where the handler gets any."""
    opens: bool = True
    """False: the handler gets every message as a `Delivery`: it stores the bytes, or reads tombstones."""
    explained: bool = True
    """False: leads come without what explains their earlier sections (`codec.EXPLANATIONS`), at half the price."""
    rejected: Callable[[Subject, Failure, int], tuple[Side, ...]] | None = None
    """Side records of a Reject at `now`; None: an outcome `dead`. Destinations answer with a refused Receipt."""
    foremost: tuple[Topic, ...] = ()
    """Of these the records of a batch are durable before any other of it is written: what is decided once, and found
    again by whoever handles the batch after a death in the middle."""
    portion: int = 0
    """So many messages of a batch are opened, handled and turned into writes at a time, the handler being called for
    each; they are written and committed together. 0: all. For a stage that asks nobody much by the call."""
    tables: dict[str, str] = field(default_factory=dict)
    """Hash by name of the tables and models in force, shown at start and in metrics."""


def each(decide: Callable[[Any], Verdict[Any]]) -> Callable[[Sequence[Any]], Awaitable[Sequence[Verdict[Any]]]]:
    """Lift a decision about one record to a handler of batches."""

    async def handle(records: Sequence[Any]) -> list[Verdict[Any]]:
        return [decide(record) for record in records]

    return handle
