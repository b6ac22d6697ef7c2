"""R1, R2, P6: classes, pools, the review queue and what a routed lead says about its owner."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from leadcore.contracts import Candidate, ScoredLead
from leadcore.testing.builders import BASIS, NOW, a_scored_lead
from leadcore.workspace import Roster, Seat, Workspace, load
from router import domain
from router.domain import Reservation

HOUR = 3_600_000


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(Path(__file__).parents[3] / "workspace")


@pytest.fixture(scope="module")
def policy(workspace: Workspace) -> domain.Policy:
    return domain.policy_of(workspace)


def lead_with(
    *, source: str = "web-form", band: str = "hot", employees: int | None = 240, **identity: Any
) -> ScoredLead:
    lead = a_scored_lead()
    return replace(
        lead,
        origin=replace(lead.origin, source=source),
        identity=replace(lead.identity, **identity),
        enrichment=replace(lead.enrichment, employees=employees),
        scoring=replace(lead.scoring, band=band),
    )


def test_classes_of_the_shipped_workspace(policy: domain.Policy) -> None:
    """R1."""
    plan = domain.plan(lead_with(employees=5000), policy)
    assert (plan.size, plan.priority, plan.segment) == ("enterprise", "high", "strategic")
    plan = domain.plan(lead_with(employees=None, band="warm"), policy)
    assert (plan.size, plan.priority, plan.segment) == ("unknown", "normal", "general")


def test_a_rule_beats_the_territory_and_the_territory_the_default(policy: domain.Policy) -> None:
    by_rule = domain.plan(lead_with(employees=5000), policy)
    assert (by_rule.pool, by_rule.way, by_rule.because, by_rule.territory) == (
        "strategic",
        "rule",
        "strategic-account",
        "GB",
    )
    by_place = domain.plan(lead_with(country="US", region="ca"), policy)
    assert (by_place.pool, by_place.way, by_place.territory) == ("us-west", "territory", "US/CA")
    nowhere = domain.plan(lead_with(country="AQ"), policy)
    assert (nowhere.pool, nowhere.way, nowhere.territory) == ("inbound", "default", "")


def test_where_the_person_is_unknown_the_company_decides_the_territory(policy: domain.Policy) -> None:
    lead = lead_with(country="")
    lead = replace(lead, enrichment=replace(lead.enrichment, company_country="DE"))
    assert domain.plan(lead, policy).territory == "DE"


def test_an_owner_that_was_picked_is_explained(policy: domain.Policy) -> None:
    lead = lead_with(country="US", region="CA")
    plan = domain.plan(lead, policy)
    shares = plan.bench.shares
    held = Reservation(shares[0].owner, "us-west", 3, plan.bench.seed, NOW + 5, "r1", loads=(2, 1))
    routing = domain.route(lead, plan, held, BASIS).routing
    assert (routing.status, routing.owner, routing.pool, routing.seed) == (
        "assigned",
        shares[0].owner,
        "us-west",
        plan.bench.seed,
    )
    assert routing.due_at == NOW + 5 + 2 * HOUR
    assert [(c.owner, c.load, c.refused) for c in routing.candidates] == [
        (shares[0].owner, 2, ""),
        (shares[1].owner, 1, "not-their-turn"),
    ]
    assert [decision.code for decision in routing.trail] == ["classified", "pool-by-territory", "owner-picked"]


def test_a_kept_owner_is_told_from_a_picked_one(policy: domain.Policy) -> None:
    lead = lead_with()
    held = Reservation("gone.away", "apac", 3, 9, NOW - HOUR, "r0", kept=True)
    routing = domain.route(lead, domain.plan(lead, policy), held, BASIS).routing
    assert (routing.owner, routing.pool, routing.assigned_at) == ("gone.away", "apac", NOW - HOUR)
    assert routing.candidates == (Candidate(owner="gone.away"),)
    assert routing.trail[-1].code == "owner-kept"


def test_what_no_pool_takes_waits_for_a_person(policy: domain.Policy) -> None:
    """P6: routing that finds nobody is a review, never a guess and never a loss."""
    lead = lead_with(name_quality="suspect", mailbox="disposable")
    plan = domain.plan(lead, policy)
    assert plan.bench.shares == ()
    routing = domain.route(lead, plan, None, BASIS).routing
    assert (routing.status, routing.owner, routing.pool) == ("review", "", "review")
    assert routing.due_at == BASIS.decided_at + 2 * HOUR
    assert routing.trail[-1].parameters == {"reason": "looks-invented"}


def test_a_pool_of_idle_owners_is_a_review_that_names_them(workspace: Workspace) -> None:
    roster = Roster((Seat("on.leave", "emea", 0, "on.leave@sales.example"),))
    policy = domain.policy_of(replace(workspace, roster=roster))
    lead = lead_with()
    plan = domain.plan(lead, policy)
    routing = domain.route(lead, plan, None, BASIS).routing
    assert (routing.status, routing.pool) == ("review", "emea")
    assert routing.trail[-1].parameters == {"reason": "nobody-in-pool"}
    assert routing.candidates == (Candidate(owner="on.leave", refused="weight-zero"),)


def test_pools_do_not_all_begin_with_the_first_row_of_the_roster(policy: domain.Policy, workspace: Workspace) -> None:
    firsts = {
        pool: bench.shares[0].owner == workspace.roster.seats_of(pool)[0].owner
        for pool, bench in policy.benches.items()
        if len(bench.shares) > 1
    }
    assert set(firsts.values()) == {True, False}
