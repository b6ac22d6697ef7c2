"""What the gateway needs of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from leadcore.contracts import Submission


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the limiter says of one request: pass, or come back after so many seconds."""

    allowed: bool
    retry_after_s: int = 0


class SubmissionLog(Protocol):
    """Keeps submissions durably."""

    def new_id(self) -> str:
        """An id for a live submission. Those that are drawn together are kept, and go on, together."""
        ...

    async def append(self, submissions: Sequence[Submission]) -> None:
        """
        Return when the broker has acknowledged every one of `submissions`.

        Raises:
            PortUnavailable: it did not acknowledge them all in time; some may be kept all the same.
        """
        ...


class Limiter(Protocol):
    """Protects the edge from one sender's burst. Not a quota: those are judged by admission."""

    async def take(self, client: str, cost: int) -> Allowance:
        """Ask for `cost` leads of `client`; a limiter that cannot answer allows (fail open)."""
        ...
