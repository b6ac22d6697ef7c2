"""Derived ids and the partition of a key: the same everywhere, for ever."""

import uuid_utils

_NAMESPACE = uuid_utils.UUID("6f2f0f5e-5d43-5c9e-9d0b-1f8a8a0f7a11")
_MASK = 0xFFFFFFFF


def new_submission_id() -> str:
    """A UUIDv7: ordered by time, made by the gateway alone."""
    return str(uuid_utils.uuid7())


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
    m = 0x5BD1E995
    length = len(data)
    h = (0x9747B28C ^ length) & _MASK
    for start in range(0, length - 3, 4):
        k = int.from_bytes(data[start : start + 4], "little") * m & _MASK
        k = (k ^ (k >> 24)) * m & _MASK
        h = (h * m & _MASK) ^ k
    tail = data[length & ~3 :]
    if tail:
        h = (h ^ int.from_bytes(tail, "little")) * m & _MASK
    h = (h ^ (h >> 13)) * m & _MASK
    return h ^ (h >> 15)
