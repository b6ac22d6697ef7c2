"""The channel of a visit, by GA4's default channel groups (I5)."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import channels, sites

KEYS = ("utm_source", "utm_medium", "utm_campaign", "gclid", "fbclid", "msclkid", "li_fat_id", "page_url", "referrer")


@pytest.mark.parametrize(
    ("texts", "channel"),
    [
        ({}, ""),
        ({"page_url": "https://acme.example/contact"}, "direct"),
        ({"page_url": "https://acme.com/a", "referrer": "https://www.acme.com/b"}, "direct"),
        ({"referrer": "https://www.google.co.uk/search?q=x"}, "organic-search"),
        ({"referrer": "https://l.facebook.com/"}, "organic-social"),
        ({"referrer": "https://m.youtube.com/watch"}, "organic-video"),
        ({"referrer": "https://www.amazon.de/dp/1"}, "organic-shopping"),
        ({"referrer": "https://partner.example/post"}, "referral"),
        ({"referrer": "android-app://com.linkedin.android/"}, "organic-social"),
        ({"referrer": "https://user:pw@evil.example:80/x"}, "referral"),
        ({"gclid": "x"}, "paid-search"),
        ({"gclid": "x", "utm_source": "newsletter", "utm_medium": "email"}, "paid-search"),
        ({"msclkid": "x"}, "paid-search"),
        ({"li_fat_id": "x"}, "paid-social"),
        ({"fbclid": "x"}, "organic-social"),
        ({"fbclid": "x", "utm_source": "facebook", "utm_medium": "paid_social"}, "paid-social"),
        ({"utm_source": "Google", "utm_medium": "CPC"}, "paid-search"),
        ({"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "spring-shopping"}, "paid-shopping"),
        ({"utm_source": "youtube.com", "utm_medium": "video-ad"}, "organic-video"),
        ({"utm_source": "youtube.com", "utm_medium": "cpc"}, "paid-video"),
        ({"utm_source": "partner", "utm_medium": "banner"}, "display"),
        ({"utm_source": "partner", "utm_medium": "cpm"}, "display"),
        ({"utm_source": "partner", "utm_medium": "ppc"}, "paid-other"),
        ({"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "x cross-network"}, "cross-network"),
        ({"utm_source": "news", "utm_medium": "e-mail"}, "email"),
        ({"utm_source": "email"}, "email"),
        ({"utm_source": "x", "utm_medium": "social"}, "organic-social"),
        ({"utm_source": "someone", "utm_medium": "affiliate"}, "affiliates"),
        ({"utm_source": "spotify", "utm_medium": "audio"}, "audio"),
        ({"utm_source": "sms"}, "sms"),
        ({"utm_source": "app", "utm_medium": "web-push"}, "mobile-push"),
        ({"utm_source": "firebase", "utm_medium": "x"}, "mobile-push"),
        ({"utm_source": "partner", "utm_medium": "referral"}, "referral"),
        ({"utm_source": "partner", "utm_medium": "organic"}, "organic-search"),
        ({"utm_source": "partner", "utm_medium": "shelf"}, "unassigned"),
        ({"utm_campaign": "workshop-2026"}, "unassigned"),
        ({"utm_campaign": "summer shop"}, "organic-shopping"),
        ({"utm_source": "(direct)", "utm_medium": "(none)"}, "direct"),
    ],
)
def test_channels(texts: Mapping[str, str], channel: str) -> None:
    assert channels.channel(texts) == channel


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40)))
def test_any_visit_has_one_of_the_channels_and_none_only_where_nothing_is_told(texts: Mapping[str, str]) -> None:
    channel = channels.channel(texts)
    assert channel in (*channels.CHANNELS, "")
    assert bool(channel) == any(texts.values())


@given(st.text(max_size=40))
def test_case_of_a_tag_does_not_matter(medium: str) -> None:
    tagged = {"utm_source": "google", "utm_medium": medium}
    assert channels.channel(tagged) == channels.channel({**tagged, "utm_medium": medium.lower()})


@pytest.mark.parametrize("source", ["google", "google.com", "www.google.fr", "news.google.co.uk", "search.acme.com"])
def test_families_of_search_stand_under_any_suffix(source: str) -> None:
    assert sites.kind(source) == sites.SEARCH


def test_a_site_that_only_sounds_like_one_is_none() -> None:
    assert [sites.kind(each) for each in ("notgoogle.com", "google.evil.example", "acme.com", "")] == [""] * 4
