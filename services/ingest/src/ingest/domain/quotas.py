"""
Token buckets, judged by the broker's time: a backlog that is read late is judged as if it had been read on time.

A bucket belongs to a tenant, source and client. Admission is split by identity, so each part gets its share of the
capacity, and no less than one token.
"""

import msgspec
from leadcore.failures import Undecodable

FORMAT = b"\x01"


class Quota(msgspec.Struct, frozen=True):
    """So many new leads in so much time, of one client through one source."""

    capacity: int
    window_ms: int

    def share(self, shares: int) -> float:
        """What one of `shares` parts may spend at once."""
        return max(1.0, self.capacity / shares)


class Bucket(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Tokens left at a moment, milliseconds of the broker's time."""

    tokens: float
    at: int


def full(quota: Quota, shares: int, at: int) -> Bucket:
    """The bucket of a client that was never seen."""
    return Bucket(quota.share(shares), at)


def refilled(bucket: Bucket, quota: Quota, shares: int, at: int) -> Bucket:
    """The bucket at `at`; what was accepted before the last look finds the tokens there were then."""
    if at <= bucket.at:
        return bucket
    share = quota.share(shares)
    return Bucket(min(share, bucket.tokens + (at - bucket.at) * share / quota.window_ms), at)


def charged(bucket: Bucket) -> Bucket | None:
    """The bucket less one token; None: it has not got one."""
    return Bucket(bucket.tokens - 1.0, bucket.at) if bucket.tokens >= 1.0 else None


def packed(bucket: Bucket) -> bytes:
    """The bytes a bucket is kept in."""
    return FORMAT + _ENCODER.encode(bucket)


def opened(value: bytes) -> Bucket | Undecodable:
    """The bucket in `value`; another format is told, never guessed at."""
    if value[:1] != FORMAT:
        return Undecodable("bucket-of-another-format", parameters={"format": value[:1].hex()})
    try:
        return _DECODER.decode(value[1:])
    except msgspec.MsgspecError:
        return Undecodable("bucket-unreadable")


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Bucket)
