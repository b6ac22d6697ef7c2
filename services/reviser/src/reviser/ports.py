"""What the reviser needs of the world."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias

from leadcore.contracts import EnrichedLead
from leadcore.failures import Failure

from reviser.domain.versions import Entry, Erased, LeadKey, Missing, Standing

Found: TypeAlias = Standing | Missing | Erased | Failure
"""A Failure: the lead is there, and nothing can be made of what is kept of it."""


class Locked(Protocol):
    """Leads that nobody else revises until the lock is given back."""

    @property
    def found(self) -> Mapping[LeadKey, Found]:
        """What is known of each lead that was asked for."""
        ...

    async def keep(self, entries: Sequence[Entry], made: Sequence[tuple[EnrichedLead, int]]) -> None:
        """
        Put down what became of revisions, and the versions they made, each with the time of its latest word.

        When it returns, all of it is durable and the leads are no longer locked. Without it nothing changes.

        Raises:
            PortUnavailable: the system of record is away.
        """
        ...


class Versions(Protocol):
    """The versions of leads, in the system of record."""

    def locked(self, asked: Mapping[LeadKey, Collection[str]]) -> AbstractAsyncContextManager[Locked]:
        """
        Lock these leads and tell what is known of them, and of these revision ids of each.

        The context raises PortUnavailable where the system of record is away, or its schema is behind.
        """
        ...
