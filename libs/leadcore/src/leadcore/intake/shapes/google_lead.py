"""
Google Ads lead forms.

Source: Google for Developers, "Lead form webhook: implementation" (schema `WebhookLead`). A test lead (`is_test`) is
passed over. `google_key`, which proves the sender, is no field of the lead, but stays in the payload, which is kept as
it came. Example:

    {"lead_id": "TeSter-123-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "api_version": "1.0", "form_id": 40000000000, "gcl_id":
      "EAIaIQ",
     "campaign_id": 123456, "google_key": "…", "is_test": false, "lead_submit_time": "2026-05-04T09:12:44Z",
     "user_column_data": [{"column_id": "FULL_NAME", "string_value": "Dana Okafor", "column_name": "Full Name"},
                          {"column_id": "WORK_EMAIL", "string_value": "dana.okafor@northwind-labs.example"}]}
"""

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, json_of, listed, renamed, text_of

_OURS = {
    "FULL_NAME": "full_name",
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "EMAIL": "email",
    "WORK_EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "WORK_PHONE": "phone",
    "COMPANY_NAME": "company_name",
    "JOB_TITLE": "title",
    "STREET_ADDRESS": "address",
    "CITY": "city",
    "REGION": "region",
    "COUNTRY": "country",
    "POSTAL_CODE": "postal_code",
}


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One lead."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    if told.get("is_test") is True:
        return Split(passed={"test": 1})
    return Split((Part(body, text_of(told.get("lead_id"))),))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The columns by our keys, a question of the advertiser's own by its text."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    answers: Document = {}
    for column in listed(told, "user_column_data"):
        name = text_of(column.get("column_id")) or text_of(column.get("column_name"))
        answers[name] = column.get("string_value")
    about = {f"google_{key}": text_of(told.get(key)) for key in ("form_id", "campaign_id", "adgroup_id", "creative_id")}
    about |= {
        "gclid": text_of(told.get("gcl_id")),
        "occurred_at": text_of(told.get("lead_submit_time")),
        "event_id": text_of(told.get("lead_id")),
    }
    return renamed({**answers, **{key: value for key, value in about.items() if value}}, _OURS)


SHAPE = Shape(split, read)
