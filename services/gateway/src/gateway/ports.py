"""What the gateway needs of the world."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from leadcore.access.callers import Caller
from leadcore.access.postgres import Refreshed, Unusable
from leadcore.contracts import Engagement, Outcome, Submission

from gateway.domain.quotas import FREE, Bounds
from gateway.domain.repeats import Answer, Known


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    What the limiter says of one request: pass, or come back after so many seconds; and the headers `RateLimit-Policy`
    and `RateLimit` of whoever has a quota.
    """

    allowed: bool
    retry_after_s: int = 0
    policy: str = ""
    limit: str = ""


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
    """Holds a sender to its burst and its quotas, so that it is never in the way of others."""

    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:
        """Ask for `cost` leads of `client`, within `bounds`; a limiter that cannot answer allows (fail open)."""
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


class Repeats(Protocol):
    """Remembers for a day what was answered to an Idempotency-Key."""

    async def begin(self, name: str, fingerprint: bytes) -> Known:
        """
        What is known of `name`; where that is nothing, it is in use from now on, for a minute.

        Raises:
            PortUnavailable: the store does not answer.
        """
        ...

    async def finish(self, name: str, fingerprint: bytes, answer: Answer) -> None:
        """
        Keep the answer.

        Raises:
            PortUnavailable: the store does not answer.
        """
        ...

    async def release(self, name: str, fingerprint: bytes) -> None:
        """
        Forget `name`: nothing was accepted under it.

        Raises:
            PortUnavailable: the store does not answer.
        """
        ...


class Expected(Protocol):
    """One submission's outcome, which is still to come."""

    async def within(self, seconds: float) -> Outcome | None:
        """The outcome, or None where it has not come in time."""
        ...


class Outcomes(Protocol):
    """Hears how submissions end."""

    def expect(self, submission_id: str, within_s: float) -> AbstractAsyncContextManager[Expected | None]:
        """
        Listen for the outcome of a submission that is not yet kept; None: there is no room for one more who waits, or
        it could not be listened within `within_s` seconds.
        """
        ...
