"""
Recovery: how soon admission is at work again after SIGKILL when it has so many sightings to read first.

    fill its changelog with invented sightings → SIGKILL → send one lead after the other → the first one that comes out
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import Producer
from ingest.domain import sightings
from leadcore import ids
from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.runtime.tables import kept

from lab import sending
from lab.bench.arrivals import Arrivals
from lab.bench.costs import resident_mb
from lab.bench.drain import BENCH_MIX, SOURCE
from lab.bench.runs import Run
from lab.generator import Mix, generate

UNIT = "ingest.admit"
CHANGELOG = Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG
KEPT_MS = 2 * 3_600_000
"""Long enough to be recovered, short enough to be swept from a stack that goes on."""
DEADLINE_S = 300.0
PROBE_S = 0.2
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Recovery:
    """
    `recovered`: rows read from the changelog; `recovery_s`: for so long, as the unit says; `at_work_s`: from SIGKILL to
    the first lead on leads.routed; `rss_mb`: the unit's memory then.
    """

    sightings: int
    recovered: int
    recovery_s: float
    at_work_s: float
    rss_mb: int

    def as_json(self) -> dict[str, Any]:
        """The document."""
        return asdict(self) | {"rows_s": round(self.recovered / self.recovery_s) if self.recovery_s else 0}


def recovery(run: Run, count: int, log: Path) -> Recovery:
    """
    Measure it with `count` more sightings. `log`: where the unit writes.

    Raises:
        TimeoutError: no lead came out within five minutes of the kill.
    """
    fill(run.kafka, count)
    said = log.stat().st_size
    with Arrivals(run.kafka) as arrivals:
        os.kill(run.pids()[UNIT], signal.SIGKILL)
        killed_at = time.monotonic()
        _until_one_comes_out(run, arrivals, killed_at)
        took_s = time.monotonic() - killed_at
    recovered, seconds = _told(log, said)
    return Recovery(count, recovered, seconds, round(took_s, 2), round(resident_mb(run.pids()[UNIT])))


def fill(kafka: str, count: int) -> None:
    """
    Put `count` sightings of nobody, each of one submission, into the changelog.

    Raises:
        TimeoutError: the broker did not take them.
    """
    producer = Producer({"bootstrap.servers": kafka, "partitioner": "murmur2_random", "linger.ms": 50, "log_level": 2})
    for number, (key, row) in enumerate(_rows(count, system_clock()), 1):
        producer.produce(CHANGELOG, key=key, value=row)
        if number % AT_ONCE == 0 and producer.flush(60):
            raise TimeoutError("the changelog takes no rows")
    if producer.flush(60):
        raise TimeoutError("the changelog takes no rows")


def _rows(count: int, now: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        seen = sightings.Seen(
            ids.derived("bench", f"{now}-{number}"), "new", sightings.digest(SOURCE, f"{now}-{number}")
        )
        sighting = sightings.first(seen, now + KEPT_MS)
        yield f"bench/{now}/{number:08}", kept(sightings.packed(sighting), now + KEPT_MS)


def _until_one_comes_out(run: Run, arrivals: Arrivals, killed_at: float) -> None:
    probes = iter(generate(round(DEADLINE_S / PROBE_S), system_clock(), mix=_VALID))
    while not arrivals.latencies_ms:
        if time.monotonic() - killed_at > DEADLINE_S:
            raise TimeoutError(f"{UNIT} let no lead through within {DEADLINE_S:.0f} s of its end")
        sending.over_kafka(run.kafka, [next(probes).body], SOURCE, lambda _count: None)
        time.sleep(PROBE_S)


_VALID = Mix(sources=BENCH_MIX.sources, duplicates=0, invalid=0)


def _told(log: Path, after: int) -> tuple[int, float]:
    """Records and seconds of the last recovery that `log` tells of behind the byte `after`; else 0."""
    found = (0, 0.0)
    with log.open("rb") as lines:
        lines.seek(after)
        for line in lines:
            if b'"table.recovered"' in line and str(CHANGELOG).encode() in line:
                event = json.loads(line)
                found = int(event["records"]), float(event["seconds"])
    return found
