"""
SendGrid's signed event webhook: ECDSA P-256 over time and body.

Source: `contracts/sendgrid.md`, the provider's own client: headers `X-Twilio-Email-Event-Webhook-Signature` (base64 of
DER) and `-Timestamp`; the secret is the public key as its settings page shows it, base64 of DER.
"""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from leadcore.workspace import Webhook

from gateway.domain.webhooks.posts import (
    FORGED,
    UNTIMELY,
    Authentic,
    Judged,
    Key,
    Post,
    SchemeRules,
    of_base64,
    seconds,
    timely,
)

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


def key_of(secret: str) -> Key:
    """
    The public key.

    Raises:
        ValueError: no base64 of a P-256 public key in DER.
    """
    raw = of_base64("".join(secret.split()))
    try:
        key = load_der_public_key(raw or b"")
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("not the base64 of a public key in DER") from None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("not a public key on P-256")
    return key


def judge(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
    """Whether the signature is of one of the keys' owners, over these bytes, at this time."""
    sent = post.header(TIMESTAMP)
    given = of_base64(post.header(SIGNATURE)) or b""
    signed = [_verified(key, given, sent.encode() + post.body) for key in keys]
    at = seconds(sent)
    if not any(signed) or at is None:
        return FORGED
    return Authentic() if timely(at, rules, now) else UNTIMELY


def _verified(key: EllipticCurvePublicKey, signature: bytes, content: bytes) -> bool:
    try:
        key.verify(signature, content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


RULES = SchemeRules(key_of, judge)
