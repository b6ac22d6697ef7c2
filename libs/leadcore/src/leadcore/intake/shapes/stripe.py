"""
Stripe events: a payment is a conversion of a lead we know, or brings somebody we do not.

Source: docs.stripe.com/api/events and `checkout.session`, `customer`, `payment_intent`, `invoice` objects. Where the
object's `metadata.lead_id` (or a checkout's `client_reference_id` of the form of our ids) names a lead, the event is a
`conversion` of it; else it is a submission with the buyer's address. Other kinds of events are passed over. Example:

    {"id": "evt_1NG8Du2eZvKYlo2CUI79vXWy", "object": "event", "type": "checkout.session.completed", "created":
      1777885964,
     "livemode": true, "data": {"object": {"id": "cs_1", "amount_total": 49900, "currency": "eur", "metadata": {},
       "customer_details": {"email": "dana@nw.example", "name": "Dana Okafor", "address": {"country": "DE"}}}}}
"""

import re
from datetime import UTC, datetime

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Happening, Part, Shape, Split, inside, json_of, lead_id_of, text_of

_CONVERSIONS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "payment_intent.succeeded",
        "invoice.paid",
        "customer.created",
        "customer.subscription.created",
    }
)
_OUR_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONEY = ("amount_total", "amount_received", "amount_paid")


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """A conversion, a submission, or neither."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    if text_of(told.get("type")) not in _CONVERSIONS:
        return Split(passed={"not-a-conversion": 1})
    event, thing = text_of(told.get("id")), inside(told, "data", "object")
    lead = _lead(thing)
    if not lead:
        return Split((Part(body, event),))
    created = told.get("created")
    at = created * 1000 if isinstance(created, int) and 0 < created < 10**11 else None
    return Split(happenings=(Happening(event, lead, "conversion", at, _told(told, thing)),))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """Who paid, and what."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    thing = inside(told, "data", "object")
    buyer = inside(thing, "customer_details") or inside(thing, "billing_details") or thing
    address = inside(buyer, "address")
    created = told.get("created")
    document: Document = {
        "email": buyer.get("email") or thing.get("receipt_email") or thing.get("customer_email"),
        "full_name": buyer.get("name") or thing.get("customer_name"),
        "phone": buyer.get("phone"),
        "company_name": buyer.get("business_name"),
        "country": address.get("country"),
        "region": address.get("state"),
        "city": address.get("city"),
        "address": address.get("line1"),
        "postal_code": address.get("postal_code"),
        "event_id": told.get("id"),
        "occurred_at": datetime.fromtimestamp(created, UTC).isoformat()
        if isinstance(created, int) and 0 < created < 10**11
        else None,
        **{f"stripe_{key}": value for key, value in _told(told, thing).items()},
    }
    return {key: value for key, value in document.items() if value}


def _lead(thing: Document) -> str:
    named = lead_id_of(inside(thing, "metadata").get("lead_id"))
    reference = text_of(thing.get("client_reference_id"))
    return named or (reference if _OUR_ID.fullmatch(reference) else "")


def _told(told: Document, thing: Document) -> dict[str, str]:
    amount = next((text_of(thing[key]) for key in _MONEY if text_of(thing.get(key))), "")
    facts = {
        "event": text_of(told.get("type")),
        "object": text_of(thing.get("id")),
        "amount": amount,
        "currency": text_of(thing.get("currency")),
    }
    return {key: value for key, value in facts.items() if value}


SHAPE = Shape(split, read)
