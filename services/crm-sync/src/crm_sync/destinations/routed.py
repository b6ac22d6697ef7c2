"""What every destination of routed leads says in the same way: whom a message is about, and a refusal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from leadcore import ids
from leadcore.accounts import subject_from_headers
from leadcore.contracts import Receipt, Topic
from leadcore.failures import Failure
from leadcore.message import Delivery
from leadcore.stage import Subject
from leadcore.verdict import Side

from crm_sync.ports import Tombstones


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The lead was erased: nothing is to be written, and nothing is wrong."""


def tell(tombstones: Tombstones | None, found: Iterable[object]) -> None:
    """Tell of each tombstone among what was read; None: nobody wants to know."""
    for each in found:
        if tombstones is not None and isinstance(each, Tombstone):
            tombstones.read()


def subject(delivery: Delivery) -> Subject:
    """Who a message on `leads.routed` is about, from its key and headers: so an unreadable one is accounted for."""
    lead_id = (delivery.message.key or b"").decode("ascii", "replace")
    return replace(subject_from_headers(delivery), lead_id=lead_id)


def refusal(destination: str) -> Callable[[Subject, Failure, int], tuple[Side, ...]]:
    """Side records of a Reject: a refused receipt for a lead version; nothing for messages that are about none."""

    def refused(subject: Subject, failure: Failure, at: int) -> tuple[Side, ...]:
        if not subject.lead_id:
            return ()
        return (Side(Topic.LEADS_DELIVERED, refused_receipt(destination, subject, failure, at)),)

    return refused


def refused_receipt(destination: str, subject: Subject, failure: Failure, at: int) -> Receipt:
    """The receipt of a lead version that the destination does not take."""
    told = {**failure.parameters, "reason": failure.reason, **({"field": failure.field} if failure.field else {})}
    return Receipt(
        receipt_id=ids.receipt_id(destination, subject.lead_id, subject.version),
        tenant=subject.tenant,
        lead_id=subject.lead_id,
        version=subject.version,
        destination=destination,
        result="refused",
        code=failure.code,
        parameters=told,
        attempt=subject.attempt,
        at=at,
    )
