"""Telephone numbers in E.164 (I5)."""

import csv
import gzip
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest.domain import phones
from ingest.domain.phones import Phone

DATA = Path(__file__).parents[4] / "shared" / "data"
if not DATA.exists():
    DATA = Path(__file__).parents[5] / "shared" / "data"


@pytest.mark.parametrize(
    ("text", "country", "e164", "found_country", "extension"),
    [
        ("+49 151 12345678", "", "+4915112345678", "DE", ""),
        ("0151 12345678", "DE", "+4915112345678", "DE", ""),
        ("0049 151 12345678", "", "+4915112345678", "DE", ""),
        ("0049 151 12345678", "US", "+4915112345678", "DE", ""),
        ("+44 (0)20 7946 0958", "", "+442079460958", "GB", ""),
        ("(202) 555-0142", "US", "+12025550142", "US", ""),
        ("+1 416 555 0142", "US", "+14165550142", "CA", ""),
        ("202.555.0142 ext. 12", "US", "+12025550142", "US", "12"),
        ("1-800-FLOWERS", "US", "+18003569377", "US", ""),
        ("tel:+4915112345678", "", "+4915112345678", "DE", ""),
        ("＋４９ １５１ １２３４５６７８", "", "+4915112345678", "DE", ""),
        ("٠١٠١٢٣٤٥٦٧٨", "EG", "+201012345678", "EG", ""),
        ("+800 1234 5678", "", "+80012345678", "", ""),
        ("\u202a+49 151 12345678\u202c", "", "+4915112345678", "DE", ""),
    ],
)
def test_what_people_write(text: str, country: str, e164: str, found_country: str, extension: str) -> None:
    assert phones.parse(text, country) == Phone(e164, found_country, extension)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", ""),
        ("n/a", "US"),
        ("0151 12345678", ""),
        ("+00 12 34 56", ""),
        ("+999 1234567", ""),
        ("12345", "US"),
        ("4,91E+11", "DE"),
        ("+1 111 111 1111", ""),
        ("5" * 65, "US"),
        ("call me", "US"),
        ("+", "US"),
        ("000", "DE"),
    ],
)
def test_what_is_no_number(text: str, country: str) -> None:
    assert phones.parse(text, country) is None


@pytest.mark.skipif(not DATA.exists(), reason="the data folder beside the checkout is not there")
def test_an_example_of_every_region_and_kind_reads_the_same_in_every_form() -> None:
    with gzip.open(DATA / "phone_corpora" / "phone_examples_by_region.csv.gz", "rt", newline="") as rows:
        examples = [row for row in csv.DictReader(rows) if row["is_valid"] == "1"]
    assert len(examples) > 800
    for row in examples:
        for text in (row["e164"], row["international"], row["rfc3966"]):
            found = phones.parse(text, "")
            assert found is not None, row["region"]
            assert found.e164 == row["e164"]


@given(st.text(max_size=70), st.sampled_from(["", "DE", "US", "XX"]))
def test_any_text_gives_an_e164_number_or_none(text: str, country: str) -> None:
    found = phones.parse(text, country)
    if found is not None:
        assert found.e164[0] == "+"
        assert found.e164[1:].isdecimal()
        assert found.e164.isascii()
        assert phones.parse(found.e164, "") == Phone(found.e164, found.country)


_TYPED = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "0", "00", "+", "+1 ", "+44 (0)", "+49-", "+91", "tel:+33", "+800"]),
    st.text("0123456789 -./()", min_size=3, max_size=16),
    st.sampled_from(["", " ext. 12", "x7", " #3"]),
)


@settings(max_examples=400)
@given(_TYPED, st.sampled_from(["", *sorted(phonenumbers.SUPPORTED_REGIONS)]))
def test_what_the_pure_library_accepts_is_read_as_it_reads_it(text: str, country: str) -> None:
    oracle = phones._valid_by(phonenumbers, text.strip(), country)
    if oracle is not None:
        assert phones._valid(text.strip(), country) == oracle


@pytest.mark.skipif(not DATA.exists(), reason="the data folder beside the checkout is not there")
def test_the_corpora_are_read_as_the_pure_library_reads_them() -> None:
    with gzip.open(DATA / "phone_corpora" / "phone_examples_by_region.csv.gz", "rt", newline="") as rows:
        typed = [(row[form], row["region"]) for row in csv.DictReader(rows) for form in ("e164", "national", "rfc3966")]
    with (DATA / "phone_corpora" / "phone_messy_strings.csv").open(newline="") as rows:
        typed += [(row["raw"], row["default_region"]) for row in csv.DictReader(rows)]
    assert len(typed) > 3_000
    for text, country in typed:
        region = country if country in phonenumbers.SUPPORTED_REGIONS else ""
        assert phones._valid(text, region) == phones._valid_by(phonenumbers, text, region), (text, region)


def test_of_many_countries_the_reader_that_keeps_memory_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each number is read, and first by the compiled reader where `COMPILED` says so, whatever came before."""
    asked: dict[str, list[Any]] = {}
    valid_by = phones._valid_by

    def noted(plans: Any, value: str, country: str) -> phones.Phone | None:
        asked.setdefault(value, []).append(plans)
        return valid_by(plans, value, country)

    monkeypatch.setattr(phones, "_valid_by", noted)
    for country in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number(country)
        if example is not None:
            told = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
            found = phones.parse.__wrapped__(told, "")
            assert found is not None, country
            assert found.e164 == told
            assert (asked[told][0] is not phonenumbers) == (example.country_code in phones.COMPILED), country
    assert sum(plans[0] is not phonenumbers for plans in asked.values()) < 100, "each costs half a megabyte"
