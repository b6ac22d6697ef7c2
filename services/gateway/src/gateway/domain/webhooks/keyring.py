"""
The secrets of webhooks, out of the setting WEBHOOK_SECRETS:

    {"shop": ["whsec_…"],
     "ads": {"secrets": ["the new one", {"secret": "the old one", "until": "2026-12-01T00:00:00Z"}], "verify_token":
       "…"}}

Two a source at most, so that one can take over from the other; the old one ends by itself at `until`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from leadcore.intake import moments
from leadcore.workspace import Scheme, Source

from gateway.domain.webhooks import digests, hubspot, sendgrid, stamped, standard, tokens
from gateway.domain.webhooks.posts import Key, SchemeRules

RULES: Mapping[Scheme, SchemeRules] = {
    "standard": standard.RULES,
    "hmac": digests.OWN,
    "token": tokens.TOKEN,
    "hubspot": hubspot.RULES,
    "stripe": stamped.STRIPE,
    "calendly": stamped.CALENDLY,
    "slack": digests.SLACK,
    "typeform": digests.TYPEFORM,
    "facebook": digests.FACEBOOK,
    "linkedin": digests.LINKEDIN,
    "google": tokens.GOOGLE,
    "sendgrid": sendgrid.RULES,
}
"""Schemes with secrets; `sns` has none."""
MOST = 2
DECOY: Sequence[Key] = (secrets.token_bytes(32),)
"""What a post is judged by whose source there is not: the same work, and nobody has the key."""


class Secret(msgspec.Struct, forbid_unknown_fields=True):
    """A secret that ends."""

    secret: str
    until: str = ""


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What one source has."""

    secrets: list[str | Secret]
    verify_token: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    key: Key
    until: int | None


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of every source, newest first, and the word that Facebook asks back."""

    held: Mapping[str, tuple[_Held, ...]]
    verify_tokens: Mapping[str, str]

    def keys(self, source: str, now: int) -> tuple[Key, ...]:
        """The keys of `source` that are good at `now`."""
        return tuple(each.key for each in self.held.get(source, ()) if each.until is None or now < each.until)


def read(text: str, sources: Mapping[str, Source]) -> Keyring:
    """
    The keyring of a setting.

    Raises:
        ValueError: not of the form above, a source that is none or takes no webhooks, or a secret that is none of its
            scheme. A line for each; no secret is repeated.
    """
    try:
        entries = msgspec.json.decode(text, type=dict[str, Entry | list[str | Secret]])
    except msgspec.DecodeError:
        raise ValueError('not of the form {"source": ["secret"]}') from None
    errors: list[str] = []
    held: dict[str, tuple[_Held, ...]] = {}
    tokens_of: dict[str, str] = {}
    for name, entry in entries.items():
        whole = entry if isinstance(entry, Entry) else Entry(entry)
        source = sources.get(name)
        if source is None or "webhook" not in source.ways:
            errors.append(f"{name}: no such source that takes webhooks")
            continue
        held[name] = _keys(name, whole, source.webhook.scheme, errors)
        tokens_of[name] = whole.verify_token
    if errors:
        raise ValueError("; ".join(errors))
    return Keyring(held, tokens_of)


def _keys(name: str, entry: Entry, scheme: Scheme, errors: list[str]) -> tuple[_Held, ...]:
    if scheme not in RULES:
        errors.append(f"{name}: the scheme {scheme} has no secrets")
        return ()
    if not 0 < len(entry.secrets) <= MOST:
        errors.append(f"{name}: one secret, or two while one takes over")
    found = []
    for at, each in enumerate(entry.secrets, start=1):
        secret = each if isinstance(each, Secret) else Secret(each)
        until = moments.parse(secret.until) if secret.until else None
        if secret.until and until is None:
            errors.append(f"{name}: secret {at}: until is no time")
        try:
            found.append(_Held(RULES[scheme].key_of(secret.secret), until))
        except ValueError as reason:
            errors.append(f"{name}: secret {at}: {reason}")
    return tuple(found)
