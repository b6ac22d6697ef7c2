"""An append-only file of JSON lines that brings an emulator's records back after a kill.

A line is handed to the operating system before the call it belongs to is answered, so a killed process
keeps what it answered for; a crash of the machine is out of scope (no fsync).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson


class JournalUnusableError(Exception):
    """The state folder cannot be used: another emulator has it, or a line in it is not ours."""


class Journal:
    """One open journal; only one process may have it."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{name}.jsonl"
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as busy:
            os.close(self._file)
            raise JournalUnusableError(f"{self.path} is in use by another emulator") from busy

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, in order; a torn last line, never answered for, is cut off."""
        whole = 0
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                try:
                    yield orjson.loads(line)
                except orjson.JSONDecodeError as wrong:
                    raise JournalUnusableError(f"{self.path}, line {number} is not JSON") from wrong
        os.ftruncate(self._file, whole)

    def append(self, entries: Iterable[dict[str, Any]]) -> None:
        """Write entries in one piece."""
        data = b"".join(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE) for entry in entries)
        while data:
            data = data[os.write(self._file, data) :]

    def clear(self) -> None:
        """Forget everything."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Release the file to others."""
        os.close(self._file)
