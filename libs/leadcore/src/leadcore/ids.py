"""Derived ids and the partition of a key: the same everywhere, for ever."""

from functools import lru_cache
from struct import Struct

import uuid_utils

_NAMESPACE = uuid_utils.UUID("6f2f0f5e-5d43-5c9e-9d0b-1f8a8a0f7a11")
_MASK, _SEED, _M = 0xFFFFFFFF, 0x9747B28C, 0x5BD1E995
_TAILS = [int.from_bytes(b"\0\0%02x" % number, "little") for number in range(256)]
"""The last byte of an id as its last two characters, where they stand in a block of four."""


def new_submission_id() -> str:
    """A UUIDv7: ordered by time, made by the gateway alone."""
    return str(uuid_utils.uuid7())


def new_submission_id_for(partition: int, partitions: int) -> str:
    """
    A UUIDv7 that, as a key, goes to `partition` of `partitions`: its last byte is chosen so. What came together then
    stays together on every topic of so many partitions. One of some thousands goes elsewhere, where they are 32.
    """
    drawn = str(uuid_utils.uuid7())
    key = drawn.encode()
    h = _SEED ^ len(key)
    for start in range(0, len(key) - 4, 4):
        h = _block(h, key[start : start + 4])
    h, head = h * _M & _MASK, int.from_bytes(key[-4:-2], "little")
    first = int(drawn[-2:], 16)
    for number in range(first, first + 256):
        # As `_block` and `_end`, in a third of the time.
        k = (head | _TAILS[number & 0xFF]) * _M & _MASK
        end = h ^ ((k ^ (k >> 24)) * _M & _MASK)
        end = (end ^ (end >> 13)) * _M & _MASK
        if ((end ^ (end >> 15)) & 0x7FFFFFFF) % partitions == partition:
            return f"{drawn[:-2]}{number & 0xFF:02x}"
    return drawn


def submission_id_at(cluster: str, topic: str, partition: int, offset: int) -> str:
    """The id of an upstream's JSON record: UUIDv5(cluster id / topic / partition / offset)."""
    return derived("submission", f"{cluster}/{topic}/{partition}/{offset}")


def submission_id_of_line(operation_id: str, line: int) -> str:
    """The id of an imported row: UUIDv5(operation id / line)."""
    return derived("submission", f"{operation_id}/{line}")


def outcome_id(submission_id: str, attempt: int) -> str:
    """The id that all repeats of an outcome share."""
    return derived("outcome", f"{submission_id}/{attempt}")


def receipt_id(destination: str, lead_id: str, version: int) -> str:
    """The id that all repeats of a receipt share."""
    return derived("receipt", f"{destination}/{lead_id}/{version}")


def dead_letter_id(unit: str, topic: str, partition: int, offset: int, part: int, attempt: int) -> str:
    """The id that all repeats of a dead letter share; `part` is the record's place in its message."""
    return derived("dead-letter", f"{unit}/{topic}/{partition}/{offset}/{part}/{attempt}")


def derived(kind: str, name: str) -> str:
    """UUIDv5 of `kind:name` in Leadstream's namespace."""
    return str(uuid_utils.uuid5(_NAMESPACE, f"{kind}:{name}"))


def partition_of(key: bytes, partitions: int) -> int:
    """The partition librdkafka's `murmur2_random` and the Java client choose for `key`."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """Unsigned 32-bit murmur2 with Kafka's seed (org.apache.kafka.common.utils.Utils.murmur2)."""
    length = len(data)
    h = _SEED ^ length
    for k in _words(length).unpack_from(data):
        k = k * _M & _MASK
        h = (h * _M ^ (k ^ (k >> 24)) * _M) & _MASK
    tail = data[length & ~3 :]
    if tail:
        h = (h ^ int.from_bytes(tail, "little")) * _M & _MASK
    return _end(h)


@lru_cache(maxsize=256)
def _words(length: int) -> Struct:
    """The whole words of so many bytes, as numbers."""
    return Struct(f"<{length // 4}I")


def _block(h: int, four: bytes) -> int:
    k = int.from_bytes(four, "little") * _M & _MASK
    return (h * _M & _MASK) ^ ((k ^ (k >> 24)) * _M & _MASK)


def _end(h: int) -> int:
    h = (h ^ (h >> 13)) * _M & _MASK
    return h ^ (h >> 15)
