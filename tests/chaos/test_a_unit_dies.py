"""
P5, fault:B1, fault:B5 in their first form: any one unit dies in the middle of a run, and nothing is lost.

What: 1,200 leads, half by HTTP and half straight to Kafka, run through the whole spine. How: when a tenth of them
has its outcome, one unit gets SIGKILL, or SIGTERM; the supervisor starts it again. Property: every
accepted submission ends in exactly one outcome, one row in PostgreSQL and one record at the CRM for each routed lead.
"""

import os
import signal
import threading
import time
import zlib
from pathlib import Path

import pytest
from lab.generator import generate
from lab.spine import Spine
from leadstream.units import STAGES

pytestmark = pytest.mark.slow
LEADS = 1200


@pytest.mark.parametrize("unit", [*STAGES, "gateway"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_nothing_is_lost(spine: Spine, tmp_path: Path, unit: str, number: signal.Signals) -> None:
    before = spine.settled(0)["total"]
    sent = _Sending(spine, tmp_path, seed=zlib.crc32(f"{unit}/{number}".encode()))
    sent.start()
    in_flight = _until_in_the_middle(spine, before["accepted"])
    os.kill(spine.pid(unit), number)
    still_sending = sent.is_alive()
    sent.join()
    after = spine.settled(before["accepted"] + sent.accepted)["total"]
    assert in_flight > 0 or still_sending, "the fault hit nothing in flight: the run says nothing"
    assert after["unaccounted"] == 0
    assert after["dead"] == before["dead"]
    # What had no answer may or may not be in: at least what was accepted, at most what was sent.
    gained = after["accepted"] - before["accepted"]
    assert sent.accepted <= gained <= sent.accepted + sent.unknown
    assert spine.console("/v1/leads", limit="1", count="true")["total"] == after["routed"]
    counts = spine.hubspot(after["routed"])
    assert counts["records"]["contacts"] == after["routed"]
    assert counts["lead_ids"]["max_creates"] == 1


class _Sending(threading.Thread):
    """Sends the leads through the command line, beside the test."""

    def __init__(self, spine: Spine, folder: Path, seed: int) -> None:
        super().__init__()
        self._spine = spine
        self.accepted = self.unknown = 0
        leads = [lead.body for lead in generate(LEADS, seed)]
        self._files = (folder / "http.jsonl", folder / "kafka.jsonl")
        self._files[0].write_bytes(b"\n".join(leads[: LEADS // 2]))
        self._files[1].write_bytes(b"\n".join(leads[LEADS // 2 :]))

    def run(self) -> None:
        for file, how in zip(self._files, (("--source", "proof"), ("--kafka", "--source", "proof")), strict=True):
            report = self._spine.json("send", str(file), *how, check=False)
            self.accepted += report["accepted"]
            self.unknown += report["unknown"]


def _until_in_the_middle(spine: Spine, accepted: int) -> int:
    """Wait until a tenth has its outcome; returns how many then are in flight."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        total = spine.ledger()["total"]
        if total["accepted"] - total["in_flight"] - accepted >= LEADS // 10:
            return int(total["in_flight"])
        time.sleep(0.05)
    raise AssertionError("a tenth of the leads did not end in time")
