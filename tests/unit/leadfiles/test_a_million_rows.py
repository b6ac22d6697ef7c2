"""
I1 at its true size: a million rows through the process that reads posted files.

Nothing is kept but sums: the file goes to the process as it is made, and its shares are counted as they come.
"""

import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO

import orjson
import psutil
import pytest

pytestmark = pytest.mark.slow

WORKSPACE = Path(__file__).parents[3] / "workspace"
MILLION, FEW = 1_000_000, 20_000
HEADER = b"E-Mail,Name,Role,Company\n"
BAD = 999_999
WRONG = {1: b'"p1@million.example,Ada,CTO,Company\n', BAD: b"p@million.example,Ada,CTO,Company,and,three,more\n"}
STEP = 10_000
LENGTH = struct.Struct(">I")
MB = 1024 * 1024


@dataclass
class Told:
    """What the process said of a file, and what it needed: memory at its most, seconds of CPU."""

    rows: int = 0
    lost: list[list[object]] = field(default_factory=list)
    last: int = 0
    peak_mb: float = 0.0
    cpu_s: float = 0.0

    def look(self, process: psutil.Process) -> None:
        with process.oneshot():
            self.peak_mb = max(self.peak_mb, process.memory_info().rss / MB)
            self.cpu_s = sum(process.cpu_times()[:2])


def rows_of(count: int) -> Iterator[bytes]:
    """A file of so many rows, WRONG ones among them; pieces as they come off a socket."""
    yield HEADER
    for first in range(1, count + 1, STEP):
        yield b"".join(
            WRONG.get(n) or b"p%d@million.example,Ada Number %d,CTO,Company %d Ltd\n" % (n, n, n % 999)
            for n in range(first, min(first + STEP, count + 1))
        )


def told_of(pieces: Iterator[bytes]) -> Told:
    with subprocess.Popen(
        [sys.executable, "-m", "leadfiles.imports"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        feeding = threading.Thread(target=fed, args=(process.stdin, pieces))
        feeding.start()
        try:
            return read(process.stdout, psutil.Process(process.pid))
        finally:
            process.kill()
            feeding.join()


def fed(pipe: IO[bytes], pieces: Iterator[bytes]) -> None:
    asked = {"memory": 1 << 30, "suffix": ".csv", "maps": [], "encoding": "", "delimiter": "", "sheet": ""}
    head = orjson.dumps({**asked, "workspace": str(WORKSPACE), "source": "events-csv", "after": 0, "keys": None})
    for piece in chain((head,), pieces, (b"",)):
        pipe.write(LENGTH.pack(len(piece)) + piece)
    pipe.flush()


def read(pipe: IO[bytes], process: psutil.Process) -> Told:
    """The sums; the process can be no further ahead than a pipe holds, so it is looked at while it is there."""
    told = Told()
    while not (said := orjson.loads(pipe.read(LENGTH.unpack(pipe.read(LENGTH.size))[0]))).get("end"):
        assert "refused" not in said, said
        told.rows += len(said.get("rows", ()))
        told.lost += said.get("lost", ())
        told.last = said.get("last", 0)
        told.look(process)
    return told


def test_a_million_rows_need_no_more_memory_and_a_bad_one_is_told_by_its_line() -> None:
    """A quotation opened in the first row costs that row alone, and no search through all that follow."""
    few = told_of(rows_of(FEW))
    found = told_of(rows_of(MILLION))
    assert (found.rows, found.last) == (MILLION - len(WRONG), MILLION + 1)
    assert found.lost == [[2, "unclosed-quote", ""], [BAD + 1, "too-many-cells", ""]]
    assert found.peak_mb < few.peak_mb + 16
    assert found.cpu_s < 60
