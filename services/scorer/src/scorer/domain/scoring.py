"""
A lead's score: five weighted parts of 0 to 100, four from rules and one from a model, and why it is what it is.

    examine → (the model answers) → score = parts → total → band, reasons, tags, follow-ups, confidence
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from leadcore.contracts import Basis, Decision, EnrichedLead, Reason, ScoredLead, ScorePart, Scoring
from leadcore.frozen import dataclass
from leadcore.workspace import OFF, Facts, Field, Rule, Value, Weights, facts_of, not_finite
from leadcore.workspace import Part as PartRules
from leadcore.workspace import Scoring as ScoringRules

from scorer.domain.features import FEATURE_SET, features_of

UNIT = "scorer"
MODEL = "model"
REMEMBERED = 4096
"""So many answers a part remembers."""
NOT_FINITE_IN = "not-finite-in"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said of one lead: a probability of 0 to 1, or None and why, kebab-case."""

    probability: float | None
    cause: str = ""
    duration_us: int = 0


@dataclass(frozen=True, slots=True)
class ModelInForce:
    """The model that answers, as decisions name it; `shadow`: its answer is recorded and not counted."""

    model_id: str
    sha256: str
    use: Literal["shadow", "active"]


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    points: float
    coverage: float
    """Share of the facts asked for that are known, 0 to 1."""
    hits: tuple[Rule, ...] = ()


class Judge:
    """What a part's rules say; it remembers what they said of equal facts: most leads have what many have."""

    def __init__(self, name: str, part: PartRules) -> None:
        self._name, self._part = name, part
        self._asked = tuple(part.asked)
        self._known: dict[tuple[Value | None, ...], _Part] = {}

    def part(self, facts: Facts) -> _Part:
        """The part's points for a lead of `facts`."""
        asked = tuple(map(facts.get, self._asked))
        found = self._known.get(asked)
        if found is None:
            found = _ruled(self._name, self._part, facts)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[asked] = found
        return found


@dataclass(frozen=True, slots=True)
class Policy:
    """How leads are scored: the release's rules, and the model in force if there is one."""

    rules: ScoringRules
    model: ModelInForce | None = None
    switched_off: bool = False
    """Whether no model is asked because that is switched off."""
    judges: tuple["Judge", ...] = field(init=False, compare=False)
    """One for each part that has rules."""

    def __post_init__(self) -> None:
        """Once, so that they remember."""
        object.__setattr__(self, "judges", tuple(Judge(name, part) for name, part in self.rules.parts.items()))


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one lead when it is scored."""

    facts: Facts
    features: tuple[float, ...]
    unsound: tuple[str, ...] = ()
    """Facts that were not finite: no model is asked about such a lead."""


def examine(lead: EnrichedLead, declared: Mapping[str, Field]) -> Case:
    """The facts and features of a lead; `declared`: the workspace's own fields."""
    facts = facts_of(lead, declared)
    return Case(facts, features_of(facts), not_finite(lead))


def score(lead: EnrichedLead, case: Case, answer: Answer | None, policy: Policy, basis: Basis) -> ScoredLead:
    """
    The lead with its score; `answer` is None where no model was asked.

    Where the model gave no answer that counts, its weight is spread over the other parts. Never raises.
    """
    if answer is not None and case.unsound:
        answer = Answer(None, NOT_FINITE_IN)
    return ScoredLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=lead.enrichment,
        scoring=_scoring(case, answer, policy, basis),
    )


def fell_back(scored: ScoredLead) -> str:
    """Why a model that should have answered did not; empty where none was missed."""
    return next((d.parameters["cause"] for d in scored.scoring.trail if d.code == "model-did-not-answer"), "")


def _scoring(case: Case, answer: Answer | None, policy: Policy, basis: Basis) -> Scoring:
    rules, model = policy.rules, policy.model
    counted = _counted(answer, model)
    weights = rules.weights if counted is not None else rules.weights.without_model()
    parts = [judge.part(case.facts) for judge in policy.judges]
    parts.append(_Part(MODEL, 0.0 if counted is None else 100 * counted, 1.0))
    weighed = [(part, _weight(weights, part)) for part in parts]
    total = _clamped(sum([weight * part.points for part, weight in weighed]))
    band = rules.bands.band_of(total)
    method = _method(answer, policy.model)
    return Scoring(
        score=total,
        confidence=min(1.0, sum([weight * part.coverage for part, weight in weighed])),
        probability=counted,
        band=band,
        parts=tuple([ScorePart(name=part.name, weight=weight, points=part.points) for part, weight in weighed]),
        reasons=_reasons(weighed, counted),
        tags=tuple(dict.fromkeys([rule.tag for part in parts for rule in part.hits if rule.tag])),
        follow_ups=tuple(rules.follow_ups.get(band, ())),
        method=method,
        model_id=model.model_id if model else "",
        model_sha256=model.sha256 if model else "",
        feature_set=FEATURE_SET,
        features=case.features,
        basis=basis,
        trail=_trail(case, answer, policy, basis, {"score": f"{total:.2f}", "band": band, "method": method}),
    )


def _counted(answer: Answer | None, model: ModelInForce | None) -> float | None:
    return answer.probability if answer is not None and model is not None and model.use == "active" else None


def _method(answer: Answer | None, model: ModelInForce | None) -> str:
    if answer is None or model is None or model.use == "shadow":
        return "rules"
    return "fallback" if answer.probability is None else "model"


def _ruled(name: str, part: PartRules, facts: Facts) -> _Part:
    hits = tuple([rule for rule in part.rules if rule.condition.holds(facts)])
    points = _clamped(part.base + sum([rule.points for rule in hits]))
    asked = part.asked
    known = sum([facts.get(fact) not in (None, "") for fact in asked])
    return _Part(name, points, known / len(asked) if asked else 1.0, hits)


def _weight(weights: Weights, part: _Part) -> float:
    found = getattr(weights, part.name)
    assert isinstance(found, float | int)
    return float(found)


def _reasons(weighed: Sequence[tuple[_Part, float]], probability: float | None) -> tuple[Reason, ...]:
    """Rule hits and the model's word; first what moves the total most, then by code so that ties are stable."""
    found = [
        (abs(weight * rule.points), Reason(code=rule.code, part=part.name, points=rule.points))
        for part, weight in weighed
        for rule in part.hits
    ]
    if probability is not None:
        points = 100 * probability
        model = next(weight for part, weight in weighed if part.name == MODEL)
        found.append((model * points, Reason(code="model-probability", part=MODEL, points=points)))
    return tuple([reason for _, reason in sorted(found, key=lambda each: (-each[0], each[1].code))])


def _trail(
    case: Case, answer: Answer | None, policy: Policy, basis: Basis, result: Mapping[str, str]
) -> tuple[Decision, ...]:
    model = _model_decision(case, answer, policy, basis)
    bands = {"hot_from": f"{policy.rules.bands.hot:g}", "warm_from": f"{policy.rules.bands.warm:g}"}
    return (*model, Decision(unit=UNIT, code="scored", parameters={**result, **bands}, release=basis.release))


def _model_decision(case: Case, answer: Answer | None, policy: Policy, basis: Basis) -> tuple[Decision, ...]:
    share = f"{policy.rules.weights.model:.4f}"
    if answer is None or policy.model is None:
        off = {"switch": "enableMLScoring"} if policy.switched_off else {}
        code, told = OFF if policy.switched_off else "no-model-yet", {**off, "weight_spread": share}
    elif answer.probability is None:
        code, told = "model-did-not-answer", {"cause": answer.cause, "facts": ",".join(case.unsound)}
        told["weight_spread"] = share
    elif policy.model.use == "shadow":
        code, told = "model-in-shadow", {"probability": f"{answer.probability:.6f}", "weight_spread": share}
    else:
        code, told = "model-answered", {"probability": f"{answer.probability:.6f}"}
    if policy.model is not None:
        told["model"] = policy.model.model_id
    told = {name: value for name, value in told.items() if value}
    duration = answer.duration_us if answer else 0
    return (Decision(unit=UNIT, code=code, parameters=told, duration_us=duration, release=basis.release),)


def _clamped(points: float) -> float:
    return min(100.0, max(0.0, points))
