"""Callers, and the keyring that knows them by secret and by name."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from leadcore.access.scopes import SEND

ANY = "*"
PREFIX = "lsk_"
"""Every secret that is made here begins so: scanners of repositories and logs find it."""

_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Caller:
    """
    Who calls, and what he may do.

    `id`: the client's name, which is public. `person`: a client that a person uses at the console; its tokens can be
    refreshed.
    """

    id: str
    tenant: str = "main"
    sources: tuple[str, ...] = (ANY,)
    scopes: frozenset[str] = frozenset({SEND})
    person: bool = False

    def may_use(self, source: str) -> bool:
        """Whether the caller may send through `source`."""
        return ANY in self.sources or source in self.sources


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret, by its digest, and whose it is. `expires_at`: unix ms; 0: never."""

    sha256: str
    caller: Caller
    expires_at: int = 0

    def holds(self, now: int) -> bool:
        """Whether it has not expired."""
        return not 0 < self.expires_at <= now


class Keyring:
    """
    One immutable state of all clients and their secrets.

    A secret has 256 random bits, so that one SHA-256 keeps it as safe as a slow password hash would: there is nothing
    to guess from, and a request costs a microsecond. It is looked up by its digest, of which a caller who does not have
    the secret cannot choose a bit; the digest that is found is compared in constant time. An unknown, a wrong, an
    expired and a revoked secret are one case.
    """

    def __init__(self, credentials: Iterable[Credential]) -> None:
        self._by_digest = {each.sha256.lower(): each for each in credentials}
        self._by_name: dict[str, list[Credential]] = {}
        for each in self._by_digest.values():
            self._by_name.setdefault(each.caller.id, []).append(each)

    def by_secret(self, secret: str, now: int) -> Caller | None:
        """Whose `secret` is at `now` (unix ms)."""
        digest = digest_of(secret)
        found = self._by_digest.get(digest)
        same = hmac.compare_digest(found.sha256.lower() if found else _NOBODY, digest)
        return found.caller if found and same and found.holds(now) else None

    def by_name(self, name: str, now: int) -> Caller | None:
        """The client of that name, as long as one of its secrets holds."""
        return next((each.caller for each in self._by_name.get(name, ()) if each.holds(now)), None)

    def __len__(self) -> int:
        return len(self._by_name)


def new_secret(prefix: str = PREFIX) -> str:
    """A secret of 256 random bits, to be shown once."""
    return prefix + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """The hex SHA-256 that is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
