"""
Access tokens: JWTs by RFC 9068, signed with ES256, judged by RFC 8725.

A token says who (`sub`, a client's name), for what (`scope`) and until when. It does not say what the client may do:
that is looked up at each use, so that a client that is revoked, or may do less, can do so no longer at once, whatever
its tokens say. ES256, because every library and every key store has it; nothing else is accepted.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ALGORITHM: Final = "ES256"
TYPE: Final = "at+jwt"
LEEWAY_S: Final = 30
"""How far the clocks of those who sign and those who check may be apart."""
LONGEST_S: Final = 24 * 3600
MAX_BYTES: Final = 4096

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HEADER_KEYS = {"alg", "typ", "kid"}
_KEY_PARTS = ("kty", "crv", "x", "y", "d", "kid", "use", "alg")


class Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token says. Times are unix seconds."""

    iss: str
    aud: str
    sub: str
    client_id: str
    scope: str
    iat: int
    exp: int
    jti: str
    nbf: int = 0


@dataclass(frozen=True, slots=True)
class Audience:
    """Who signs, and for whom."""

    issuer: str
    audience: str


class SigningKeys:
    """
    A JSON Web Key Set of P-256 keys. The first private one signs; all of them are accepted, and published without their
    private halves, so that a key can be announced before it signs and accepted after.
    """

    def __init__(self, keys: Sequence[ECKey]) -> None:
        self._keys = {str(key.kid): key for key in keys}
        self._signing = next((key for key in keys if key.is_private), None)

    @property
    def signs(self) -> bool:
        """Whether there is a private key."""
        return self._signing is not None

    def published(self) -> dict[str, Any]:
        """The public halves, for `/.well-known/jwks.json`."""
        told = {"use": "sig", "alg": ALGORITHM}
        return {"keys": [{**key.as_dict(private=False), **told} for key in self._keys.values()]}

    def sign(self, claims: Claims) -> str:
        """
        The token of `claims`.

        Raises:
            ValueError: there is no private key.
        """
        if self._signing is None:
            raise ValueError("no private key")
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": str(self._signing.kid)}
        return jws.serialize_compact(header, msgspec.json.encode(claims), self._signing, [ALGORITHM])

    def read(self, token: str, audience: Audience, now: int) -> Claims | None:
        """
        What `token` says, where it is one of ours for `audience` and holds at `now` (unix seconds). None for all else,
        whatever it is; never raises for what a token holds.
        """
        if len(token) > MAX_BYTES or not _SHAPE.fullmatch(token) or not _canonical(token):
            return None
        try:
            key = self._keys.get(_kid(token))
            if key is None:
                return None
            payload = jws.deserialize_compact(token, key, [ALGORITHM]).payload
            claims = msgspec.json.decode(payload or b"", type=Claims)
            _object(payload or b"")
        except (JoseError, ValueError, RecursionError, TypeError, KeyError, AttributeError):
            return None
        return claims if _holds(claims, audience, now) else None


def read_signing_keys(text: str) -> SigningKeys:
    """
    The keys of a JSON Web Key Set.

    Raises:
        ValueError: not one of P-256 keys with ids; the message names the place and no value.
    """
    try:
        listed = json.loads(text)["keys"]
        keys = [_key(at, each) for at, each in enumerate(listed)]
    except (TypeError, KeyError, RecursionError, json.JSONDecodeError):
        raise ValueError("not a JSON Web Key Set") from None
    if len({key.kid for key in keys}) < len(keys):
        raise ValueError("two keys have one kid")
    return SigningKeys(keys)


def new_signing_key(kid: str) -> dict[str, Any]:
    """A private P-256 key as a JSON Web Key."""
    key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": ALGORITHM})
    return dict(key.as_dict(private=True))


def _key(at: int, listed: Any) -> ECKey:
    if not isinstance(listed, dict) or listed.get("kty") != "EC" or listed.get("crv") != "P-256":
        raise ValueError(f"keys[{at}] is no P-256 key")
    if not isinstance(listed.get("kid"), str) or not listed["kid"]:
        raise ValueError(f"keys[{at}] has no kid")
    if listed.get("alg", ALGORITHM) != ALGORITHM or listed.get("use", "sig") != "sig":
        raise ValueError(f"keys[{at}] is not for {ALGORITHM} signatures")
    try:
        return ECKey.import_key({name: value for name, value in listed.items() if name in _KEY_PARTS})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise ValueError(f"keys[{at}] cannot be read") from None


def _canonical(token: str) -> bool:
    """
    Whether each segment is what its bytes are written as: else other texts would be the same token. The library asks
    this too, in its present version.
    """
    segments = token.split(".")
    return all(len(each) % 4 != 1 for each in segments) and all(_text(_bytes(each)) == each for each in segments)


def _kid(token: str) -> str:
    """The id of the key, where the header is one of ours: no algorithm, type, place of a key but those we write."""
    header = _object(_bytes(token.partition(".")[0]))
    if set(header) != _HEADER_KEYS or header["alg"] != ALGORITHM or header["typ"] != TYPE:
        return ""
    return header["kid"] if isinstance(header["kid"], str) else ""


def _holds(claims: Claims, wanted: Audience, now: int) -> bool:
    return (
        claims.iss == wanted.issuer
        and claims.aud == wanted.audience
        and claims.sub == claims.client_id != ""
        and claims.iat <= now + LEEWAY_S
        and claims.nbf <= now + LEEWAY_S
        and now - LEEWAY_S < claims.exp <= now + LONGEST_S
    )


def _object(text: bytes) -> dict[str, Any]:
    """
    A JSON object no key of which stands there twice.

    Raises:
        ValueError: it is none.
    """

    def once(pairs: Collection[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key twice")
        return found

    found = json.loads(text.decode("utf-8"), object_pairs_hook=once)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _bytes(segment: str) -> bytes:
    return urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
