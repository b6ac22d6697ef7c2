"""
LinkedIn lead gen forms.

Source: Microsoft Learn, "LinkedIn Lead Sync: Webhooks" (the notice names the response, `LEAD_ACTION`) and "Lead Form
Responses" (`formResponse.answers` by question id). The notice alone is kept and ends as rejected, `lead-is-elsewhere`.
A question's id means nothing to anybody: name it in the source's `map` (`question_6: email`), or have the tool in
between send `predefinedField` or `name` with each answer. Examples:

    {"type": "LEAD_ACTION", "leadGenFormResponse": "urn:li:leadGenFormResponse:74e0-1-2", "leadAction": "CREATED",
     "leadType": "SPONSORED", "occuredAt": 1777885964120}
    {"id": "74e0-1-2", "submittedAt": 1777885964120, "versionedLeadGenFormUrn": "urn:li:versionedLeadGenForm:(3162,1)",
     "formResponse": {"answers": [{"questionId": 6, "predefinedField": "EMAIL",
       "answerDetails": {"textQuestionAnswer": {"answer": "dana.okafor@northwind-labs.example"}}}]}}
"""

from leadcore.failures import RuleViolation
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.hubspot_form import moment
from leadcore.intake.shapes.parts import Document, Part, Shape, Split, inside, json_of, listed, text_of

_PREDEFINED = {
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "EMAIL": "email",
    "WORK_EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "WORK_PHONE_NUMBER": "phone",
    "JOB_TITLE": "title",
    "COMPANY_NAME": "company_name",
    "CITY": "city",
    "STATE": "region",
    "COUNTRY": "country",
    "ZIP_CODE": "postal_code",
    "POSTAL_CODE": "postal_code",
}


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One response; deletions and other kinds of notices are passed over."""
    told = json_of(body)
    if not isinstance(told, dict):
        return told
    if text_of(told.get("leadAction")) == "DELETED":
        return Split(passed={"lead-deleted": 1})
    if "formResponse" not in told and "leadGenFormResponse" not in told:
        return Split(passed={"not-about-a-lead": 1})
    return Split((Part(body, _id_of(told)),))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """The answers by our keys where LinkedIn predefines the question, else as `question_<id>`."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    if "formResponse" not in told:
        return RuleViolation("lead-is-elsewhere", "leadGenFormResponse")
    document: Document = {}
    for answer in listed(inside(told, "formResponse"), "answers"):
        document.setdefault(_key(answer), _answer(answer))
    about = {"event_id": _id_of(told), "occurred_at": moment(told.get("submittedAt"))}
    return {**document, **{key: value for key, value in about.items() if value}}


def _id_of(told: Document) -> str:
    return text_of(told.get("id")) or text_of(told.get("leadGenFormResponse")).rpartition(":")[2]


def _key(answer: Document) -> str:
    field = text_of(answer.get("predefinedField")) or text_of(answer.get("name"))
    return _PREDEFINED.get(field.upper(), field) or f"question_{text_of(answer.get('questionId'))}"


def _answer(answer: Document) -> str:
    details = inside(answer, "answerDetails")
    said = text_of(inside(details, "textQuestionAnswer").get("answer"))
    options = inside(details, "multipleChoiceAnswer").get("options")
    chosen = "; ".join(filter(None, map(text_of, options))) if isinstance(options, list) else ""
    return said or chosen or text_of(answer.get("answer"))


SHAPE = Shape(split, read)
