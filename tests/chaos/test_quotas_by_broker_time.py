"""
fault:G7, fault:G9. Who is over quota does not depend on when admission reads, nor on how often.

What breaks: `ingest.admit` is down for ten minutes while a hundred leads a second come in; a thousand messages are read
again, their offsets set back. How: admission alone on real Kafka, five clients that each send twice what their quota
refills. Property: the leads that go to `leads.overflow` are those that a bucket filled by the broker's time says, the
same as without an outage; what is read again is charged nothing and goes the way it went.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from lab.faults.bench import Bench, written
from lab.faults.progress import Progress
from lab.ledger.places import Log
from lab.ledger.rest import await_rest
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Identified, Lead, Topic
from leadcore.ids import partition_of
from leadcore.testing.builders import an_identified

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CODEC = Codec()
PARTS = 4
CLIENTS = 5
CAPACITY, WINDOW_S = 200, 60
EVERY_MS = 10
"""A hundred leads a second."""
SLICE = 2_000
REST_S = 240.0
MESSAGES = 1_000

Decisions = Mapping[str, str]
"""By submission: within or over."""


@pytest.fixture
def benches(kafka: Running, tmp_path: Path) -> Iterator["Benches"]:
    made = Benches(kafka.address, tmp_path)
    yield made
    for process in (process for bench in made.all for process in bench.processes):
        process.kill()
        process.wait()


@dataclass
class Benches:
    """Admission on emptied topics, with a small quota, as often as it is asked for."""

    kafka: str
    tmp: Path
    all: list[Bench] = field(default_factory=list)

    def fresh(self) -> Bench:
        folder = self.tmp / str(len(self.all))
        shutil.copytree(ROOT / "workspace", folder / "workspace")
        with (folder / "workspace" / "sources.yaml").open("a") as file:
            file.write(
                "\nsmall-quota:\n  description: A quota that is soon used up.\n  ways: [kafka]\n"
                f"  quota: {{capacity: {CAPACITY}, window_seconds: {WINDOW_S}}}\n"
            )
        self.all.append(Bench(self.kafka, "ingest.admit", folder, folder / "workspace"))
        self.all[-1].begin()
        return self.all[-1]


@pytest.mark.parametrize(
    "count", [6_000, pytest.param(60_000, marks=pytest.mark.chaos_long)], ids=["a minute", "ten minutes"]
)
def test_an_outage_of_admission_changes_nobody_s_quota(benches: Benches, count: int) -> None:
    """fault:G7. Read as they came, and all at once behind an outage: the same leads are over quota."""
    leads = submissions(count, system_clock() - count * EVERY_MS)
    on_time = benches.fresh()
    process = on_time.start()
    for first in range(0, count, SLICE):
        on_time.put(written(Topic.LEADS_IDENTIFIED, leads[first : first + SLICE]))
    as_they_came = decisions(on_time)
    process.kill()
    process.wait()
    late = benches.fresh()
    late.put(written(Topic.LEADS_IDENTIFIED, leads))
    late.start()
    behind_an_outage = decisions(late)
    assert behind_an_outage == as_they_came
    assert as_they_came == expected(leads)
    over = sum(each == "over" for each in as_they_came.values())
    print(f"{over} of {count} over quota, the same both times")
    assert count // 10 < over < count * 9 // 10


def test_what_is_read_again_is_charged_nothing_and_decided_as_before(benches: Benches) -> None:
    """fault:G9. A thousand messages and more are read twice; the leads behind them find the tokens that were left."""
    began = system_clock() - 20_000
    leads, later = submissions(MESSAGES * 2, began), submissions(400, began + MESSAGES * 2 * EVERY_MS, MESSAGES * 2)
    bench = benches.fresh()
    bench.put([write for each in leads for write in written(Topic.LEADS_IDENTIFIED, [each])])
    first = bench.start()
    before = decisions(bench)
    assert before == expected(leads)
    first.terminate()
    assert first.wait(60) == 0
    assert Progress(bench.kafka).rewind("ingest.admit") >= MESSAGES
    bench.start()
    assert decisions(bench) == before
    bench.put(written(Topic.LEADS_IDENTIFIED, later))
    assert decisions(bench) == expected([*leads, *later])


def submissions(count: int, began: int, first: int = 0) -> list[Identified]:
    """New persons, one every ten milliseconds of the broker's time, from each client in turn."""
    made = []
    for number in range(first, first + count):
        lead = an_identified(f"s-{number}")
        at = began + (number - first) * EVERY_MS
        client = f"client-{number % CLIENTS}"
        origin = replace(
            lead.origin, source="small-quota", client=client, event_id=f"e-{number}", accepted_at=at, appended_at=at
        )
        made.append(replace(lead, origin=origin, identity=replace(lead.identity, identity_key=f"p1.{number}")))
    return made


def expected(leads: Sequence[Identified]) -> Decisions:
    """
    What a bucket of each client in each part of admission says: an equal share of the capacity, full at first, and
    filled by the time between the leads.
    """
    share = CAPACITY / PARTS
    buckets: dict[tuple[str, int], tuple[float, int]] = {}
    found = {}
    for lead in leads:
        at, whose = (
            lead.origin.appended_at,
            (lead.origin.client, partition_of(lead.identity.identity_key.encode(), PARTS)),
        )
        tokens, since = buckets.get(whose, (share, at))
        tokens = min(share, tokens + (at - since) * share / (WINDOW_S * 1000))
        found[lead.origin.submission_id] = "within" if tokens >= 1 else "over"
        buckets[whose] = (tokens - (tokens >= 1), at)
    return found


def decisions(bench: Bench) -> Decisions:
    """What admission decided of each submission, once nothing is left to read; each repeat must agree."""
    assert await_rest(bench.stack, 0.5, REST_S) is not None, bench.log()
    found: dict[str, str] = {}
    for message in Log(bench.kafka).since(bench.began.offsets, [Topic.LEADS_VALIDATED, Topic.LEADS_OVERFLOW]):
        lead = CODEC.decode(Lead, message.value or b"")
        assert isinstance(lead, Lead)
        told = lead.admission.quota
        assert (told == "over") == (message.topic == Topic.LEADS_OVERFLOW)
        assert found.setdefault(lead.origin.submission_id, told) == told, "a repeat decided otherwise"
    return found
