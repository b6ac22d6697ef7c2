"""
Calendly bookings.

Source: developer.calendly.com, "Webhook payload" (`invitee.created`, `routing_form_submission.created`). A cancellation
is passed over. Questions keep their text as name. Example (shortened):

    {"event": "invitee.created", "created_at": "2026-05-04T09:12:44.000000Z", "payload": {
      "uri": "https://api.calendly.com/scheduled_events/AAA/invitees/BBB", "email": "dana@nw.example", "name": "Dana
        Okafor",
      "timezone": "Europe/Berlin", "questions_and_answers": [{"question": "Phone Number", "answer": "+49 30 901820"}],
      "tracking": {"utm_source": "newsletter"}, "scheduled_event": {"name": "Demo", "start_time":
        "2026-05-06T13:00:00Z"}}}
"""

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, inside, json_of, listed, renamed, text_of

_BOOKED = frozenset({"invitee.created", "routing_form_submission.created"})
_OURS = {"text_reminder_number": "phone"}
_TOLD = ("email", "name", "first_name", "last_name", "text_reminder_number")
_TRACKED = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One booking."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    if text_of(told.get("event")) not in _BOOKED:
        return Split(passed={"not-a-booking": 1})
    return Split((Part(body, _tail(inside(told, "payload").get("uri"))),))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """Who booked what, the answers by their questions."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    booked = inside(told, "payload")
    meeting = inside(booked, "scheduled_event")
    answers = {text_of(each.get("question")): each.get("answer") for each in listed(booked, "questions_and_answers")}
    tracking = inside(booked, "tracking")
    about = {
        "event_id": _tail(booked.get("uri")),
        "occurred_at": text_of(told.get("created_at")),
        "meeting": text_of(meeting.get("name")),
        "meeting_at": text_of(meeting.get("start_time")),
        "time_zone": text_of(booked.get("timezone")),
    }
    document: Document = {**answers, **{key: value for key in _TRACKED if (value := tracking.get(key))}}
    document |= {key: booked.get(key) for key in _TOLD if booked.get(key)}
    return renamed({**document, **{key: value for key, value in about.items() if value}}, _OURS)


def _tail(uri: object) -> str:
    return text_of(uri).rpartition("/")[2]


SHAPE = Shape(split, read)
