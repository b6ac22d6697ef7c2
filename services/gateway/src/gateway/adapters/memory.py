"""The gateway's ports in memory: for tests, and to see what a fulfilment owes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from leadcore import ids
from leadcore.contracts import Outcome, Submission
from leadcore.failures import PortUnavailable

from gateway.domain.repeats import Answer, Known, known_of, packed


@dataclass
class MemoryLog:
    """A log that keeps submissions in a list, or is away; `held` lets it acknowledge, where it is not set at once."""

    kept: list[Submission] = field(default_factory=list)
    away: bool = False
    held: asyncio.Event | None = None

    def new_id(self) -> str:
        """Any id; see SubmissionLog."""
        return ids.new_submission_id()

    async def append(self, submissions: Sequence[Submission]) -> None:
        """Keep them; see SubmissionLog."""
        if self.away:
            raise PortUnavailable("kafka")
        self.kept += submissions
        if self.held is not None:
            await self.held.wait()


@dataclass
class MemoryRepeats:
    """Repeats in a dictionary, for ever; or away."""

    kept: dict[str, bytes] = field(default_factory=dict)
    away: bool = False

    async def begin(self, name: str, fingerprint: bytes) -> Known:
        """What is known; see Repeats."""
        self._there()
        if name in self.kept:
            return known_of(fingerprint, self.kept[name])
        self.kept[name] = fingerprint
        return Known("new")

    async def finish(self, name: str, fingerprint: bytes, answer: Answer) -> None:
        """Keep the answer; see Repeats."""
        self._there()
        self.kept[name] = packed(fingerprint, answer)

    async def release(self, name: str, fingerprint: bytes) -> None:
        """Forget; see Repeats."""
        self._there()
        if self.kept.get(name) == fingerprint:
            del self.kept[name]

    def _there(self) -> None:
        if self.away:
            raise PortUnavailable("redis")


@dataclass
class MemoryOutcomes:
    """Outcomes that a test tells."""

    room: int = 1
    waiting: dict[str, "asyncio.Future[Outcome]"] = field(default_factory=dict)

    @asynccontextmanager
    async def expect(self, submission_id: str, within_s: float) -> AsyncIterator["MemoryExpected | None"]:  # noqa: ARG002
        """Listen, where there is room; see Outcomes."""
        if len(self.waiting) >= self.room:
            yield None
            return
        self.waiting[submission_id] = asyncio.get_running_loop().create_future()
        try:
            yield MemoryExpected(self.waiting[submission_id])
        finally:
            del self.waiting[submission_id]


@dataclass(frozen=True)
class MemoryExpected:
    """One outcome; see Expected."""

    future: "asyncio.Future[Outcome]"

    async def within(self, seconds: float) -> Outcome | None:
        """The outcome, or None; see Expected."""
        await asyncio.wait({self.future}, timeout=seconds)
        return self.future.result() if self.future.done() else None
