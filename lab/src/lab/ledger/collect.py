"""
From the places to evidence: what stood before the run, and what stands after it.

    start = Start.taken(stack)  →  the run  →  gathered(stack, start, plan, journal) → Evidence
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Receipt, Topic
from leadcore.message import Message, delivered
from leadcore.submissions import subject_reader
from leadcore.workspace import load

from lab.ledger import counted, due, held, tracers
from lab.ledger.canaries import Canaries
from lab.ledger.due import Lead
from lab.ledger.evidence import Asked, Contact, Entry, Evidence, PlaceName, Row
from lab.ledger.journal import Journalled, Sent
from lab.ledger.leaks import Said, leaks
from lab.ledger.places import Crm, Log, Record, Stack
from lab.ledger.plan import Plan, Request
from lab.ledger.standing import RAW, SOURCE_OF, Standing, header_of
from lab.ledger.start import Start


def gathered(stack: Stack, start: Start, plan: Plan, journal: Journalled) -> Evidence:
    """What stands now, and was not there at the start."""
    by_http = frozenset(each.number for each in plan.requests() if each.way != "kafka")
    answers = tuple(each.answer.said for each in journal.sent.values() if each.answer.said)
    given = Given(lambda known: _asked(plan, journal, known), plan.run, plan.canaries, by_http, answers)
    return on_record(stack, start, given)


def asked(stack: Stack, start: Start, plan: Plan, journal: Journalled) -> list[Asked]:
    """The requests alone, as far as answers and the raw log tell."""
    log = Log(stack.kafka)
    return list(_asked(plan, journal, Standing(log, log.since(start.offsets, RAW), plan.run)))


@dataclass(frozen=True, slots=True)
class Given:
    """
    What a run was given: its requests, told what stands on the raw log; its name, its canaries, and of its requests by
    HTTP the numbers and what they were answered.
    """

    asked: Callable[[Standing], Iterable[Asked]]
    run: str = ""
    canaries: Canaries | None = None
    by_http: frozenset[int] = frozenset()
    answers: tuple[str, ...] = ()


def on_record(stack: Stack, start: Start, given: Given) -> Evidence:
    """What stands now of what was given, in every place that the stack has."""
    log = Log(stack.kafka)
    messages = log.since(start.offsets)
    known = Standing(log, messages, given.run)
    evidence = replace(
        known.evidence(),
        asked=tuple(given.asked(known)),
        leaks=tuple(leaks(stack, start, Said(messages, given.answers), given.canaries)) if given.canaries else (),
        open_transactions=tuple(log.open_transactions()),
        repeats=_repeats(messages),
        worst_pause_s=_worst_pause(messages),
        places=_places(stack),
    )
    evidence = _with_postgres(stack, start, known, evidence) if stack.postgres else evidence
    evidence = _with_crm(stack, start, known, evidence) if stack.hubspot else evidence
    metrics, unchecked = counted.grown(stack, start, evidence, given.by_http)
    strangers = evidence.strangers | _earlier(log, evidence)
    return replace(evidence, metrics=tuple(metrics), unchecked=unchecked, strangers=strangers)


def written_after(stack: Stack, start: Start, unit: str, at: int) -> int | None:
    """When, milliseconds, `unit` first wrote after `at`, or anything came out where it is no unit; None: not again."""
    own = f"/leadstream/{unit}".encode()
    seen = Log(stack.kafka).since(start.offsets)
    of_unit = [m.timestamp for m in seen if header_of(m, SOURCE_OF) == own]
    times = of_unit or [m.timestamp for m in seen if m.topic == Topic.LEADS_OUTCOMES.value]
    return min((each for each in times if each > at), default=None)


def _asked(plan: Plan, journal: Journalled, known: Standing) -> Iterable[Asked]:
    for request in plan.requests():
        if request.number in journal.sent:
            yield _one(request, journal.sent[request.number], known)


def _one(request: Request, sent: Sent, known: Standing) -> Asked:
    answer, stands = sent.answer, known.numbers.get(request.number, "")
    place = answer.place
    told = ids.submission_id_at(known.cluster, place.topic, place.partition, place.offset) if place else ""
    name = answer.submission_id or told or stands
    wrote = tracers.wrote(request)
    return Asked(request.number, request.kind, request.group, answer.result, name, bool(stands), wrote)


def _places(stack: Stack) -> frozenset[PlaceName]:
    there: dict[PlaceName, bool] = {
        "routed": "router" in stack.units,
        "dead": True,
        "delivered": bool(stack.postgres),
        "postgres": bool(stack.postgres),
        "hubspot": bool(stack.hubspot),
    }
    return frozenset(name for name, is_there in there.items() if is_there)


def _repeats(messages: Sequence[Message]) -> int:
    # A record that waits is put on its retry topic each time: that is no repeat of it.
    once = [m for m in messages if m.topic not in RAW and TOPICS[Topic(m.topic)].record != "same"]
    seen = Counter((m.topic, header_of(m, SOURCE_OF), header_of(m, "ce_id")) for m in once)
    return sum(number - 1 for (_, _, name), number in seen.items() if name)


def _worst_pause(messages: Sequence[Message]) -> float:
    times = sorted(m.timestamp for m in messages if m.topic == Topic.LEADS_OUTCOMES.value)
    return max((after - before for before, after in pairwise(times)), default=0) / 1000


def _with_postgres(stack: Stack, start: Start, known: Standing, evidence: Evidence) -> Evidence:
    record = Record(stack.postgres)
    began = datetime.fromtimestamp(start.at / 1000, UTC)
    names = {each.submission_id for each in evidence.asked} | {each.submission_id for each in evidence.outcomes}
    leads = {each.lead_id for each in evidence.outcomes} | {each.lead_id for each in evidence.routed}
    recorded = record.fetch(_RECORDED, sorted(names), began)
    rows = record.fetch(_ROWS, sorted(leads - {""}), began)
    own = {each.submission_id for each in evidence.asked} | {each.lead_id for each in evidence.routed}
    entries = tuple(_due(known, _own(known, evidence)))
    return replace(
        evidence,
        due=evidence.due + entries,
        held=(*evidence.held, *held.in_postgres(record, entries)),
        recorded={row["submission_id"]: row["outcome"] or "" for row in recorded},
        rows=tuple(Row(row["lead_id"], row["version"], row["owner"]) for row in rows),
        earlier_leads=frozenset(row["lead_id"] for row in rows if row["earlier"]) - own,
    )


def _own(known: Standing, evidence: Evidence) -> Sequence[Lead]:
    """The leads of this run; of an earlier one that is routed again, what was written first is not on these topics."""
    submissions = {each.submission_id for each in evidence.asked} | known.strangers
    return [each for each in known.leads if each.routed.origin.submission_id in submissions]


def _due(known: Standing, leads: Sequence[Lead]) -> Iterable[Entry]:
    for lead in leads:
        yield from due.in_postgres(lead)
    names = {each.lead_id for each in leads}
    # PostgreSQL writes its own receipt with the lead; after a death before it was told it is told otherwise.
    told = (each for each in known.receipts if each.destination != "postgres" and each.lead_id in names)
    yield from map(due.in_receipts, told)
    yield from (due.in_errors(each) for _, each in known.letters)


def _due_at_hubspot(known: Standing, leads: Sequence[Lead], target: due.Target) -> Iterable[Entry]:
    said: defaultdict[tuple[str, int], list[Receipt]] = defaultdict(list)
    for each in known.receipts:
        if each.destination == "hubspot":
            said[each.lead_id, each.version].append(each)
    return (due.at_hubspot(lead, target, said[lead.lead_id, lead.version]) for lead in leads)


_RECORDED = """
select submission_id, max(outcome) as outcome from pipeline.submissions
where submission_id = any($1) or ended_at >= $2 group by submission_id
"""
_ROWS = """
select lead_id, version, owner, appended_at < $2 as earlier from pipeline.leads
where lead_id = any($1) or appended_at >= $2
"""


def _with_crm(stack: Stack, start: Start, known: Standing, evidence: Evidence) -> Evidence:
    crm = Crm(stack.hubspot)
    counts, own = crm.counts(), {each.lead_id for each in evidence.routed}
    before = start.counts
    contacts = crm.contacts(start.last_contact)
    target = _target(stack, crm)
    entries = _due_at_hubspot(known, _own(known, evidence), target) if target else ()
    return replace(
        evidence,
        due=(*evidence.due, *entries),
        held=(*evidence.held, *held.at_hubspot(contacts)),
        contacts=tuple(_contact(each) for each in contacts),
        creates={lead: n for lead, n in counts["creates_per_lead_id"].items() if lead in own},
        nameless_creates=counts["lead_ids"]["creates_without"] - before["lead_ids"]["creates_without"],
        crm_regressions=counts["version_regressions"] - before["version_regressions"],
    )


def _target(stack: Stack, crm: Crm) -> due.Target | None:
    """The field map of the workspace that the stack runs; None where that is not known, or nothing is to be written."""
    if stack.workspace is None:
        return None
    found = load(stack.workspace)
    target = found.destinations["hubspot"]
    return due.Target(target, found.fields, found.roster.emails(), crm.owners()) if target.mode == "write" else None


def _contact(record: Mapping[str, Any]) -> Contact:
    properties = record["properties"]
    version = properties.get("leadstream_version", "") or "0"
    return Contact(record["id"], properties.get("leadstream_lead_id", ""), int(float(version)))


def _earlier(log: Log, evidence: Evidence) -> set[str]:
    """Of the submissions that nobody of this run sent, those that stand on the raw log from before it."""
    known = {each.submission_id for each in evidence.asked} | evidence.strangers
    unknown = {each.submission_id for each in evidence.outcomes} - known
    unknown |= {name for name, outcome in evidence.recorded.items() if outcome} - known
    if not unknown:
        return set()
    subject = subject_reader(Codec(), log.cluster_id(), lambda _source: "main")
    whole = log.since({place: 0 for place in log.ends() if place[0] in RAW})
    return {subject(delivered(m, Topic.LEADS_INGEST_NORMALISE_RETRY)).submission_id for m in whole} & unknown
