"""Names of people, cleaned, split and judged (I5)."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest.domain import people
from ingest.domain.people import PersonName
from nameparser import HumanName

DATA = Path(__file__).parents[4] / "shared" / "data"
if not DATA.exists():
    DATA = Path(__file__).parents[5] / "shared" / "data"


@pytest.mark.parametrize(
    ("full", "first", "last", "expected"),
    [
        ("Ann Smith", "", "", PersonName("Ann Smith", "Ann", "Smith", "full")),
        ("  ann   SMITH ", "", "", PersonName("ann SMITH", "Ann", "Smith", "full")),
        ("SMITH, ANN", "", "", PersonName("Smith, Ann", "Ann", "Smith", "full")),
        ("Dr. Ann Smith", "", "", PersonName("Dr. Ann Smith", "Ann", "Smith", "full")),
        ("Ann Smith, PhD", "", "", PersonName("Ann Smith, PhD", "Ann", "Smith", "full")),
        (
            "Ludwig van Beethoven",
            "",
            "",
            PersonName("Ludwig van Beethoven", "Ludwig", "van Beethoven", "full"),
        ),
        ("Na Li", "", "", PersonName("Na Li", "Na", "Li", "full")),
        ("", "jean-luc", "O'BRIEN", PersonName("Jean-Luc O'Brien", "Jean-Luc", "O'Brien", "full")),
        ("", "Ann", "", PersonName("Ann", "Ann", "", "partial")),
        ("Ann Smith", "", "Jones", PersonName("Ann Jones", "Ann", "Jones", "full")),
        ("Null", "", "", PersonName("Null", "Null", "", "partial")),
        ("", "Jennifer", "Null", PersonName("Jennifer Null", "Jennifer", "Null", "full")),
        ("X", "", "", PersonName("X", "X", "", "partial")),
        ("田中太郎", "", "", PersonName("田中太郎", "", "田中太郎", "partial")),
        ("José Núñez", "", "", PersonName("José Núñez", "José", "Núñez", "full")),
        ("José", "", "", PersonName("José", "José", "", "partial")),
        ("Ann \u202egnp.exe", "", "", PersonName("Ann gnp.exe", "Ann", "Gnp.exe", "full")),
        ("Ann 😀 Smith", "", "", PersonName("Ann 😀 Smith", "Ann", "Smith", "full")),
        ("n/a", "-", "unknown", PersonName()),
        ("12345", "", "", PersonName()),
        ("", "", "", PersonName()),
    ],
)
def test_pinned(full: str, first: str, last: str, expected: PersonName) -> None:
    assert people.parse(full, first, last) == expected


@pytest.mark.parametrize(
    "name",
    [
        "asdf qwer",
        "Test User",
        "http://win.example",
        "<script>alert(1)</script>",
        "xxxxxx yyyy",
        "Ann {{7*7}}",
        "ann@acme.com",
        "Agent 007",
        "${jndi:ldap}",
    ],
)
def test_what_hardly_is_a_name_is_suspect_but_kept(name: str) -> None:
    found = people.parse(name, "", "")
    assert found.quality == people.SUSPECT
    assert found.full


def test_500_letters_are_cut() -> None:
    assert len(people.parse("a" * 500, "", "").full) == people.MAX_NAME


_WORDS = st.sampled_from(
    [
        "Ann",
        "Smith",
        "José",
        "O'Brien",
        "Anne-Marie",
        "García",
        "López",
        "Nguyễn",
        "Юлия",
        "van",
        "Dr.",
        "PhD",
        "Jr",
        "y",
        "Ibn",
        "Lady",
        "Chris",
        "Bo",
        "Şahin",
        "Lee",
        "Müller",
        "de",
        "Al",
        "St",
        "Sir",
        "Mac",
        "J.",
        "Q",
        "Mr",
        "Mme",
        "dr",
        "Prof.",
        "Van",
        "von",
        "der",
        "dos",
        "ter",
        "e",
        "LEE",
        "NIA",
        "張",
        "秀英",
        "정",
        "மீனா",
        "Đức",
    ]
)


@settings(max_examples=1000)
@given(st.lists(_WORDS, min_size=2, max_size=6), st.integers(0, 3))
def test_the_short_way_splits_as_the_parser_does(words: list[str], comma: int) -> None:
    family, given_words = words[:comma], words[comma:]
    full = f"{' '.join(family)}, {' '.join(given_words)}" if family and given_words else " ".join(words)
    told = HumanName(full)
    given_names = " ".join(part for part in (told.first, told.middle) if part)
    assert people._split(full) == (given_names, told.last)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_text_gives_a_printable_name(full: str, first: str, last: str) -> None:
    found = people.parse(full, first, last)
    for part in (found.full, found.first, found.last):
        assert part == part.strip()
        assert not set("\n\r\t\x00\u202e\u200b") & set(part)
    assert bool(found.full) == bool(found.quality)


@pytest.mark.skipif(not DATA.exists(), reason="the data folder beside the checkout is not there")
def test_naughty_strings_do_no_harm() -> None:
    for text in json.loads((DATA / "naughty_strings" / "blns.json").read_text()):
        found = people.parse(text, "", "")
        assert "\x00" not in found.full
        found.full.encode("utf-8")


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_quality_is_that_of_the_whole_name(first: str, last: str) -> None:
    """Parts are judged one by one and remembered: what they make together must be judged alike."""
    found = people.parse("", first, last)
    assert (found.quality == people.SUSPECT) == people._is_suspect(found.full)
