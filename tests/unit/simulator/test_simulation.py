"""P1, P5, P6: the whole spine in memory; every submission has the outcome that the generator says it must have."""

import time
from collections import Counter
from pathlib import Path

import pytest
from lab.generator import NOW, generate
from leadcore import workspace
from leadcore.contracts import RoutedLead
from simulator.simulation import Result, simulate, trail_of

WORKSPACE = workspace.load(Path(__file__).parents[3] / "workspace")
STARTED = round(NOW.timestamp() * 1000)


async def simulated(n: int, seed: int = 7) -> tuple[Result, Counter[str]]:
    leads = list(generate(n, seed))
    result = await simulate(WORKSPACE, [(lead.source, lead.body) for lead in leads], STARTED, "test")
    return result, Counter(lead.outcome for lead in leads)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_submission_has_the_outcome_it_must_have(seed: int) -> None:
    result, expected = await simulated(1000, seed)
    assert result.counts == expected
    assert result.unaccounted == result.dead_letters == 0


async def test_a_thousand_leads_take_under_five_seconds() -> None:
    began = time.process_time()
    await simulated(1000)
    assert time.process_time() - began < 5


async def test_a_lead_is_owned_and_explained() -> None:
    result, _ = await simulated(300)
    assert result.leads
    for lead in result.leads:
        assert lead.routing.owner or lead.routing.status == "review"
        units = [decision.unit for decision in trail_of(lead)]
        assert {"ingest.normalise", "ingest.admit", "enricher", "scorer", "router"} <= set(units)


async def test_no_personal_data_stands_outside_the_seal() -> None:
    result, _ = await simulated(300)
    for lead in result.leads:
        open_part = repr(_unsealed(lead))
        assert "@" not in open_part


async def test_rubbish_on_the_topic_harms_nobody() -> None:
    good = [lead.body for lead in generate(50, 5) if lead.outcome == "routed"]
    bad = [b"", b"\x00\x00\x00\x00\x07x", b"[]", b"not json", b'{"email": 1}']
    mixed = [("upstream", body) for pair in zip(good, bad * 20, strict=False) for body in pair]
    result = await simulate(WORKSPACE, mixed, STARTED, "test")
    assert result.unaccounted == 0
    assert result.counts["routed"] == len(good)


def _unsealed(lead: RoutedLead) -> list[object]:
    sections = (lead.origin, lead.identity, lead.admission, lead.enrichment, lead.scoring, lead.routing)
    names = [(s, name) for s in sections for name in s.__slots__ if name not in ("person", "person_facts")]
    return [getattr(section, name) for section, name in names]
