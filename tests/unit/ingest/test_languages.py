"""Languages from locales, codes and names (I5)."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import languages


@pytest.mark.parametrize(
    ("text", "tag", "country"),
    [
        ("de-AT", "de-AT", "AT"),
        ("en_US.UTF-8", "en-US", "US"),
        ("zh-hant-tw", "zh-Hant-TW", "TW"),
        ("fr", "fr", ""),
        ("es-419", "es", ""),
        ("de-AT,de;q=0.9,en;q=0.8", "de-AT", "AT"),
        ("German", "de", ""),
        ("Deutsch", "de", ""),
        ("allemand", "de", ""),
        ("DEU", "de", ""),
        ("ger", "de", ""),
        ("日本語", "ja", ""),
        ("iw", "he", ""),
        ("en-ZZ", "en", ""),
        ("xx", "", ""),
        ("n/a", "", ""),
        ("", "", ""),
        ("gibberish of a language", "", ""),
    ],
)
def test_languages(text: str, tag: str, country: str) -> None:
    assert (languages.tag(text), languages.country_of(languages.tag(text))) == (tag, country)


@given(st.text(max_size=60))
def test_any_text_gives_a_tag_that_stays_itself(text: str) -> None:
    tag = languages.tag(text)
    assert languages.tag(tag) == tag
    assert tag == "" or tag.partition("-")[0] in Locale("en").languages
