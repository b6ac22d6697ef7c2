"""
The unit `crm-sync.hubspot`: every routed lead as one contact, whatever happens on the way.

    read the messages → form rounds → (claim → match → plan → write → answer the claim) each → a receipt each

An effect is made only under a claim that is ours, and a create only after HubSpot said, just now, that it has neither
our lead id nor the address. What is in doubt is read back and planned anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from leadcore.codec import Codec
from leadcore.contracts import Person, Receipt, RoutedLead, Topic
from leadcore.failures import Failure, Undecodable, WrongShape
from leadcore.message import Delivery
from leadcore.stage import RetryLimits, Stage
from leadcore.vault import PersonVault
from leadcore.verdict import Drop, Reject, Verdict
from leadcore.workspace import Destination, Field

from crm_sync.destinations import routed
from crm_sync.destinations.hubspot_round import DESTINATION, Delivering, Due, deliver, observe
from crm_sync.domain.contacts import OWNER_ID, wanted
from crm_sync.domain.rounds import rounds
from crm_sync.domain.values import Values, as_text, values_of
from crm_sync.ports import Tombstones

UNIT = "crm-sync.hubspot"
MAX_BATCH = 100
"""HubSpot takes no more rows in a call."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message's lead and its values by the words of the vocabulary."""

    lead: RoutedLead
    values: Values


Read: TypeAlias = Callable[[Delivery], Opened | routed.Tombstone | Failure]


def build(
    delivering: Delivering,
    read: Read,
    retries: RetryLimits | None = None,
    tombstones: Tombstones | None = None,
) -> Stage[Delivery, Receipt]:
    """The stage; it takes messages as they are, because a replay's number stands in their headers."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Verdict[Receipt]]:
        await delivering.contacts.ready()
        found = [read(delivery) for delivery in deliveries]
        due = await _due(delivering, deliveries, found)
        routed.tell(tombstones, found)
        verdicts: dict[int, Verdict[Receipt]] = {
            place: Drop(None) if isinstance(each, routed.Tombstone) else Reject(each)
            for place, each in enumerate(found)
            if not isinstance(each, Opened)
        }
        places = list(due)
        for chosen in rounds([_keys(each) for each in due.values()], min(delivering.target.batch_size, MAX_BATCH)):
            some = [due[places[each]] for each in chosen]
            told = await (deliver(delivering, some) if delivering.writes else observe(delivering, some))
            verdicts |= {places[each]: verdict for each, verdict in zip(chosen, told, strict=True)}
        return [verdicts[place] for place in range(len(deliveries))]

    return Stage(
        unit=UNIT,
        sources=(Topic.LEADS_ROUTED,),
        sink=Topic.LEADS_DELIVERED,
        retry=Topic.LEADS_CRM_SYNC_HUBSPOT_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        subject=routed.subject,
        opens=False,
        rejected=routed.refusal(DESTINATION),
    )


def reader(codec: Codec, vault: PersonVault, fields: Mapping[str, Field], emails: Mapping[str, str]) -> Read:
    """
    What a message says of its lead, or why it cannot be read; `fields` are declared, `emails` those of the owners.

    The function raises PortUnavailable where the vault is away, or a schema is not known here yet.
    """
    open_lead = _opener(codec, vault, fields, emails)

    def read(delivery: Delivery) -> Opened | routed.Tombstone | Failure:
        value = delivery.message.value
        return routed.Tombstone() if value is None else open_lead(value)

    return read


def recall(
    codec: Codec, vault: PersonVault, fields: Mapping[str, Field], target: Destination
) -> Callable[[bytes], Mapping[str, str]]:
    """
    What a lead version, framed, gave each property of `target`; nothing, where it can no longer be read.

    The function raises PortUnavailable where the vault is away, or a schema is not known here yet.
    """
    open_lead = _opener(codec, vault, fields, {})

    def recalled(value: bytes) -> Mapping[str, str]:
        found = open_lead(value)
        if not isinstance(found, Opened):
            return {}
        return {name: wish.value for name, wish in wanted(found.lead, found.values, target, {}).wishes.items()}

    return recalled


def _opener(
    codec: Codec, vault: PersonVault, fields: Mapping[str, Field], emails: Mapping[str, str]
) -> Callable[[bytes], Opened | Failure]:
    def opened(value: bytes) -> Opened | Failure:
        lead = codec.decode_own(RoutedLead, value, explained=False)
        if isinstance(lead, Undecodable):
            return lead
        for name, key in (("tenant", lead.origin.tenant), ("lead_id", lead.admission.lead_id)):
            if not key or "\0" in key or len(key) > 500:
                return WrongShape("not-a-key", name)
        person = vault.open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
        if not isinstance(person, Person):
            return person
        return Opened(lead, values_of(lead, person, fields, emails))

    return opened


async def _due(
    delivering: Delivering, deliveries: Sequence[Delivery], found: Sequence[Opened | routed.Tombstone | Failure]
) -> dict[int, Due]:
    leads = {place: each for place, each in enumerate(found) if isinstance(each, Opened)}
    owners: Mapping[str, str] = {}
    if OWNER_ID in delivering.target.fields:
        emails = {as_text(each.values["owner_email"]).lower() for each in leads.values()} - {""}
        owners = await delivering.contacts.owners(emails)
    return {
        place: Due(wanted(each.lead, each.values, delivering.target, owners), routed.subject(deliveries[place]))
        for place, each in leads.items()
    }


def _keys(due: Due) -> list[tuple[str, ...]]:
    goal = due.wanted
    return [(goal.tenant, goal.lead_id), *([(goal.email,)] if goal.email else [])]


__all__ = ["Delivering", "Opened", "build", "reader", "recall"]
