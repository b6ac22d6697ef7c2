"""
What arrives on `leads.raw` and `leads.bulk`: a Submission in Avro, or an upstream's plain JSON object.

Headers and records there are claims. Whose a record is, is read by `leadcore.submissions`, so that the accounts of
every unit agree; the tenant comes from the configured source, an upstream's time from the broker.
"""

import hashlib
import re
from collections.abc import Mapping

from leadcore.codec import Codec
from leadcore.contracts import Origin, Submission, Topic
from leadcore.failures import Failure, RuleViolation, Undecodable, UnknownSource, WrongShape
from leadcore.frozen import dataclass
from leadcore.intake.shapes import SHAPES
from leadcore.message import Delivery
from leadcore.stage import Subject
from leadcore.workspace import Source

_FRAMED = b"\x00"  # the magic byte of the registry format; no JSON text begins with it
_JSON = "application/json"
_PLAIN_JSON = ("", _JSON)
_TRAP = re.compile(r";\s*trap=([a-z-]{1,40})", re.ASCII)
"""Parameter of the media type by which the gateway marks what a form's trap caught."""
_DAY_MS = 86_400_000
_EARLIEST_MS = 946_684_800_000  # 2000-01-01: an earlier clock is a wrong clock


@dataclass(frozen=True, slots=True)
class Arrived:
    """A submission as it arrived, whose it is, and whether an upstream wrote it plainly."""

    delivery: Delivery
    subject: Subject
    submission: Submission
    plain: bool

    def origin(self, event_id: str = "") -> Origin:
        """Where it came from; `event_id`: the sender's own id among its fields, where none was told before."""
        return _origin(self, self.subject.event_id or event_id)


def arrived(delivery: Delivery, subject: Subject, codec: Codec) -> Arrived | Undecodable:
    """
    The submission in `delivery`, which is accounted for as `subject` says.

    Raises:
        PortUnavailable: a schema id is unknown here and the registry does not answer.
    """
    value = delivery.message.value
    if value is None:
        return Undecodable("tombstone")
    if not value.startswith(_FRAMED):
        upstream = Submission(
            submission_id=subject.submission_id,
            tenant=subject.tenant,
            source=subject.source,
            accepted_at=delivery.message.timestamp,
            payload=value,
        )
        return Arrived(delivery, subject, upstream, plain=True)
    submission = codec.decode(Submission, value)
    if isinstance(submission, Undecodable):
        return submission
    return Arrived(delivery, subject, submission, plain=False)


def admissible(found: Arrived, sources: Mapping[str, Source]) -> Source | Failure:
    """The source that `found` belongs to, or why it may not come this way."""
    submission = found.submission
    source = sources.get(found.subject.source)
    if source is None:
        return UnknownSource("no-such-source", "source")
    if found.plain and "kafka" not in source.ways:
        return UnknownSource("not-over-kafka", "source", {"source": found.subject.source})
    if submission.payload_key:
        return Undecodable("sealed-with-an-unknown-key", "payload")
    if submission.content_type in _PLAIN_JSON:
        return source
    media_type = submission.content_type.partition(";")[0].strip().lower()
    if media_type != _JSON and not media_type.endswith("+json") and media_type not in SHAPES[source.shape].media:
        return WrongShape("unsupported-media-type", "content_type")
    caught = _TRAP.search(submission.content_type)
    if caught is not None:
        return RuleViolation("spam", "", {"trap": caught[1]})
    return source


def _origin(found: Arrived, event_id: str) -> Origin:
    delivery, subject, submission = found.delivery, found.subject, found.submission
    message = delivery.message
    believed = _EARLIEST_MS <= submission.accepted_at <= message.timestamp + _DAY_MS
    bulk = submission.lane == "bulk" or message.topic == Topic.LEADS_BULK
    return Origin(
        submission_id=subject.submission_id,
        tenant=subject.tenant,
        source=subject.source,
        client=subject.client,
        event_id=event_id,
        accepted_at=submission.accepted_at if believed else message.timestamp,
        appended_at=message.timestamp,
        lane="bulk" if bulk else "live",
        operation_id=subject.operation_id,
        line=submission.line,
        part=submission.part,
        parts=submission.parts,
        content_type=submission.content_type,
        payload_sha256=hashlib.sha256(submission.payload).hexdigest(),
        payload_key=submission.payload_key,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        attempt=delivery.attempt,
    )
