"""
A process's wall clock, set from outside while it runs: as many seconds off as a file says.

    outside: set_off(file, -3600)     inside: install(file)

What runs by a monotonic clock is left alone, as it is when an operator or NTP sets a machine's clock.
"""

import mmap
import struct
import time
from pathlib import Path

_SECONDS = struct.Struct("<q")


def set_off(file: Path, seconds: int) -> None:
    """Have the clocks that read `file` be so many seconds off from now on."""
    mode = "r+b" if file.exists() else "wb"
    with file.open(mode) as out:
        out.write(_SECONDS.pack(seconds))


def install(file: Path) -> None:
    """Have `time.time` and `time.time_ns` of this process, and all that ask them, be off by what `file` holds."""
    true_s, true_ns = time.time, time.time_ns  # noqa: TID251  the clock itself is what is broken
    with file.open("rb") as held:
        held_now = mmap.mmap(held.fileno(), _SECONDS.size, access=mmap.ACCESS_READ)

    def off_s() -> int:
        return int(_SECONDS.unpack(held_now[:])[0])

    def seconds() -> float:
        return true_s() + off_s()

    def nanoseconds() -> int:
        return true_ns() + off_s() * 1_000_000_000

    setattr(time, "time", seconds)  # noqa: B010  a name that is assigned nowhere else
    setattr(time, "time_ns", nanoseconds)  # noqa: B010
