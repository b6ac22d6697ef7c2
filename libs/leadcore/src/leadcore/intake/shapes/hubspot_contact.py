"""
HubSpot's webhooks API: an array of up to 100 events about objects of the CRM; what was said of one contact is one lead.

Source: HubSpot developers, "Webhooks API" (payload of `contact.creation`, `contact.propertyChange` and their generic
forms `object.*`). An event carries an id and at most one property, so a creation alone says nobody's address: it is
passed over as `no-properties`; subscribe to the changes of `email`, `firstname` and the like. Example:

    [{"eventId": 3816279340, "subscriptionId": 25, "portalId": 33, "appId": 1160452, "occurredAt": 1777885964120,
      "subscriptionType": "contact.propertyChange", "attemptNumber": 0, "objectId": 1246965, "changeSource": "CRM_UI",
      "propertyName": "email", "propertyValue": "dana.okafor@northwind-labs.example"}]
"""

import msgspec

from leadcore.failures import Undecodable
from leadcore.intake import documents
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.hubspot_form import PROPERTIES, moment
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, counted, items_of, listed, renamed, text_of

_CHANGES = frozenset({"contact.propertyChange", "object.propertyChange"})
_CREATIONS = frozenset({"contact.creation", "object.creation"})
_WRAPPED = b'{"events":%s}'


class _Event(msgspec.Struct):
    """What a split asks of an event; all else stays in its bytes."""

    subscriptionType: str = ""  # noqa: N815  HubSpot's name
    objectId: int | str = ""  # noqa: N815
    eventId: int | str = ""  # noqa: N815
    propertyName: str = ""  # noqa: N815


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One part for each contact: the events about it, as they came, in an array."""
    items = items_of(body)
    if not isinstance(items, list):
        return items
    contacts: dict[str, list[tuple[str, bytes]]] = {}
    passed = []
    for raw in items:
        try:
            event = msgspec.json.decode(raw, type=_Event)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return Undecodable("not-an-event")
        if event.subscriptionType in _CHANGES and event.propertyName:
            contacts.setdefault(str(event.objectId), []).append((str(event.eventId), bytes(raw)))
        else:
            passed.append("no-properties" if event.subscriptionType in _CREATIONS else "not-about-a-lead")
    return Split(tuple(_part(contact, events) for contact, events in contacts.items()), passed=counted(passed))


def _part(contact: str, events: list[tuple[str, bytes]]) -> Part:
    named = max((event for event, _ in events), key=lambda event: (len(event), event))
    return Part(b"[" + b",".join(raw for _, raw in events) + b"]", f"{contact}/{named}")


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The contact's changed properties, the latest of each, under our keys or HubSpot's own."""
    told = documents.parse(_WRAPPED % payload)
    if not isinstance(told, dict):
        return told
    events = sorted(listed(told, "events"), key=lambda event: _number(event.get("occurredAt")))
    if not events:
        return Undecodable("not-an-event")
    values: Document = {text_of(event.get("propertyName")): event.get("propertyValue") for event in events}
    values["hubspot_contact_id"] = text_of(events[-1].get("objectId"))
    values["occurred_at"] = moment(events[-1].get("occurredAt"))
    return renamed(values, PROPERTIES)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


SHAPE = Shape(split, read)
