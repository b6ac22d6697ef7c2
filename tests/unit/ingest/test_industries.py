"""Industries as NAICS codes (I5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import industries


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Banking", "5221"),
        ("Computer Software", "5132"),
        ("Information Technology & Services", "5415"),
        ("Hospital & Health Care", "622"),
        ("Maschinenbau", "333"),
        ("Versicherungen", "524"),
        ("Steuerberatung", "5412"),
        ("Restaurants", "722"),
        ("Insurance Brokers", "5242"),
        ("Wholesalers: Food and Grocery", "4244"),
        ("Retail", "44"),
        ("Real Estate", "531"),
        ("Higher Education", "6113"),
        ("Oil & Gas", "2111"),
        ("5415", "5415"),
        ("NAICS 541511 custom programming", "541511"),
        ("31-33", "31"),
        ("99", ""),
        ("B2B", ""),
        ("", ""),
    ],
)
def test_industries(text: str, code: str) -> None:
    assert industries.naics(text) == code


@pytest.mark.parametrize("text", ["", "-", "n/a", "...", " ; "])
def test_no_industry(text: str) -> None:
    assert industries.shown(text) == ""


@given(st.text(max_size=80))
def test_a_code_has_a_sector_and_at_most_six_digits(text: str) -> None:
    code = industries.naics(industries.shown(text))
    assert code == "" or (code.isdecimal() and code.isascii() and 2 <= len(code) <= 6)
    assert code == "" or code[:2] in industries.SECTORS


def test_every_row_gives_a_code_of_the_table() -> None:
    assert all(code[:2] in industries.SECTORS for code, _ in industries._PATTERNS)
