"""
The keys file: clients of an installation that has no others, or that stand above those in PostgreSQL.

    [{"id": "crm", "sha256": "<64 hex digits>", "tenant": "main", "sources": ["web-form"], "roles": ["sender"]}]

An id may stand there twice, with two secrets that are both valid while one takes the other's place. A client of the
file hides the one of its name in PostgreSQL, also where the file says `"revoked": true`.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated

import msgspec

from leadcore.access.callers import ANY, Caller, Credential, Keyring
from leadcore.access.scopes import scopes_of

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}\Z"
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


class ApiKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    One key of the file. `sha256`: hex digest of the secret, which is nowhere stored. Without roles and scopes it may
    send.
    """

    id: Annotated[str, msgspec.Meta(pattern=_NAME)]
    sha256: str = ""
    tenant: str = "main"
    sources: tuple[str, ...] = (ANY,)
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    person: bool = False
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    revoked: bool = False

    def credential(self) -> Credential:
        """What the keyring knows of it."""
        may = scopes_of(self.roles or (() if self.scopes else ("sender",)), self.scopes)
        caller = Caller(self.id, self.tenant, self.sources, may, self.person)
        return Credential(self.sha256, caller, round(self.expires_at.timestamp() * 1000) if self.expires_at else 0)


def read_keys(text: str) -> tuple[ApiKey, ...]:
    """
    The keys of a keys file.

    Raises:
        ValueError: not such a file; the message names the place and no value.
    """
    try:
        keys = msgspec.json.decode(text, type=tuple[ApiKey, ...])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ValueError(f"not a keys file: {error}") from None
    if bad := sorted({key.id for key in keys if not key.revoked and not _DIGEST.fullmatch(key.sha256)}):
        raise ValueError(f"sha256 is not 64 hex digits for key {', '.join(bad)}")
    for key in keys:
        try:
            key.credential()
        except ValueError as error:
            raise ValueError(f"key {key.id}: {error}") from None
    return keys


def keyring(keys: Collection[ApiKey], kept: Iterable[Credential] = ()) -> Keyring:
    """The keyring of a keys file over what PostgreSQL keeps."""
    here = {key.id for key in keys}
    revoked = {key.id for key in keys if key.revoked}
    own = [key.credential() for key in keys if key.id not in revoked]
    return Keyring([*(each for each in kept if each.caller.id not in here), *own])
