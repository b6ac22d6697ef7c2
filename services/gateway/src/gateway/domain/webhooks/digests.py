"""
One HMAC in one header: Typeform, Facebook, LinkedIn, Slack, and senders of one's own (`hmac`).

Sources: typeform.com/developers "Secure your webhooks"; Meta "Webhooks: validating payloads" (`X-Hub-Signature-256`);
Microsoft Learn "LinkedIn webhooks" (`X-LI-Signature`: over `hmacsha256=` and the body, which some write before the
value too); api.slack.com "Verifying requests from Slack" (`v0:<seconds>:<body>`). Only Slack and `hmac` can sign a
time.
"""

import re
from collections.abc import Callable, Sequence

from leadcore.workspace import Webhook

from gateway.domain.webhooks.posts import (
    FORGED,
    UNTIMELY,
    Authentic,
    Judged,
    Key,
    Post,
    SchemeRules,
    any_equal,
    mac,
    of_base64,
    of_hex,
    seconds,
    secret_text,
    timely,
)

_LINKEDIN = "hmacsha256="
_CODE = re.compile(r"[0-9A-Za-z-]{1,64}")
"""LinkedIn sends a UUID. A `=` would let anybody have `hmacsha256=` and a body of theirs signed by us."""


def _signed(
    header: str, prefix: str, decoded: Callable[[str], bytes | None], before: bytes = b"", optional: bool = False
) -> SchemeRules:
    def judge(post: Post, keys: Sequence[Key], _rules: Webhook, _now: int) -> Judged:
        given = _given(post.header(header), prefix, decoded, optional)
        return Authentic() if any_equal([mac(key, before, post.body) for key in keys], given) else FORGED

    return SchemeRules(secret_text, judge)


def _given(text: str, prefix: str, decoded: Callable[[str], bytes | None], optional: bool = False) -> list[bytes]:
    value = decoded(text.removeprefix(prefix)) if optional or text.startswith(prefix) else None
    return [value] if value else []


def _slack(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
    sent = post.header("X-Slack-Request-Timestamp")
    at = seconds(sent)
    expected = [mac(key, b"v0:", sent.encode(), b":", post.body) for key in keys]
    if not any_equal(expected, _given(post.header("X-Slack-Signature"), "v0=", of_hex)) or at is None:
        return FORGED
    return Authentic() if timely(at, rules, now) else UNTIMELY


def _own(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
    """Over `id.time.body`, each of the first two only where the source names a header for it."""
    name = post.header(rules.id_header) if rules.id_header else ""
    sent = post.header(rules.timestamp_header) if rules.timestamp_header else ""
    marks = [each for header, each in ((rules.id_header, name), (rules.timestamp_header, sent)) if header]
    expected = [mac(key, *(mark.encode() + b"." for mark in marks), post.body) for key in keys]
    decoded = of_hex if rules.encoding == "hex" else of_base64
    at = seconds(sent) if rules.timestamp_header else now
    named = not rules.id_header or (0 < len(name) <= 200 and "." not in name)
    if not any_equal(expected, _given(post.header(rules.header), rules.prefix, decoded)) or at is None or not named:
        return FORGED
    return Authentic(name) if timely(at, rules, now) else UNTIMELY


TYPEFORM = _signed("Typeform-Signature", "sha256=", of_base64)
FACEBOOK = _signed("X-Hub-Signature-256", "sha256=", of_hex)
LINKEDIN = _signed("X-LI-Signature", _LINKEDIN, of_hex, _LINKEDIN.encode(), optional=True)
SLACK = SchemeRules(secret_text, _slack)
OWN = SchemeRules(secret_text, _own)


def may_be_asked(code: str) -> bool:
    """Whether `code` can be LinkedIn's `challengeCode`: nothing that is signed is made of its letters alone."""
    return bool(_CODE.fullmatch(code))


def challenge_response(keys: Sequence[Key], code: str) -> str:
    """What LinkedIn wants to hear of its `challengeCode`: hex of its HMAC by the newest key."""
    return mac(keys[0], code.encode()).hex()
