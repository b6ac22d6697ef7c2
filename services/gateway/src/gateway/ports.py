"""What the gateway needs of the world."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from leadcore.access.callers import Caller
from leadcore.access.postgres import Refreshed, Unusable
from leadcore.contracts import Engagement, Outcome, Submission
from leadcore.imports import Line

from gateway.domain.imports import Import, Progress, State
from gateway.domain.quotas import FREE, Bounds
from gateway.domain.repeats import Answer, Known

Columns: TypeAlias = Sequence[tuple[str, str]]
"""Of a file: name, and the field that it fills or nothing."""


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


class Imports(Protocol):
    """
    Posted files and how far each was read: durable, and the same for every instance. Every method may raise
    PortUnavailable.
    """

    async def add(self, tenant: str, upload_id: str, place: int, piece: bytes) -> None:
        """Keep a piece of a file that is being posted."""
        ...

    async def drop(self, tenant: str, upload_id: str) -> None:
        """Forget a file that was not posted to its end."""
        ...

    async def queue(self, one: Import) -> tuple[Import, bool]:
        """
        Have the file of `one.upload_id` read as `one`; and False. Where its id is known already, that import instead,
        and True; one that was cancelled or has failed is queued again, from where it stood.
        """
        ...

    async def find(self, tenant: str, import_id: str) -> Import | None:
        """One import."""
        ...

    async def counts(self, tenant: str, import_id: str) -> Mapping[str, int]:
        """How many of its submissions have ended, by outcome."""
        ...

    async def cancel(self, tenant: str, import_id: str) -> Import | None:
        """End it where it has not ended, and forget its file; the import as it is then."""
        ...

    async def lines(self, tenant: str, import_id: str, after: int, limit: int) -> Sequence[Line]:
        """Its rows that made no lead of their own, by line, after that one."""
        ...

    async def claim(self, holder: str, lease_s: float) -> Import | None:
        """The oldest import that waits, or whose holder's lease is over, for `lease_s` seconds."""
        ...

    async def renew(self, one: Import, holder: str, lease_s: float) -> bool:
        """Hold it on; False: it is another's, or has ended."""
        ...

    def pieces(self, one: Import) -> AsyncIterator[bytes]:
        """The bytes of its file, in order."""
        ...

    async def opened(self, one: Import, holder: str, keys: Mapping[str, str], columns: Columns) -> bool:
        """Put down how it was understood; False as of `renew`."""
        ...

    async def advance(self, one: Import, holder: str, to: Progress, lines: Sequence[Line]) -> bool:
        """Put down that it stands at `to`, no longer where `one` says; False as of `renew`: nothing is written."""
        ...

    async def end(self, one: Import, holder: str, state: State, code: str = "", detail: str = "") -> bool:
        """End it and forget its file; False as of `renew`."""
        ...

    async def release(self, holder: str) -> None:
        """Let others go on with what `holder` has."""
        ...

    async def clean(self, older_than_s: float) -> None:
        """Forget what was posted so long ago and never became an import."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read: under which key each column is sent, and the field that it fills."""

    keys: Mapping[str, str]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Unread:
    """Why nothing of a file can be read."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a file that follow one another, number and payload, and lines that made none: `leadfiles.imports`."""

    rows: Sequence[tuple[int, bytes]]
    lost: Sequence[Line]
    remarks: Mapping[str, int]
    last: int
    part: float


class FileReader(Protocol):
    """Reads posted files, apart from whoever asks."""

    def read(
        self, one: Import, pieces: AsyncIterator[bytes]
    ) -> AbstractAsyncContextManager[AsyncIterator[Opened | Unread | Rows]]:
        """
        First `Opened` or `Unread`, then what follows `one.progress.last`, to the end. Iteration raises ReaderDied where
        the file is more than the reader can bear.
        """
        ...


class ReaderDied(Exception):  # noqa: N818  it has died
    """The reader ended before the file did."""
