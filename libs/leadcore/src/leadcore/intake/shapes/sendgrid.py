"""
SendGrid's event webhook: what became of a mail, and what its reader did.

Source: Twilio SendGrid docs, "Event Webhook Reference". An event that names its lead (`lead_id` among the custom
arguments of the mail) is kept as an engagement of that lead; the others are passed over as `no-lead-id`, stages of
sending as `not-an-engagement`. Nobody becomes a lead by an event. Example:

    [{"email": "dana@nw.example", "timestamp": 1783155164, "event": "open", "sg_event_id": "b3Blbi0wLTE", "lead_id":
      "lead-1",
      "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "sg_machine_open": false}]
"""

from leadcore.failures import Undecodable
from leadcore.intake import documents
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import (
    Document,
    Happening,
    Shape,
    Split,
    counted,
    items_of,
    json_of,
    lead_id_of,
    text_of,
)

_KINDS = {
    "open": "open",
    "click": "click",
    "bounce": "bounce",
    "spamreport": "complaint",
    "unsubscribe": "unsubscribe",
    "group_unsubscribe": "unsubscribe",
}


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """The engagements of known leads."""
    items = items_of(body)
    if not isinstance(items, list):
        return items
    found, passed = [], []
    for raw in items:
        event = documents.parse(bytes(raw))
        if not isinstance(event, dict):
            return Undecodable("not-an-event")
        kind, lead = _KINDS.get(text_of(event.get("event")), ""), lead_id_of(event.get("lead_id"))
        if kind and lead:
            found.append(_happening(event, kind, lead))
        else:
            passed.append("no-lead-id" if kind else "not-an-engagement")
    return Split(happenings=tuple(found), passed=counted(passed))


def _happening(event: Document, kind: str, lead: str) -> Happening:
    seconds = event.get("timestamp")
    told = {
        "message": text_of(event.get("sg_message_id")).partition(".")[0],
        "message_key": text_of(event.get("message_key")),
        "bounce": text_of(event.get("type")) if kind == "bounce" else "",
        "classification": text_of(event.get("bounce_classification")),
        "machine": "true" if event.get("sg_machine_open") is True else "",
    }
    at = seconds * 1000 if isinstance(seconds, int) and 0 < seconds < 10**11 else None
    return Happening(text_of(event.get("sg_event_id")), lead, kind, at, {k: v for k, v in told.items() if v})


SHAPE = Shape(split, json_of)
