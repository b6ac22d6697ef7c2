"""
`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): what a key is, whose it is, and what is kept of it.

Kept: the request's fingerprint, and once it was answered the answer. Neither key nor body stands in the store's keys.
"""

import hashlib
import re
import zlib
from typing import Literal

import msgspec
from leadcore import problems
from leadcore.frozen import dataclass
from leadcore.problems import FieldError, Problem

HEADER = "Idempotency-Key"
MAX_KEY = 255
FINGERPRINT_BYTES = 32
PACKED_FROM = 2_048
"""Answers of so many bytes are kept compressed: those of a batch name a thousand ids."""
MAX_ANSWER_BYTES = 4 * 1024 * 1024

_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')

State = Literal["new", "same", "other", "running"]
"""What is known of a key: nothing; its answer; that it came with another body; that it is not answered yet."""


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """An answer that can be given again: `headers` are those that belong to it."""

    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Known:
    """What the store says of a key; `answer` with `same` alone."""

    state: State
    answer: Answer | None = None


def key_of(header: str) -> str | Problem:
    """The key as it was sent, or as a structured string in quotes holds it; a cut one would make one event of two."""
    found = _QUOTED.fullmatch(header)
    key = re.sub(r"\\(.)", r"\1", found[1]) if found else header
    if len(key) > MAX_KEY:
        return problems.wrong_fields([FieldError(HEADER, "too-long")])
    if not key.isprintable():
        return problems.wrong_fields([FieldError(HEADER, "not-printable")])
    return key


def name_of(tenant: str, client: str, key: str) -> str:
    """Under which name the store keeps a client's key."""
    return hashlib.sha256("\0".join((tenant, client, key)).encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint_of(path: str, source: str, body: bytes) -> bytes:
    """What must be equal for two requests to be the same: route, source and the body after decompression."""
    mixed = hashlib.sha256(f"{path}\0{source}\0".encode("utf-8", "surrogatepass"))
    mixed.update(body)
    return mixed.digest()


def packed(fingerprint: bytes, answer: Answer) -> bytes:
    """What the store keeps of an answered request."""
    told = msgspec.msgpack.encode(answer)
    return fingerprint + (b"z" + zlib.compress(told, 1) if len(told) >= PACKED_FROM else b"p" + told)


def known_of(fingerprint: bytes, kept: bytes) -> Known:
    """
    What `kept` says of a request with this fingerprint; an answer that cannot be read counts as none yet, so that
    nothing is taken twice.
    """
    if kept[:FINGERPRINT_BYTES] != fingerprint:
        return Known("other")
    rest = kept[FINGERPRINT_BYTES:]
    try:
        told = zlib.decompressobj().decompress(rest[1:], MAX_ANSWER_BYTES) if rest[:1] == b"z" else rest[1:]
        return Known("same", msgspec.msgpack.decode(told, type=Answer)) if told else Known("running")
    except (zlib.error, msgspec.DecodeError):
        return Known("running")
