"""
Reads posted files, one at a time an instance, beside everything else that the gateway does.

    claim → rows of the file (another process) → accept, a few at a time → the broker → put down → …

Where this process dies, another instance claims the import when its lease is over, and goes on after the last rows that
were put down; those that were sent and not put down go again under the same ids. The database away, it stands still.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import structlog
from leadcore.access.callers import Caller
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable
from leadcore.imports import Line, refusal_of
from leadcore.problems import Problem
from leadcore.runtime.waiting import beside, waited

from gateway.domain.imports import Import, Progress, State
from gateway.domain.intake import Placed, Sender, accept
from gateway.ports import FileReader, Imports, Opened, ReaderDied, Rows, Unread
from gateway.routes.leads import Edge

STEP_ROWS: Final = 25
"""So many rows are checked before others have their turn: a millisecond."""
FIRST_WAIT_S, MOST_WAIT_S = 0.5, 10.0
UPLOAD_S: Final = 3600.0
"""What was posted so long ago and never became an import is forgotten."""


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """
    Everything that posted files need. `holder`: this instance's name. `most_bytes`: of a file. `lease_s`: after so long
    without a word another instance goes on. `look_s`: how often it is looked whether one waits.
    """

    imports: Imports
    reader: FileReader
    holder: str
    most_bytes: int = 1024**3
    lease_s: float = 30.0
    look_s: float = 2.0


class LostError(Exception):
    """The import is another's now, or was cancelled."""


class Importer:
    """Reads what waits, until it is cancelled."""

    def __init__(self, edge: Edge, desk: ImportDesk) -> None:
        self._edge, self._desk = edge, desk
        self._waits = asyncio.Event()
        rows = edge.metrics.counter("lead_import_rows_total", "Rows of posted files", ("ended",))
        self._counted = {ended: rows.labels(ended) for ended in ("sent", "refused", "unreadable")}
        self._ended = edge.metrics.counter("lead_imports_total", "Posted files by how they ended", ("state",))

    def wake(self) -> None:
        """Something waits."""
        self._waits.set()

    async def run(self) -> None:
        """Read one file after the other."""
        try:
            while True:
                if not await self._next():
                    await waited(self._waits, self._desk.look_s)
                    self._waits.clear()
        finally:
            with suppress(PortUnavailable, TimeoutError):
                async with asyncio.timeout(2):
                    await self._desk.imports.release(self._desk.holder)

    async def _next(self) -> bool:
        """Read the next file; False where none waits, or the database does not say."""
        desk = self._desk
        try:
            one = await desk.imports.claim(desk.holder, desk.lease_s)
            if one is None:
                await desk.imports.clean(UPLOAD_S)
                return False
            await self._read(one)
        except PortUnavailable:
            return False
        except LostError:
            structlog.get_logger().info("import.lost")
        return True

    async def _read(self, one: Import) -> None:
        async with beside(self._renew(one)):
            await self._read_to_its_end(one)

    async def _read_to_its_end(self, one: Import) -> None:
        try:
            async with self._desk.reader.read(one, self._desk.imports.pieces(one)) as told:
                async for each in told:
                    one = await self._taken(one, each)
                    if one.state == "failed":
                        return
            await self._end(one, "done")
        except ReaderDied:
            await self._end(
                replace(one, code="reader-died", detail="The file is more than can be read here."), "failed"
            )
        except (PortUnavailable, LostError):
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours must not be met again and again by every instance
            structlog.get_logger().error("import.fault", **{"error.type": type(error).__name__})
            await self._end(replace(one, code="unexpected", detail="Something went wrong on our side."), "failed")

    async def _taken(self, one: Import, each: Opened | Unread | Rows) -> Import:
        """The import after what the reader told."""
        if isinstance(each, Unread):
            failed = replace(one, state="failed", code=each.code, detail=each.detail)
            await self._end(failed, "failed")
            return failed
        if isinstance(each, Opened):
            _hold(await self._desk.imports.opened(one, self._desk.holder, each.keys, each.columns))
            return replace(one, keys=each.keys, columns=each.columns)
        return await self._sent(one, each)

    async def _sent(self, one: Import, rows: Rows) -> Import:
        """The import after these rows were kept by the broker, and that was put down."""
        submissions, refused = await self._accepted(one, rows)
        await self._kept(one, submissions)
        before = one.progress
        to = Progress(
            max(before.last, rows.last),
            rows.part,
            before.sent + len(submissions),
            before.refused + len(refused),
            before.unreadable + len(rows.lost),
            {
                code: before.remarks.get(code, 0) + rows.remarks.get(code, 0)
                for code in {**before.remarks, **rows.remarks}
            },
        )
        await self._put_down(one, to, [*rows.lost, *refused])
        for ended, count in (("sent", submissions), ("refused", refused), ("unreadable", rows.lost)):
            self._counted[ended].inc(len(count))
        return replace(one, progress=to)

    async def _accepted(self, one: Import, rows: Rows) -> tuple[list[Submission], list[Line]]:
        source = self._edge.workspace.sources[one.source]
        caller = Caller(one.client, one.tenant, (one.source,))
        sender = Sender(caller, one.source, source, self._edge.workspace.fields)
        submissions: list[Submission] = []
        refused: list[Line] = []
        for at, (line, payload) in enumerate(rows.rows):
            if at % STEP_ROWS == 0:
                await asyncio.sleep(0)
            placed = Placed(self._edge.clock(), operation_id=one.import_id, line=line)
            taken = accept(payload, sender, placed)
            if isinstance(taken, Problem):
                refused.append(refusal_of(line, taken.document()))
            else:
                submissions.append(taken)
        return submissions, refused

    async def _kept(self, one: Import, submissions: Sequence[Submission]) -> None:
        """Return when the broker has them, however long that takes; as fast as the client may send."""
        if not submissions:
            return
        # Once: what the broker did not take is sent again, and is no more leads for it.
        await self._allowed(one, len(submissions))
        wait = FIRST_WAIT_S
        while True:
            with suppress(PortUnavailable):
                await self._edge.log.append(submissions)
                return
            wait = await self._waited(one, wait)

    async def _allowed(self, one: Import, leads: int) -> None:
        """Return when the client may send so many; they are charged then."""
        wait = FIRST_WAIT_S
        while not (allowance := await self._edge.limiter.take(one.client, leads)).allowed:
            wait = await self._waited(one, wait, allowance.retry_after_s)

    async def _waited(self, one: Import, wait: float, least: float = 0.0) -> float:
        """Stand still for so long, while the import is ours; for how long the next time."""
        _hold(await self._held(one))
        await asyncio.sleep(max(wait, least))
        return min(wait * 2, MOST_WAIT_S)

    async def _put_down(self, one: Import, to: Progress, lines: Sequence[Line]) -> None:
        while True:
            try:
                _hold(await self._desk.imports.advance(one, self._desk.holder, to, lines))
            except PortUnavailable:
                await asyncio.sleep(FIRST_WAIT_S)  # what was sent is sent: it stands still until that can be said
            else:
                return

    async def _held(self, one: Import) -> bool:
        try:
            return await self._desk.imports.renew(one, self._desk.holder, self._desk.lease_s)
        except PortUnavailable:
            return True  # nobody else can claim it meanwhile

    async def _renew(self, one: Import) -> None:
        held = True
        while held:
            await asyncio.sleep(self._desk.lease_s / 3)
            held = await self._held(one)

    async def _end(self, one: Import, state: State) -> None:
        _hold(await self._desk.imports.end(one, self._desk.holder, state, one.code, one.detail))
        self._ended.labels(state).inc()


def _hold(held: bool) -> None:
    if not held:
        raise LostError
