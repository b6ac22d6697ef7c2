"""reliability §3.2: numbers on `leads.scored` that no scorer of ours writes end as every lead does, and harm nobody."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Outcome, RoutedLead, Topic
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.testing.builders import a_scored_lead
from leadcore.workspace import load
from router.adapters.memory import MemoryAssignments, TalliedAlarms
from router.stage import build

CODEC = Codec()
WORKSPACE = load(Path(__file__).parents[3] / "workspace")
ODD = [math.nan, math.inf, -math.inf, -1.0, 1e308, -0.0, 5e-324]


@pytest.mark.parametrize("score", ODD)
@pytest.mark.parametrize("field", ["score", "confidence", "probability"])
async def test_an_odd_number_ends_once_and_its_neighbours_as_ever(field: str, score: float) -> None:
    log = MemoryLog(ManualClock())
    stage = build(WORKSPACE, MemoryAssignments(), TalliedAlarms(), log.clock, "test")
    lead = a_scored_lead("lead-odd")
    odd = replace(lead, scoring=replace(lead.scoring, **{field: score}))  # type: ignore[arg-type]
    for each in (a_scored_lead("lead-1"), odd, a_scored_lead("lead-2")):
        log.append(Write(Topic.LEADS_SCORED, each.admission.lead_id.encode(), CODEC.encode(each).value))
    await MemoryRunner([stage], log).run()
    outcomes = [CODEC.decode(Outcome, message.value) for message in log.all(Topic.LEADS_OUTCOMES)]
    routed = [CODEC.decode(RoutedLead, message.value) for message in log.all(Topic.LEADS_ROUTED)]
    letters = [CODEC.decode(DeadLetter, message.value) for message in log.all(Topic.LEADS_DEAD)]
    assert len(outcomes) == 3
    assert {each.lead_id for each in outcomes if isinstance(each, Outcome)} == {"lead-1", "lead-2", "lead-odd"}
    assert len(routed) + len(letters) == 3
    whole = {each.admission.lead_id for each in routed if isinstance(each, RoutedLead)}
    assert {"lead-1", "lead-2"} <= whole
    assert not [each for each in letters if isinstance(each, DeadLetter) and each.code == "bug"]
