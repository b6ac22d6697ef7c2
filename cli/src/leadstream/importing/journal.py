"""
What an import has done so far, in a folder of its own under `imports/` of the home, readable by its owner alone.

    journal.json   replaced after each share that the gateway has taken
    lines.csv      lines that made no submission; as long as the journal says, whatever was written after it
    report.csv     the whole report, made when all is known
    lock           held by the process that imports
    stop           put there by who wants that process to stop

A share is written down after it was taken, never before: what a kill comes between is sent again under the same ids.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Literal

import msgspec
from leadcore.imports import HEAD, Line, written

Stage = Literal["sending", "sent", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    Where an import stands. rows = accepted + refused + unreadable.

    `last`: the number of the last row or line that is done with. `keys`, `maps`, `reading` (encoding, delimiter,
    sheet): how the file was understood when it was begun. `lines_bytes`: how much of `lines.csv` counts.
    """

    operation: str
    source: str
    file: str
    maps: tuple[str, ...] = ()
    reading: tuple[str, str, str] = ("", "", "")
    keys: dict[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    stage: Stage = "sending"
    last: int = 0
    accepted: int = 0
    refused: int = 0
    unreadable: int = 0
    remarks: dict[str, int] = field(default_factory=dict)
    lines_bytes: int = 0

    @property
    def rows(self) -> int:
        """Rows and lost lines that are done with."""
        return self.accepted + self.refused + self.unreadable


class Held(Exception):  # noqa: N818  it is held, which is no error
    """Another process imports this file through this source."""


class Journal:
    """One import's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def report(self) -> Path:
        """The whole report."""
        return self.folder / "report.csv"

    @property
    def lines(self) -> Path:
        """Lines that made no submission."""
        return self.folder / "lines.csv"

    def read(self) -> Entry | None:
        """Where the import stands; None: there is none, or its journal was torn, and it is begun anew."""
        try:
            return msgspec.json.decode((self.folder / "journal.json").read_bytes(), type=Entry)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def write(self, entry: Entry) -> None:
        """Put down `entry` in place of the last one."""
        path = self.folder / "journal.new"
        with _own(path, "wb") as file:
            file.write(msgspec.json.encode(asdict(entry)))
            file.flush()
            os.fsync(file.fileno())
        path.replace(self.folder / "journal.json")

    def noted(self, entry: Entry, lines: list[Line]) -> Entry:
        """Add `lines` after those that `entry` counts; the entry that counts them too."""
        with _own(self.lines, "ab") as file:
            file.truncate(entry.lines_bytes)
            file.seek(0, os.SEEK_END)
            file.write("".join(map(written, lines)).encode() if entry.lines_bytes else _begun(lines))
            return replace(entry, lines_bytes=file.tell())

    def ask_to_stop(self) -> bool:
        """Have the process that imports stop; False: none does."""
        if not self.folder.is_dir():
            return False
        try:
            with self.held():
                return False
        except Held:
            (self.folder / "stop").touch(mode=0o600)
            return True

    @property
    def stop_asked(self) -> bool:
        """Whether somebody wants this process to stop."""
        return (self.folder / "stop").exists()

    @contextmanager
    def held(self) -> Iterator[None]:
        """
        Keep others out.

        Raises:
            Held: another process is at it.
            OSError: the folder cannot be written.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _own(self.folder / "lock", "ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Held from None
            (self.folder / "stop").unlink(missing_ok=True)
            yield


def own_text(path: Path) -> IO[str]:
    """`path`, made or emptied, for its owner alone."""
    return open(path, "w", encoding="utf-8", newline="", opener=_opener)


def _begun(lines: list[Line]) -> bytes:
    return (HEAD + "".join(map(written, lines))).encode()


def _own(path: Path, mode: str) -> IO[bytes]:
    return open(path, mode, opener=_opener)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
