"""What the gateway needs of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from leadcore.access.callers import Caller
from leadcore.access.postgres import Refreshed, Unusable
from leadcore.contracts import Engagement, Submission


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


class RefreshTokens(Protocol):
    """Refresh tokens, each good once. Every method may raise PortUnavailable."""

    async def begin(self, caller: Caller, scope: str, lasts: timedelta) -> str:
        """The first token of a new family."""
        ...

    async def use(self, token: str, client: str, lasts: timedelta) -> Refreshed | Unusable:
        """What follows `token` of `client`; one that comes a second time ends its family."""
        ...

    async def revoke(self, token: str) -> None:
        """End the family of `token`, where there is one."""
        ...


class Limiter(Protocol):
    """Protects the edge from one sender's burst. Not a quota: those are judged by admission."""

    async def take(self, client: str, cost: int) -> Allowance:
        """Ask for `cost` leads of `client`; a limiter that cannot answer allows (fail open)."""
        ...


class EngagementLog(Protocol):
    """Keeps what leads did."""

    async def report(self, engagements: Sequence[Engagement]) -> None:
        """
        Return when the broker has acknowledged every one of `engagements`.

        Raises:
            PortUnavailable: it did not acknowledge them all in time.
        """
        ...


class Amazon(Protocol):
    """Amazon SNS's own hosts, and no others."""

    async def certificate(self, url: str) -> bytes:
        """
        The PEM at `url`; empty where there is none, or the address is not SNS's.

        Raises:
            PortUnavailable: no answer.
        """
        ...

    async def confirm(self, url: str) -> None:
        """
        Say yes to a subscription.

        Raises:
            PortUnavailable: no answer.
        """
        ...
