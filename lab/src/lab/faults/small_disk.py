"""A disk of a fixed size, full on request: a tmpfs of its own, where the machine lets us mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

FILLER = ".filler"
BLOCK = bytes(64 * 1024)


class NoSmallDisk(Exception):  # noqa: N818  named for what it says
    """This machine lets us mount none; the text says why."""


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted disk; its filler takes what room is left."""

    folder: Path

    @property
    def free_bytes(self) -> int:
        """What may still be written."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / FILLER).open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(BLOCK)

    def make_room(self) -> None:
        """Give back what `fill` took."""
        (self.folder / FILLER).unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[SmallDisk]:
    """
    A disk of so many MiB at `folder`, gone after the block with all that is on it.

    Raises:
        NoSmallDisk: it cannot be mounted here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0755", "leadstream-small-disk", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: who still writes there has been told to end, and need not have.
        _run("umount", "--lazy", str(folder))


def _run(*argv: str) -> None:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)  # noqa: S603  ours
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoSmallDisk(f"{argv[0]}: {type(error).__name__}") from None
    if done.returncode:
        raise NoSmallDisk(f"{argv[0]} ended with {done.returncode}: {done.stderr.strip()[:200]}")
