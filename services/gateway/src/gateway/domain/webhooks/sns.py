"""
Amazon SNS: an envelope signed with a certificate that Amazon serves.

Source: `contracts/amazon-ses.md` after `aws/aws-php-sns-message-validator`. The topic is asked before anything is
fetched: who does not know it makes us fetch nothing. Certificate and confirmation come from
`sns.<region>.amazonaws.com` alone, by https. Both versions of the signature are read; set the topic to 2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from leadcore.intake import documents, moments
from leadcore.workspace import Webhook

from gateway.domain.webhooks.posts import FORGED, UNTIMELY, Authentic, Judged, Post, of_base64, timely

CONFIRMATION = "SubscriptionConfirmation"
_HOST = re.compile(r"sns\.[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\.amazonaws\.com(\.cn)?")
"""A region and nothing else: `sns.s3-us-west-2.amazonaws.com` is whose bucket is called `sns`."""
_SIGNED = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_HASHES = {"1": SHA1, "2": SHA256}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An SNS message of a topic that the source expects, not yet believed."""

    fields: Mapping[str, str]

    @property
    def certificate_url(self) -> str:
        """Where its certificate is; see `opened`."""
        return self.fields["SigningCertURL"]

    @property
    def subscribe_url(self) -> str:
        """What is to be fetched once to confirm the subscription; empty where it asks for none, or elsewhere."""
        url = self.fields.get("SubscribeURL", "")
        return url if self.fields.get("Type") == CONFIRMATION and is_amazon(url) else ""


def opened(post: Post, rules: Webhook) -> Envelope | None:
    """The envelope of a post, None where it is none, of a topic that nobody expects, or signed elsewhere."""
    told = documents.parse(post.body)
    if not isinstance(told, dict):
        return None
    fields = {name: value for name, value in told.items() if isinstance(value, str)}
    certificate = fields.get("SigningCertURL", "")
    if fields.get("TopicArn", "") not in rules.topics or not is_amazon(certificate):
        return None
    at = urlsplit(certificate)
    return Envelope(fields) if at.path.endswith(".pem") and not at.query else None


def is_amazon(url: str) -> bool:
    """Whether `url` is https at SNS's own hosts, without user, port or anything odd."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))


def judge(envelope: Envelope, certificate: bytes, rules: Webhook, now: int) -> Judged:
    """Whether the envelope is signed by the owner of `certificate` (PEM), now valid, at this time."""
    fields = envelope.fields
    algorithm = _HASHES.get(fields.get("SignatureVersion", ""))
    key = _key(certificate, now)
    if algorithm is None or key is None:
        return FORGED
    content = "".join(f"{name}\n{fields[name]}\n" for name in _SIGNED if name in fields)
    try:
        key.verify(of_base64(fields.get("Signature", "")) or b"", content.encode("utf-8"), PKCS1v15(), algorithm())
    except (InvalidSignature, UnicodeEncodeError):
        return FORGED
    at = moments.parse(fields.get("Timestamp", ""))
    return Authentic(fields.get("MessageId", "")) if timely(at, rules, now) else UNTIMELY


def _key(certificate: bytes, now: int) -> RSAPublicKey | None:
    try:
        read = x509.load_pem_x509_certificate(certificate)
        key = read.public_key()
    except Exception:  # noqa: BLE001  the parser has many ways to say that this is no certificate
        return None
    today = datetime.fromtimestamp(now / 1000, UTC)
    valid = read.not_valid_before_utc <= today <= read.not_valid_after_utc
    return key if valid and isinstance(key, RSAPublicKey) else None
