"""
The identity key: who a submission is about, said without saying who.

`p<pepper version>.<HMAC-SHA-256 as base64url, 43 characters>` over tenant, kind and value. Each
part goes in with its length in front, so that no two different triples make the same message.
"""

import base64
import hmac
import re
from functools import cache, lru_cache

from leadcore.frozen import dataclass

_PURPOSE = b"leadstream.identity.1"
_KEY = re.compile(r"p\d+\.[A-Za-z0-9_-]{43}")
_MIN_PEPPER_BYTES = 24


@dataclass(frozen=True, slots=True)
class Pepper:
    """
    The secret of the identity keys and its version, a whole number from 1.

    Raises ValueError for a secret under 24 bytes or a version under 1, without repeating the secret.
    """

    version: int
    secret: bytes

    def __post_init__(self) -> None:
        if self.version < 1:
            raise ValueError("the pepper's version is a whole number from 1")
        if len(self.secret) < _MIN_PEPPER_BYTES:
            raise ValueError(f"the pepper needs at least {_MIN_PEPPER_BYTES} bytes")

    def __repr__(self) -> str:
        return f"Pepper(version={self.version})"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """
    What may name a person, strongest first; empty where absent.

    `source` qualifies the event id; `beside_phone`, where the source's policy asks for it, the number: several people
    answer at a switchboard (`answering`).
    """

    email: str = ""
    phone: str = ""
    source: str = ""
    event_id: str = ""
    submission_id: str = ""
    beside_phone: tuple[str, ...] = ()

    def strongest(self) -> tuple[str, tuple[str, ...]]:
        """
        Return the kind (`email`, `phone`, `event`, `submission`) and the value's parts.

        An event id is only unique within its source, so the source is part of that value. Raises
        ValueError when nothing is set: every submission has an id.
        """
        if self.email:
            return "email", (self.email,)
        if self.phone:
            return "phone", (self.phone, *self.beside_phone)
        if self.event_id:
            return "event", (self.source, self.event_id)
        if self.submission_id:
            return "submission", (self.submission_id,)
        raise ValueError("a submission without an id cannot be identified")


def identity_key(pepper: Pepper, tenant: str, identifiers: Identifiers) -> str:
    """Return the identity key of the strongest identifier within `tenant`."""
    kind, value = identifiers.strongest()
    message = _beginning(tenant, kind)
    for part in value:
        message += _framed(part)
    mac = _keyed(pepper.secret).copy()
    mac.update(message)
    return f"p{pepper.version}.{base64.urlsafe_b64encode(mac.digest()).decode('ascii').rstrip('=')}"


@lru_cache(maxsize=256)
def _beginning(tenant: str, kind: str) -> bytes:
    return _framed(tenant) + _framed(kind)


@cache
def _keyed(secret: bytes) -> hmac.HMAC:
    """Ready for a message: to make it ready costs five times what a message does."""
    return hmac.new(secret, _PURPOSE, "sha256")


def is_identity_key(text: str) -> bool:
    """Tell whether `text` has the shape of an identity key."""
    return _KEY.fullmatch(text) is not None


def _framed(part: str) -> bytes:
    encoded = part.encode("utf-8")
    return len(encoded).to_bytes(4, "big") + encoded
