"""API keys: who sends, through which sources, with which scopes."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

WRITE, READ = "leads:write", "leads:read"
ANY = "*"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key of the keys file. `sha256`: hex digest of the secret, which is nowhere stored."""

    id: str
    sha256: str
    tenant: str = "main"
    sources: tuple[str, ...] = (ANY,)
    scopes: tuple[str, ...] = (WRITE,)

    def may_use(self, source: str) -> bool:
        """Whether the key may send through `source`."""
        return ANY in self.sources or source in self.sources


def read_keys(text: str) -> tuple[ApiKey, ...]:
    """
    The keys of a keys file, JSON `[{"id", "sha256", "tenant", "sources", "scopes"}]`.

    Raises:
        ValueError: not such a file; the message names the place and no value.
    """
    try:
        keys = msgspec.json.decode(text, type=tuple[ApiKey, ...])
    except msgspec.DecodeError as error:
        raise ValueError(f"not a keys file: {error}") from None
    bad = [key.id for key in keys if len(key.sha256) != 64]
    if bad:
        raise ValueError(f"sha256 is not 64 hex digits for key {', '.join(bad)}")
    return keys


def authenticate(header: str, keys: Iterable[ApiKey]) -> ApiKey | None:
    """The key that `Authorization: Bearer` names; every key is compared, in constant time."""
    scheme, _, token = header.partition(" ")
    digest = hashlib.sha256(token.strip().encode("utf-8", "surrogateescape")).hexdigest()
    found = None
    for key in keys:
        if hmac.compare_digest(key.sha256.lower(), digest):
            found = key
    return found if scheme.lower() == "bearer" and token else None
