"""
Apify actor runs: the items of a run's data set, sent along by a payload template or by a tool in between.

Source: Apify docs, "Webhooks: payload template" and "Dataset items". The default template names the run alone; it is
kept and ends as rejected, `lead-is-elsewhere`. What an item holds is up to the actor: the names below are common ones,
the rest goes through the source's `map`. Example:

    {"eventType": "ACTOR.RUN.SUCCEEDED", "eventData": {"actorId": "HDSasDasz78YcAPEB", "actorRunId":
      "HG7ML7M8z78YcAPEB"},
     "items": [{"fullName": "Dana Okafor", "jobTitle": "VP Engineering", "companyName": "Northwind Labs",
                "linkedinUrl": "https://www.linkedin.com/in/dana-okafor-example"}]}
"""

import msgspec

from leadcore.failures import RuleViolation, Undecodable
from leadcore.intake.documents import Unusable
from leadcore.intake.shapes.parts import MAX_PARTS, Document, Part, Shape, Split, items_of, json_of, renamed

_OURS = {
    "fullName": "full_name",
    "firstName": "first_name",
    "lastName": "last_name",
    "jobTitle": "title",
    "headline": "title",
    "companyName": "company_name",
    "companyWebsite": "company_domain",
    "emailAddress": "email",
    "phoneNumber": "phone",
}


class _Run(msgspec.Struct):
    actorRunId: str = ""  # noqa: N815  Apify's name


class _Body(msgspec.Struct):
    items: list[msgspec.Raw] | None = None
    eventType: str = ""  # noqa: N815
    eventData: _Run = msgspec.field(default_factory=_Run)  # noqa: N815


def split(body: bytes, _content_type: str) -> Split | Unusable:
    """One part for each item; a finished run without items is one, so that its outcome shows."""
    if body.lstrip()[:1] == b"[":
        items = items_of(body)
        return Split(_parts(items, "")) if isinstance(items, list) else items
    try:
        told = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Undecodable("not-a-run")
    run = told.eventData.actorRunId
    if told.items is not None:
        return Split(_parts(told.items, run)) if len(told.items) <= MAX_PARTS else Undecodable("too-many-parts")
    if told.eventType == "ACTOR.RUN.SUCCEEDED":
        return Split((Part(body, f"{run}/{told.eventType}"),))
    return Split(passed={"not-about-a-lead": 1})


def _parts(items: list[msgspec.Raw], run: str) -> tuple[Part, ...]:
    return tuple(Part(bytes(raw), f"{run}/{at}" if run else "") for at, raw in enumerate(items))


def read(payload: bytes, _content_type: str) -> Document | Unusable:
    """One item under our keys or the actor's own."""
    told = json_of(payload)
    if not isinstance(told, dict):
        return told
    if "eventType" in told:
        return RuleViolation("lead-is-elsewhere", "actorRunId")
    return renamed(told, _OURS)


SHAPE = Shape(split, read)
