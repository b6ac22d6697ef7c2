"""The routed lead: its class, its owner or the review queue, when an answer is due, and why."""

from leadcore.contracts import Assignment, Basis, Candidate, Decision, RoutedLead, Routing, ScoredLead
from leadcore.workspace import OFF, REVIEW

from router.domain.plan import Bench, Plan
from router.domain.turns import Reservation

UNIT = "router"
MINUTE_MS = 60_000


def route(lead: ScoredLead, plan: Plan, held: Reservation | None, basis: Basis) -> RoutedLead:
    """The lead with its owner; without a reservation it waits in the review queue. Never raises."""
    return RoutedLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=lead.enrichment,
        scoring=lead.scoring,
        routing=_routing(lead.admission.routing_round, plan, held, basis),
    )


def assignment_of(lead: RoutedLead, held: Reservation) -> Assignment:
    """The assignment to write beside the lead; repeats are equal."""
    return Assignment(
        tenant=lead.origin.tenant,
        lead_id=lead.admission.lead_id,
        routing_round=lead.admission.routing_round,
        owner=held.owner,
        pool=held.pool,
        assigned_at=held.assigned_at,
        sequence=held.sequence,
        seed=held.seed,
        release=held.release,
    )


def _routing(routing_round: int, plan: Plan, held: Reservation | None, basis: Basis) -> Routing:
    at = held.assigned_at if held else basis.decided_at
    return Routing(
        status="assigned" if held else "review",
        owner=held.owner if held else "",
        pool=held.pool if held else plan.pool,
        segment=plan.segment,
        size=plan.size,
        priority=plan.priority,
        territory=plan.territory,
        routing_round=routing_round,
        assigned_at=at,
        due_at=None if plan.answer_minutes is None else at + plan.answer_minutes * MINUTE_MS,
        candidates=_candidates(plan.bench, held),
        seed=held.seed if held else plan.bench.seed,
        basis=basis,
        trail=(_classified(plan, basis), _pool_chosen(plan, basis), _picked(routing_round, plan, held, basis)),
    )


def _candidates(bench: Bench, held: Reservation | None) -> tuple[Candidate, ...]:
    """Who was considered. A kept owner was not chosen again: the others' turns are those of the first time."""
    if held is not None and held.kept:
        return (Candidate(owner=held.owner),)
    loads = held.loads if held else (0,) * len(bench.shares)
    turns = [
        Candidate(
            owner=share.owner,
            weight=share.weight,
            load=load,
            refused="" if held and share.owner == held.owner else "not-their-turn",
        )
        for share, load in zip(bench.shares, loads, strict=True)
    ]
    return (*turns, *(Candidate(owner=owner, refused="weight-zero") for owner in bench.idle))


def _classified(plan: Plan, basis: Basis) -> Decision:
    told = {"size": plan.size, "priority": plan.priority, "segment": plan.segment, "territory": plan.territory}
    return _decision("classified", told, basis)


def _pool_chosen(plan: Plan, basis: Basis) -> Decision:
    code = OFF if plan.way == "switch" else f"pool-by-{plan.way}"
    return _decision(code, {"pool": plan.pool, plan.way: plan.because}, basis)


def _picked(routing_round: int, plan: Plan, held: Reservation | None, basis: Basis) -> Decision:
    if held is None:
        return _decision("sent-to-review", {"reason": review_reason(plan)}, basis)
    told = {"owner": held.owner, "pool": held.pool, "round": str(routing_round), "sequence": str(held.sequence)}
    if held.kept:
        return _decision("owner-kept", {**told, "release_then": held.release}, basis)
    return _decision("owner-picked", {**told, "seed": str(held.seed)}, basis)


def review_reason(plan: Plan) -> str:
    """Why a person must decide: the rule, territory or default that says so, or an empty pool."""
    if plan.pool != REVIEW:
        return "nobody-in-pool"
    if plan.way == "switch":
        return OFF
    return plan.because if plan.way == "rule" else f"{plan.way}-says-review"


def _decision(code: str, told: dict[str, str], basis: Basis) -> Decision:
    known = {name: value for name, value in told.items() if value}
    return Decision(unit=UNIT, code=code, parameters=known, release=basis.release)
