"""What a caller who waited is told of a submission's outcome."""

from typing import Any

from leadcore.contracts import Outcome
from leadcore.problems import FieldError, Problem

_NUMBERS = frozenset({"score"})
_TOLD = ("status", "owner", "pool", "priority", "score", "band")


def told_of(outcome: Outcome, receipt: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """
    HTTP status and document: 200 routed, 409 a duplicate of an existing lead, 422 rejected and why; 202 for what a
    person has still to decide (dead) and for an erased one, whose outcome is told all the same.
    """
    told: dict[str, Any] = {**receipt, "outcome": outcome.outcome}
    if outcome.lead_id:
        told["lead_id"] = outcome.lead_id
    match outcome.outcome:
        case "routed":
            return 200, told | {name: _value(name, outcome) for name in _TOLD if name in outcome.parameters}
        case "duplicate":
            problem = Problem(409, "duplicate", "This lead is already there", more=told | {"code": outcome.code})
            return 409, problem.document()
        case "rejected":
            errors = [FieldError(outcome.parameters.get("field", ""), outcome.parameters.get("reason", outcome.code))]
            problem = Problem(
                422, "rejected", "The lead was rejected", errors=errors, more=told | {"code": outcome.code}
            )
            return 422, problem.document()
    return 202, told


def _value(name: str, outcome: Outcome) -> str | float:
    text = outcome.parameters[name]
    return float(text) if name in _NUMBERS else text
