"""
What a runner must offer to be held to the laws, and the leads that the laws send through it.

`Harness` is one runner on one transport: the memory runner on a `MemoryLog`, the batch runner and the Faust runner on
Kafka. `Material` makes input for a stage between two topics, so that one suite serves runners that read leads and
runners that read packets of them. `Obedient` is the stage of the laws: it does what each lead asks for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypeAlias

from leadcore import accounts
from leadcore.codec import Codec, origin_of
from leadcore.contracts import Admission, EnrichedLead, IdentifiedIndex, IdentifiedPacket, Origin, ScoredLead, Topic
from leadcore.failures import PortUnavailable, Refused, Unavailable
from leadcore.framing import Admitted
from leadcore.message import Message, Write
from leadcore.stage import Arrival, RetryLimits, Stage, Subject
from leadcore.testing.builders import BASIS, NOW, a_scored_lead, an_enriched_lead, an_identified
from leadcore.verdict import Defer, Drop, Emit, Reject, Verdict

Wish: TypeAlias = Literal["emit", "drop", "defer", "reject", "bug"]
"""What a lead of the laws asks its stage to do; carried as its source."""

CODEC = Codec()


@dataclass(frozen=True, slots=True)
class Action:
    """One effect of a runner on the log, in the order in which they became durable."""

    kind: Literal["write", "commit"]
    """`write`: a message is durable (in a transaction: it was produced into it). `commit`: offsets moved."""
    topic: str
    offset: int = 0
    """Of a commit: the sum of the next offsets of the topic's partitions that are committed now."""


class Harness(Protocol):
    """
    One runner on one transport, empty at first. A law starts, stops and kills instances of the runner one after
    another; what they committed outlives them.
    """

    material: "Material"
    """What the runner's stage reads and writes."""
    transactional: bool
    """Whether a batch that died before its commit leaves nothing to be read."""
    actions: list[Action]
    """Everything that any instance did, in order."""

    async def produce(self, write: Write) -> Message:
        """Put `write` on its topic, durably, and return the message it became."""
        ...

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        """
        Start an instance that drives `stage`; its consumer group is the stage's unit.

        `dies`: the instance ends as if by SIGKILL, once, when its first writes are durable (in a transaction:
        produced) and before their offsets are committed: no clean-up, no farewell.
        """
        ...

    async def stop(self) -> None:
        """
        Ask the instance for a graceful stop and wait for it.

        Raises:
            AssertionError: it ended otherwise than well.
        """
        ...

    async def died(self) -> None:
        """Wait until the instance started with `dies` has done so."""
        ...

    async def read(self, topic: Topic) -> list[Message]:
        """Every committed message of `topic`, partition after partition."""
        ...

    async def committed(self, stage: Stage[Any, Any], topic: Topic) -> int:
        """The sum of the offsets that `stage`'s unit has committed on `topic`'s partitions."""
        ...

    async def elapse(self, milliseconds: int) -> None:
        """Move the clock that runners are given."""
        ...

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """
        Let the instance work until `holds` is true.

        Raises:
            AssertionError: it does not become true in the transport's patience.
        """
        ...


@dataclass(frozen=True, slots=True)
class Material:
    """Leads of one shape: how one is put on the source, and how its id is read wherever it is met."""

    source: Topic
    sink: Topic
    retry: Topic
    put: Callable[[str, Wish], Write]
    """The message of the lead with this id and wish; it is the only lead in it."""
    told: Callable[[Any], tuple[str, str]]
    """Id and wish of a record as the stage gets it."""
    emitted: Callable[[Any], Any]
    """What the stage emits for a record."""

    def lead_id(self, message: Message) -> str:
        """The lead on a message of the sink, by the header that every write carries."""
        return message.header("lead-submission-id")


class Obedient:
    """The stage of the laws. `away`: its dependency is down. `gate`: closed, it holds every batch."""

    def __init__(self, material: Material, unit: str, retries: RetryLimits | None = None) -> None:
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.handled: list[str] = []
        """Ids in the order in which they were handled, with repeats."""
        self.refusals = 0
        """How often a batch met the dependency away."""
        self.waiting = 0
        """Batches that the gate holds now."""
        self._material = material
        self.stage: Stage[Any, Any] = Stage(
            unit, (material.source,), material.sink, material.retry, self._handle, retries or RetryLimits()
        )

    async def _handle(self, records: Sequence[Any]) -> Sequence[Verdict[Any]]:
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        if self.away:
            self.refusals += 1
            raise PortUnavailable("table")
        return [self._verdict(record) for record in records]

    def _verdict(self, record: Any) -> Verdict[Any]:
        lead_id, wish = self._material.told(record)
        if wish == "bug":
            raise KeyError("ada@northwind.example")
        self.handled.append(lead_id)
        match wish:
            case "defer":
                return Defer(Unavailable("no-answer"))
            case "reject":
                return Reject(Refused("bad", "email"))
            case "drop":
                subject = Subject(submission_id=lead_id, source=wish)
                return Drop(accounts.outcome(subject, "rejected", unit=self.stage.unit, code="no", at=NOW))
        return Emit(self._material.emitted(record))


def _enriched(lead_id: str, wish: Wish) -> Write:
    lead = an_enriched_lead(lead_id)
    lead = replace(lead, origin=replace(lead.origin, source=wish))
    return Write(Topic.LEADS_ENRICHED, lead_id.encode(), CODEC.encode(lead).value)


def _scored(lead: EnrichedLead) -> ScoredLead:
    return replace(a_scored_lead(lead.admission.lead_id), origin=lead.origin)


def _packet(lead_id: str, wish: Wish) -> Write:
    lead = an_identified(lead_id)
    lead = replace(lead, origin=replace(lead.origin, source=wish))
    index = IdentifiedIndex(
        identity_key=f"p1.{lead_id}", submission_id=lead_id, source=wish, tenant="main", accepted_at=NOW, lane="live"
    )
    body = CODEC.body(CODEC.encode(lead).value)
    packet = IdentifiedPacket(index=(index,), leads=(body,), schema_id=CODEC.current_id("Identified"))
    return Write(Topic.LEADS_IDENTIFIED, None, CODEC.encode(packet).value, (), sum(lead_id.encode()) % 4)


def _admitted(arrival: Arrival) -> Admitted:
    origin = origin_of(arrival.body)
    assert isinstance(origin, Origin)
    return Admitted(arrival, Admission(lead_id=origin.submission_id, cause_id=origin.submission_id, basis=BASIS))


LEADS = Material(
    Topic.LEADS_ENRICHED,
    Topic.LEADS_SCORED,
    Topic.LEADS_SCORER_RETRY,
    _enriched,
    lambda lead: (lead.admission.lead_id, lead.origin.source),
    _scored,
)
"""One lead a message, as the scorer reads them."""

PACKETS = Material(
    Topic.LEADS_IDENTIFIED,
    Topic.LEADS_VALIDATED,
    Topic.LEADS_INGEST_ADMIT_RETRY,
    _packet,
    lambda arrival: (arrival.index.submission_id, arrival.index.source),
    _admitted,
)
"""Packets of one lead, as admission reads them."""
