"""
Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

Source: `spec/standard-webhooks.md`. `v1` is HMAC-SHA-256 with the bytes after `whsec_`, `v1a` ed25519 with the public
key after `whpk_`. An id with a full stop is refused: `a.1` and time `2` would be signed as `a` and `1.2` are.
"""

import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from leadcore.workspace import Webhook

from gateway.domain.webhooks.posts import (
    FORGED,
    MAX_SIGNATURES,
    UNTIMELY,
    Authentic,
    Judged,
    Key,
    Post,
    SchemeRules,
    any_equal,
    mac,
    of_base64,
    seconds,
    timely,
)

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_ID = re.compile(r"[!-\-/-~]{1,200}")
_PUBLIC = "whpk_"
_SECRET = "whsec_"  # noqa: S105  the prefix of a secret is none


def key_of(secret: str) -> Key:
    """
    The key in `whsec_` and `whpk_` texts; without a prefix it is base64 of a shared secret.

    Raises:
        ValueError: no base64, or not of 24 to 64 bytes (32 for a public key).
    """
    raw = of_base64(secret.removeprefix(_PUBLIC).removeprefix(_SECRET))
    if raw is None:
        raise ValueError("not base64, such as whsec_AAEC…")
    if secret.startswith(_PUBLIC):
        if len(raw) != 32:
            raise ValueError("no public key of 32 bytes")
        return Ed25519PublicKey.from_public_bytes(raw)
    if not 24 <= len(raw) <= 64:
        raise ValueError("not of 24 to 64 bytes")
    return raw


def judge(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
    """Whether one of the signatures is by one of the keys, over these bytes, at this time."""
    name, sent, listed = post.header(ID), post.header(TIMESTAMP), post.header(SIGNATURE)
    at = seconds(sent)
    entries = [each.partition(",") for each in listed.split(" ")]
    content = b".".join((name.encode(), sent.encode(), post.body))
    shared = [mac(key, content) for key in keys if isinstance(key, bytes)]
    signed = any_equal(shared, _values(entries, "v1")) | _by_public_key(keys, _values(entries, "v1a"), content)
    if not signed or at is None or not _ID.fullmatch(name) or len(entries) > MAX_SIGNATURES:
        return FORGED
    return Authentic(name) if timely(at, rules, now) else UNTIMELY


def _values(entries: Sequence[tuple[str, str, str]], version: str) -> list[bytes]:
    found = (of_base64(value) for tag, _, value in entries[:MAX_SIGNATURES] if tag == version)
    return [value for value in found if value is not None]


def _by_public_key(keys: Sequence[Key], given: Sequence[bytes], content: bytes) -> bool:
    for key in keys:
        if isinstance(key, Ed25519PublicKey):
            for signature in given:
                try:
                    key.verify(signature, content)
                except InvalidSignature:
                    continue
                return True
    return False


RULES = SchemeRules(key_of, judge)
