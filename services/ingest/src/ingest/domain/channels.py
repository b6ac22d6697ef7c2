"""
The channel of a visit: the default channel groups of Google Analytics 4, first rule that holds.

    click id of an ad, UTM parameters, else the referrer → source, medium, campaign → channel

Rules: https://support.google.com/analytics/answer/9756891 (read 2026-11). Which sites are search, social, video or
shopping is a list of our own, of large ones; a site that is not on it is a referral, or paid-other where it was paid.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from leadcore.intake import sanitise

from ingest.domain import sites
from ingest.domain.hosts import ascii_host, registrable

CHANNELS = (
    "direct", "cross-network", "paid-shopping", "paid-search", "paid-social", "paid-video", "display", "paid-other",
    "organic-shopping", "organic-social", "organic-video", "organic-search", "referral", "email", "affiliates",
    "audio", "sms", "mobile-push", "unassigned",
)  # fmt: skip

_MAX = 300
_AD_CLICKS: Mapping[str, tuple[str, str]] = {
    "gclid": ("google", "cpc"),
    "msclkid": ("bing", "cpc"),
    "li_fat_id": ("linkedin", "paid-social"),
}
"""Put on by the ad system, so that they prove an ad: they are believed before what a marketer typed, as GA4 does."""

_FACEBOOK = ("facebook", "social")
"""`fbclid` is on every link out of Facebook, paid or not: it says whence, and nothing of money."""

_PAID = re.compile(r".*cp.*|ppc|retargeting|paid.*")
_SHOPPING_CAMPAIGN = re.compile(r".*(([^a-df-z]|^)shop|shopping).*")
_DISPLAY = frozenset({"display", "banner", "expandable", "interstitial", "cpm"})
_SOCIAL = frozenset({"social", "social-network", "social-media", "sm", "social network", "social media"})
_REFERRAL = frozenset({"referral", "app", "link"})
_EMAIL = frozenset({"email", "e-mail", "e_mail", "e mail"})
_NOBODY = frozenset({"", "(not set)", "(none)", "none"})


class Visit(NamedTuple):
    """Where a visit came from, in GA4's words; lower case, empty where unknown."""

    source: str
    medium: str
    campaign: str = ""


def channel(texts: Mapping[str, str]) -> str:
    """
    Return the channel that `utm_*`, click ids, `referrer` and `page_url` of a submission tell; one of `CHANNELS`.

    "" where nothing at all is told of the visit: a lead from a file had none.
    """
    tagged = any(texts.get(key) for key in ("utm_source", "utm_medium", "utm_campaign"))
    clicked = next((key for key in _AD_CLICKS if texts.get(key)), "") or ("fbclid" if texts.get("fbclid") else "")
    page, referrer = texts.get("page_url", ""), texts.get("referrer", "")
    if not (tagged or clicked or page or referrer):
        return ""
    told = (texts.get("utm_source", ""), texts.get("utm_medium", ""), texts.get("utm_campaign", ""))
    return _channel(clicked, told, _host(referrer), _host(page) if referrer else "")


@lru_cache(maxsize=4_096)
def _channel(clicked: str, told: tuple[str, str, str], referrer: str, page: str) -> str:
    source, medium, campaign = map(_folded, told)
    return group(_visit(clicked, Visit(source, medium, campaign), referrer, page))


def _visit(clicked: str, told: Visit, referrer: str, page: str) -> Visit:
    if clicked in _AD_CLICKS:
        return Visit(*_AD_CLICKS[clicked], told.campaign)
    if any(told):
        return told
    if clicked:
        return Visit(*_FACEBOOK)
    if not referrer or registrable(referrer) == registrable(page) != "":
        return Visit("(direct)", "(none)")
    return Visit(referrer, "organic" if sites.kind(referrer) == sites.SEARCH else "referral")


def group(visit: Visit) -> str:
    """Return the channel group of a visit, `unassigned` where no rule holds."""
    kind = sites.kind(visit.source)
    if visit.source == "(direct)" and visit.medium in _NOBODY:
        return "direct"
    if "cross-network" in visit.campaign:
        return "cross-network"
    shopping = kind == sites.SHOPPING or _SHOPPING_CAMPAIGN.fullmatch(visit.campaign) is not None
    if _PAID.fullmatch(visit.medium):
        return _paid(visit, kind, shopping=shopping)
    if visit.medium in _DISPLAY:
        return "display"
    return _organic(visit, kind, shopping=shopping) or _told_by_medium(visit) or "unassigned"


def _paid(visit: Visit, kind: str, *, shopping: bool) -> str:
    if shopping:
        return "paid-shopping"
    if kind in (sites.SEARCH, sites.SOCIAL, sites.VIDEO):
        return f"paid-{kind}"
    return "display" if visit.medium in _DISPLAY else "paid-other"


def _organic(visit: Visit, kind: str, *, shopping: bool) -> str:
    if shopping:
        return "organic-shopping"
    if kind == sites.SOCIAL or visit.medium in _SOCIAL:
        return "organic-social"
    if kind == sites.VIDEO or "video" in visit.medium:
        return "organic-video"
    if kind == sites.SEARCH or visit.medium == "organic":
        return "organic-search"
    return ""


def _told_by_medium(visit: Visit) -> str:
    source, medium = visit.source, visit.medium
    if medium in _REFERRAL:
        return "referral"
    if source in _EMAIL or medium in _EMAIL:
        return "email"
    if medium == "affiliate":
        return "affiliates"
    if medium == "audio":
        return "audio"
    if "sms" in (source, medium):
        return "sms"
    pushed = medium.endswith("push") or "mobile" in medium or "notification" in medium
    return "mobile-push" if pushed or source == "firebase" else ""


def _folded(text: str) -> str:
    return sanitise.shorten(sanitise.token(text), _MAX).lower()


def _host(url: str) -> str:
    rest = url.strip().partition("://")[2] or url.strip()
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return ascii_host(authority.rpartition("@")[2].partition(":")[0])
