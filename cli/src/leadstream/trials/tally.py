"""What is counted and kept of a trial: all of it bounded, however long the file."""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from leadcore.contracts import Person, RoutedLead
from leadfiles import Finding, Row
from leadfiles.columns.samples import text_of
from simulator.trial import Ended

from leadstream.trials import sentences

Weight = Literal["lost", "rejected", "warning", "duplicate"]
KEPT = 5_000
"""Remarks that the report shows; all are in findings.csv."""
BINS = 20
"""Of the scores, 5 points each."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about one line. `weight`: what it did to the row."""

    line: int
    weight: Weight
    what: str
    column: str
    sentence: str


@dataclass(frozen=True, slots=True, order=True)
class Top:
    """A lead among the best; `before`: orders equals by their line."""

    score: float
    before: int
    lead: RoutedLead = field(compare=False)
    person: Person = field(compare=False)

    @property
    def line(self) -> int:
        """Where it stands in the file."""
        return -self.before


@dataclass(slots=True)
class Tally:
    """
    Counts and the best leads; `write` is given every remark, in the order of the file's shares.

    rows = tried + left_out + lost; tried = routed + duplicate + rejected + dead.
    """

    write: Callable[[Remark], None]
    top: int
    rows: int = 0
    lost: int = 0
    left_out: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    scores: list[int] = field(default_factory=lambda: [0] * BINS)
    owners: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Counter[str]] = field(default_factory=dict)
    unusable: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    known_companies: int = 0
    remarks: list[Remark] = field(default_factory=list)
    remarked: Counter[tuple[Weight, str]] = field(default_factory=Counter)
    best: list[Top] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """Rows that went through the stages."""
        return self.outcomes.total()

    @property
    def wrong(self) -> int:
        """Rows that became nothing: lost, rejected or dead."""
        return self.lost + self.outcomes["rejected"] + self.outcomes["dead"]

    def found(self, finding: Finding) -> None:
        """Take a finding of the reader."""
        self.lost += finding.lost
        self.rows += finding.lost
        weight: Weight = "lost" if finding.lost else "warning"
        self._remark(Remark(finding.line, weight, finding.code, finding.column, finding.sentence))

    def read(self, row: Row) -> None:
        """Take a row as it was read."""
        self.rows += 1
        for name, value in row.values.items():
            if value and (not isinstance(value, str) or not value.isspace()) and text_of(value):
                self.filled[name] += 1

    def ended(self, each: Ended, person_of: Callable[[RoutedLead], Person]) -> None:
        """Take what became of a row."""
        outcome = each.outcome
        self.outcomes[outcome.outcome] += 1
        if outcome.outcome == "duplicate":
            said = "the same id as" if outcome.code == "same-event" else "the same person as"
            self._remark(Remark(each.line, "duplicate", outcome.code, "", f"{said} line {each.lead_line}"))
        elif each.lead is None:
            self.whys[why := sentences.why(outcome)] += 1
            self._remark(Remark(each.line, "rejected", outcome.parameters.get("reason", outcome.code), "", why))
        else:
            self._routed(each.line, each.lead, person_of)

    def _routed(self, line: int, lead: RoutedLead, person_of: Callable[[RoutedLead], Person]) -> None:
        score = lead.scoring.score
        self.bands[lead.scoring.band] += 1
        self.scores[min(BINS - 1, max(0, int(score * BINS / 100)))] += 1
        self.owners[lead.routing.owner if lead.routing.status == "assigned" else ""] += 1
        self.known_companies += bool(lead.enrichment.company_name)
        for name, value in _facts(lead).items():
            self.facts.setdefault(name, Counter())[value] += 1
        for key in _unusable(lead):
            self.unusable[key] += 1
            self._remark(Remark(line, "warning", "unusable", key, sentences.unusable(key, _flaw(lead, key))))
        for key, why in _unread(lead):
            self.unusable[key] += 1
            self._remark(Remark(line, "warning", why, key, sentences.unread(why)))
        if len(self.best) < self.top:
            heapq.heappush(self.best, Top(score, -line, lead, person_of(lead)))
        elif self.top and (score, -line) > (self.best[0].score, self.best[0].before):
            heapq.heapreplace(self.best, Top(score, -line, lead, person_of(lead)))

    def _remark(self, remark: Remark) -> None:
        self.write(remark)
        self.remarked[remark.weight, remark.what] += 1
        if len(self.remarks) < KEPT:
            self.remarks.append(remark)


def _facts(lead: RoutedLead) -> Mapping[str, str]:
    who = lead.identity
    return {"country": who.country, "mailbox": who.mailbox, "level": who.title_level, "function": who.title_function}


def _flaw(lead: RoutedLead, key: str) -> str:
    return next((each.parameters.get(f"{key}_flaw", "") for each in lead.identity.trail), "")


def _unread(lead: RoutedLead) -> list[tuple[str, str]]:
    told = next((each.parameters.get("unread", "") for each in lead.identity.trail), "")
    return [(name, why) for name, _, why in (each.partition(":") for each in told.split(",")) if name]


def _unusable(lead: RoutedLead) -> list[str]:
    told = next((each.parameters.get("unusable", "") for each in lead.identity.trail), "")
    return [key for key in told.split(",") if key]
