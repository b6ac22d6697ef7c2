"""What comes to a webhook's address, and what is said of it: authentic, or refused for a reason that nobody is told."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from leadcore.workspace import Webhook

MAX_SIGNATURES = 16
"""More in one request are no rotation: they are an attack, and cost nothing more."""
_SECONDS = re.compile(r"[0-9]{1,12}")
_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_HEX = re.compile(r"[0-9a-fA-F]{64}")

Key: TypeAlias = Any
"""What a scheme makes of a secret: bytes of an HMAC, or a public key."""


@dataclass(frozen=True, slots=True)
class Post:
    """A request as it came: `headers` by lower-case name, all values of each; `url` as the sender knows it."""

    method: str
    url: str
    headers: Mapping[str, Sequence[str]]
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """The one value of a header; empty where it is missing, there twice, or not plain ASCII."""
        values = self.headers.get(name.lower(), ())
        return values[0] if len(values) == 1 and values[0].isascii() and values[0].isprintable() else ""


@dataclass(frozen=True, slots=True)
class Authentic:
    """From whom it says it is. `event_id`: the sender's id of the message, where it is signed with it."""

    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not believed. The reason is counted, never answered."""

    reason: Literal["signature", "timestamp"]


Judged: TypeAlias = Authentic | Refused
FORGED = Refused("signature")
UNTIMELY = Refused("timestamp")


@dataclass(frozen=True, slots=True)
class SchemeRules:
    """
    One way to sign. `key_of(secret)`: raises ValueError, in words without the secret, where it can be none.
    `judge(post, keys, rules of the source, now in milliseconds)`.
    """

    key_of: Callable[[str], Key]
    judge: Callable[[Post, Sequence[Key], Webhook, int], Judged]


def mac(key: bytes, *content: bytes) -> bytes:
    """HMAC-SHA-256 of the contents, one after the other."""
    made = hmac.new(key, digestmod=hashlib.sha256)
    for each in content:
        made.update(each)
    return made.digest()


def any_equal(expected: Iterable[bytes], given: Sequence[bytes]) -> bool:
    """Whether one of `given` is one of `expected`; all are compared, each in constant time."""
    found = False
    for wanted in expected:
        for each in given:
            found |= hmac.compare_digest(wanted, each)
    return found


def same_text(expected: str, given: str) -> bool:
    """Whether two secrets are the same, in a time that tells neither content nor length."""
    return hmac.compare_digest(
        hashlib.sha256(expected.encode("utf-8", "surrogatepass")).digest(),
        hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest(),
    )


def seconds(text: str) -> int | None:
    """A time in whole seconds, as milliseconds: digits and nothing else; None for what is none."""
    return int(text) * 1000 if _SECONDS.fullmatch(text) else None


def milliseconds(text: str) -> int | None:
    """A time in whole milliseconds: digits and nothing else; None for what is none."""
    return int(text) if _MILLISECONDS.fullmatch(text) else None


def timely(at: int | None, rules: Webhook, now: int) -> bool:
    """Whether a signed time is no further from ours than the source allows, either way."""
    return at is not None and abs(now - at) <= rules.tolerance_seconds * 1000


def of_hex(text: str) -> bytes | None:
    """The 32 bytes that 64 hex digits say; None for anything else."""
    return bytes.fromhex(text) if _HEX.fullmatch(text) else None


def of_base64(text: str) -> bytes | None:
    """The bytes that standard base64 says; None for anything else."""
    try:
        return base64.b64decode(text, validate=True) if text else None
    except (binascii.Error, ValueError):
        return None


def secret_text(text: str) -> bytes:
    """A secret whose characters are the key, at least 24 of them."""
    if not text.isascii() or not text.isprintable() or text != text.strip():
        raise ValueError("not printable ASCII, or with blanks around it")
    if len(text) < 24:
        raise ValueError("shorter than 24 bytes")
    return text.encode()
