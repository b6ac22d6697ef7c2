"""
Amazon SES events through SNS.

Source: Amazon SES developer guide, "Examples of Amazon SNS notifications" and "Event publishing: event record
contents". A mail's tag `lead_id` (or the header `X-Lead-Id`, where headers are sent along) names its lead; see
`sendgrid` for what becomes of the others. Example of an envelope, whose `Message` is JSON in a text:

    {"Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "Timestamp":
      "2026-05-04T09:12:44.120Z",
     "TopicArn": "arn:aws:sns:eu-west-1:123456789012:ses-events", "Message": "{\"eventType\": \"Bounce\", \"mail\":
       {…}}"}
"""

from leadcore.intake import documents, moments
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Happening, Shape, Split, inside, json_of, lead_id_of, listed, text_of

_KINDS = {"Open": "open", "Click": "click", "Bounce": "bounce", "Complaint": "complaint", "Subscription": "unsubscribe"}


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """The engagement of a known lead, if it is one."""
    envelope = json_of(body)
    if not isinstance(envelope, dict):
        return envelope
    event = documents.parse(text_of(envelope.get("Message")).encode("utf-8", "replace"))
    if not isinstance(event, dict):
        return event
    named = text_of(event.get("eventType")) or text_of(event.get("notificationType"))
    kind, lead = _KINDS.get(named, ""), _lead(inside(event, "mail"))
    if not kind or not lead:
        return Split(passed={"no-lead-id" if kind else "not-an-engagement": 1})
    facts = inside(event, named.lower())
    told = {
        "message": text_of(inside(event, "mail").get("messageId")),
        "bounce": text_of(facts.get("bounceType")),
        "classification": text_of(facts.get("bounceSubType")) or text_of(facts.get("complaintFeedbackType")),
    }
    at = moments.parse(text_of(facts.get("timestamp")) or text_of(envelope.get("Timestamp")))
    parameters = {key: value for key, value in told.items() if value}
    return Split(happenings=(Happening(text_of(envelope.get("MessageId")), lead, kind, at, parameters),))


def _lead(mail: Document) -> str:
    tagged = inside(mail, "tags").get("lead_id")
    if isinstance(tagged, list) and tagged:
        return lead_id_of(tagged[0])
    named = (lead_id_of(each.get("value")) for each in listed(mail, "headers") if each.get("name") == "X-Lead-Id")
    return next(named, "")


SHAPE = Shape(split, json_of, media=("text/plain",))
