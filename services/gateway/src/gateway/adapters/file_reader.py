"""Reads files in a process of its own, `python -m leadfiles.imports`: what a hostile one costs, it costs there."""

import asyncio
import os
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import orjson
from leadcore.imports import Line

from gateway.domain.imports import Import
from gateway.ports import Opened, ReaderDied, Rows, Unread

_PASSED_ON: Final = frozenset(
    {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "PYTHONOPTIMIZE", "MALLOC_ARENA_MAX"}
)
"""What the process may know of our environment, in which secrets stand: it reads what a stranger sent."""
_LENGTH = struct.Struct(">I")
_MOST_FRAME: Final = 64 * 1024 * 1024
_ENDS_S: Final = 5.0
_MOST_LEFT: Final = 1 << 20


class ProcessReader:
    """
    The port `FileReader`; see there.

    Args:
        workspace: the folder that the gateway reads.
        memory: bytes that the process may take.
        folder: where the file lies while it is read; empty: the system's own for such files.
    """

    def __init__(self, workspace: Path, memory: int, folder: str = "") -> None:
        self._workspace, self._memory = workspace, memory
        known = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
        self._environment = {**known, **({"TMPDIR": folder} if folder else {})}

    @asynccontextmanager
    async def read(
        self, one: Import, pieces: AsyncIterator[bytes]
    ) -> AsyncIterator[AsyncIterator[Opened | Unread | Rows]]:
        """What the process tells; it ends with the context."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "leadfiles.imports",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a trace of its might quote the file
            env=self._environment,
        )
        try:
            yield self._told(process, one, pieces)
        finally:
            await _surely(asyncio.create_task(_ended(process)))

    async def _told(
        self, process: asyncio.subprocess.Process, one: Import, pieces: AsyncIterator[bytes]
    ) -> AsyncIterator[Opened | Unread | Rows]:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            await _put(process.stdin, orjson.dumps(self._asked(one)))
            async for piece in pieces:
                await _put(process.stdin, piece)
            await _put(process.stdin, b"")
            while True:
                told = await _frame(process.stdout)
                if told.get("end"):
                    return
                yield _said(told)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise ReaderDied from None

    def _asked(self, one: Import) -> dict[str, Any]:
        reading = one.reading
        return {
            "memory": self._memory,
            "suffix": reading.suffix,
            "maps": reading.maps,
            "encoding": reading.encoding,
            "delimiter": reading.delimiter,
            "sheet": reading.sheet,
            "workspace": str(self._workspace),
            "source": one.source,
            "after": one.progress.last,
            "keys": one.keys,
        }


async def _put(pipe: asyncio.StreamWriter, body: bytes) -> None:
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    await pipe.drain()


async def _frame(pipe: asyncio.StreamReader) -> dict[str, Any]:
    length = _LENGTH.unpack(await pipe.readexactly(_LENGTH.size))[0]
    if length > _MOST_FRAME:
        raise ReaderDied
    told: dict[str, Any] = orjson.loads(await pipe.readexactly(length))
    return told


def _said(told: dict[str, Any]) -> Opened | Unread | Rows:
    if "refused" in told:
        return Unread(told["refused"], told["detail"])
    if "columns" in told:
        return Opened(told["keys"], [(name, target) for name, target in told["columns"]])
    lost = [Line(line, "rejected", code, field) for line, code, field in told["lost"]]
    rows = [(number, payload.encode()) for number, payload in told["rows"]]
    return Rows(rows, lost, told["remarks"], told["last"], told["part"])


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Have the process end, and both pipes with it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    for end in (process.terminate, process.kill):
        with suppress(ProcessLookupError):
            end()
        with suppress(TimeoutError):
            async with asyncio.timeout(_ENDS_S):
                while await process.stdout.read(_MOST_LEFT):
                    pass
                await process.wait()
                return


async def _surely(ending: "asyncio.Task[None]") -> None:
    """Return when `ending` is done, also where all is cancelled meanwhile: it takes no longer than _ENDS_S twice."""
    cancelled = False
    while not ending.done():
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError
