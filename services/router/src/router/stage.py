"""The router's stage: plan each lead of a batch, reserve their owners in one step, report."""

from collections.abc import Sequence

from leadcore import accounts
from leadcore.clock import Clock
from leadcore.contracts import Basis, Outcome, RoutedLead, ScoredLead, Topic
from leadcore.stage import PORTION, RetryLimits, Stage
from leadcore.verdict import Emit, Side, Verdict
from leadcore.workspace import Workspace

from router import domain
from router.ports import Alarms, Assignments


def build(
    workspace: Workspace,
    assignments: Assignments,
    alarms: Alarms,
    clock: Clock,
    version: str,
    retries: RetryLimits | None = None,
) -> Stage[ScoredLead, RoutedLead]:
    """The stage `router`: leads.scored → leads.routed, with the assignment and the outcome beside."""

    async def handle(leads: Sequence[ScoredLead]) -> Sequence[Verdict[RoutedLead]]:
        basis = Basis(decided_at=clock(), code_version=version, release=policy.release)
        plans = [domain.plan(lead, policy) for lead in leads]
        asked = [plan.request(lead, policy.release, basis.decided_at) for lead, plan in zip(leads, plans, strict=True)]
        held = await assignments.reserve(asked)
        verdicts = []
        for lead, plan, reservation in zip(leads, plans, held, strict=True):
            routed = domain.route(lead, plan, reservation, basis)
            verdicts.append(Emit(routed, also=_beside(routed, reservation)))
            if reservation is None:
                alarms.for_review(domain.review_reason(plan))
        return verdicts

    policy = domain.policy_of(workspace)
    return Stage(
        unit=domain.UNIT,
        sources=(Topic.LEADS_SCORED,),
        sink=Topic.LEADS_ROUTED,
        retry=Topic.LEADS_ROUTER_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        explained=False,
        portion=PORTION,
        # Who got a lead stands before anybody sees it: whoever routes it again finds the same owner.
        foremost=(Topic.LEADS_ASSIGNMENTS,),
    )


def _beside(lead: RoutedLead, held: domain.Reservation | None) -> tuple[Side, ...]:
    """The assignment, and for version 1 the outcome: later versions are no submission's end."""
    sides = () if held is None else (Side(Topic.LEADS_ASSIGNMENTS, domain.assignment_of(lead, held)),)
    if lead.admission.version > 1:
        return sides
    return (*sides, Side(Topic.LEADS_OUTCOMES, _outcome(lead)))


def _outcome(lead: RoutedLead) -> Outcome:
    routing, scoring = lead.routing, lead.scoring
    told = {
        "status": routing.status,
        "owner": routing.owner,
        "pool": routing.pool,
        "priority": routing.priority,
        "score": f"{scoring.score:.2f}",
        "band": scoring.band,
    }
    return accounts.outcome(
        accounts.subject_of(lead.origin, lead_id=lead.admission.lead_id, version=lead.admission.version),
        "routed",
        unit=domain.UNIT,
        code=routing.status,
        at=routing.basis.decided_at,
        parameters={name: value for name, value in told.items() if value},
    )
