"""P1, P6: the stage on the memory runner, with the shipped rules."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from leadcore.codec import Codec
from leadcore.contracts import ScoredLead, Topic
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.testing.builders import an_enriched_lead
from leadcore.workspace import Model as ModelRules
from leadcore.workspace import Switches, Workspace, load
from scorer.adapters.alarms import TalliedAlarms
from scorer.domain import FEATURE_NAMES, Answer
from scorer.ports import Model
from scorer.stage import build

CODEC = Codec()


class Steady:
    """A model that knows one answer."""

    model_id = "steady@1"
    sha256 = "cd" * 32

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[int] = []

    async def predict(self, matrix: Sequence[Sequence[float]]) -> Sequence[Answer]:
        self.asked.append(len(matrix))
        assert all(len(row) == len(FEATURE_NAMES) for row in matrix)
        return [self.answer] * len(matrix)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(Path(__file__).parents[3] / "workspace")


async def run(
    workspace: Workspace, model: Model | None = None, leads: int = 3
) -> tuple[list[ScoredLead], TalliedAlarms]:
    alarms = TalliedAlarms()
    log = MemoryLog(ManualClock())
    for number in range(leads):
        lead = an_enriched_lead(f"lead-{number}")
        log.append(Write(Topic.LEADS_ENRICHED, lead.admission.lead_id.encode(), CODEC.encode(lead).value))
    runner = MemoryRunner([build(workspace, model, alarms, log.clock, "test")], log)
    assert await runner.run() == leads
    found = [CODEC.decode(ScoredLead, message.value) for message in log.all(Topic.LEADS_SCORED)]
    return [each for each in found if isinstance(each, ScoredLead)], alarms


async def test_the_shipped_rules_score_every_lead(workspace: Workspace) -> None:
    leads, alarms = await run(workspace)
    assert len(leads) == 3
    assert {lead.scoring.method for lead in leads} == {"rules"}
    assert {reason.code for reason in leads[0].scoring.reasons} >= {"title-vp", "size-mid", "mailbox-company"}
    assert leads[0].scoring.basis.release == workspace.release
    assert not alarms.causes


async def test_the_model_is_asked_once_a_batch_and_counts(workspace: Workspace) -> None:
    active = replace(workspace, scoring=replace(workspace.scoring, model=ModelRules("active", "steady")))
    model = Steady(Answer(1.0))
    leads, _ = await run(active, model, leads=1)
    assert model.asked == [1]
    assert leads[0].scoring.method == "model"
    assert leads[0].scoring.basis.tables == {"model:steady@1": "cd" * 32}


async def test_every_fallback_raises_an_alarm(workspace: Workspace) -> None:
    active = replace(workspace, scoring=replace(workspace.scoring, model=ModelRules("active", "steady")))
    leads, alarms = await run(active, Steady(Answer(None, "not-loaded")))
    assert {lead.scoring.method for lead in leads} == {"fallback"}
    assert alarms.causes == {"not-loaded": 3}


async def test_a_workspace_without_a_model_asks_none(workspace: Workspace) -> None:
    model = Steady(Answer(1.0))
    leads, _ = await run(workspace, model)
    assert model.asked == []
    assert {lead.scoring.trail[0].code for lead in leads} == {"no-model-yet"}


async def test_a_model_that_is_switched_off_is_not_asked_and_the_trail_says_so(workspace: Workspace) -> None:
    """I10 enableMLScoring: off, the rules score alone; on, the same workspace asks its model."""
    rules = replace(workspace.scoring, model=ModelRules(use="active", name="steady"))
    for on in (False, True):
        switched = replace(workspace, scoring=rules, switches=Switches(enableMLScoring=on))
        model = Steady(Answer(0.9))
        leads, alarms = await run(switched, model)
        assert bool(model.asked) is on
        assert {lead.scoring.method for lead in leads} == {"model" if on else "rules"}
        codes = {each.code: each.parameters.get("switch") for each in leads[0].scoring.trail}
        assert (codes.get("switched-off") == "enableMLScoring") is not on
        assert not alarms.causes, "what is switched off is not missed"
