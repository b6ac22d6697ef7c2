"""
What a token is asked for with: RFC 6749 §4.4 (client credentials), §6 (refresh), and who asks (§2.3.1).

Everything wrong is one of the RFC's error codes; nothing here is told a secret's value back.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from leadcore.access.callers import Caller
from leadcore.access.scopes import SCOPES

MAX_BYTES: Final = 8 * 1024
MAX_FIELDS: Final = 20
CLIENT_CREDENTIALS: Final = "client_credentials"
REFRESH: Final = "refresh_token"


@dataclass(frozen=True, slots=True)
class GrantError:
    """RFC 6749 §5.2: `error` is one of its codes."""

    error: str
    description: str

    @property
    def status(self) -> int:
        """401 where the client is not known, else 400."""
        return 401 if self.error == "invalid_client" else 400


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a token. `secret` empty: the client does not say that it is itself (a refresh may do without)."""

    grant: str
    client: str
    secret: str
    scope: str
    refresh_token: str


UNKNOWN_CLIENT = GrantError("invalid_client", "No such client, or another secret.")


def read(body: bytes, authorization: str) -> Asked | GrantError:
    """The request that a form and the header `Authorization` make."""
    form = _form(body)
    if isinstance(form, GrantError):
        return form
    who = _who(form, authorization)
    if isinstance(who, GrantError):
        return who
    grant = form.get("grant_type", "")
    if not grant:
        return GrantError("invalid_request", "grant_type is missing.")
    if grant not in (CLIENT_CREDENTIALS, REFRESH):
        return GrantError("unsupported_grant_type", f"There are {CLIENT_CREDENTIALS} and {REFRESH}.")
    if grant == REFRESH and not form.get("refresh_token"):
        return GrantError("invalid_request", "refresh_token is missing.")
    if grant == CLIENT_CREDENTIALS and not all(who):
        return GrantError("invalid_client", "Send client_id and client_secret, as Basic or in the form.")
    if not who[0]:
        return GrantError("invalid_request", "client_id is missing.")
    return Asked(grant, *who, form.get("scope", ""), form.get("refresh_token", ""))


def read_revocation(body: bytes) -> str | GrantError:
    """The token that is to be revoked (RFC 7009 §2.1)."""
    form = _form(body)
    if isinstance(form, GrantError):
        return form
    return form.get("token") or GrantError("invalid_request", "token is missing.")


def scope_for(asked: str, caller: Caller, most: frozenset[str] | None = None) -> str | GrantError:
    """The scopes a token of `caller` has: those that are asked for, else all it may have; never more than `most`."""
    may = caller.scopes if most is None else caller.scopes & most
    wanted = frozenset(asked.split(" ")) if asked else may
    if not wanted <= SCOPES:
        return GrantError("invalid_scope", f"There are {', '.join(sorted(SCOPES))}.")
    if not wanted <= may or not wanted:
        return GrantError("invalid_scope", "The client may not do that.")
    return " ".join(sorted(wanted))


def _form(body: bytes) -> Mapping[str, str] | GrantError:
    """The parameters that have a value; none may come twice (§3.2)."""
    if len(body) > MAX_BYTES:
        return GrantError("invalid_request", "The form is too large.")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MAX_FIELDS,
            errors="strict",
        )  # fmt: skip
    except ValueError:
        return GrantError("invalid_request", "The body is no form (application/x-www-form-urlencoded).")
    form = dict(pairs)
    if len(form) < len(pairs):
        return GrantError("invalid_request", "A parameter comes twice.")
    return {name: value for name, value in form.items() if value}


def _who(form: Mapping[str, str], authorization: str) -> tuple[str, str] | GrantError:
    """The client's name and secret, from one place alone."""
    named, secret = form.get("client_id", ""), form.get("client_secret", "")
    if not authorization:
        return named, secret
    if secret:
        return GrantError("invalid_request", "The client's secret comes in two places.")
    found = _basic(authorization)
    if found is None:
        return UNKNOWN_CLIENT
    if named and named != found[0]:
        return GrantError("invalid_request", "Two clients are named.")
    return found


def _basic(authorization: str) -> tuple[str, str] | None:
    """Name and secret, each of which was form-encoded before (§2.3.1)."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = b64decode(value.strip(), validate=True).decode().partition(":")
        found = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        return None
    return found if colon and all(found) else None
