"""
What admission remembers of one identity key, and the bytes it is kept in. Pure.

A sighting outlives a crash together with the positions it answers for: a submission that comes again finds its own
verdict, so that a redelivery is never taken for a duplicate of itself.
"""

import hashlib
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from leadcore.failures import Undecodable

Finding: TypeAlias = Literal["new", "over", "bulk", "same-event", "same-person"]
"""What was found of a submission: a new person (within quota, over it, or from the bulk lane), or a duplicate."""

SEEN_LIMIT = 64
"""How many of the latest submissions of one identity key are remembered by name."""

FORMAT = b"\x02"
FORMAT_OF_TEXTS = b"\x01"
"""Ids as they read, twice as long: written until November 2026, and kept for as long as a changelog is."""


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
    """The bytes a sighting is kept in: UUIDs as sixteen bytes, and a submission that is the lead itself left out."""
    lead_id = sighting.lead_id
    seen = [
        _Seen(
            None if each.submission_id == lead_id else _short(each.submission_id),
            _FINDINGS.index(each.finding),
            each.event,
            _short(each.lead_id) if each.lead_id else None,
        )
        for each in sighting.seen
    ]
    created_as = _FINDINGS.index(sighting.created_as)
    return FORMAT + _ENCODER.encode(_Packed(_short(lead_id), created_as, sighting.expires_at, seen))


def opened(value: bytes) -> Sighting | Undecodable:
    """The sighting in `value`; another format is told, never guessed at."""
    try:
        if value[:1] == FORMAT:
            return _unpacked(_DECODER.decode(value[1:]))
        if value[:1] == FORMAT_OF_TEXTS:
            return _DECODER_OF_TEXTS.decode(value[1:])
    except (msgspec.MsgspecError, TypeError, IndexError, UnicodeDecodeError):
        return Undecodable("sighting-unreadable")
    return Undecodable("sighting-of-another-format", parameters={"format": value[:1].hex()})


_Number = Annotated[int, msgspec.Meta(ge=0)]


class _Seen(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """As `Seen`. An id is sixteen bytes, or a text that is no UUID; None: the lead's, or none of its own."""

    submission: Any
    finding: _Number
    event: bytes = b""
    lead: Any = None


class _Packed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """As `Sighting`."""

    lead: Any
    created_as: _Number
    expires_at: int
    seen: list[_Seen]


def _unpacked(kept: _Packed) -> Sighting:
    lead_id = _long(kept.lead)
    seen = tuple(
        Seen(
            lead_id if each.submission is None else _long(each.submission),
            _FINDINGS[each.finding],
            each.event,
            "" if each.lead is None else _long(each.lead),
        )
        for each in kept.seen
    )
    return Sighting(lead_id, _FINDINGS[kept.created_as], kept.expires_at, seen)


def _short(text: str) -> bytes | str:
    """The bytes of a UUID that is written as UUIDs are; any other text as it is."""
    if len(text) != _UUID_LENGTH:
        return text
    try:
        raw = bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return text
    return raw if len(raw) == _UUID_BYTES and _long(raw) == text else text


def _long(kept: Any) -> str:
    """The text of an id. Raises TypeError for what is none."""
    if isinstance(kept, str):
        return kept
    if not isinstance(kept, bytes) or len(kept) != _UUID_BYTES:
        raise TypeError("an id is a text, or the sixteen bytes of a UUID")
    digits = kept.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


_UUID_LENGTH, _UUID_BYTES = 36, 16
_FINDINGS: tuple[Finding, ...] = ("new", "over", "bulk", "same-event", "same-person")
"""By number, as they are kept: only ever added to."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Packed)
_DECODER_OF_TEXTS = msgspec.msgpack.Decoder(Sighting)
