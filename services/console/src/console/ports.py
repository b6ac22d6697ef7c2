"""What the console needs of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from console.domain.passports import Findings, Row
from console.domain.questions import Cursor, LeadQuestion


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

    async def operation(self, tenant: str, operation_id: str) -> Operation | None:
        """A submission id, or an import's operation id."""
        ...
