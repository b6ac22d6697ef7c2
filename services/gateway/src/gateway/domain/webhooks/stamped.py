"""
Signatures of the form `t=<seconds>,v1=<hex>`: Stripe and Calendly.

Source: docs.stripe.com/webhooks/signature and developer.calendly.com "Webhook signatures": HMAC-SHA-256 over
`<t>.<body>`. Stripe's library takes a time in the future for good; here the window has two sides.
"""

from collections.abc import Sequence

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
    of_hex,
    seconds,
    secret_text,
    timely,
)


def stamped(header: str) -> SchemeRules:
    """The rules of a sender who signs in `header`."""

    def judge(post: Post, keys: Sequence[Key], rules: Webhook, now: int) -> Judged:
        pairs = [each.strip().partition("=") for each in post.header(header).split(",")]
        times = [value for name, _, value in pairs if name == "t"]
        sent = times[0] if len(times) == 1 else ""
        signatures = [of_hex(value) for name, _, value in pairs[: MAX_SIGNATURES + 1] if name == "v1"]
        expected = [mac(key, sent.encode(), b".", post.body) for key in keys]
        at = seconds(sent)
        if not any_equal(expected, [each for each in signatures if each]) or at is None:
            return FORGED
        return Authentic() if timely(at, rules, now) else UNTIMELY

    return SchemeRules(secret_text, judge)


STRIPE = stamped("Stripe-Signature")
CALENDLY = stamped("Calendly-Webhook-Signature")
