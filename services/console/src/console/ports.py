"""What the console needs of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leadcore.contracts import DeadLetter
from leadcore.message import Message, Write

from console.domain.alike import Alike, Contact
from console.domain.letters import Cause, Selection
from console.domain.passports import Findings, Row
from console.domain.questions import Cursor, LeadQuestion
from console.domain.reconciling import Looked, Marks
from console.domain.reviewing import Looks, Said, Verdict


@dataclass(frozen=True, slots=True)
class Page:
    """One page of leads. `next` None: the last one. `total`: of all that match, where it was asked for."""

    items: Sequence[Row]
    next: Cursor | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A submission, or an import and how its rows ended: `counts` by outcome, `open` for those without one."""

    operation_id: str
    counts: dict[str, int]
    problems: Sequence[Row]
    submission: Row | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """
    What stands open: submissions without an outcome by source, those that must have ended (`unaccounted`) and those
    that are on their way (`in_flight`); dead letters by unit.
    """

    unaccounted: Mapping[str, int]
    in_flight: Mapping[str, int]
    dead: Mapping[str, int]


class Log(Protocol):
    """The broker, as one who wants to know how far all is."""

    def look(self) -> Looked:
        """
        Where every unit and every partition stands. Blocks.

        Raises:
            PortUnavailable: the broker does not answer.
        """
        ...


class AccountStore(Protocol):
    """Counts what stands open, of all tenants."""

    async def accounts(self, ended: Marks) -> Accounts:
        """
        The accounts as they stand; what stands before `ended` must have its outcome.

        Raises:
            PortUnavailable: the database is away.
        """
        ...


class LeadStore(Protocol):
    """Reads leads of one tenant. Every method may raise PortUnavailable."""

    async def leads(self, tenant: str, question: LeadQuestion) -> Page:
        """The leads that match, newest first."""
        ...

    async def lead(self, tenant: str, lead_id: str) -> Row | None:
        """One lead with its person."""
        ...

    async def findings(self, tenant: str, lead_or_submission: str) -> Findings | None:
        """Everything known of a lead id, or of a submission id (the lead that it made or repeats)."""
        ...

    async def near(self, tenant: str, lead_id: str) -> tuple[Contact, Sequence[Contact]] | None:
        """
        A lead's contact, and those of other leads that may be like it, of which nobody said yet whether they are: at
        most a thousand. None: no such lead.
        """
        ...

    async def operation(self, tenant: str, operation_id: str) -> Operation | None:
        """A submission id, or an import's operation id."""
        ...

    async def lines(self, tenant: str, operation_id: str, after: tuple[int, str], limit: int) -> Sequence[Row]:
        """
        The rows of an operation that ended as duplicate, rejected or dead, by line and submission, after that pair:
        line, submission_id, outcome, code, field.
        """
        ...


class AlikeStore(Protocol):
    """Leads that look alike, and what persons said of them. Every method may raise PortUnavailable."""

    async def looked(self, tenant: str, cursor: Cursor | None, limit: int) -> Looks:
        """So many leads, newest first, each with the earlier ones near it of which nobody has said anything."""
        ...

    async def said(self, tenant: str, lead_id: str) -> Sequence[Verdict]:
        """What was said of a lead beside others, the newest first: at most a hundred."""
        ...

    async def contact(self, tenant: str, lead_id: str) -> Contact | None:
        """What of a lead is compared with others; None: no such lead."""
        ...

    async def decide(self, tenant: str, alike: tuple[str, Alike], said: Said, by: str) -> bool:
        """Put down what a person says of a lead and the one it is alike; False: there are no such two."""
        ...

    async def forget(self, tenant: str, one: str, other: str) -> bool:
        """Take back what was said, so that it is asked again; False: nothing was."""
        ...


class LetterStore(Protocol):
    """Reads dead letters and puts down what was done with them. Every method may raise PortUnavailable."""

    async def causes(self, selection: Selection) -> Sequence[Cause]:
        """The open letters of a selection by cause, the most frequent first."""
        ...

    async def listed(self, selection: Selection) -> Sequence[Row]:
        """Open letters without their bytes, the newest first."""
        ...

    async def letter(self, tenant: str | None, dead_letter_id: str) -> Row | None:
        """One letter with its bytes, open or not."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission stands."""

    topic: str
    partition: int
    offset: int


class LetterLog(Protocol):
    """The topics: where replays are written and originals lie. Every method may raise PortUnavailable."""

    def partitions(self, topic: str) -> int:
        """How many partitions a topic has."""
        ...

    def publish(self, writes: Sequence[Write]) -> None:
        """Write all, durably."""
        ...

    def originals(self, places: Collection[Place]) -> Mapping[Place, Message]:
        """The messages that stand there, without those that are no longer kept."""
        ...


class OpenLetters(Protocol):
    """
    The open letters, as one who acts on them holds them: nobody else does at the same time. Every method may raise
    PortUnavailable.
    """

    async def ids(self, selection: Selection) -> Sequence[str]:
        """The letters of a selection, in the order in which their messages stood in the log."""
        ...

    async def letters(self, ids: Sequence[str]) -> Sequence[DeadLetter]:
        """Those that are open still, with their bytes, in the same order."""
        ...

    async def places(self, letters: Sequence[DeadLetter]) -> dict[str, Place]:
        """Where the submissions of letters stand, by dead letter id; without those that are not known."""
        ...

    async def resolve(self, letters: Sequence[DeadLetter], resolution: str, by: str) -> None:
        """Put down, durably, that these were `replayed` or `dismissed`."""
        ...
