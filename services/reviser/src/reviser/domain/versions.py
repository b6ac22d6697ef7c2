"""
Which version the revisions of one lead make. Pure.

    known revision      → the version it made, again
    new revisions       → one version more for all of them together, if they change anything
    nothing changes     → no version; the decision is kept
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from leadcore.contracts import Basis, Decision, EnrichedLead, Enrichment, Person

from reviser.domain.merging import Known, changed, merged

UNIT = "reviser"
CAUSES = frozenset({"same-person"})
"""What the reviser knows how to apply."""

LeadKey = tuple[str, str]
"""Tenant, lead id."""
Result = Literal["revised", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A requested change, opened."""

    key: LeadKey
    revision_id: str
    cause: str
    cause_id: str
    """The submission behind it."""
    origin: str
    """The unit that asks."""
    requested_at: int
    """When, milliseconds by the broker."""
    later: Known = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """A lead as it is, and what became of those revisions of it that are asked for now."""

    lead: EnrichedLead = field(repr=False)
    """Its newest version."""
    as_of: int
    """The latest word in it, milliseconds by the broker."""
    known: Mapping[str, int]
    """By revision id: the version it made, or was found to change nothing in."""
    waiting: Mapping[int, EnrichedLead] = field(repr=False)
    """Versions of known revisions that have not yet come back into the system of record: they may not have gone out."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The lead is not in the system of record."""

    reached: int = 0
    """How far the system of record has come with the tenant's leads: when the last one of them was submitted,
    milliseconds by the broker. 0: it has none, or it knows that this lead is on its way."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The lead is gone for good."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one revision."""

    asked: Asked
    result: Result
    version: int
    """The version it made, or the one it met."""
    decision: Decision


@dataclass(frozen=True, slots=True)
class Made:
    """A new version; the person is not yet sealed into it."""

    lead: EnrichedLead = field(repr=False)
    person: Person = field(repr=False)
    as_of: int


@dataclass(frozen=True, slots=True)
class Revised:
    """What the new revisions of one lead come to: an entry each, and a version if anything changed."""

    entries: tuple[Entry, ...]
    made: Made | None


@dataclass(frozen=True, slots=True)
class _Step:
    """One revision applied: the names of what it changed."""

    asked: Asked
    fields: tuple[str, ...]
    older: bool


def revise(standing: Standing, person: Person, asked: Iterable[Asked], basis: Basis) -> Revised:
    """Apply what of `asked` is new, in the order of its time whatever the order of its arrival."""
    before = Known(standing.lead.identity, person)
    after, steps = _applied(before, standing, asked)
    if not changed(before, after):
        met = standing.lead.admission.version
        return Revised(tuple(_entry(step, "unchanged", met, basis) for step in steps), None)
    version = standing.lead.admission.version + 1
    entries = tuple(_entry(step, "revised" if step.fields else "unchanged", version, basis) for step in steps)
    as_of = max(standing.as_of, *(step.asked.requested_at for step in steps))
    return Revised(entries, Made(_lead(standing.lead, after, entries, basis), after.person, as_of))


def refuse(asked: Sequence[Asked], basis: Basis) -> tuple[Entry, ...]:
    """The entries of revisions of a lead that was erased."""
    return tuple(Entry(each, "refused", 0, _decision("lead-erased", each, {}, basis)) for each in asked)


def _applied(known: Known, standing: Standing, asked: Iterable[Asked]) -> tuple[Known, list[_Step]]:
    new = {each.revision_id: each for each in asked if each.revision_id not in standing.known}
    steps = []
    for each in sorted(new.values(), key=lambda one: (one.requested_at, one.revision_id)):
        older = each.requested_at < standing.as_of
        after, fields = merged(known, each.later, older=older)
        if fields:
            basis, trail = each.later.identity.basis, each.later.identity.trail
            known = replace(after, identity=replace(after.identity, basis=basis, trail=trail))
        steps.append(_Step(each, fields, older))
    return known, steps


def _entry(step: _Step, result: Result, version: int, basis: Basis) -> Entry:
    told = {"fields": ",".join(step.fields)} if result == "revised" else {}
    if step.older:
        told["older"] = "fills-blanks"
    code = "revised" if result == "revised" else "nothing-new"
    return Entry(step.asked, result, version, _decision(code, step.asked, told, basis))


def _decision(code: str, asked: Asked, told: Mapping[str, str], basis: Basis) -> Decision:
    parameters = {"cause": asked.cause, "cause_id": asked.cause_id, **told}
    return Decision(unit=UNIT, code=code, parameters=parameters, release=basis.release)


def _lead(before: EnrichedLead, after: Known, entries: Sequence[Entry], basis: Basis) -> EnrichedLead:
    effective = [entry for entry in entries if entry.result == "revised"]
    last = effective[-1]
    return EnrichedLead(
        origin=before.origin,
        identity=after.identity,
        admission=replace(
            before.admission,
            version=last.version,
            cause=last.asked.cause,
            cause_id=last.asked.cause_id,
            basis=basis,
            trail=tuple(entry.decision for entry in effective),
        ),
        enrichment=_enrichment(before, after, basis),
    )


def _enrichment(before: EnrichedLead, after: Known, basis: Basis) -> Enrichment:
    """What was found stays, unless it was found of another company: then only what the person says is known."""
    held, identity = before.enrichment, after.identity
    if identity.company_domain not in {before.identity.company_domain, held.company_domain}:
        told = {"domain": identity.company_domain} if identity.company_domain else {}
        return Enrichment(
            company_name=identity.company_name,
            company_domain=identity.company_domain,
            partial=True,
            warnings=("company-changed",),
            person_facts=held.person_facts,
            person_facts_key=held.person_facts_key,
            basis=basis,
            trail=(Decision(unit=UNIT, code="company-changed", parameters=told, release=basis.release),),
        )
    if held.facts or held.company_name != before.identity.company_name:
        return held
    return replace(held, company_name=identity.company_name)
