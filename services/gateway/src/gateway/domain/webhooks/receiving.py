"""What becomes of an authentic post: submissions, engagements, and by reason how much is neither."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from leadcore import ids
from leadcore.contracts import Engagement, Submission
from leadcore.intake.shapes import SHAPES, Part, Split
from leadcore.submissions import event_id_of, is_id
from leadcore.workspace import Source

CLIENT = "webhook"
"""The client of what comes by webhook: its key is its source's."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a post is told: when it came, through which source, the sender's id of it, and an id for what has none."""

    accepted_at: int
    name: str
    source: Source
    event_id: str = ""
    new_id: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What a post brought."""

    submissions: tuple[Submission, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    passed: Mapping[str, int] = field(default_factory=dict)


def receive(body: bytes, content_type: str, placed: Placed) -> Received:
    """
    What `body` brings. A body that cannot be split is one submission all the same: its sender is known, its bytes are
    kept, and the stage that reads it says what is wrong.
    """
    split = SHAPES[placed.source.shape].split(body, content_type)
    if not isinstance(split, Split):
        split = Split((Part(body, content_type=content_type),))
    made = [_submission(part, at, split, placed) for at, part in enumerate(split.leads)]
    return Received(
        tuple({each.submission_id: each for each in made}.values()),
        tuple(_engagements(split, placed)),
        split.passed,
    )


def _submission(part: Part, at: int, split: Split, placed: Placed) -> Submission:
    digest = hashlib.sha256(part.payload).hexdigest()
    event_id = _key(part.event_id or _of_message(at, split, placed))
    # The same event with the same bytes is the same submission, however often and to whichever instance it comes.
    said_once = f"{placed.source.tenant}/{placed.name}/{event_id}/{digest}"
    fresh = placed.new_id if at == 0 else ids.derived("webhook", f"{placed.new_id}/{at}")
    return Submission(
        submission_id=ids.derived("webhook", said_once) if event_id else fresh,
        tenant=placed.source.tenant,
        source=placed.name,
        client=CLIENT,
        event_id=event_id or f"sha256:{digest}",
        accepted_at=placed.accepted_at,
        part=at,
        parts=len(split.leads),
        content_type=part.content_type,
        payload=part.payload,
    )


def _key(text: str) -> str:
    """The sender's id as one that can be a key, empty where it says nothing."""
    cleaned = event_id_of(text)
    return cleaned if is_id(cleaned) or not cleaned else f"sha256:{hashlib.sha256(cleaned.encode()).hexdigest()}"


def _of_message(at: int, split: Split, placed: Placed) -> str:
    return f"{placed.event_id}/{at}" if placed.event_id and len(split.leads) > 1 else placed.event_id


def _engagements(split: Split, placed: Placed) -> list[Engagement]:
    tenant, name = placed.source.tenant, placed.name
    return [
        Engagement(
            engagement_id=ids.derived("engagement", f"{tenant}/{name}/{each.event_id or placed.event_id}/{each.kind}"),
            tenant=tenant,
            lead_id=each.lead_id,
            kind=each.kind,
            at=placed.accepted_at if each.at is None else each.at,
            source=name,
            parameters=dict(each.parameters),
        )
        for each in split.happenings
    ]
