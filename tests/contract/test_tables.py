"""I5: what ingest knows of the world is what its sources say."""

import pytest
from ingest.domain import languages, places, tables
from ingest.domain.tables import cities, countries, regions
from lab.tables import main


def test_the_tables_are_what_their_sources_make(capsys: pytest.CaptureFixture[str]) -> None:
    """Of babel always; of GeoNames and iso3166-2 where they are at hand."""
    assert main(check=True) == 0, capsys.readouterr().out


def test_no_name_stands_twice() -> None:
    names = [name for name, _ in tables.pairs(countries.TEXT)]
    assert len(names) == len(set(names)) > 5_000


@pytest.mark.parametrize("text", [regions.TEXT, cities.TEXT])
def test_a_country_has_one_entry(text: str) -> None:
    codes = [line[:2] for line in text.splitlines() if line]
    assert len(codes) == len(set(codes))
    assert all(places.country(code) == code or code == "XK" for code in codes)


def test_an_entry_is_found_by_its_whole_key() -> None:
    assert tables.entry("\nAB one\nA two\n", "A") == "two"
    assert tables.entry("\nAB one\nA two\n", "B") == ""
    assert tables.entry("\nAB one\n", "") == ""


def test_a_language_s_own_name_and_old_codes() -> None:
    assert [languages.tag(text) for text in ("Deutsch", "iw", "ger", "tl", "xx")] == ["de", "he", "de", "fil", ""]
