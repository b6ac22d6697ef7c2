"""
One round: at most a hundred leads, no two of them the same contact, as far as we know.

    claim → what is answered already, or another's, is out
    up to PASSES times, for what is open: match → plan → write → settle what is certain → answer its claims
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from leadcore import ids
from leadcore.clock import Clock
from leadcore.contracts import Receipt
from leadcore.failures import Conflict, Failure, PortUnavailable, Refused
from leadcore.stage import Subject
from leadcore.verdict import Defer, Emit, Reject, Verdict
from leadcore.workspace import Destination

from crm_sync.destinations import routed
from crm_sync.destinations.recent import Recent
from crm_sync.domain.contacts import (
    NOTHING,
    OWNER_ID,
    Contact,
    Create,
    Keep,
    MatchedBy,
    Plan,
    Update,
    Wanted,
    differing,
    plan,
    shown_since,
)
from crm_sync.domain.effects import Answer, Doubt, Row, Taken, Written
from crm_sync.ports import Claims, Contacts, LeadKey, Mine

DESTINATION = "hubspot"
PASSES = 4

Done = Receipt | Failure


@dataclass(frozen=True, slots=True)
class Delivering:
    """What a round works with; `timeout_s` is shorter than a claim's lease."""

    contacts: Contacts
    claims: Claims
    clock: Clock
    target: Destination
    timeout_s: float
    recall: Callable[[bytes], Mapping[str, str]] = lambda _: NOTHING
    """What an earlier version, framed, gave each property."""
    recent: Recent = field(default_factory=Recent)

    @property
    def writes(self) -> bool:
        """Whether the destination's mode lets anything be written."""
        return self.target.mode == "write"


@dataclass(frozen=True, slots=True)
class Due:
    """A lead version that is to be delivered, and whom its message is about."""

    wanted: Wanted
    subject: Subject

    @property
    def key(self) -> LeadKey:
        """Tenant, lead id and version, from the lead itself."""
        return self.wanted.tenant, self.wanted.lead_id, self.wanted.version


@dataclass(frozen=True, slots=True)
class _Job:
    """A due lead under our claim, and what earlier passes taught."""

    due: Due
    claim: Mine
    began: int
    hint: str = ""
    """The record that HubSpot itself named when it refused a create."""
    earlier: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the version before gave each property."""
    without: frozenset[str] = frozenset()
    """Properties that HubSpot does not take from us, although the rest may be written."""
    tried: Literal["", "created", "updated"] = ""
    """What a call in doubt was to do."""
    tried_by: MatchedBy = "created"
    trouble: str = ""

    @property
    def wanted(self) -> Wanted:
        if not self.without:
            return self.due.wanted
        wishes = {name: wish for name, wish in self.due.wanted.wishes.items() if name not in self.without}
        return replace(self.due.wanted, wishes=wishes)


@dataclass(frozen=True, slots=True)
class _Match:
    contact: Contact | None = None
    by: MatchedBy = "created"


@dataclass(slots=True)
class _Pass:
    """What one pass settled, and what is left for the next."""

    done: dict[LeadKey, Done] = field(default_factory=dict)
    left: list[_Job] = field(default_factory=list)


async def deliver(delivering: Delivering, dues: Sequence[Due]) -> list[Verdict[Receipt]]:
    """
    Bring each lead to HubSpot, under a claim of its own.

    Raises:
        PortUnavailable: HubSpot or the ledger is away; what was done until then is in the ledger.
    """
    began = delivering.clock()
    claimed = await delivering.claims.claim([due.key for due in dues])
    jobs = [_job(delivering, due, mine, began) for due in dues if isinstance(mine := claimed[due.key], Mine)]
    try:
        async with asyncio.timeout(delivering.timeout_s):
            done = await _settled(delivering, jobs)
    except TimeoutError:
        raise PortUnavailable(DESTINATION, "too-slow") from None
    ends = [done.get(due.key, claimed[due.key]) for due in dues]
    for due, end in zip(dues, ends, strict=True):
        if isinstance(end, Receipt) and end.result != "refused":
            delivering.recent.note(due.wanted)
    return [_verdict(end) for end in ends]


async def observe(delivering: Delivering, dues: Sequence[Due]) -> list[Verdict[Receipt]]:
    """
    Say what would be done, and do nothing; no claims are made, so that a later mode `write` starts afresh.

    Raises:
        PortUnavailable: HubSpot is away.
    """
    began = delivering.clock()
    jobs = [_Job(due, Mine(1, began, "", 0), began) for due in dues]
    matches = await _matched(delivering.contacts, jobs)
    at = delivering.clock()
    return [Emit(_observed(delivering.target.mode, job, matches[job.due.key], at)) for job in jobs]


def _job(delivering: Delivering, due: Due, mine: Mine, began: int) -> _Job:
    earlier = delivering.recent.of(due.wanted, mine.newest)
    if earlier is None:
        earlier = delivering.recall(mine.earlier) if mine.earlier else NOTHING
    return _Job(due, mine, began, earlier=earlier)


async def _settled(delivering: Delivering, jobs: list[_Job]) -> dict[LeadKey, Done]:
    done: dict[LeadKey, Done] = {}
    for _ in range(PASSES):
        step = await _pass(delivering, jobs)
        done |= step.done
        jobs = step.left
        if not jobs:
            return done
    if doubtful := [job for job in jobs if job.trouble]:
        raise PortUnavailable(DESTINATION, doubtful[0].trouble)
    return done | {job.due.key: Conflict("contact-changes-meanwhile") for job in jobs}


async def _pass(delivering: Delivering, jobs: Sequence[_Job]) -> _Pass:
    matches = await _matched(delivering.contacts, [job for job in jobs if job.claim.newest <= job.wanted.version])
    plans = {job.due.key: _planned(job, matches.get(job.due.key)) for job in jobs}
    step, rows, calls = _Pass(), list[Row](), list[_Job]()
    for job in jobs:
        match planned := plans[job.due.key]:
            case Keep():
                step.done[job.due.key] = _kept(job, planned, matches.get(job.due.key), delivering.clock())
            case Update(record_id=record_id) if any(row.record_id == record_id for row in rows):
                step.left.append(job)
            case Create() | Update():
                record_id = planned.record_id if isinstance(planned, Update) else ""
                rows.append(Row(str(len(rows)), planned.properties, record_id))
                calls.append(_trying(job, planned, matches[job.due.key].by))
    answers = await delivering.contacts.write(rows) if rows else {}
    for job, row in zip(calls, rows, strict=True):
        _take(step, job, row, answers.get(row.trace, Doubt("not-spoken-of")), delivering.clock())
    await _answer(delivering.claims, jobs, step.done, delivering.clock())
    return step


async def _matched(contacts: Contacts, jobs: Sequence[_Job]) -> dict[LeadKey, _Match]:
    """Each job's contact: by the id we know, else our lead id, else the address; each time for the rest alone."""
    found: dict[LeadKey, _Match] = {}
    by_id = await contacts.read("record-id", {job.claim.record_id for job in jobs} - {""})
    found |= {
        job.due.key: _Match(by_id[job.claim.record_id], "known-id") for job in jobs if job.claim.record_id in by_id
    }
    open_ = [job for job in jobs if job.due.key not in found]
    by_lead = await contacts.read("lead-id", {job.wanted.lead_id for job in open_})
    found |= {
        job.due.key: _Match(by_lead[job.wanted.lead_id], "lead-id") for job in open_ if job.wanted.lead_id in by_lead
    }
    open_ = [job for job in open_ if job.due.key not in found]
    by_email = await contacts.read("email", {job.wanted.email for job in open_} - {""})
    found |= {job.due.key: _Match(by_email[job.wanted.email], "email") for job in open_ if job.wanted.email in by_email}
    open_ = [job for job in open_ if job.due.key not in found]
    by_hint = await contacts.read("record-id", {job.hint for job in open_} - {""})
    return found | {
        job.due.key: _Match(by_hint.get(job.hint), "email" if job.hint in by_hint else "created") for job in open_
    }


def _planned(job: _Job, match: _Match | None) -> Plan:
    if match is None:
        return Keep(job.claim.record_id, "newer-version-there")
    return plan(job.wanted, match.contact, job.earlier)


def _trying(job: _Job, planned: Create | Update, by: MatchedBy) -> _Job:
    # A create whose answer was lost and that is found again stays the create it was.
    if job.tried == "created" and by == "lead-id":
        return job
    return replace(job, tried="created" if isinstance(planned, Create) else "updated", tried_by=by)


def _take(step: _Pass, job: _Job, row: Row, answer: Answer, at: int) -> None:
    match answer:
        case Written(record_id):
            step.done[job.due.key] = _receipt(job, job.tried or "updated", record_id, job.tried_by, at)
        case Doubt(reason):
            step.left.append(replace(job, trouble=reason))
        case Taken(record_id):
            step.left.append(_after_taken(job, row, record_id))
        case Refused(field=name) if name == OWNER_ID and name not in job.without:
            # An owner who has gone meanwhile is no reason to keep the lead back.
            step.left.append(replace(job, without=job.without | {name}, tried="", trouble=""))
        case Refused():
            step.done[job.due.key] = answer


def _after_taken(job: _Job, row: Row, holder: str) -> _Job:
    """What to do otherwise next time: another record, `holder` where it is told, has a value that must be unique."""
    calm = replace(job, tried="", trouble="")
    if not row.record_id:
        return replace(calm, hint=holder)
    if holder:
        # The contact that is ours lacks the address because another contact has it: theirs it stays.
        return replace(calm, without=job.without | {"email"})
    # Another contact has our lead id: that one is ours, not the one we knew.
    return replace(calm, claim=replace(job.claim, record_id=""))


def _kept(job: _Job, planned: Keep, match: _Match | None, at: int) -> Receipt:
    by: MatchedBy = match.by if match else "known-id"
    if planned.reason:
        return _receipt(job, "unchanged", planned.record_id, by, at, {"reason": planned.reason})
    if job.tried:
        return _receipt(job, job.tried, planned.record_id, job.tried_by, at)
    earlier = shown_since(job.wanted, match.contact, job.claim.since) if match and job.claim.tries > 1 else None
    if earlier is None:
        return _receipt(job, "unchanged", planned.record_id, by, at)
    return _receipt(job, earlier, planned.record_id, "created" if earlier == "created" else by, at)


def _receipt(
    job: _Job, result: str, record_id: str, by: MatchedBy, at: int, parameters: Mapping[str, str] | None = None
) -> Receipt:
    goal = job.due.wanted
    told = dict(parameters or {})
    if goal.owner_email and OWNER_ID not in job.wanted.wishes:
        told["owner"] = "not-known-there"
    if "email" in job.without:
        told["email"] = "held-by-another-contact"
    return Receipt(
        receipt_id=ids.receipt_id(DESTINATION, goal.lead_id, goal.version),
        tenant=goal.tenant,
        lead_id=goal.lead_id,
        version=goal.version,
        destination=DESTINATION,
        result=result,
        record_id=record_id,
        matched_by=by,
        parameters=told,
        attempt=job.due.subject.attempt,
        at=at,
        duration_us=max(0, at - job.began) * 1000,
    )


def _observed(mode: str, job: _Job, match: _Match, at: int) -> Receipt:
    planned = plan(job.wanted, match.contact)
    told = {
        "mode": mode,
        "would": {Create: "create", Update: "update", Keep: "keep"}[type(planned)],
        "fields": ",".join(sorted(planned.properties)) if not isinstance(planned, Keep) else "",
        "differs": ",".join(differing(job.wanted, match.contact)),
    }
    record_id = match.contact.record_id if match.contact else ""
    return _receipt(job, "observed", record_id, match.by, at, told)


async def _answer(claims: Claims, jobs: Sequence[_Job], done: Mapping[LeadKey, Done], at: int) -> None:
    receipts = []
    for job in jobs:
        end = done.get(job.due.key)
        if isinstance(end, Receipt):
            receipts.append(end)
        elif end is not None:
            receipts.append(routed.refused_receipt(DESTINATION, _subject(job.due), end, at))
    await claims.answer(receipts)


def _subject(due: Due) -> Subject:
    tenant, lead_id, version = due.key
    return replace(due.subject, tenant=tenant, lead_id=lead_id, version=version)


def _verdict(done: object) -> Verdict[Receipt]:
    match done:
        case Receipt():
            return Emit(done)
        case Conflict():
            return Defer(done)
        case Refused():
            return Reject(done)
    return Defer(Conflict("claimed-by-another"))
