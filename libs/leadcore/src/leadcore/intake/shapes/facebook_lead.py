"""
Facebook lead ads: `leadgen` changes of a page.

Source: Meta for Developers, "Webhooks for Lead Ads" (the notice holds ids alone) and "Retrieving leads" (the lead has
`field_data`); tools in between (Zapier, Make, own functions) send the lead itself, alone or in `value`. A notice of ids
alone is kept and ends as rejected, `lead-is-elsewhere`: fetch it with its `leadgen_id`. Examples:

    {"object": "page", "entry": [{"id": "153125381133", "time": 1438292065, "changes": [{"field": "leadgen",
      "value": {"leadgen_id": 123123123123, "page_id": 123123123, "form_id": 12312312312, "created_time":
        1440120384}}]}]}
    {"id": "123123123123", "created_time": "2026-05-04T09:12:44+0000", "form_id": "12312312312", "platform": "fb",
     "field_data": [{"name": "full_name", "values": ["Dana Okafor"]}, {"name": "email", "values": ["d@nw.example"]}]}
"""

from datetime import UTC, datetime

import msgspec

from leadcore.failures import RuleViolation, Undecodable
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import (
    MAX_PARTS,
    Document,
    Part,
    Shape,
    Split,
    counted,
    json_of,
    listed,
    renamed,
    text_of,
)

_OURS = {
    "job_title": "title",
    "zip_code": "postal_code",
    "post_code": "postal_code",
    "work_email": "email",
    "work_phone_number": "phone",
    "street_address": "street_address",
}


class _Change(msgspec.Struct):
    field: str = ""
    value: msgspec.Raw = msgspec.Raw(b"{}")


class _Entry(msgspec.Struct):
    changes: list[_Change] = []


class _Body(msgspec.Struct):
    entry: list[_Entry] | None = None


class _Ids(msgspec.Struct):
    leadgen_id: int | str = ""
    id: int | str = ""


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One part for each `leadgen` change, its value as it came; a body without `entry` is one lead."""
    try:
        entries = msgspec.json.decode(body, type=_Body).entry
        if entries is None:
            return Split((Part(body, _event(body)),))
        changes = [change for entry in entries for change in entry.changes]
        leads = tuple(_part(bytes(change.value)) for change in changes if change.field == "leadgen")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Undecodable("not-a-page-event")
    if len(leads) > MAX_PARTS:
        return Undecodable("too-many-parts")
    passed = ["not-about-a-lead" for change in changes if change.field != "leadgen"]
    return Split(leads, passed=counted(passed))


def _part(value: bytes) -> Part:
    return Part(value, _event(value))


def _event(value: bytes) -> str:
    ids = msgspec.json.decode(value, type=_Ids)
    return str(ids.leadgen_id or ids.id)


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The lead's answers by the names of the form's fields, and of which ad it came."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    if "field_data" not in told:
        return RuleViolation("lead-is-elsewhere", "leadgen_id")
    answers: Document = {text_of(each.get("name")): _joined(each.get("values")) for each in listed(told, "field_data")}
    about = {f"facebook_{key}": text_of(told.get(key)) for key in ("page_id", "form_id", "ad_id", "campaign_id")}
    about["occurred_at"] = _time(told.get("created_time"))
    about["event_id"] = text_of(told.get("leadgen_id")) or text_of(told.get("id"))
    return renamed({**answers, **{key: value for key, value in about.items() if value}}, _OURS)


def _joined(values: object) -> str:
    return "; ".join(filter(None, map(text_of, values))) if isinstance(values, list) else text_of(values)


def _time(value: object) -> str:
    """Seconds since 1970 in the notice; in a lead RFC 3339 with an offset that has no colon."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**11:
        return datetime.fromtimestamp(value, UTC).isoformat()
    return text_of(value)


SHAPE = Shape(split, read)
