"""
Typeform responses.

Source: typeform.com/developers, "Webhooks: example payload". An answer is named by the field's `ref` where the form's
author gave it one, else by the question's title; answers of the types `email` and `phone_number` and the contact-info
references are known by themselves. Hidden fields keep their names (`utm_source` is one of ours). Example (shortened):

    {"event_id": "01HM3K8N2P9X4ABCDEFGHIJKLM", "event_type": "form_response", "form_response": {"form_id": "lT4Z3j",
      "token": "a3a12ec67a1365927098a606107fac15", "submitted_at": "2026-05-04T09:12:44Z", "hidden": {"utm_source":
        "ad"},
      "definition": {"fields": [{"id": "JwWggjAKtOkA", "ref": "your_email", "title": "Your e-mail?", "type": "email"}]},
      "answers": [{"type": "email", "email": "dana@nw.example", "field": {"id": "JwWggjAKtOkA", "type": "email"}}]}}
"""

import re

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, inside, json_of, listed, text_of

_BY_TYPE = {"email": "email", "phone_number": "phone"}
_MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-z]{26}|[0-9A-Za-z]{12}")
"""References that Typeform makes up where the author gives none: UUIDs, ULIDs, ids."""


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One response; a partial one is passed over."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    if told.get("event_type", "form_response") != "form_response":
        return Split(passed={"not-a-response": 1})
    event = text_of(inside(told, "form_response").get("token")) or text_of(told.get("event_id"))
    return Split((Part(body, event),))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The answers by reference or title, the hidden fields, and of which form they are."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    response = inside(told, "form_response")
    titles = {text_of(each.get("id")): each for each in listed(inside(response, "definition"), "fields")}
    document: Document = dict(inside(response, "hidden"))
    for answer in listed(response, "answers"):
        asked = inside(answer, "field")
        document.setdefault(_name(answer, asked, titles.get(text_of(asked.get("id")), {})), _value(answer))
    about = {
        "typeform_form_id": text_of(response.get("form_id")),
        "event_id": text_of(response.get("token")) or text_of(told.get("event_id")),
        "occurred_at": text_of(response.get("submitted_at")),
    }
    return {**document, **{key: value for key, value in about.items() if value}}


def _name(answer: Document, asked: Document, defined: Document) -> str:
    kind = text_of(answer.get("type"))
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    reference = text_of(asked.get("ref")) or text_of(defined.get("ref"))
    if reference and not _MADE_UP.fullmatch(reference):
        return reference
    return text_of(defined.get("title")) or text_of(asked.get("id")) or "answer"


def _value(answer: Document) -> object:
    value = answer.get(text_of(answer.get("type")))
    if not isinstance(value, dict):
        return value
    labels = value.get("labels")
    chosen = [text_of(each) for each in labels] if isinstance(labels, list) else [text_of(value.get("label"))]
    return "; ".join(filter(None, [*chosen, text_of(value.get("other"))]))


SHAPE = Shape(split, read)
