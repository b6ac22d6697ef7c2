"""
A backfill put on leads.bulk by a process of its own: in the one that posts live leads and notes when they came, its
work would be measured as theirs.

    `main`, of BROKERS LEADS SEED:
    its leads are made → "ready" → a line comes → they are put down, A_SECOND at most → how many the broker took
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import TracebackType

import httpx
from leadcore.contracts import Topic

from lab import sending
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.generator import generate

A_SECOND, AT_ONCE = 5_000, 500
"""So many are put down in a second, and between two looks at the clock: few machines have more to send."""
POST_S, LOOK_S = 120.0, 1.0
NICE = 10
"""Who sends shares the machine with what is measured, and in earnest would not."""


class Backfill:
    """So many leads, made when the block begins and put down by `put`."""

    def __init__(self, brokers: str, leads: int, seed: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-c", f"from {__name__} import main; main()", brokers, str(leads), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Backfill":
        self._told()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def put(self) -> int:
        """
        Put them down, and return how many the broker took.

        Raises:
            RuntimeError: the process has ended; what became of them nobody knows.
        """
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # what it says, or does not say, tells
            self._process.stdin.write("\n")
            self._process.stdin.flush()
        return int(self._told())

    def _told(self) -> str:
        assert self._process.stdout is not None
        if not (told := self._process.stdout.readline().strip()):
            raise RuntimeError(f"the backfill's process ended with {self._process.wait()}")
        return told


class PostedFile:
    """As many leads in a file that is posted to `POST /v1/imports`, which the gateway reads beside live leads."""

    def __init__(self, gateway: str, authorization: Mapping[str, str], leads: int, seed: int) -> None:
        self._client = httpx.Client(base_url=gateway, headers=dict(authorization), timeout=POST_S, trust_env=False)
        self._file = b"\n".join(lead.body for lead in generate(leads, seed, mix=BENCH_MIX))

    def __enter__(self) -> "PostedFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        self._client.close()

    def put(self) -> int:
        """
        Post it, and return how many of its rows were sent, once all have been read.

        Raises:
            httpx.HTTPError: it was refused, or the gateway did not answer.
        """
        headers = {"Content-Type": "application/x-ndjson"}
        posted = self._client.post("/v1/imports", params={"source": SOURCE}, content=self._file, headers=headers)
        told = posted.raise_for_status().json()
        while told["state"] not in ("done", "failed", "cancelled"):
            time.sleep(LOOK_S)
            told = self._client.get(f"/v1/imports/{told['import_id']}").raise_for_status().json()
        return int(told["sent"])


def paced(lines: Iterable[bytes]) -> Iterator[bytes]:
    """`lines`, A_SECOND at most."""
    began = time.monotonic()
    for number, line in enumerate(lines):
        if number % AT_ONCE == 0:
            time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        yield line


def main() -> None:
    """Be that process."""
    brokers, leads, seed = sys.argv[1:]
    os.nice(NICE)
    lines = [lead.body for lead in generate(int(leads), int(seed), mix=BENCH_MIX)]
    print("ready", flush=True)
    sys.stdin.readline()
    print(sending.over_kafka(brokers, paced(lines), SOURCE, lambda _: None, topic=Topic.LEADS_BULK).accepted)
