"""From the header `Authorization` to a Caller: a secret as it is, or an access token."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from leadcore.access.callers import Caller, Keyring, digest_of
from leadcore.access.tokens import LEEWAY_S, Audience, Claims, SigningKeys

KNOWN_TOKENS = 4096
"""So many tokens are checked once and then known: to check one costs as much as to take a lead."""


@dataclass(slots=True)
class Held:
    """What a process knows at the moment; whoever keeps it current replaces what is in it."""

    ring: Keyring
    signing: SigningKeys | None = None


class Door:
    """
    Says who calls.

    Args:
        clock: unix ms.
    """

    def __init__(self, held: Held, audience: Audience, clock: Callable[[], int]) -> None:
        self._held, self._audience, self._clock = held, audience, clock
        self._known: OrderedDict[str, tuple[SigningKeys, Claims, frozenset[str]]] = OrderedDict()

    def caller(self, header: str) -> Caller | None:
        """Who sends `Authorization: Bearer …`; None: nobody we know, for whatever reason."""
        scheme, _, sent = header.partition(" ")
        value = sent.strip()
        if scheme.lower() != "bearer" or not value:
            return None
        now = self._clock()
        return self._of_token(value, now) if value.count(".") == 2 else self._held.ring.by_secret(value, now)

    def _of_token(self, token: str, now: int) -> Caller | None:
        """The token's client with what both may do. A token is judged once; its time and its client at each use."""
        signing = self._held.signing
        if signing is None:
            return None
        digest = digest_of(token)
        known = self._known.get(digest)
        if known is None or known[0] is not signing:
            claims = signing.read(token, self._audience, now // 1000)
            if claims is None:
                return None
            known = signing, claims, frozenset(claims.scope.split())
            self._known[digest] = known
            if len(self._known) > KNOWN_TOKENS:
                self._known.popitem(last=False)
        _, claims, scopes = known
        caller = self._held.ring.by_name(claims.sub, now)
        if caller is None or claims.exp + LEEWAY_S <= now // 1000:
            return None
        return replace(caller, scopes=caller.scopes & scopes)
