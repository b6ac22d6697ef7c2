"""
What admission remembers of one identity key, and the bytes it is kept in. Pure.

A sighting outlives a crash together with the positions it answers for: a submission that comes again finds its own
verdict, so that a redelivery is never taken for a duplicate of itself.
"""

import hashlib
from typing import Literal, TypeAlias

import msgspec
from leadcore.failures import Undecodable

Finding: TypeAlias = Literal["new", "over", "bulk", "same-event", "same-person"]
"""What was found of a submission: a new person (within quota, over it, or from the bulk lane), or a duplicate."""

SEEN_LIMIT = 64
"""How many of the latest submissions of one identity key are remembered by name."""

FORMAT = b"\x01"


class Seen(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """One submission of an identity key, with the finding it got."""

    submission_id: str
    finding: Finding
    event: bytes = b""
    """Digest of the sender's own id; empty: it had none."""
    lead_id: str = ""
    """The lead it belongs to; empty: the sighting's."""


class Sighting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One identity key: the lead it stands for, until when, and the latest submissions, oldest first."""

    lead_id: str
    created_as: Finding
    expires_at: int
    """Broker's time, milliseconds, from which on the next submission makes a new lead."""
    seen: tuple[Seen, ...]

    def of_submission(self, submission_id: str) -> Seen | None:
        """What was said of `submission_id`. The submission that made the lead is never forgotten."""
        for seen in self.seen:
            if seen.submission_id == submission_id:
                return seen
        return Seen(submission_id, self.created_as) if submission_id == self.lead_id else None

    def of_event(self, event: bytes) -> Seen | None:
        """The first submission that is remembered for a sender's id, if it has one."""
        if not event:
            return None
        return next((seen for seen in self.seen if seen.event == event), None)

    def lead_of(self, seen: Seen) -> str:
        """The lead that `seen` belongs to."""
        return seen.lead_id or self.lead_id

    def with_seen(self, seen: Seen, expires_at: int) -> "Sighting":
        """The sighting after one more submission of the same lead; it never expires earlier than before."""
        kept = (*self.seen, seen)[-SEEN_LIMIT:]
        return Sighting(self.lead_id, self.created_as, max(self.expires_at, expires_at), kept)

    def succeeded_by(self, seen: Seen, expires_at: int) -> "Sighting":
        """The sighting of the next lead of this key; submissions of the last one keep their verdicts."""
        past = tuple(Seen(each.submission_id, each.finding, each.event, self.lead_of(each)) for each in self.seen)
        return Sighting(seen.submission_id, seen.finding, expires_at, (*past, seen)[-SEEN_LIMIT:])


def first(seen: Seen, expires_at: int) -> Sighting:
    """The sighting of a key that was never seen."""
    return Sighting(seen.submission_id, seen.finding, expires_at, (seen,))


def digest(source: str, event_id: str) -> bytes:
    """Sixteen bytes in place of a sender's id, which may be long and may be personal; empty for none."""
    if not event_id:
        return b""
    told = f"{source}\0{event_id}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).digest()


def packed(sighting: Sighting) -> bytes:
    """The bytes a sighting is kept in."""
    return FORMAT + _ENCODER.encode(sighting)


def opened(value: bytes) -> Sighting | Undecodable:
    """The sighting in `value`; another format is told, never guessed at."""
    if value[:1] != FORMAT:
        return Undecodable("sighting-of-another-format", parameters={"format": value[:1].hex()})
    try:
        return _DECODER.decode(value[1:])
    except msgspec.MsgspecError:
        return Undecodable("sighting-unreadable")


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Sighting)
