"""I2, I4: what each sender really writes becomes leads under our keys, with an event id; nothing a sender writes
raises."""

import json
from dataclasses import dataclass, field
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.failures import RuleViolation, Undecodable
from leadcore.intake import fields
from leadcore.intake.shapes import SHAPES, Split
from leadcore.workspace import Shape

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Case:
    """A body, and the documents that must come of it by event id."""

    shape: Shape
    body: str
    leads: dict[str, dict[str, object]] = field(default_factory=dict)
    happenings: list[tuple[str, str, str, int | None]] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)
    content_type: str = JSON


CHANGE = {"subscriptionType": "contact.propertyChange", "portalId": 33, "objectId": 7, "occurredAt": 1_777_885_964_120}
FACEBOOK_LEAD: dict[str, Any] = {
    "id": "123",
    "created_time": "2026-05-04T09:12:44+0000",
    "form_id": "12",
    "field_data": [
        {"name": "full_name", "values": ["Dana Okafor"]},
        {"name": "work_email", "values": ["dana@nw.example"]},
        {"name": "topics", "values": ["a", "entry"]},
    ],
}
NOTICE = {"leadgen_id": 9, "page_id": 1, "form_id": 2, "created_time": 1_440_120_384}
TYPEFORM = {
    "event_id": "01HM3K8N2P9X4ABCDEFGHIJKLM",
    "event_type": "form_response",
    "form_response": {
        "form_id": "lT4Z3j",
        "token": "a3a12ec67a1365927098a606107fac15",
        "submitted_at": "2026-05-04T09:12:44Z",
        "hidden": {"utm_source": "ad"},
        "definition": {
            "fields": [
                {"id": "F1", "ref": "full_name", "title": "Your name?"},
                {"id": "F2", "ref": "2f9f8f1e-0000-4000-8000-000000000000", "title": "Company size?"},
                {"id": "F3", "title": "Which?"},
            ]
        },
        "answers": [
            {"type": "text", "text": "Dana Okafor", "field": {"id": "F1", "ref": "full_name"}},
            {"type": "email", "email": "dana@nw.example", "field": {"id": "F9", "ref": "whatever"}},
            {"type": "choice", "choice": {"label": "50-200"}, "field": {"id": "F2"}},
            {"type": "choices", "choices": {"labels": ["a", "b"], "other": "c"}, "field": {"id": "F3"}},
            {"type": "number", "number": 5, "field": {"id": "F4"}},
        ],
    },
}
CALENDLY = {
    "event": "invitee.created",
    "created_at": "2026-05-04T09:12:44.000000Z",
    "payload": {
        "uri": "https://api.calendly.com/scheduled_events/AAA/invitees/BBB",
        "email": "dana@nw.example",
        "name": "Dana Okafor",
        "timezone": "Europe/Berlin",
        "questions_and_answers": [{"question": "Company", "answer": "Northwind Labs", "position": 0}],
        "tracking": {"utm_source": "newsletter", "utm_medium": None},
        "text_reminder_number": "+49 30 901820",
        "scheduled_event": {"name": "Demo", "start_time": "2026-05-06T13:00:00Z"},
    },
}
STRIPE: dict[str, Any] = {
    "id": "evt_1",
    "type": "checkout.session.completed",
    "created": 1_777_885_964,
    "data": {
        "object": {
            "id": "cs_1",
            "amount_total": 49_900,
            "currency": "eur",
            "metadata": {},
            "customer_details": {"email": "dana@nw.example", "name": "Dana Okafor", "address": {"country": "DE"}},
        }
    },
}
KNOWN = json.loads(json.dumps(STRIPE))
KNOWN["data"]["object"]["metadata"] = {"lead_id": "lead-1"}
SES = {
    "eventType": "Bounce",
    "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-05-04T09:12:43.000Z"},
    "mail": {"messageId": "0100", "tags": {"lead_id": ["lead-1"]}},
}
SENDGRID: list[dict[str, Any]] = [
    {"event": "open", "timestamp": 1_783_155_164, "sg_event_id": "e1", "lead_id": "lead-1", "email": "dana@nw.example"},
    {"event": "bounce", "type": "bounce", "timestamp": 1_783_155_170, "sg_event_id": "e2", "lead_id": "lead-2"},
    {"event": "click", "timestamp": 1_783_155_171, "sg_event_id": "e3"},
    {"event": "processed", "sg_event_id": "e4", "lead_id": "lead-1"},
]
HUBSPOT_FORM = {
    "vid": 90_210_001,
    "properties": {
        "email": {"value": "dana@nw.example", "versions": [{"value": "old@nw.example"}]},
        "jobtitle": {"value": "VP Engineering"},
        "zip": {"value": "10115"},
    },
    "form-submissions": [
        {"conversion-id": "c-2", "timestamp": 1_777_885_964_120, "page-url": "https://vendor.example/demo"},
        {"conversion-id": "c-1"},
    ],
}
LINKEDIN = {
    "id": "74e0-1-2",
    "submittedAt": 1_777_885_964_120,
    "formResponse": {
        "answers": [
            {
                "questionId": 6,
                "predefinedField": "EMAIL",
                "answerDetails": {"textQuestionAnswer": {"answer": "dana@nw.example"}},
            },
            {"questionId": 7, "answerDetails": {"textQuestionAnswer": {"answer": "soon"}}},
            {"questionId": 8, "answerDetails": {"multipleChoiceAnswer": {"options": [1, 2]}}},
        ]
    },
}
GOOGLE = {
    "lead_id": "TeSter-123",
    "form_id": 40_000_000_000,
    "gcl_id": "EAIaIQ",
    "google_key": "not read",
    "lead_submit_time": "2026-05-04T09:12:44Z",
    "user_column_data": [
        {"column_id": "FULL_NAME", "string_value": "Dana Okafor", "column_name": "Full Name"},
        {"column_id": "WORK_EMAIL", "string_value": "dana@nw.example"},
        {"column_name": "Your budget?", "string_value": "12000"},
    ],
}
MULTIPART = (
    '--xYz\r\nContent-Disposition: form-data; name="email"\r\n\r\nada@northwind.example\r\n'
    '--xYz\r\nContent-Disposition: form-data; name="consent[news]"\r\n\r\non\r\n'
    '--xYz\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%PDF\r\n"
    '--xYz\r\nContent-Disposition: form-data; name="full_name"\r\n\r\nJosé 日本\r\n--xYz--\r\n'
)
ANSWERED = {"full_name": "Dana Okafor", "email": "dana@nw.example"}

CASES: dict[str, Case] = {
    "one object": Case("json", '{"email": "a@b.example"}', {"": {"email": "a@b.example"}}),
    "a row": Case("row", '{"email": "a@b.example", "x": ""}', {"": {"email": "a@b.example", "x": ""}}),
    "a form": Case(
        "form",
        "email=ada%40nw.example&full_name=Ada+%C3%89&topics[]=a&topics[]=b&consent%5Bnews%5D=on&attributes[visits]=3"
        "&form_token=secret&empty=",
        {
            "": {
                "email": "ada@nw.example",
                "full_name": "Ada É",
                "topics": "a; b",
                "consent": {"news": True},
                "attributes": {"visits": "3"},
            }
        },
        content_type=FORM,
    ),
    "a form in parts": Case(
        "form",
        MULTIPART,
        {
            "": {
                "email": "ada@northwind.example",
                "consent": {"news": True},
                "cv": "(a file, not kept)",
                "full_name": "José 日本",
            }
        },
        content_type="multipart/form-data; boundary=xYz",
    ),
    "Web-to-Lead": Case(
        "salesforce-web-to-lead",
        "oid=00D1&retURL=https%3A%2F%2Fv.example&first_name=Dana&last_name=Okafor&email=dana%40nw.example"
        "&company=Northwind+Labs&URL=nw.example&zip=10115&description=Hi&00N5g00000ABCDE=12000",
        {
            "": {
                "first_name": "Dana",
                "last_name": "Okafor",
                "email": "dana@nw.example",
                "company": "Northwind Labs",
                "company_domain": "nw.example",
                "postal_code": "10115",
                "message": "Hi",
                "00N5g00000ABCDE": "12000",
            }
        },
        content_type=FORM,
    ),
    "HubSpot form": Case(
        "hubspot-form",
        json.dumps(HUBSPOT_FORM),
        {
            "c-2": {
                "email": "dana@nw.example",
                "title": "VP Engineering",
                "postal_code": "10115",
                "hubspot_contact_id": "90210001",
                "event_id": "c-2",
                "page_url": "https://vendor.example/demo",
                "occurred_at": "2026-05-04T09:12:44.120+00:00",
            }
        },
    ),
    "HubSpot object": Case(
        "hubspot-form",
        '{"id": "5", "properties": {"email": "dana@nw.example", "hs_object_id": "5"}}',
        {"": {"email": "dana@nw.example", "hs_object_id": "5", "hubspot_contact_id": "5"}},
    ),
    "HubSpot contacts": Case(
        "hubspot-contact",
        json.dumps(
            [
                CHANGE | {"eventId": 9, "propertyName": "email", "propertyValue": "old@nw.example"},
                CHANGE
                | {
                    "eventId": 10,
                    "propertyName": "email",
                    "propertyValue": "dana@nw.example",
                    "occurredAt": 1_777_885_964_121,
                },
                CHANGE | {"eventId": 11, "objectId": 8, "propertyName": "jobtitle", "propertyValue": "CTO"},
                {"subscriptionType": "contact.creation", "eventId": 12, "objectId": 9},
                {"subscriptionType": "deal.creation", "eventId": 13, "objectId": 10},
            ]
        ),
        {
            "7/10": {
                "email": "dana@nw.example",
                "hubspot_contact_id": "7",
                "occurred_at": "2026-05-04T09:12:44.121+00:00",
            },
            "8/11": {"title": "CTO", "hubspot_contact_id": "8", "occurred_at": "2026-05-04T09:12:44.120+00:00"},
        },
        passed={"no-properties": 1, "not-about-a-lead": 1},
    ),
    "Facebook lead": Case(
        "facebook-lead",
        json.dumps(FACEBOOK_LEAD),
        {
            "123": {
                **ANSWERED,
                "topics": "a; entry",
                "facebook_form_id": "12",
                "occurred_at": "2026-05-04T09:12:44+0000",
                "event_id": "123",
            }
        },
    ),
    "Facebook lead in a change": Case(
        "facebook-lead",
        json.dumps(
            {
                "object": "page",
                "entry": [
                    {"changes": [{"field": "leadgen", "value": {"leadgen_id": 5, "field_data": []}}, {"field": "feed"}]}
                ],
            }
        ),
        {"5": {"event_id": "5"}},
        passed={"not-about-a-lead": 1},
    ),
    "LinkedIn lead": Case(
        "linkedin-lead",
        json.dumps(LINKEDIN),
        {
            "74e0-1-2": {
                "email": "dana@nw.example",
                "question_7": "soon",
                "question_8": "1; 2",
                "event_id": "74e0-1-2",
                "occurred_at": "2026-05-04T09:12:44.120+00:00",
            }
        },
    ),
    "LinkedIn deletes": Case(
        "linkedin-lead", '{"type": "LEAD_ACTION", "leadAction": "DELETED"}', passed={"lead-deleted": 1}
    ),
    "Google lead": Case(
        "google-lead",
        json.dumps(GOOGLE),
        {
            "TeSter-123": {
                **ANSWERED,
                "Your budget?": "12000",
                "google_form_id": "40000000000",
                "gclid": "EAIaIQ",
                "occurred_at": "2026-05-04T09:12:44Z",
                "event_id": "TeSter-123",
            }
        },
    ),
    "Google tests": Case("google-lead", '{"lead_id": "x", "is_test": true}', passed={"test": 1}),
    "Typeform": Case(
        "typeform",
        json.dumps(TYPEFORM),
        {
            "a3a12ec67a1365927098a606107fac15": {
                **ANSWERED,
                "utm_source": "ad",
                "Company size?": "50-200",
                "Which?": "a; b; c",
                "F4": 5,
                "typeform_form_id": "lT4Z3j",
                "event_id": "a3a12ec67a1365927098a606107fac15",
                "occurred_at": "2026-05-04T09:12:44Z",
            }
        },
    ),
    "a part of a Typeform": Case("typeform", '{"event_type": "form_response_partial"}', passed={"not-a-response": 1}),
    "Calendly": Case(
        "calendly",
        json.dumps(CALENDLY),
        {
            "BBB": {
                "email": "dana@nw.example",
                "name": "Dana Okafor",
                "phone": "+49 30 901820",
                "Company": "Northwind Labs",
                "utm_source": "newsletter",
                "meeting": "Demo",
                "meeting_at": "2026-05-06T13:00:00Z",
                "time_zone": "Europe/Berlin",
                "event_id": "BBB",
                "occurred_at": "2026-05-04T09:12:44.000000Z",
            }
        },
    ),
    "Calendly cancels": Case("calendly", '{"event": "invitee.canceled"}', passed={"not-a-booking": 1}),
    "Stripe, a stranger": Case(
        "stripe",
        json.dumps(STRIPE),
        {
            "evt_1": {
                **ANSWERED,
                "country": "DE",
                "event_id": "evt_1",
                "occurred_at": "2026-05-04T09:12:44+00:00",
                "stripe_event": "checkout.session.completed",
                "stripe_object": "cs_1",
                "stripe_amount": "49900",
                "stripe_currency": "eur",
            }
        },
    ),
    "Stripe, a lead": Case(
        "stripe", json.dumps(KNOWN), happenings=[("evt_1", "lead-1", "conversion", 1_777_885_964_000)]
    ),
    "Stripe, nobody's": Case("stripe", '{"type": "charge.refunded"}', passed={"not-a-conversion": 1}),
    "SendGrid": Case(
        "sendgrid",
        json.dumps(SENDGRID),
        happenings=[("e1", "lead-1", "open", 1_783_155_164_000), ("e2", "lead-2", "bounce", 1_783_155_170_000)],
        passed={"no-lead-id": 1, "not-an-engagement": 1},
    ),
    "SendGrid, an address for an id": Case(
        "sendgrid",
        json.dumps([{"event": "open", "sg_event_id": "e1", "lead_id": "dana@nw.example"}]),
        passed={"no-lead-id": 1},
    ),
    "SES": Case(
        "ses",
        json.dumps({"Type": "Notification", "MessageId": "22b8", "Message": json.dumps(SES)}),
        happenings=[("22b8", "lead-1", "bounce", 1_777_885_963_000)],
    ),
    "Apify items": Case(
        "apify",
        json.dumps(
            {
                "eventType": "ACTOR.RUN.SUCCEEDED",
                "eventData": {"actorRunId": "HG7"},
                "items": [{"fullName": "Dana Okafor", "jobTitle": "CTO", "x": 1}, {"fullName": "Ada"}],
            }
        ),
        {"HG7/0": {"full_name": "Dana Okafor", "title": "CTO", "x": 1}, "HG7/1": {"full_name": "Ada"}},
    ),
    "Apify fails": Case("apify", '{"eventType": "ACTOR.RUN.FAILED"}', passed={"not-about-a-lead": 1}),
}


def test_every_shape_of_the_workspace_is_there_and_tried() -> None:
    assert set(SHAPES) == set(get_args(Shape)) == {case.shape for case in CASES.values()}


@pytest.mark.parametrize("name", CASES)
def test_what_a_sender_writes_becomes_leads(name: str) -> None:
    case = CASES[name]
    shape = SHAPES[case.shape]
    split = shape.split(case.body.encode(), case.content_type)
    assert isinstance(split, Split)
    assert [(each.event_id, each.lead_id, each.kind, each.at) for each in split.happenings] == case.happenings
    assert dict(split.passed) == case.passed
    read = {part.event_id: shape.read(part.payload, part.content_type) for part in split.leads}
    assert read == case.leads


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.leads])
def test_what_is_kept_stands_in_the_body_as_it_came(name: str) -> None:
    """I2: raw bytes are kept before parsing. Of one HubSpot contact, its events stand next to each other."""
    case = CASES[name]
    split = SHAPES[case.shape].split(case.body.encode(), case.content_type)
    assert isinstance(split, Split)
    for part in split.leads:
        pieces = [part.payload] if case.shape != "hubspot-contact" else part.payload[1:-1].split(b"},{")
        assert all(piece.strip(b"{}") in case.body.encode() for piece in pieces)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.leads and case.shape not in ("row",)])
def test_every_lead_is_one_that_fields_can_read(name: str) -> None:
    for document in CASES[name].leads.values():
        assert isinstance(fields.read(document, {}, {}), fields.Fields)


@pytest.mark.parametrize(
    ("shape", "body", "place"),
    [
        ("facebook-lead", json.dumps({"entry": [{"changes": [{"field": "leadgen", "value": NOTICE}]}]}), "leadgen_id"),
        ("linkedin-lead", '{"type": "LEAD_ACTION", "leadGenFormResponse": "urn:li:r:1"}', "leadGenFormResponse"),
        ("apify", '{"eventType": "ACTOR.RUN.SUCCEEDED", "eventData": {"actorRunId": "HG7"}}', "actorRunId"),
    ],
)
def test_a_notice_without_the_lead_is_kept_and_says_where_it_is(shape: Shape, body: str, place: str) -> None:
    split = SHAPES[shape].split(body.encode(), JSON)
    assert isinstance(split, Split)
    [part] = split.leads
    assert part.event_id
    assert SHAPES[shape].read(part.payload, part.content_type) == RuleViolation("lead-is-elsewhere", place)


def test_one_post_of_facebook_s_is_a_thousand_leads_at_most() -> None:
    """As of every other sender (`docs/webhooks.md`, Bounds)."""
    change = {"field": "leadgen", "value": {"leadgen_id": 1}}
    for entries in ([{"changes": [change] * 1_001}], [{"changes": [change]}] * 1_001):
        body = json.dumps({"entry": entries}).encode()
        assert SHAPES["facebook-lead"].split(body, JSON) == Undecodable("too-many-parts")
    split = SHAPES["facebook-lead"].split(json.dumps({"entry": [{"changes": [change] * 1_000}]}).encode(), JSON)
    assert isinstance(split, Split)
    assert len(split.leads) == 1_000


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


def _spoilt(value: object, draw: Any) -> object:
    """`value` with any of its inner values replaced by any other."""
    if draw(st.integers(0, 5)) == 0:
        return draw(VALUES)
    if isinstance(value, dict):
        return {key: _spoilt(inner, draw) for key, inner in value.items()}
    return [_spoilt(inner, draw) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.content_type == JSON])
@settings(max_examples=40)
@given(data=st.data())
def test_a_body_of_the_right_form_with_wrong_values_never_raises(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    shape = SHAPES[case.shape]
    body = json.dumps(_spoilt(json.loads(case.body), data.draw)).encode("utf-8", "surrogatepass")
    split = shape.split(body, case.content_type)
    parts = split.leads if isinstance(split, Split) else ()
    for part in parts:
        document = shape.read(part.payload, part.content_type)
        if isinstance(document, dict):
            fields.read(document, {}, {})


@pytest.mark.parametrize("name", get_args(Shape))
@given(
    body=st.binary(max_size=300) | st.sampled_from([b"[" * 3_000, b"{" * 3_000, b'{"entry":' * 3_000]), kind=st.text()
)
def test_any_bytes_of_any_type_never_raise(name: Shape, body: bytes, kind: str) -> None:
    for content_type in (kind, FORM, JSON, f"multipart/form-data; boundary={kind}"):
        SHAPES[name].split(body, content_type)
        SHAPES[name].read(body, content_type)
