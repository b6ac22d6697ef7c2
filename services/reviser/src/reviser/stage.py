"""
The reviser's stage: the only writer of a lead's versions above 1.

    open the revisions → lock their leads → one version more for all that is new of a lead → keep it → give it out

A version is durable before it goes out. One that was kept and perhaps not given out, because the process died between
the two, is given out again when its revision comes again: the same version, never a second one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import Basis, EnrichedLead, Identified, Person, Revision, Topic
from leadcore.failures import Failure, RuleViolation, TooLarge, Unavailable, Undecodable, WrongShape
from leadcore.stage import RetryLimits, Stage
from leadcore.vault import PersonVault
from leadcore.verdict import Defer, Drop, Emit, Reject, Verdict

from reviser.domain import versions as domain
from reviser.domain.merging import Known
from reviser.domain.versions import Asked, Entry, Erased, LeadKey, Made, Missing, Standing
from reviser.ports import Found, Versions

KEY_CHARS = 500
LAST_MS = 253_402_300_800_000
"""The year 10000: no time of ours lies beyond."""
PERSON_BYTES = 512 * 1024
"""A version goes on through topics that hold 1 MiB a message, and later stages add to it."""
_LIMIT = str(PERSON_BYTES)

_FINISHED = Drop(None)

Read: TypeAlias = Callable[[Revision], Asked | Failure]
Verdicts: TypeAlias = Sequence[Verdict[EnrichedLead]]


@dataclass(frozen=True, slots=True)
class Ending:
    """What the revisions of one lead come to: what is to be kept, and the versions to give out, by number."""

    entries: tuple[Entry, ...] = ()
    made: tuple[EnrichedLead, int] | None = None
    out: Mapping[int, EnrichedLead] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    """Ids of the revisions that need nothing more than this."""
    otherwise: Verdict[EnrichedLead] = _FINISHED
    """The verdict on all others."""


def build(
    versions: Versions,
    vault: PersonVault,
    clock: Clock,
    release: str,
    version: str,
    retries: RetryLimits | None = None,
    codec: Codec | None = None,
) -> Stage[Revision, EnrichedLead]:
    """The stage `reviser`: leads.revisions → leads.enriched. `codec`: by default the one of the lock file."""

    async def handle(revisions: Sequence[Revision]) -> Verdicts:
        basis = Basis(decided_at=clock(), code_version=version, release=release)
        opened = [read(revision) for revision in revisions]
        by_lead = _by_lead(opened)
        ids = {key: {each.revision_id for each in asked} for key, asked in by_lead.items()}
        async with versions.locked(ids) as locked:
            endings = {key: _ending(locked.found[key], asked, vault, basis) for key, asked in by_lead.items()}
            entries = [entry for ending in endings.values() for entry in ending.entries]
            await locked.keep(entries, [ending.made for ending in endings.values() if ending.made])
        return _verdicts(opened, endings)

    read = reader(vault, codec or Codec())
    return Stage(
        unit=domain.UNIT,
        sources=(Topic.LEADS_REVISIONS,),
        sink=Topic.LEADS_ENRICHED,
        retry=Topic.LEADS_REVISER_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
    )


def reader(vault: PersonVault, codec: Codec) -> Read:
    """
    What a revision asks for, or why it cannot be applied.

    The function raises PortUnavailable where the vault is away, or the schema of the later submission not known yet.
    """

    def read(revision: Revision) -> Asked | Failure:
        flaw = _flaw(revision)
        if flaw is not None:
            return flaw
        later = codec.decode_inner(Identified, revision.identified, revision.identified_schema)
        if isinstance(later, Undecodable):
            return Undecodable(later.reason, "identified", later.parameters)
        if later.origin.tenant != revision.tenant:
            return WrongShape("another-tenant", "identified")
        person = vault.open(revision.tenant, later.identity.person, later.identity.person_key)
        return person if not isinstance(person, Person) else _asked(revision, Known(later.identity, person))

    return read


def _flaw(revision: Revision) -> Failure | None:
    keys = {name: getattr(revision, name) for name in ("tenant", "lead_id", "revision_id", "cause_id", "origin")}
    for name, key in keys.items():
        if not key or "\0" in key or len(key) > KEY_CHARS:
            return WrongShape("not-a-key", name)
    if not 0 <= revision.requested_at < LAST_MS:
        return WrongShape("not-a-time", "requested_at")
    if revision.cause not in domain.CAUSES:
        return RuleViolation("cause-not-known", "cause")
    return None


def _asked(revision: Revision, later: Known) -> Asked:
    return Asked(
        key=(revision.tenant, revision.lead_id),
        revision_id=revision.revision_id,
        cause=revision.cause,
        cause_id=revision.cause_id,
        origin=revision.origin,
        requested_at=revision.requested_at,
        later=later,
    )


def _by_lead(opened: Sequence[Asked | Failure]) -> dict[LeadKey, list[Asked]]:
    found: dict[LeadKey, list[Asked]] = {}
    for each in opened:
        if isinstance(each, Asked):
            found.setdefault(each.key, []).append(each)
    return found


def _ending(found: Found, asked: Sequence[Asked], vault: PersonVault, basis: Basis) -> Ending:
    match found:
        case Missing(reached):
            return Ending(otherwise=Defer(Unavailable("lead-not-recorded-yet"), reached))
        case Erased():
            return Ending(domain.refuse(asked, basis))
        case Standing():
            return _revised(found, asked, vault, basis)
        case failure:
            return Ending(otherwise=Reject(failure))


def _revised(standing: Standing, asked: Sequence[Asked], vault: PersonVault, basis: Basis) -> Ending:
    lead = standing.lead
    person = vault.open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
    if not isinstance(person, Person):
        return Ending(otherwise=Reject(person))
    revised = domain.revise(standing, person, asked, basis)
    known = Ending(out=standing.waiting, settled=frozenset(standing.known))
    settled = known.settled | {entry.asked.revision_id for entry in revised.entries}
    if revised.made is None:
        return replace(known, entries=revised.entries, settled=settled)
    made = _sealed(revised.made, vault)
    if len(made.identity.person) > PERSON_BYTES:
        return replace(known, otherwise=Reject(TooLarge("person-would-grow-too-large", "person", {"limit": _LIMIT})))
    out = {**known.out, made.admission.version: made}
    return Ending(revised.entries, (made, revised.made.as_of), out, settled)


def _sealed(made: Made, vault: PersonVault) -> EnrichedLead:
    lead = made.lead
    person, key = vault.seal(lead.origin.tenant, made.person)
    return replace(lead, identity=replace(lead.identity, person=person, person_key=key))


def _verdicts(opened: Sequence[Asked | Failure], endings: Mapping[LeadKey, Ending]) -> Verdicts:
    """A lead's versions go out with the last of its settled revisions in the batch, lower ones first."""
    verdicts: list[Verdict[EnrichedLead]] = []
    out = {key: sorted(ending.out) for key, ending in endings.items()}
    for each in reversed(opened):
        if not isinstance(each, Asked):
            verdicts.append(Reject(each))
            continue
        ending = endings[each.key]
        if each.revision_id not in ending.settled:
            verdicts.append(ending.otherwise)
        elif out[each.key]:
            verdicts.append(Emit(ending.out[out[each.key].pop()]))
        else:
            verdicts.append(_FINISHED)
    return verdicts[::-1]
