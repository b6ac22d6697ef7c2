"""
fault:E3. The clock of every unit is set back by an hour while leads come in; only what people read is an hour wrong.

What breaks: the wall clock of all units at once (`lab.faults.clocks`), not the broker's and not the one that timers run
by. How: each unit is started under it, the jump is a number in a file. Property: every rule of the ledger within the
usual time to rest, so nothing waits an hour for its turn, and an event sent before the jump is still the same event
after it. No duration is negative, no caller is locked out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lab.faults.clocks import set_off
from lab.faults.points import POINTS
from lab.faults.rig import Rig
from lab.ledger.places import Log, exposition, samples
from lab.ledger.proofs import proof
from leadcore.codec import Codec
from leadcore.contracts import Receipt, RoutedLead, Topic

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]
HOUR_S = 3600
LEADS, RATE = 2_000, 50.0


def test_a_clock_that_jumps_back_an_hour_harms_nobody(rig: Rig, tmp_path: Path) -> None:
    with _clocks(rig, tmp_path / "offset") as clocks:
        log = Log(rig.spine.status["kafka"])
        starts = log.ends()
        with proof(rig.spine, LEADS, 20_266, rate=RATE) as run:
            run.until(0.3)
            set_off(clocks, -HOUR_S)
        print(run.verdict().must_hold())
        found = [Codec().decode(_KINDS[each.topic], each.value or b"") for each in log.since(starts, list(_KINDS))]
        told = [samples(exposition(each["url"])) for each in rig.spine.status["services"].values()]
    decided = [each.routing.basis.decided_at for each in found if isinstance(each, RoutedLead)]
    assert max(decided) - min(decided) > (HOUR_S - 600) * 1000, "the clock did not jump under them"
    assert min(_durations(found)) >= 0
    assert not [
        name for each in told for (name, _), value in each.items() if name.endswith("_seconds_sum") and value < 0
    ]
    denied = ("lead_rate_limit_decisions_total", (("decision", "deny"),))
    assert sum(each.get(denied, 0) for each in told) == 0, "a caller was locked out"


_KINDS: dict[str, type[Any]] = {Topic.LEADS_ROUTED.value: RoutedLead, Topic.LEADS_DELIVERED.value: Receipt}


def _durations(found: list[Any]) -> Iterator[int]:
    for each in found:
        if isinstance(each, Receipt):
            yield each.duration_us
        for section in ("identity", "admission", "enrichment", "scoring", "routing"):
            yield from (step.duration_us for step in getattr(getattr(each, section, None), "trail", ()))


@contextmanager
def _clocks(rig: Rig, file: Path) -> Iterator[Path]:
    """Every unit under a clock that is as many seconds off as the file says; the true one again afterwards."""
    set_off(file, 0)
    try:
        for unit in POINTS:
            rig.restart_as(unit, "--clock", str(file))
        yield file
    finally:
        for unit in POINTS:
            rig.restart_as(unit)
