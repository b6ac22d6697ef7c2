"""The bytes of a file, unpacked where it is a .gz, whatever its name; and how much of it has been read."""

import gzip
import io
import zlib
from pathlib import Path
from typing import BinaryIO

from leadfiles.findings import CutOffError
from leadfiles.limits import BOMB_BYTES, BOMB_RATIO

GZIP = b"\x1f\x8b"


class Bytes(io.RawIOBase):
    """
    The unpacked bytes of a file, from its beginning.

    Raises, also from reading:
        CutOffError: it cannot be read or unpacked further, or unpacks to far more than it is.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        try:
            self._raw: BinaryIO = path.open("rb")
            self._size = max(1, path.stat().st_size)
            packed = self._raw.read(2) == GZIP
        except OSError as error:
            raise _unreadable(error) from None
        self._raw.seek(0)
        self._inner: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=self._raw) if packed else self._raw
        self._packed, self._given = packed, 0

    @property
    def packed(self) -> bool:
        """Whether the file is a .gz."""
        return self._packed

    @property
    def part(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._raw.tell() / self._size) if not self.closed else 1.0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # all that io gives
        """As of every raw stream."""
        try:
            read = self._inner.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise CutOffError("broken-gzip", _reason(error)) from None
        except OSError as error:
            raise _unreadable(error) from None
        self._given += len(read)
        if self._packed and self._given > BOMB_BYTES and self._given > BOMB_RATIO * self._raw.tell():
            raise CutOffError("bomb", f"unpacked it is more than {BOMB_RATIO} times as large")
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        """Close the file."""
        self._inner.close()
        self._raw.close()
        super().close()


def _reason(error: Exception) -> str:
    return "the .gz ends too early" if isinstance(error, EOFError) else "the .gz is damaged"


def _unreadable(error: OSError) -> CutOffError:
    return CutOffError("cannot-open", (error.strerror or "input/output error").lower())


def head(path: Path, size: int) -> tuple[bytes, bool]:
    """
    The first `size` unpacked bytes, and whether the file is a .gz.

    Raises:
        CutOffError: it cannot be opened, or not even its beginning unpacked.
    """
    with Bytes(path) as opened:
        return io.BufferedReader(opened).read(size), opened.packed
