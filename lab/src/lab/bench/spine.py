"""Spine: a drain of the five topics alone, while what works after them and on PostgreSQL stands still."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from confluent_kafka import Consumer, TopicPartition
from leadcore.contracts import Topic

from lab import sending
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.figures import Figures
from lab.bench.measured import measured
from lab.bench.runs import Run, limit_s
from lab.generator import generate

ASIDE = ("crm-sync.postgres", "crm-sync.hubspot", "reviser")
EVERY_S = 0.1


def spine(run: Run, n: int, seed: int) -> Figures:
    """
    Send `n` generated submissions to leads.raw and wait until each has its outcome on leads.outcomes; only then do
    destinations and the reviser go on, and all must end. `seconds` and the costs are those of the topics alone, and
    lateness in PostgreSQL is none.

    Raises:
        TimeoutError: they did not all end in time.
    """
    lines = [lead.body for lead in generate(n, seed, mix=BENCH_MIX)]
    with _Outcomes(run.kafka) as outcomes, standing_still(_aside(run.pids())) as go_on:

        def told(accepted: int, _since: int) -> None:
            outcomes.until(accepted)
            go_on()

        found = measured(
            run, lines, lambda bodies: sending.over_kafka(run.kafka, bodies, SOURCE, lambda _n: None).accepted, told
        )
    return replace(found, seconds=found.routed_seconds, recorded_ms=())


@contextmanager
def standing_still(pids: Iterable[int]) -> Iterator[Callable[[], None]]:
    """Processes that get no CPU until the block calls what it is given, or ends."""
    still = list(pids)

    def go_on() -> None:
        while still:
            os.kill(still.pop(), signal.SIGCONT)

    try:
        for pid in still:
            os.kill(pid, signal.SIGSTOP)
        yield go_on
    finally:
        go_on()


def _aside(pids: Mapping[str, int]) -> list[int]:
    return [pid for name, pid in pids.items() if name.startswith(ASIDE)]


class _Outcomes:
    """How many records have come to leads.outcomes since it was made."""

    def __init__(self, servers: str) -> None:
        self._consumer = Consumer({"bootstrap.servers": servers, "group.id": "bench"})
        topic = Topic.LEADS_OUTCOMES.value
        numbers = self._consumer.list_topics(topic, 10).topics[topic].partitions
        self._partitions = [TopicPartition(topic, number) for number in numbers]
        self._before = self._ends()

    def __enter__(self) -> "_Outcomes":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._consumer.close()

    def until(self, accepted: int) -> None:
        """
        Wait for so many.

        Raises:
            TimeoutError: they did not come in time.
        """
        end = time.monotonic() + limit_s(accepted)
        while (came := self._ends() - self._before) < accepted:
            if time.monotonic() > end:
                raise TimeoutError(f"{accepted - came} of {accepted} have no outcome after {limit_s(accepted):.0f} s")
            time.sleep(EVERY_S)

    def _ends(self) -> int:
        return sum(self._consumer.get_watermark_offsets(each, 10)[1] for each in self._partitions)
