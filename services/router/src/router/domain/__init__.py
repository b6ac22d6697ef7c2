"""Pure decisions of the router: which class and pool a lead has, whose turn it is, and the section that says so."""

from router.domain.plan import Bench, Plan, Policy, Way, plan, policy_of
from router.domain.routing import UNIT, assignment_of, review_reason, route
from router.domain.turns import Request, Reservation, Share, seed_of, turn

__all__ = [
    "UNIT",
    "Bench",
    "Plan",
    "Policy",
    "Request",
    "Reservation",
    "Share",
    "Way",
    "assignment_of",
    "plan",
    "policy_of",
    "review_reason",
    "route",
    "seed_of",
    "turn",
]
