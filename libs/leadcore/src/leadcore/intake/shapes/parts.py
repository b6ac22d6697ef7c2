"""
What a shape is: how a body is split into the bytes of one lead each, and how those are read as one JSON object.

`split` runs where a body arrives (the gateway), `read` where a lead is understood (ingest.normalise); what lies
between is the sender's own bytes, kept as they came. Both are pure and bounded, and never raise for bad input.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TypeAlias

import msgspec

from leadcore.failures import Undecodable
from leadcore.frozen import dataclass
from leadcore.intake import documents
from leadcore.intake.documents import Unusable

JSON = "application/json"
MAX_PARTS = 1_000
"""As many leads as a batch may hold."""

_LEAD_ID = re.compile(r"[A-Za-z0-9_.:/-]{1,200}")

Document: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """One lead of a body: its bytes, as they came, and the sender's id of the message that brought it."""

    payload: bytes
    event_id: str = ""
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class Happening:
    """
    What somebody did who is a lead already: `kind` as in an Engagement, `at` in milliseconds (None: not said),
    `parameters` without anything personal.
    """

    event_id: str
    lead_id: str
    kind: str
    at: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """What is in a body: leads, what known leads did, and by reason how many events are neither."""

    leads: tuple[Part, ...] = ()
    happenings: tuple[Happening, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One sender's way to write leads.

    `split(body, content_type)`: what is in a body. `read(payload, content_type)`: one part as a JSON object under our
    keys or the sender's own. `media`: what a payload may be, besides JSON.
    """

    split: Callable[[bytes, str], Split | Unusable]
    read: Callable[[bytes, str], Document | Unusable]
    media: tuple[str, ...] = ()


def whole(body: bytes, content_type: str) -> Split:
    """The body is one lead."""
    return Split((Part(body, content_type=content_type or JSON),))


def items_of(body: bytes) -> list[msgspec.Raw] | Unusable:
    """The elements of a JSON array, as they came; a single object counts as an array of one."""
    if body.lstrip()[:1] == b"{":
        return [msgspec.Raw(body)]
    try:
        items = msgspec.json.decode(body, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        return Undecodable("not-an-array")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return Undecodable("not-json")
    return items if len(items) <= MAX_PARTS else Undecodable("too-many-parts")


def json_of(payload: bytes, _content_type: str = "") -> Document | Unusable:
    """The payload as one JSON object; see `documents.parse`."""
    return documents.parse(payload)


def inside(document: Mapping[str, object], *path: str) -> Document:
    """The object at `path`, empty where there is none."""
    here: object = document
    for name in path:
        here = here.get(name) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else {}


def listed(document: Mapping[str, object], name: str) -> list[Document]:
    """The objects of the list under `name`; what is no object is passed over."""
    found = document.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_of(value: object) -> str:
    """A text or whole number as text, empty for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def lead_id_of(value: object) -> str:
    """A lead's id, empty for what cannot be one: it becomes a key, so an address in its place must not pass."""
    text = text_of(value)
    return text if _LEAD_ID.fullmatch(text) else ""


def renamed(document: Mapping[str, object], names: Mapping[str, str]) -> Document:
    """`document` with the sender's keys replaced by ours; a key that is ours already is not overwritten."""
    told = {key: value for key, value in document.items() if key not in names}
    for theirs, ours in names.items():
        value = document.get(theirs)
        if value not in (None, "") and told.get(ours) in (None, ""):
            told[ours] = value
    return told


def counted(reasons: list[str]) -> dict[str, int]:
    """How often each reason occurs."""
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}
