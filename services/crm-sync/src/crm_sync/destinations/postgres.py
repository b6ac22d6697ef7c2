"""
The unit `crm-sync.postgres`: what became of every submission, and every lead, into the system of record.

    read each message → write the readable ones in one transaction → halve what is refused until the culprit is alone

A large batch is several transactions: while PostgreSQL takes one share of it, the next is read.
The unit's own receipts are written in the transaction of their leads, and say so in a header: when they come back from
leads.delivered they are passed over unread. Refused ones, and those of older instances, come without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeAlias

from leadcore import ids
from leadcore.accounts import subject_from_headers
from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Outcome, Person, Receipt, RoutedLead, Topic
from leadcore.failures import Failure, Refused, Undecodable
from leadcore.message import NOTED, OPEN_TOPICS, Delivery
from leadcore.stage import RetryLimits, Stage, Subject
from leadcore.vault import PersonVault
from leadcore.verdict import Drop, Emit, Reject, Verdict

from crm_sync.destinations import routed
from crm_sync.destinations.turns import in_breaths, overlapped, shares
from crm_sync.domain import recorded
from crm_sync.domain.rows import Answered, Entry, LeadNow, Moment, Seen
from crm_sync.ports import LeadKey, SystemOfRecord, Tombstones

UNIT = "crm-sync.postgres"
DESTINATION = "postgres"
SOURCES = (
    Topic.LEADS_ROUTED,
    Topic.LEADS_OUTCOMES,
    Topic.LEADS_DELIVERED,
    Topic.LEADS_DEAD,
    Topic.LEADS_RAW,
    Topic.LEADS_BULK,
)

RECORDED = b"recorded"
"""Noted on a receipt that stands in the record already."""

Found: TypeAlias = Entry | Failure | routed.Tombstone
Read: TypeAlias = Callable[[Delivery], Found]

SHARE = 500
"""Messages of a transaction. Half as many cost PostgreSQL a quarter more a lead."""


@dataclass(frozen=True, slots=True)
class _Share:
    """Messages of one transaction, and what was read of each."""

    deliveries: Sequence[Delivery]
    found: Sequence[Found]


def build(
    records: SystemOfRecord,
    read: Read,
    who: Callable[[Delivery], Subject],
    clock: Clock,
    retries: RetryLimits | None = None,
    tombstones: Tombstones | None = None,
    share: int = SHARE,
) -> Stage[Delivery, Receipt]:
    """The stage; it takes messages as they are, because it keeps their bytes, and writes `share` in a transaction."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Verdict[Receipt]]:
        began = clock()

        async def seen(some: Sequence[Delivery]) -> _Share:
            return _Share(some, await in_breaths(map(read, some)))

        async def written(some: _Share) -> list[Verdict[Receipt]]:
            verdicts = await _written(records, some, clock, began)
            routed.tell(tombstones, some.found)
            return verdicts

        return list(chain.from_iterable(await overlapped(shares(deliveries, share), seen, written)))

    return Stage(
        unit=UNIT,
        sources=SOURCES,
        sink=Topic.LEADS_DELIVERED,
        retry=Topic.LEADS_CRM_SYNC_POSTGRES_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        subject=who,
        opens=False,
        rejected=routed.refusal(DESTINATION),
    )


def subjects(submission: Callable[[Delivery], Subject]) -> Callable[[Delivery], Subject]:
    """Who a message of any source topic is about; `submission` knows those that outsiders wrote."""

    def who(delivery: Delivery) -> Subject:
        if delivery.message.topic in OPEN_TOPICS:
            return submission(delivery)
        if delivery.message.topic == Topic.LEADS_ROUTED:
            return routed.subject(delivery)
        return subject_from_headers(delivery)

    return who


def reader(codec: Codec, vault: PersonVault, submission: Callable[[Delivery], Subject]) -> Read:
    """
    What a message's rows are, or why it has none.

    The function raises PortUnavailable where the vault is away, or a schema is not known here yet.
    """

    def lead_of(delivery: Delivery) -> Found:
        value = delivery.message.value
        if value is None:
            return routed.Tombstone()
        lead = codec.decode_own(RoutedLead, value)
        if isinstance(lead, Undecodable):
            return lead
        person = vault.open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
        return recorded.delivered(lead, person, value, codec.schema_id(value)) if isinstance(person, Person) else person

    def ended(delivery: Delivery) -> Entry | Failure:
        outcome = codec.decode_own(Outcome, delivery.message.value)
        return recorded.ended(outcome) if isinstance(outcome, Outcome) else outcome

    def answered(delivery: Delivery) -> Entry | Failure:
        if (NOTED, RECORDED) in delivery.message.headers:
            return ()
        receipt = codec.decode_own(Receipt, delivery.message.value)
        return recorded.answered(receipt) if isinstance(receipt, Receipt) else receipt

    def dead(delivery: Delivery) -> Entry | Failure:
        letter = codec.decode_own(DeadLetter, delivery.message.value)
        return recorded.dead(letter) if isinstance(letter, DeadLetter) else letter

    def seen(delivery: Delivery) -> Entry | Failure:
        return recorded.seen(_seen(delivery, submission(delivery)))

    by_topic: dict[str, Read] = {
        Topic.LEADS_ROUTED: lead_of,
        Topic.LEADS_OUTCOMES: ended,
        Topic.LEADS_DELIVERED: answered,
        Topic.LEADS_DEAD: dead,
        Topic.LEADS_RAW: seen,
        Topic.LEADS_BULK: seen,
    }
    return lambda delivery: by_topic[delivery.message.topic](delivery)


async def _written(records: SystemOfRecord, share: _Share, clock: Clock, began: int) -> list[Verdict[Receipt]]:
    """Write what could be read; the verdict on each message."""
    entries = {place: entry for place, entry in enumerate(share.found) if entry and isinstance(entry, tuple)}
    receipts: dict[int, Receipt] = {}

    def then(places: Iterable[int], results: Mapping[LeadKey, str]) -> Iterator[Answered]:
        at = clock()
        for place in places:
            lead = entries[place][0]
            if isinstance(lead, LeadNow):
                receipts[place] = _receipt(lead, results, share.deliveries[place].attempt, at, at - began)
                yield recorded.answer(receipts[place])

    refused = await _halved(records, entries, then)
    return [_verdict(refused.get(place, each), receipts.get(place)) for place, each in enumerate(share.found)]


async def _halved(
    records: SystemOfRecord,
    entries: dict[int, Entry],
    then: Callable[[Iterable[int], Mapping[LeadKey, str]], Iterable[Answered]],
) -> dict[int, Refused]:
    """The entries (by place) that the database refuses: found by halving, the rest is written, and what follows it."""
    refused: dict[int, Refused] = {}
    waiting = [list(entries)] if entries else []
    while waiting:
        places = waiting.pop()
        answer = await records.write([entries[place] for place in places], partial(then, places))
        if not isinstance(answer, Refused):
            continue
        if len(places) == 1:
            refused[places[0]] = answer
        else:
            half = len(places) // 2
            waiting += [places[half:], places[:half]]
    return refused


def _verdict(found: Found, receipt: Receipt | None) -> Verdict[Receipt]:
    if isinstance(found, routed.Tombstone):
        return Drop(None)
    if not isinstance(found, tuple):
        return Reject(found)
    return Emit(receipt, noted=RECORDED) if receipt else Drop(None)


def _receipt(lead: LeadNow, results: Mapping[LeadKey, str], attempt: int, at: int, took_ms: int) -> Receipt:
    result = results.get((lead.tenant, lead.lead_id, lead.version), "unchanged")
    return Receipt(
        receipt_id=ids.receipt_id(DESTINATION, lead.lead_id, lead.version),
        tenant=lead.tenant,
        lead_id=lead.lead_id,
        version=lead.version,
        destination=DESTINATION,
        result=result,
        record_id=lead.lead_id,
        matched_by="created" if result == "created" else "lead-id",
        attempt=attempt,
        at=at,
        duration_us=max(0, took_ms) * 1000,
    )


def _seen(delivery: Delivery, subject: Subject) -> Seen:
    stands = delivery.message
    return Seen(
        tenant=subject.tenant,
        submission_id=subject.submission_id,
        source=subject.source,
        operation_id=subject.operation_id,
        line=subject.line,
        topic=stands.topic,
        partition=stands.partition,
        offset=stands.offset,
        appended_at=Moment(stands.timestamp),
    )
