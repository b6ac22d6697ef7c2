"""What crm-sync needs of the world."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from leadcore.contracts import Receipt
from leadcore.failures import Refused

from crm_sync.domain.contacts import Contact
from crm_sync.domain.effects import Answer, Row
from crm_sync.domain.rows import Answered, Entry

LeadKey = tuple[str, str, int]
"""Tenant, lead id, version."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch changed: `created` or `updated` for each lead version that became the current one."""

    results: Mapping[LeadKey, str]


class Tombstones(Protocol):
    """Who is told that a lead was erased."""

    def read(self) -> None:
        """A tombstone was read."""
        ...


Then: TypeAlias = Callable[[Mapping[LeadKey, str]], Iterable[Answered]]
"""The receipts that follow from what was changed (see `Written.results`)."""


class SystemOfRecord(Protocol):
    """The schema `pipeline`."""

    async def write(self, entries: Sequence[Entry], then: Then | None = None) -> Written | Refused:
        """
        Write all entries, or none of them because one is refused (the failure does not say which).

        Rows may come in any order and more than once: an older one than what is held changes nothing. What `then`
        says of the leads is written with them or not at all; it may be asked again where the transaction is.

        Raises:
            PortUnavailable: the database is away, or its schema is not yet what this code needs.
        """
        ...


@dataclass(frozen=True, slots=True)
class Mine:
    """The claim is ours until its lease ends."""

    tries: int
    """1: nobody ever acted for this version; above: an earlier claim ended in doubt, or was refused."""
    since: int
    """When the version was first claimed, milliseconds."""
    record_id: str
    """The lead's record at the destination, as far as earlier versions tell; empty: not known."""
    newest: int
    """The highest version of the lead that was answered; 0: none."""
    earlier: bytes | None = field(default=None, repr=False)
    """The highest lower version that was answered, framed; None: there is none, or the system of record has it not."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Another instance holds a version of this lead, and its lease runs."""


Claim: TypeAlias = Mine | Busy | Receipt
"""A Receipt: this version is answered already, with these words."""


class Claims(Protocol):
    """The ledger of one destination: who may act for a lead version, and what came of it."""

    async def claim(self, keys: Collection[LeadKey]) -> Mapping[LeadKey, Claim]:
        """
        Claim each version, durably, before anything is asked of the destination; one answer for each key.

        Raises:
            PortUnavailable: the database is away, or its schema is not yet what this code needs.
        """
        ...

    async def answer(self, receipts: Collection[Receipt]) -> None:
        """
        Put down what came of claimed versions; one that was refused may be claimed again.

        Raises:
            PortUnavailable: as above.
        """
        ...


Key: TypeAlias = Literal["record-id", "lead-id", "email"]
"""By what a contact is looked up."""


class Contacts(Protocol):
    """
    A CRM's contacts. Every call ends within its deadline.

    Every method raises PortUnavailable where the CRM is away, has told us to wait, or does not accept our credentials.
    """

    async def ready(self) -> None:
        """Make sure that the CRM takes calls now and has the properties that will be written."""
        ...

    async def owners(self, emails: Collection[str]) -> Mapping[str, str]:
        """Owner ids by address, lower case; an address that the CRM does not know is absent."""
        ...

    async def read(self, by: Key, values: Collection[str]) -> Mapping[str, Contact]:
        """The contacts that there are now (never from a search), by the value asked for; at most 100 values."""
        ...

    async def write(self, rows: Sequence[Row]) -> Mapping[str, Answer]:
        """Create or change at most 100 contacts, each for itself; an answer for every row, by its trace."""
        ...
