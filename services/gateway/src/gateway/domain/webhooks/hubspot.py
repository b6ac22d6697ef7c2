"""
HubSpot's request signature, version 3.

Source: developers.hubspot.com "Validating requests": base64 of HMAC-SHA-256, by the app's client secret, over method,
URL, body and `X-HubSpot-Request-Timestamp` (milliseconds); some characters of the URL's query are decoded first.
Versions 1 and 2 sign no time and are not taken.
"""

import re
from collections.abc import Sequence

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
    milliseconds,
    of_base64,
    secret_text,
    timely,
)

_DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'", "%28": "(", "%29": ")",
    "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ENCODED = re.compile("|".join(_DECODED), re.IGNORECASE)


def judge(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
    """Whether the signature is by one of the keys, over this request, at this time."""
    sent = post.header("X-HubSpot-Request-Timestamp")
    given = of_base64(post.header("X-HubSpot-Signature-v3"))
    url = _ENCODED.sub(lambda found: _DECODED[found[0].upper()], post.url).encode("utf-8", "replace")
    expected = [mac(key, post.method.encode(), url, post.body, sent.encode()) for key in keys]
    at = milliseconds(sent)
    if not any_equal(expected, [given] if given else []) or at is None:
        return FORGED
    return Authentic() if timely(at, rules, now) else UNTIMELY


RULES = SchemeRules(secret_text, judge)
