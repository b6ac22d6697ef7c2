"""P1, P5, P6: the whole spine in memory; every submission has the outcome that the generator says it must have."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lab.generator import NOW, generate
from leadcore import workspace
from leadcore.contracts import RoutedLead
from simulator.simulation import Result, simulate, trail_of

WORKSPACE = workspace.load(Path(__file__).parents[3] / "workspace")
STARTED = round(NOW.timestamp() * 1000)


@dataclass(frozen=True)
class Run:
    """What became of a thousand generated submissions, what must become of them, and the CPU seconds it took."""

    result: Result
    expected: Counter[str]
    cpu_s: float


@cache
def simulated(seed: int) -> Run:
    leads = list(generate(1000, seed))
    submissions = [(lead.source, lead.body) for lead in leads]
    began = time.process_time()
    result = asyncio.run(simulate(WORKSPACE, submissions, STARTED, "test"))
    return Run(result, Counter(lead.outcome for lead in leads), time.process_time() - began)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_submission_has_the_outcome_it_must_have(seed: int) -> None:
    run = simulated(seed)
    assert run.result.counts == run.expected
    assert run.result.unaccounted == run.result.dead_letters == 0


def test_a_thousand_leads_take_under_five_seconds() -> None:
    assert simulated(1).cpu_s < 5


def test_a_lead_is_owned_and_explained() -> None:
    leads = simulated(1).result.leads
    assert leads
    for lead in leads:
        assert lead.routing.owner or lead.routing.status == "review"
        units = [decision.unit for decision in trail_of(lead)]
        assert {"ingest.normalise", "ingest.admit", "enricher", "scorer", "router"} <= set(units)


def test_no_personal_data_stands_outside_the_seal() -> None:
    for lead in simulated(1).result.leads:
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
