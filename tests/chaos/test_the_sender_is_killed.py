"""
P5: the proof's own sender is killed while it sends, and what it journalled is still true.

What: 600 requests straight to Kafka by a process of their own. How: SIGKILL once a hundred are answered; another goes
on with the same journal. Property: every request is journalled once; what was answered stands on `leads.raw`, each
once; what was in flight is `info`, in or out.
"""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from lab.ledger import journal
from lab.ledger.collect import asked
from lab.ledger.places import Stack
from lab.ledger.plan import TAG, Plan
from lab.ledger.start import Start
from lab.stack import Running
from leadcore.contracts import Topic
from leadcore.testing.kafka import emptied

from lab import topics

pytestmark = pytest.mark.slow
PLAN = Plan(600, 77, ("kafka",))


def _start(kafka: str, file: Path, rate: int) -> "subprocess.Popen[bytes]":
    told = {"--journal": str(file), "--kafka": kafka, "--count": "600", "--seed": "77", "--rate": str(rate)}
    return subprocess.Popen(
        [sys.executable, "-m", "lab.ledger.sender", *(each for pair in told.items() for each in pair)]
    )


def _answered(file: Path) -> int:
    return sum(each.answered_at > 0 for each in journal.read(file).sent.values())


def test_it_goes_on_where_it_was(kafka: Running, tmp_path: Path) -> None:
    topics.ensure(kafka.address)
    reader = emptied(kafka.address, [Topic.LEADS_RAW])
    stack, file = Stack(kafka.address), tmp_path / "journal"
    start = Start.taken(stack)
    process = _start(kafka.address, file, rate=50)
    end = time.monotonic() + 120
    while _answered(file) < 100:
        assert time.monotonic() < end, "it does not send"
        time.sleep(0.01)
    process.kill()
    process.wait()
    before = journal.read(file)
    assert len(before.sent) < PLAN.count, "it was killed after its work: the test says nothing"
    assert _start(kafka.address, file, rate=2000).wait(120) == 0
    after = journal.read(file)
    assert set(after.sent) == set(range(PLAN.count))
    assert all(after.sent[number] == each for number, each in before.sent.items()), "what was sent is not sent again"
    found = asked(stack, start, PLAN, after)
    assert all(each.stands for each in found if each.result == "ok")
    assert {each.number for each in found if each.result != "ok"} <= before.sent.keys()
    stand = Counter(message.header(TAG) for message in reader.read(Topic.LEADS_RAW))
    assert max(stand.values()) == 1
    assert len(stand) == sum(each.stands for each in found)
