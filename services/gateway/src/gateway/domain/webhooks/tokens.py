"""
Senders who sign nothing: an unguessable text in a header, the address or a form (`token`), or in the body (`google`).

Salesforce Web-to-Lead and other plain forms post the hidden field `form_token`: it tells forms apart and can be taken
back, but whoever sees the form sees it. Apify: a header of the webhook's "headers template". Google Ads: `google_key`.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from leadcore.intake import documents
from leadcore.intake.shapes.form import FORM_TOKEN, URLENCODED
from leadcore.workspace import Webhook

from gateway.domain.webhooks.posts import FORGED, Authentic, Judged, Key, Post, SchemeRules, same_text, secret_text

HEADER = "X-Webhook-Token"
_MOST_FIELDS = 500


def _token(post: Post, keys: Sequence[Key], rules: Webhook, _now: int) -> Judged:
    given = post.header(rules.header or HEADER) or post.query.get("token", "") or _in_form(post)
    return Authentic() if _known(given, keys) else FORGED


def _google(post: Post, keys: Sequence[Key], _rules: Webhook, _now: int) -> Judged:
    told = documents.parse(post.body)
    given = told.get("google_key") if isinstance(told, dict) else ""
    return Authentic() if _known(given if isinstance(given, str) else "", keys) else FORGED


def _known(given: str, keys: Sequence[Key]) -> bool:
    found = False
    for key in keys:
        found |= same_text(key.decode(), given)
    return found


def _in_form(post: Post) -> str:
    if post.header("content-type").partition(";")[0].strip().lower() != URLENCODED:
        return ""
    try:
        fields = parse_qsl(post.body.decode("ascii"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ""
    found = [value for name, value in fields if name == FORM_TOKEN]
    return found[0] if len(found) == 1 else ""


TOKEN = SchemeRules(secret_text, _token)
GOOGLE = SchemeRules(secret_text, _google)
