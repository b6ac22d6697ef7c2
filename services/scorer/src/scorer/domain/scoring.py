"""
A lead's score: five weighted parts of 0 to 100, four from rules and one from a model, and why it is what it is.

    examine → (the model answers) → score = parts → total → band, reasons, tags, follow-ups, confidence
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from operator import itemgetter
from typing import Literal, TypeAlias

from leadcore.contracts import Basis, Decision, EnrichedLead, Reason, ScoredLead, ScorePart, Scoring
from leadcore.frozen import dataclass
from leadcore.workspace import OFF, Facts, Field, Value, Weights, sound_facts_of
from leadcore.workspace import Part as PartRules
from leadcore.workspace import Scoring as ScoringRules

from scorer.domain.features import FEATURE_SET, features_of

UNIT = "scorer"
MODEL = "model"
REMEMBERED = 4096
"""So many answers a part remembers."""
NOT_FINITE_IN = "not-finite-in"
_Moving: TypeAlias = tuple[float, str, Reason]
"""By how much a reason moves the total, negative so that the greatest comes first; its code; the reason."""
_BY_WEIGHT = itemgetter(0, 1)


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
    """What one part adds to a lead's score, as it is told and counted."""

    told: ScorePart
    points: float
    """Of the total: weighted."""
    coverage: float
    """Share of the facts asked for that are known, 0 to 1, weighted."""
    reasons: tuple[_Moving, ...] = ()
    tags: tuple[str, ...] = ()


class Judge:
    """
    What a part's rules say at its weight; it remembers what they said of equal facts: most leads have what many have.
    """

    def __init__(self, name: str, part: PartRules, weight: float) -> None:
        self._name, self._part, self._weight = name, part, weight
        self._asked = tuple(part.asked)
        self._known: dict[tuple[Value | None, ...], _Part] = {}

    def part(self, facts: Facts) -> _Part:
        """What the part adds for a lead of `facts`."""
        asked = tuple(map(facts.get, self._asked))
        found = self._known.get(asked)
        if found is None:
            found = _ruled(self._name, self._part, self._weight, facts)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[asked] = found
        return found


class Panel:
    """The judges of all parts that have rules, at the weights of leads that a model answered for, or of the others."""

    def __init__(self, rules: ScoringRules, weights: Weights) -> None:
        self.judges = [Judge(name, part, float(getattr(weights, name))) for name, part in rules.parts.items()]
        self.model_weight = float(weights.model)


@dataclass(frozen=True, slots=True)
class Policy:
    """How leads are scored: the release's rules, and the model in force if there is one."""

    rules: ScoringRules
    model: ModelInForce | None = None
    switched_off: bool = False
    """Whether no model is asked because that is switched off."""
    answered: Panel = field(init=False, compare=False)
    """For leads that the model answered for."""
    unanswered: Panel = field(init=False, compare=False)
    """For all others: the model's weight is spread."""
    bounds: Mapping[str, str] = field(init=False, compare=False)
    """Where the bands begin, as decisions name it."""

    def __post_init__(self) -> None:
        """Once, so that they remember."""
        weights, bands = self.rules.weights, self.rules.bands
        object.__setattr__(self, "answered", Panel(self.rules, weights))
        object.__setattr__(self, "unanswered", Panel(self.rules, weights.without_model()))
        object.__setattr__(self, "bounds", {"hot_from": f"{bands.hot:g}", "warm_from": f"{bands.warm:g}"})


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one lead when it is scored."""

    facts: Facts
    features: tuple[float, ...]
    unsound: tuple[str, ...] = ()
    """Facts that were not finite: no model is asked about such a lead."""


def examine(lead: EnrichedLead, declared: Mapping[str, Field]) -> Case:
    """The facts and features of a lead; `declared`: the workspace's own fields."""
    facts, unsound = sound_facts_of(lead, declared)
    return Case(facts, features_of(facts), unsound)


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
    panel = policy.unanswered if counted is None else policy.answered
    parts = [judge.part(case.facts) for judge in panel.judges]
    parts.append(_model_part(counted, panel.model_weight))
    total = _clamped(sum([part.points for part in parts]))
    band = rules.bands.band_of(total)
    method = _method(answer, policy.model)
    return Scoring(
        score=total,
        confidence=min(1.0, sum([part.coverage for part in parts])),
        probability=counted,
        band=band,
        parts=tuple([part.told for part in parts]),
        reasons=_reasons(parts),
        tags=tuple(dict.fromkeys([tag for part in parts for tag in part.tags])),
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


def _ruled(name: str, part: PartRules, weight: float, facts: Facts) -> _Part:
    hits = tuple([rule for rule in part.rules if rule.condition.holds(facts)])
    points = _clamped(part.base + sum([rule.points for rule in hits]))
    asked = part.asked
    known = sum([facts.get(fact) not in (None, "") for fact in asked])
    return _Part(
        told=ScorePart(name=name, weight=weight, points=points),
        points=weight * points,
        coverage=weight * (known / len(asked) if asked else 1.0),
        reasons=tuple([_moving(rule.code, name, rule.points, weight) for rule in hits]),
        tags=tuple([rule.tag for rule in hits if rule.tag]),
    )


def _model_part(probability: float | None, weight: float) -> _Part:
    points = 0.0 if probability is None else 100 * probability
    reasons = () if probability is None else (_moving("model-probability", MODEL, points, weight),)
    return _Part(ScorePart(name=MODEL, weight=weight, points=points), weight * points, weight, reasons)


def _moving(code: str, part: str, points: float, weight: float) -> _Moving:
    return -abs(weight * points), code, Reason(code=code, part=part, points=points)


def _reasons(parts: Sequence[_Part]) -> tuple[Reason, ...]:
    """Rule hits and the model's word; first what moves the total most, then by code so that ties are stable."""
    found = [reason for part in parts for reason in part.reasons]
    return tuple([reason for _, _, reason in sorted(found, key=_BY_WEIGHT)])


def _trail(
    case: Case, answer: Answer | None, policy: Policy, basis: Basis, result: Mapping[str, str]
) -> tuple[Decision, ...]:
    model = _model_decision(case, answer, policy, basis)
    told = {**result, **policy.bounds}
    return (*model, Decision(unit=UNIT, code="scored", parameters=told, release=basis.release))


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
