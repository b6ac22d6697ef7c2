"""
fault:H2. More comes than is let in, many times over, for a minute.

What breaks: nothing; one key sends fifteen times the leads that it may (EDGE_RATE), with batches beside them, to a
gateway that answers two single leads at once. Property: what is refused is a 429 or a 503 that says when to come
again; those that were accepted obey every rule of the ledger, keep coming all the while, and have ended within 30 s of
the last; the gateway keeps its memory.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import psutil
import pytest
from lab.faults.rig import Rig
from lab.ledger.journal import Sent
from lab.ledger.plan import Kind
from lab.ledger.proofs import Run, proof
from leadcore.testing.patience import until

pytestmark = [pytest.mark.slow, pytest.mark.alone]
LET_IN = 20.0
"""Leads a second that the key may send."""
OFFERED = 300.0
AT_ONCE = 2
NEW_OR_REPEATED: tuple[tuple[Kind, float], ...] = ("new", 0.95), ("same-event", 0.05)
DRAINED_S = 30.0
LONGEST_GAP_S = 5.0
MOST_MB = 100
SETTINGS = {"EDGE_RATE": str(LET_IN), "EDGE_BURST": "20", "RATE_LIMIT_MAX": "0", "LIVE_AT_ONCE": str(AT_ONCE)}


@pytest.fixture
def narrow(rig: Rig) -> Iterator[Rig]:
    """The stack behind a gateway that lets little in."""
    rig.restart_as("gateway", variables=SETTINGS)
    yield rig
    rig.restart_as("gateway")


def test_too_much_for_a_quarter_of_a_minute(narrow: Rig) -> None:
    overwhelmed(narrow, 15, seed=20_281)


@pytest.mark.chaos_long
def test_too_much_for_a_minute(narrow: Rig) -> None:
    overwhelmed(narrow, 60, seed=20_282)


def overwhelmed(rig: Rig, seconds: int, seed: int) -> None:
    """Send for so long, and hold what came of it to the property."""
    offered = round(OFFERED * seconds)
    with proof(rig.spine, offered, seed, rate=OFFERED, ways=("http",), kinds=NEW_OR_REPEATED) as run:
        with beside(rig) as others:
            run.finished()
        drained = drained_after(run)
    sent = run.sent()
    lasted = (max(each.answered_at for each in sent.values()) - min(each.sent_at for each in sent.values())) / 1000
    answers = Counter(each.answer.reason or each.answer.result for each in sent.values())
    told = f"{len(sent) / lasted:.0f}/s offered for {lasted:.0f} s: {dict(answers)}; batches {dict(others.batches)}"
    print(f"{told}; ended {drained:.1f} s after the last; memory +{others.grew_mb} MB")
    assert len(sent) / lasted >= 10 * LET_IN, told
    assert answers.keys() <= {"ok", "429", "503"}, told
    assert all(each.answer.again.isdigit() for each in sent.values() if each.answer.result != "ok")
    assert answers["429"] + answers["503"] > len(sent) / 2
    assert longest_gap_s(sent) <= LONGEST_GAP_S, "single leads go on"
    assert others.batches.keys() <= {"202", "503 5"}, "a batch is taken for what it is, or told to come in five seconds"
    assert others.batches["503 5"], "what waits for nobody is refused while single leads are answered"
    assert others.grew_mb < MOST_MB
    assert drained <= DRAINED_S
    print(run.verdict().must_hold())


@dataclass(slots=True)
class Others:
    """What batches were answered meanwhile, and what the gateway's memory grew by."""

    batches: Counter[str] = field(default_factory=Counter)
    grew_mb: int = 0


@contextmanager
def beside(rig: Rig) -> Iterator[Others]:
    """Batches without a lead, twenty a second: of those for which there is room nothing is kept."""
    found, over = Others(), threading.Event()
    process = psutil.Process(rig.spine.pid("gateway"))
    before = process.memory_info().rss

    def look() -> None:
        bearer = {"Authorization": f"Bearer {rig.spine.status['api_key']}"}
        with httpx.Client(base_url=rig.spine.status["gateway"], headers=bearer, timeout=30, trust_env=False) as client:
            while not over.wait(0.05):
                answer = client.post("/v1/leads:batch?source=proof", json={"leads": []})
                found.batches[f"{answer.status_code} {answer.headers.get('Retry-After', '')}".strip()] += 1
                found.grew_mb = max(found.grew_mb, (process.memory_info().rss - before) >> 20)

    looking = threading.Thread(target=look, name="batches", daemon=True)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()


def drained_after(run: Run) -> float:
    """How long after the last answer every accepted lead had its outcome, seconds."""
    accepted, began = sum(each.answer.result == "ok" for each in run.sent().values()), time.monotonic()
    until(lambda: run.done * run.plan.count >= accepted, "every accepted lead has ended", 2 * DRAINED_S)
    return time.monotonic() - began


def longest_gap_s(sent: Mapping[int, Sent]) -> float:
    """The longest time in which no lead was accepted."""
    taken = sorted(each.answered_at for each in sent.values() if each.answer.result == "ok")
    began, ended = min(each.sent_at for each in sent.values()), max(each.sent_at for each in sent.values())
    marks = [began, *taken, ended]
    return max(later - earlier for earlier, later in pairwise(marks)) / 1000
