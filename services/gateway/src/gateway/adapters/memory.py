"""The gateway's ports in memory: for tests, and to see what a fulfilment owes."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from leadcore import ids
from leadcore.contracts import Outcome, Submission
from leadcore.failures import PortUnavailable
from leadcore.imports import Line

from gateway.domain.imports import Import, Progress, State
from gateway.domain.repeats import Answer, Known, known_of, packed
from gateway.ports import Columns


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


@dataclass
class MemoryImports:
    """Posted files in dictionaries; see Imports. `away`: nothing of it answers."""

    files: dict[str, list[bytes]] = field(default_factory=dict)
    kept: dict[tuple[str, str], Import] = field(default_factory=dict)
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: dict[tuple[str, str], dict[int, Line]] = field(default_factory=dict)
    ended: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    away: bool = False

    async def add(self, tenant: str, upload_id: str, place: int, piece: bytes) -> None:  # noqa: ARG002
        """Keep a piece."""
        self._there()
        assert len(self.files.setdefault(upload_id, [])) == place
        self.files[upload_id].append(piece)

    async def drop(self, tenant: str, upload_id: str) -> None:  # noqa: ARG002
        """Forget a file."""
        self._there()
        self.files.pop(upload_id, None)

    async def queue(self, one: Import) -> tuple[Import, bool]:
        """Have it read."""
        self._there()
        known = self.kept.get(_name(one))
        if known is not None and known.state not in ("cancelled", "failed"):
            self.files.pop(one.upload_id)
            return known, True
        if known is not None:
            begun = known.progress.last > 0
            one = replace(known if begun else one, upload_id=one.upload_id, client=one.client, state="queued", code="")
        self.kept[_name(one)] = one
        return one, False

    async def find(self, tenant: str, import_id: str) -> Import | None:
        """One import."""
        self._there()
        return self.kept.get((tenant, import_id))

    async def counts(self, tenant: str, import_id: str) -> Mapping[str, int]:
        """As a test tells."""
        self._there()
        return self.ended.get((tenant, import_id), {})

    async def cancel(self, tenant: str, import_id: str) -> Import | None:
        """End it."""
        self._there()
        one = self.kept.get((tenant, import_id))
        if one is not None and one.state in ("queued", "running"):
            self.files.pop(one.upload_id)
            one = self.kept[_name(one)] = replace(one, state="cancelled")
        return one

    async def lines(self, tenant: str, import_id: str, after: int, limit: int) -> Sequence[Line]:
        """Those that were lost."""
        self._there()
        found = sorted(self.lost.get((tenant, import_id), {}).items())
        return [line for number, line in found if number > after][:limit]

    async def claim(self, holder: str, lease_s: float) -> Import | None:  # noqa: ARG002
        """The first that waits, or is nobody's."""
        self._there()
        for name, one in self.kept.items():
            if one.state == "queued" or (one.state == "running" and not self.holders.get(name)):
                self.holders[name] = holder
                self.kept[name] = replace(one, state="running")
                return self.kept[name]
        return None

    async def renew(self, one: Import, holder: str, lease_s: float) -> bool:  # noqa: ARG002
        """Whether it is still held."""
        self._there()
        return self.kept[_name(one)].state == "running" and self.holders.get(_name(one)) == holder

    async def pieces(self, one: Import) -> AsyncIterator[bytes]:
        """Its bytes."""
        for piece in self.files.get(one.upload_id, []):
            yield piece

    async def opened(self, one: Import, holder: str, keys: Mapping[str, str], columns: Columns) -> bool:
        """How it was understood."""
        return await self._changed(one, holder, keys=keys, columns=columns)

    async def advance(self, one: Import, holder: str, to: Progress, lines: Sequence[Line]) -> bool:
        """Where it stands."""
        if self.kept[_name(one)].progress.last != one.progress.last:
            return False
        held = await self._changed(one, holder, progress=to)
        if held:
            self.lost.setdefault(_name(one), {}).update({each.line: each for each in lines})
        return held

    async def end(self, one: Import, holder: str, state: State, code: str = "", detail: str = "") -> bool:
        """End it."""
        held = await self._changed(one, holder, state=state, code=code, detail=detail)
        if held:
            self.files.pop(one.upload_id, None)
        return held

    async def release(self, holder: str) -> None:
        """Let go."""
        self._there()
        self.holders = {name: each for name, each in self.holders.items() if each != holder}

    async def clean(self, older_than_s: float) -> None:  # noqa: ARG002
        """Nothing is that old."""
        self._there()

    async def _changed(self, one: Import, holder: str, **more: Any) -> bool:
        if not await self.renew(one, holder, 0):
            return False
        self.kept[_name(one)] = replace(self.kept[_name(one)], **more)
        return True

    def _there(self) -> None:
        if self.away:
            raise PortUnavailable("postgres")


def _name(one: Import) -> tuple[str, str]:
    return one.tenant, one.import_id
