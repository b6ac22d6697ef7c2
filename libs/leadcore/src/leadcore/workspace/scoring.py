"""`scoring.yaml`: five weighted parts, the rules that give points, the bands and the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Final, Literal

from msgspec import Meta

from leadcore.workspace.conditions import Condition, ConditionRow, Operand, Operator, Terms, compile_condition
from leadcore.workspace.decode import Document
from leadcore.workspace.strict_yaml import Node

FILE = "scoring.yaml"

Band = Literal["hot", "warm", "cold"]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="a code such as title-c-level")]
Percent = Annotated[float, Meta(ge=0, le=100)]
Points = Annotated[float, Meta(ge=-100, le=100)]
Weight = Annotated[float, Meta(ge=0, le=1000)]


@dataclass(frozen=True, slots=True)
class Weights:
    """Share of each part in the total. As loaded they sum to 1, whatever the file says."""

    demographic: Weight = 0.25
    firmographic: Weight = 0.25
    behavioural: Weight = 0.15
    engagement: Weight = 0.35
    model: Weight = 0.10

    def without_model(self) -> "Weights":
        """Return the weights for a lead that no model answered for: the model's share goes to the others."""
        rest = 1 - self.model
        demographic, firmographic, behavioural, engagement, _ = (weight / rest for weight in _values(self))
        return Weights(demographic, firmographic, behavioural, engagement, 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    If the condition holds, the part gains `points` and the lead the reason `code` and, if any, the `tag`.
    """

    code: str
    points: float
    condition: Condition
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its points are `base` plus those of every rule that holds, cut to 0…100."""

    base: float
    rules: tuple[Rule, ...]
    asked: frozenset[str] = field(init=False)
    """The facts that its rules speak of."""

    def __post_init__(self) -> None:
        """Gather them once, not for every lead."""
        object.__setattr__(self, "asked", frozenset(rule.condition.field for rule in self.rules))


@dataclass(frozen=True, slots=True)
class Bands:
    """Least total for hot and for warm; what is under both is cold."""

    hot: Percent
    warm: Percent

    def band_of(self, score: float) -> Band:
        """Return the band of a total of 0…100."""
        return "hot" if score >= self.hot else "warm" if score >= self.warm else "cold"


@dataclass(frozen=True, slots=True)
class Model:
    """
    Which published model answers, if any.

    `use`: `none` means rules alone; `shadow` asks it, records the answer and leaves it out; `active` lets it
    fill the model part. `name` is a folder of `models/`. Past `timeout_ms` the rules decide alone, with an
    alert.
    """

    use: Literal["none", "shadow", "active"] = "none"
    name: str = ""
    timeout_ms: Annotated[int, Meta(ge=1, le=10_000)] = 50


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a lead is scored; `parts` has the four parts that rules fill, `follow_ups` codes by band."""

    weights: Weights
    bands: Bands
    model: Model
    parts: Mapping[str, Part]
    follow_ups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


RULED_PARTS: Final = tuple(each.name for each in fields(Weights))[:-1]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it stands in the file."""

    code: Code
    field: str
    operator: Operator
    points: Points
    value: Operand = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as it stands in the file."""

    rules: tuple[RuleRow, ...]
    base: Percent = 0.0


@dataclass(frozen=True, slots=True)
class PartRows:
    """The four parts that rules fill."""

    demographic: PartRow
    firmographic: PartRow
    behavioural: PartRow
    engagement: PartRow


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Codes of suggested next steps, by band."""

    hot: tuple[Code, ...] = ()
    warm: tuple[Code, ...] = ()
    cold: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoringFile:
    """`scoring.yaml` as it stands."""

    bands: Bands
    parts: PartRows
    weights: Weights = field(default_factory=Weights)
    model: Model = field(default_factory=Model)
    follow_ups: FollowUps = field(default_factory=FollowUps)


def parse(doc: Document, node: Node, terms: Terms) -> Scoring | None:
    """
    Return the scoring with weights normalised and rules compiled against `terms`, or None with findings.
    """
    file = doc.read(node, ScoringFile)
    if file is None:
        return None
    weights = _normalised(doc, file.weights)
    if file.bands.warm > file.bands.hot:
        doc.refuse("bands.warm", "must not be more than bands.hot")
    if file.model.use != "none" and not file.model.name:
        doc.refuse("model.name", f"is missing, and model.use is {file.model.use}")
    seen: dict[str, str] = {}
    parts = {name: _part(doc, name, getattr(file.parts, name), terms, seen) for name in RULED_PARTS}
    follow_ups = {each.name: getattr(file.follow_ups, each.name) for each in fields(FollowUps)}
    return Scoring(weights, file.bands, file.model, parts, follow_ups)


def _normalised(doc: Document, weights: Weights) -> Weights:
    values = _values(weights)
    total = sum(values)
    if sum(values[:-1]) <= 0:
        doc.refuse("weights", "must give at least one part beside the model more than 0")
        return weights
    return Weights(*(value / total for value in values))


def _values(weights: Weights) -> tuple[float, ...]:
    return tuple(getattr(weights, each.name) for each in fields(weights))


def _part(doc: Document, name: str, part: PartRow, terms: Terms, seen: dict[str, str]) -> Part:
    rules = []
    for index, row in enumerate(part.rules):
        key = f"parts.{name}.rules.{index}"
        if row.code in seen:
            doc.refuse(f"{key}.code", f"{row.code} is already the code of {seen[row.code]}")
        seen.setdefault(row.code, key)
        condition = compile_condition(doc, key, ConditionRow(row.field, row.operator, row.value), terms)
        if condition is not None:
            rules.append(Rule(row.code, row.points, condition, row.tag))
    return Part(part.base, tuple(rules))
