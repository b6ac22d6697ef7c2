"""
Events that a person may set off, from a JSON document: checked as the pipeline will, or every field at fault.

    submission   what a source would have sent            → leads.raw        → a lead, by the whole pipeline
    revision     what is said anew of a lead              → leads.revisions  → its next version, by the reviser
    engagement   what somebody did that matters to a lead → leads.engagement

Every other topic holds what units concluded. Nobody sets off a conclusion: what a unit wrote is made again by a replay.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

import msgspec
from leadcore.clock import Clock
from leadcore.codec import encode_body
from leadcore.contracts import Engagement, Identified, Revision, Submission, Topic
from leadcore.contracts.schemas import CURRENT
from leadcore.intake import documents, moments
from leadcore.problems import FieldError
from leadcore.stage import Subject
from leadcore.submissions import is_id
from leadcore.workspace import Workspace
from simulator.reading import identified

Kind: TypeAlias = Literal["submission", "revision", "engagement"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ENGAGEMENTS = ("open", "click", "reply", "visit", "meeting", "conversion", "stage-change")
ACTORS = ("human", "machine", "scanner")
CAUSE = "same-person"
"""The one cause that the reviser applies: what a known person says anew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who sets off what under which id, and by which workspace it is read. `source`: needed where a lead is read."""

    name: str
    by: str
    source: str
    workspace: Workspace
    clock: Clock

    @property
    def hand(self) -> str:
        """How the event says that a person set it off."""
        return f"manual/{self.by}"


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be written, and under which id it can be followed."""

    kind: Kind
    topic: Topic
    record: Submission | Revision | Engagement
    subject: Subject
    name: str

    @property
    def follow(self) -> str:
        """What `leadstream why` is asked: the submission, or the lead."""
        return self.subject.lead_id or self.name


def event(kind: Kind, raw: bytes, asked: Asked) -> Event | list[FieldError]:
    """The event that `raw` asks for, or every field at fault; fields are named, their values never."""
    wrong = [] if is_id(asked.name) and asked.name.isascii() else [FieldError("--id", "not-an-id")]
    if kind != "engagement" and asked.source not in asked.workspace.sources:
        wrong.append(FieldError("--source", "no-such-source"))
    return wrong or _MADE[kind](raw, asked)


def _submission(raw: bytes, asked: Asked) -> Event | list[FieldError]:
    record = _sent(raw, asked)
    found = identified(record, asked.workspace, asked.clock)
    if not isinstance(found, Identified):
        return found
    subject = Subject(asked.name, record.tenant, record.source, record.client)
    return Event("submission", Topic.LEADS_RAW, record, subject, asked.name)


def _revision(raw: bytes, asked: Asked) -> Event | list[FieldError]:
    document = _document(raw, {"lead_id": str, "lead": dict[str, Any]}, ("lead_id", "lead"))
    if isinstance(document, list):
        return document
    # Who is meant is said by the lead's id: no source may ask for an address again.
    source = replace(asked.workspace.sources[asked.source], require_any=("event_id",))
    workspace = replace(asked.workspace, sources={**asked.workspace.sources, asked.source: source})
    sent = replace(_sent(msgspec.json.encode(document["lead"]), asked), event_id=asked.name)
    found = identified(sent, workspace, asked.clock)
    if not isinstance(found, Identified):
        return [FieldError(f"lead.{each.field}".rstrip("."), each.reason) for each in found]
    record = Revision(
        revision_id=asked.name,
        tenant=source.tenant,
        lead_id=document["lead_id"],
        origin=asked.hand,
        cause=CAUSE,
        cause_id=asked.name,
        requested_at=asked.clock(),
        identified=encode_body(found),
        identified_schema=CURRENT["Identified"],
    )
    subject = Subject(tenant=source.tenant, source=asked.source, lead_id=record.lead_id)
    return Event("revision", Topic.LEADS_REVISIONS, record, subject, asked.name)


def _engagement(raw: bytes, asked: Asked) -> Event | list[FieldError]:
    given = {"lead_id": str, "tenant": str, "kind": str, "at": str, "actor": str, "parameters": dict[str, str]}
    document = _document(raw, given, ("lead_id", "kind"))
    if isinstance(document, list):
        return document
    at = moments.parse(document["at"]) if "at" in document else asked.clock()
    rules = {
        "kind": (document["kind"] in ENGAGEMENTS, f"must-be-one-of: {', '.join(ENGAGEMENTS)}"),
        "actor": (document.get("actor", "") in ("", *ACTORS), f"must-be-one-of: {', '.join(ACTORS)}"),
        "at": (at is not None and at >= 0, "must-be-an-rfc-3339-time"),
    }
    if wrong := [FieldError(name, reason) for name, (held, reason) in rules.items() if not held]:
        return wrong
    record = Engagement(
        engagement_id=asked.name,
        tenant=document.get("tenant", "main"),
        lead_id=document["lead_id"],
        kind=document["kind"],
        at=at or 0,
        source=asked.hand,
        actor=document.get("actor", ""),
        parameters=document.get("parameters", {}),
    )
    subject = Subject(tenant=record.tenant, source=asked.hand, lead_id=record.lead_id)
    return Event("engagement", Topic.LEADS_ENGAGEMENT, record, subject, asked.name)


_MADE: Mapping[Kind, Callable[[bytes, Asked], Event | list[FieldError]]] = {
    "submission": _submission,
    "revision": _revision,
    "engagement": _engagement,
}


def _sent(payload: bytes, asked: Asked) -> Submission:
    return Submission(
        submission_id=asked.name,
        tenant=asked.workspace.sources[asked.source].tenant,
        source=asked.source,
        client=asked.hand,
        accepted_at=asked.clock(),
        payload=payload,
    )


def _document(raw: bytes, fields: Mapping[str, Any], required: tuple[str, ...]) -> dict[str, Any] | list[FieldError]:
    """The JSON object in `raw`, or what is wrong with it."""
    found = documents.parse(raw)
    if not isinstance(found, dict):
        return [FieldError(found.field, found.reason)]
    wrong = [FieldError(name, "unknown-field") for name in found if name not in fields]
    wrong += [FieldError(name, "is-missing") for name in required if not found.get(name)]
    wrong += [
        FieldError(name, _WORDS[kind]) for name, kind in fields.items() if name in found and not _is(found, name, kind)
    ]
    return wrong or found


_WORDS: Mapping[Any, str] = {
    str: "must-be-a-text",
    dict[str, str]: "must-be-an-object-of-texts",
    dict[str, Any]: "must-be-an-object",
}


def _is(document: Mapping[str, Any], name: str, kind: Any) -> bool:
    try:
        msgspec.convert(document[name], kind, strict=True)
    except msgspec.ValidationError:
        return False
    return True
