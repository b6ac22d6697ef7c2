"""Which class a lead is of and which pool it goes to, before anyone is picked."""

from collections.abc import Mapping
from typing import Literal

from leadcore.contracts import ScoredLead
from leadcore.frozen import dataclass
from leadcore.workspace import REVIEW, Facts, Field, Territories, Territory, Workspace, facts_of
from leadcore.workspace import Routing as RoutingRules

from router.domain.turns import Request, Share, seed_of

Way = Literal["rule", "territory", "default", "switch"]


@dataclass(frozen=True, slots=True)
class Bench:
    """The owners of one pool: who takes turns, in the order in which level ones begin, and who does not."""

    shares: tuple[Share, ...]
    idle: tuple[str, ...]
    """Owners with weight 0."""
    seed: int


@dataclass(frozen=True, slots=True)
class Policy:
    """How leads are routed under one release."""

    rules: RoutingRules
    territories: Territories
    fields: Mapping[str, Field]
    benches: Mapping[str, Bench]
    release: str
    automatic: bool = True
    """False: a person decides about every lead."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided about one lead before the pick."""

    size: str
    priority: str
    segment: str
    territory: str
    pool: str
    """A pool's name; `review`: a person decides."""
    way: Way
    because: str
    """Code of the rule, name of the territory or of the switch; empty for the default."""
    bench: Bench
    answer_minutes: int | None

    def request(self, lead: ScoredLead, release: str, now: int) -> Request:
        """What to ask the assignments for this lead."""
        return Request(
            tenant=lead.origin.tenant,
            lead_id=lead.admission.lead_id,
            routing_round=lead.admission.routing_round,
            pool=self.pool,
            shares=self.bench.shares,
            seed=self.bench.seed,
            release=release,
            now=now,
        )


EMPTY = Bench((), (), 0)
MANUAL: tuple[Way, str, str] = "switch", "enableAutoRouting", REVIEW


def policy_of(workspace: Workspace) -> Policy:
    """The policy that a workspace lays down."""
    return Policy(
        rules=workspace.routing,
        territories=workspace.territories,
        fields=workspace.fields,
        benches={pool: _bench(pool, workspace) for pool in workspace.routing.pools},
        release=workspace.release,
        automatic=workspace.switches.enableAutoRouting,
    )


def plan(lead: ScoredLead, policy: Policy) -> Plan:
    """Classify, then choose the pool: the first rule that holds, else the territory, else the default. Never raises."""
    facts = policy.rules.facts_with_classes(facts_of(lead, policy.fields))
    territory = _territory(lead, policy.territories)
    way, because, pool = _pool(facts, territory, policy.rules) if policy.automatic else MANUAL
    priority = str(facts["priority"])
    return Plan(
        size=str(facts["size"]),
        priority=priority,
        segment=str(facts["segment"]),
        territory=territory.name if territory else "",
        pool=pool,
        way=way,
        because=because,
        bench=policy.benches.get(pool, EMPTY),
        answer_minutes=policy.rules.answer_minutes.get(priority),
    )


def _pool(facts: Facts, territory: Territory | None, rules: RoutingRules) -> tuple[Way, str, str]:
    for rule in rules.rules:
        if rule.holds(facts):
            return "rule", rule.code, rule.pool
    if rules.use_territories and territory is not None:
        return "territory", territory.name, territory.pool
    return "default", "", rules.default_pool


def _territory(lead: ScoredLead, territories: Territories) -> Territory | None:
    """By where the person is; where that is not known, by where the company is."""
    identity, company = lead.identity, lead.enrichment
    if identity.country:
        return territories.territory_of(identity.country, identity.region)
    return territories.territory_of(company.company_country, company.company_region)


def _bench(pool: str, workspace: Workspace) -> Bench:
    seats = workspace.roster.seats_of(pool)
    shares = tuple(Share(seat.owner, seat.weight) for seat in seats if seat.weight > 0)
    seed = seed_of(pool, shares)
    first = seed % len(shares) if shares else 0
    return Bench(shares[first:] + shares[:first], tuple(seat.owner for seat in seats if seat.weight == 0), seed)
