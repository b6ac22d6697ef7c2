"""
What is on record about a run, as it was read from the places that hold it: topics, PostgreSQL, the CRM, metrics, logs.

Values alone; `collect` fills them and `rules` judges them. Of a stack that lacks a place, `places` does not name it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lab.ledger.journal import Result
from lab.ledger.plan import Kind

PlaceName = Literal["routed", "dead", "postgres", "hubspot", "delivered"]
PLACES: frozenset[PlaceName] = frozenset({"routed", "dead", "postgres", "hubspot", "delivered"})
TableName = Literal["leads", "lead_versions", "lead_scores", "contacts", "organizations", "receipts", "pipeline_errors"]
EntryPlace = TableName | Literal["hubspot"]


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One request of the run.

    `submission_id` as the answer told it, or as it stands on the raw log; empty: neither, so it was never taken in.
    `stands`: whether it is on the raw log, committed. `wrote`: values whose normal form is themselves, by field.
    """

    number: int
    kind: Kind
    group: int
    result: Result
    submission_id: str = ""
    stands: bool = False
    wrote: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def accepted(self) -> bool:
        """Whether it must have exactly one outcome: answered ok, or in doubt and in."""
        return self.result == "ok" or (self.result == "info" and self.stands)


@dataclass(frozen=True, slots=True)
class Ended:
    """One record of `leads.outcomes`."""

    submission_id: str
    outcome: str
    outcome_id: str
    attempt: int = 0
    lead_id: str = ""
    unit: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """One record of `leads.routed`: a lead version with its owner. `reads`: what it says of the person, by field."""

    lead_id: str
    submission_id: str
    version: int
    owner: str
    routing_round: int = 0
    reads: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One record of `leads.dead`; `lacks`: names of its fields and headers that are missing, empty or wrong."""

    dead_letter_id: str
    submission_id: str
    unit: str
    code: str
    lead_id: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """One record of `leads.delivered`, in the order of its partition."""

    destination: str
    lead_id: str
    version: int
    result: str


@dataclass(frozen=True, slots=True)
class Row:
    """A lead as PostgreSQL holds it."""

    lead_id: str
    version: int
    owner: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A live contact at the CRM."""

    record_id: str
    lead_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """
    What a place holds, or is to hold, under a key: all its fields, for one version of one lead.

    Of two entries with the same key the one of the higher `rank` stands. Values are never told, names of fields are.
    """

    place: EntryPlace
    key: str
    rank: tuple[Any, ...]
    fields: Mapping[str, Any] = field(repr=False)
    lead_id: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A metric of a unit that lived through the run, beside what it wrote.

    `counted`: by how much it grew; `least` and `most`: what the ledger has, without and with repeats.
    """

    unit: str
    name: str
    counted: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Leak:
    """A canary of a person outside its allowed places; `place` says where, never what."""

    place: str
    number: int


@dataclass(frozen=True, slots=True)
class Strike:
    """
    A fault as it was injected.

    `done`: share of the requests that had their outcome; `in_flight`: messages in the target then. `recovery_s`: until
    the target wrote again; None: it did not, or writes nothing.
    """

    name: str
    target: str
    done: float
    in_flight: int
    bounds: tuple[float, float] = (0.2, 0.8)
    recovery_s: float | None = None

    @property
    def hit(self) -> bool:
        """Whether it hit work in the middle."""
        return self.in_flight > 0 and self.bounds[0] <= self.done <= self.bounds[1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a verdict rests on."""

    asked: tuple[Asked, ...] = ()
    strangers: frozenset[str] = frozenset()
    """Submissions on the raw log that are not of this run."""
    outcomes: tuple[Ended, ...] = ()
    routed: tuple[Routed, ...] = ()
    letters: tuple[Letter, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    recorded: Mapping[str, str] = field(default_factory=dict)
    """Outcome by submission in PostgreSQL; empty: none yet."""
    rows: tuple[Row, ...] = ()
    contacts: tuple[Contact, ...] = ()
    creates: Mapping[str, int] = field(default_factory=dict)
    """How often the CRM created a contact, by lead."""
    nameless_creates: int = 0
    """Contacts that were created without a lead id."""
    crm_regressions: int = 0
    """Times that the CRM saw a lower version over a higher one."""
    due: tuple[Entry, ...] = ()
    """What the places are to show, as the topics have it; repeats of a version may differ in when they were decided."""
    held: tuple[Entry, ...] = ()
    """What they show."""
    earlier_leads: frozenset[str] = frozenset()
    """Leads of before the run, of those that its duplicates name."""
    metrics: tuple[Counted, ...] = ()
    unchecked: Mapping[str, str] = field(default_factory=dict)
    """Why, by unit, its metrics say nothing of the run."""
    leaks: tuple[Leak, ...] = ()
    open_transactions: tuple[str, ...] = ()
    lag: Mapping[str, int] = field(default_factory=dict)
    at_rest: bool = True
    """Whether quiescence was reached before the deadline."""
    strikes: tuple[Strike, ...] = ()
    must_strike: bool = False
    """Whether the run was to have a fault in it."""
    repeats: int = 0
    """Records that were written more than once, over all topics."""
    worst_pause_s: float = 0.0
    """Longest time between two outcomes while some were due."""
    places: frozenset[PlaceName] = PLACES
    """What was there to be read."""
