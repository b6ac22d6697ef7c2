"""
HubSpot, a form's contact as a workflow's "Send a webhook" posts it: the contact with all its properties.

Source: HubSpot Knowledge Base, "Use webhooks with HubSpot workflows" (POST sends the contact, each property with
`value` and `versions`, and `form-submissions`, newest first); a customised body or a CRM object has plain values.
Example (shortened):

    {"vid": 90210001, "portal-id": 62515,
     "properties": {"email": {"value": "dana.okafor@northwind-labs.example"}, "jobtitle": {"value": "VP Engineering"}},
     "form-submissions": [{"conversion-id": "6c6b…", "timestamp": 1777885964120, "page-url": "https://vendor.example/demo"}]}
"""

from datetime import UTC, datetime

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, inside, json_of, listed, renamed, text_of, whole

PROPERTIES = {
    "jobtitle": "title",
    "mobilephone": "phone",
    "zip": "postal_code",
    "hs_language": "language",
    "hs_analytics_source_data_1": "utm_source",
    "hs_google_click_id": "gclid",
    "hs_facebook_click_id": "fbclid",
}
"""HubSpot's property to our key, where it is not an alias already."""


def split(body: bytes, content_type: str) -> Split | Unusable:
    """One contact; its event is the newest form submission, else the state of the contact."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    newest = next(iter(listed(told, "form-submissions")), {})
    event = text_of(newest.get("conversion-id"))
    return Split((Part(body, event),)) if event else whole(body, content_type)


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The contact's properties under our keys or HubSpot's own, and where and when the form was sent."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    values = {name: _value(each) for name, each in (inside(told, "properties") or told).items()}
    newest = next(iter(listed(told, "form-submissions")), {})
    contact = text_of(told.get("vid")) or text_of(told.get("id")) or text_of(values.get("hs_object_id"))
    about = {
        "hubspot_contact_id": contact,
        "event_id": newest.get("conversion-id"),
        "page_url": newest.get("page-url"),
        "occurred_at": moment(newest.get("timestamp")),
    }
    return renamed({**values, **{key: value for key, value in about.items() if value}}, PROPERTIES)


def moment(milliseconds: object) -> str:
    """A time in milliseconds since 1970 as RFC 3339; empty for what is none."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int) or not 0 < milliseconds < 10**14:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def _value(each: object) -> object:
    return each.get("value") if isinstance(each, dict) else each


SHAPE = Shape(split, read)
