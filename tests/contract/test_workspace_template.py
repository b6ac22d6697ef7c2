"""
The shipped workspace is one that the loader accepts, and is all invented (rows I5, I6, I7, E1, S2, R1, R2).
"""

from pathlib import Path

import pytest
from lab.generator import companies
from leadcore.workspace import FILES, Workspace, load

TEMPLATE = Path(__file__).parents[2] / "workspace"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(TEMPLATE)


def test_the_template_loads_without_findings(workspace: Workspace) -> None:
    assert len(workspace.release) == 12
    assert {path.name for path in TEMPLATE.iterdir()} == set(FILES)


def test_every_file_of_the_template_is_commented_for_an_operator() -> None:
    for name in set(FILES) - {"companies.csv"}:
        assert (TEMPLATE / name).read_text().startswith("# "), name


def test_weights_sum_to_one_and_keep_their_ratio(workspace: Workspace) -> None:
    """S2."""
    weights = workspace.scoring.weights
    assert sum(getattr(weights, name) for name in weights.__slots__) == pytest.approx(1)
    assert weights.engagement / weights.model == pytest.approx(3.5)
    assert weights.demographic == weights.firmographic == pytest.approx(0.25 / 1.10)


def test_shipped_sources_and_quotas(workspace: Workspace) -> None:
    """I7: 10000 an hour unless said otherwise; load tests and proofs have no quota."""
    sources = workspace.sources
    assert {"web-form", "partner-api", "events-csv", "upstream", "bench", "proof"} <= set(sources)
    quota = sources["web-form"].quota
    assert quota is not None
    assert (quota.capacity, quota.window_seconds) == (10_000, 3_600)
    assert sources["bench"].quota is None
    assert sources["proof"].quota is None
    assert "kafka" in sources["upstream"].ways
    assert sources["events-csv"].map["badge_id"] == "event_id"


def test_every_pool_has_somebody_and_every_priority_a_time_to_answer(workspace: Workspace) -> None:
    """R2."""
    routing = workspace.routing
    for pool in routing.pools:
        assert sum(seat.weight for seat in workspace.roster.seats_of(pool)) > 0, pool
    priorities = {routing.priority.default, *(each.name for each in routing.priority.classes)}
    assert set(routing.answer_minutes) == priorities


def test_the_company_table_is_the_generators(workspace: Workspace) -> None:
    """E1: regenerate with `python -m lab.generator --companies > workspace/companies.csv`."""
    assert (TEMPLATE / "companies.csv").read_text() == companies.table()
    assert len(workspace.companies) == companies.LISTED
    assert all(domain.endswith(".example") for domain in workspace.companies)
    assert {company.source for company in workspace.companies.values()} == {"invented"}


def test_nobody_on_the_roster_can_be_a_real_person(workspace: Workspace) -> None:
    assert all(seat.email.endswith("@sales.example") for seat in workspace.roster.seats)
