"""
Shows downloads: a bar on a terminal, plain lines elsewhere, nothing when asked.

The downloader calls `began` once, `advanced` from several threads, `ended` once.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TransferSpeedColumn
from rich.progress import Progress as RichBar

MIB = 1024 * 1024


class Progress(Protocol):
    """Receives the course of one download; must be safe to call from any thread."""

    def began(self, what: str, total_bytes: int) -> None:
        """Say what is being downloaded and how much of it."""

    def advanced(self, count_bytes: int) -> None:
        """Say that so many more bytes have arrived."""

    def ended(self) -> None:
        """Say that the download is over, well or not."""


def on(console: Console) -> Progress:
    """Choose the bar for a terminal and plain lines for anything else."""
    return BarProgress(console) if console.is_terminal else LineProgress(console.print)


class SilentProgress:
    """Shows nothing."""

    def began(self, what: str, total_bytes: int) -> None:
        """Show nothing."""

    def advanced(self, count_bytes: int) -> None:
        """Show nothing."""

    def ended(self) -> None:
        """Show nothing."""


class LineProgress:
    """Prints one line at the start, one at each quarter, for logs and pipes."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._what, self._total, self._seen, self._shown = "", 0, 0, 0

    def began(self, what: str, total_bytes: int) -> None:
        """Print what comes and its size."""
        self._what, self._total, self._seen, self._shown = what, total_bytes, 0, 0
        self._write(f"downloading {what}: {total_bytes / MIB:.1f} MiB")

    def advanced(self, count_bytes: int) -> None:
        """Print a line when another quarter is complete."""
        with self._lock:
            self._seen += count_bytes
            quarter = 4 * self._seen // self._total if self._total else 4
            if quarter > self._shown:
                self._shown = quarter
                self._write(f"downloading {self._what}: {25 * quarter} % ({self._seen / MIB:.1f} MiB)")

    def ended(self) -> None:
        """Print nothing more: the last quarter has said it."""


class BarProgress:
    """Draws a bar with size and speed on a terminal."""

    def __init__(self, console: Console) -> None:
        self._bar = RichBar(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=console,
        )
        self._task: TaskID | None = None

    def began(self, what: str, total_bytes: int) -> None:
        """Open the bar."""
        self._bar.start()
        self._task = self._bar.add_task(f"downloading {what}", total=total_bytes)

    def advanced(self, count_bytes: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bar.advance(self._task, count_bytes)

    def ended(self) -> None:
        """Close the bar."""
        self._bar.stop()
