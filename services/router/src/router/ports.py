"""What the router needs of the world."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from leadcore.contracts import Assignment

from router.domain import Request, Reservation


class Assignments(Protocol):
    """Remembers who got which lead in which round, and whose turn it is in each pool."""

    async def reserve(self, requests: Sequence[Request]) -> Sequence[Reservation | None]:
        """
        One answer for each request, in order, all in one atomic step.

        A lead that already has an owner in this round keeps it, whatever the seats say; else the seat whose turn it
        is (see `domain.turn`) takes it; else, without seats, nobody: None.

        Raises:
            PortUnavailable: what is remembered cannot be trusted or reached; nothing was decided.
        """
        ...


class Alarms(Protocol):
    """Who is told that a lead waits for a person to route it."""

    def for_review(self, reason: str) -> None:
        """One lead went to the review queue."""
        ...


class AssignmentsLog(Protocol):
    """The topic of assignments: what is true about them, whatever a cache says."""

    def chunks(self) -> AsyncIterator[Sequence[Assignment]]:
        """
        All assignments from the beginning to what is committed now, in the order of each partition.

        Raises:
            PortUnavailable: the broker is away.
        """
        ...
