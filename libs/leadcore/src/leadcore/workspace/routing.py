"""`routing.yaml`: classes of leads, the rules that name a pool, and what happens when nothing fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

from leadcore.workspace.conditions import Condition, ConditionRow, Terms, Value, compile_condition
from leadcore.workspace.decode import Document
from leadcore.workspace.findings import did_you_mean
from leadcore.workspace.scoring import Code
from leadcore.workspace.strict_yaml import Node, Table

FILE = "routing.yaml"
REVIEW = "review"
"""Target of a rule, a territory or the default that means a person decides."""


@dataclass(frozen=True, slots=True)
class Class:
    """One class and what must hold, all of it, for a lead to be in it."""

    name: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Classes in order; the first whose conditions all hold is the lead's, else `default`."""

    default: str
    classes: tuple[Class, ...]

    def class_of(self, facts: Mapping[str, Value | None]) -> str:
        """Return the lead's class. Never raises: an unknown fact fits no condition but `absent`."""
        for each in self.classes:
            if _all_hold(each.when, facts):
                return each.name
        return self.default


@dataclass(frozen=True, slots=True)
class PoolRule:
    """If all conditions hold, the lead goes to `pool`, a pool's name or `review`, for the reason `code`."""

    code: str
    pool: str
    when: tuple[Condition, ...]

    def holds(self, facts: Mapping[str, Value | None]) -> bool:
        """Return whether every condition holds."""
        return _all_hold(self.when, facts)


@dataclass(frozen=True, slots=True)
class Pool:
    """A group of owners and how the next one is picked."""

    pick: Literal["weighted-round-robin"] = "weighted-round-robin"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """
    How a lead gets its owner.

    Classify size, then priority, then segment (each sees those before); take the first of `rules` that holds,
    else the most exact territory if `use_territories`, else `default_pool`; `review`, or a pool in which
    nobody can take the lead, sends it to the manual review queue. `answer_minutes` is the time to answer, by
    priority.
    """

    size: Classifier
    priority: Classifier
    segment: Classifier
    rules: tuple[PoolRule, ...]
    use_territories: bool
    pools: Mapping[str, Pool]
    default_pool: str
    answer_minutes: Mapping[str, int]

    def facts_with_classes(self, facts: Mapping[str, Value | None]) -> dict[str, Value | None]:
        """Return `facts` and the lead's `size`, `priority` and `segment`."""
        known = dict(facts)
        known["size"] = self.size.class_of(known)
        known["priority"] = self.priority.class_of(known)
        known["segment"] = self.segment.class_of(known)
        return known


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class as it stands in the file."""

    name: Code
    when: Annotated[tuple[ConditionRow, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class ClassifierRow:
    """A classifier as it stands in the file."""

    default: Code
    classes: tuple[ClassRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """The three classifiers, in the order in which they are asked."""

    size: ClassifierRow
    priority: ClassifierRow
    segment: ClassifierRow


@dataclass(frozen=True, slots=True)
class PoolRuleRow:
    """A pool rule as it stands in the file."""

    code: Code
    pool: str
    when: Annotated[tuple[ConditionRow, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class RoutingFile:
    """`routing.yaml` as it stands."""

    classification: Classification
    pools: Annotated[Mapping[str, Pool], Meta(min_length=1)]
    default_pool: str
    rules: tuple[PoolRuleRow, ...] = ()
    use_territories: bool = True
    answer_minutes: Mapping[str, Annotated[int, Meta(ge=1)]] = field(default_factory=dict)


def parse(doc: Document, node: Node, terms: Terms) -> Routing | None:
    """Return the routing with conditions compiled against `terms`, or None with findings."""
    file = doc.read(node, RoutingFile)
    if file is None:
        return None
    if REVIEW in file.pools:
        doc.refuse(f"pools.{REVIEW}", "is the review queue's own word; give the pool another name")
    check_pool(doc, "default_pool", file.default_pool, file.pools)
    priorities = _names(file.classification.priority)
    for name in file.answer_minutes:
        if name not in priorities:
            doc.refuse(f"answer_minutes.{name}", f"is no priority{did_you_mean(name, priorities)}")
    classifiers, terms = _classifiers(doc, file.classification, terms)
    return Routing(
        *classifiers,
        _pool_rules(doc, file, terms),
        file.use_territories,
        file.pools,
        file.default_pool,
        file.answer_minutes,
    )


def pool_names(node: Node | None) -> tuple[str, ...] | None:
    """
    Return the pools that a file names, even one with findings; None if it names none, so that none is missed.
    """
    pools = node.entries.get("pools") if isinstance(node, Table) else None
    if not isinstance(pools, Table) or not pools.entries:
        return None
    return tuple(name for name in pools.entries if name != REVIEW)


def check_pool(doc: Document, key: str, pool: str, pools: Collection[str]) -> None:
    """Add a finding at `key` unless `pool` is a pool or `review`."""
    if pool != REVIEW and pool not in pools:
        doc.refuse(key, f"no such pool: {pool}{did_you_mean(pool, pools)}")


def _classifiers(
    doc: Document, rows: Classification, terms: Terms
) -> tuple[tuple[Classifier, Classifier, Classifier], Terms]:
    """Compile each with the classes before it as terms, so that none can ask for what is decided later."""
    size = _classifier(doc, "size", rows.size, terms)
    terms = terms.with_words("size", _names(rows.size))
    priority = _classifier(doc, "priority", rows.priority, terms)
    terms = terms.with_words("priority", _names(rows.priority))
    segment = _classifier(doc, "segment", rows.segment, terms)
    return (size, priority, segment), terms.with_words("segment", _names(rows.segment))


def _classifier(doc: Document, name: str, row: ClassifierRow, terms: Terms) -> Classifier:
    classes = tuple(
        Class(each.name, _conditions(doc, f"classification.{name}.classes.{index}.when", each.when, terms))
        for index, each in enumerate(row.classes)
    )
    return Classifier(row.default, classes)


def _pool_rules(doc: Document, file: RoutingFile, terms: Terms) -> tuple[PoolRule, ...]:
    rules = []
    seen: set[str] = set()
    for index, row in enumerate(file.rules):
        key = f"rules.{index}"
        if row.code in seen:
            doc.refuse(f"{key}.code", f"{row.code} is the code of an earlier rule")
        seen.add(row.code)
        check_pool(doc, f"{key}.pool", row.pool, file.pools)
        rules.append(PoolRule(row.code, row.pool, _conditions(doc, f"{key}.when", row.when, terms)))
    return tuple(rules)


def _conditions(doc: Document, key: str, rows: Sequence[ConditionRow], terms: Terms) -> tuple[Condition, ...]:
    compiled = [compile_condition(doc, f"{key}.{index}", row, terms) for index, row in enumerate(rows)]
    return tuple(each for each in compiled if each is not None)


def _names(row: ClassifierRow) -> tuple[str, ...]:
    return (row.default, *(each.name for each in row.classes))


def _all_hold(conditions: Sequence[Condition], facts: Mapping[str, Value | None]) -> bool:
    for each in conditions:  # noqa: SIM110  twice as fast as a generator, and asked ten times a lead
        if not each.holds(facts):
            return False
    return True
