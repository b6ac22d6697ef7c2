"""I5, I6: the measured accuracy is held, on a part of each corpus; `python -m lab.quality` measures the whole."""

import pytest
from lab.quality import (
    amounts,
    companies,
    corpora,
    dates,
    emails,
    identity,
    names,
    phones,
    places,
    report,
    titles,
    visits,
)
from lab.quality.report import Score, Section, Table

pytestmark = pytest.mark.skipif(corpora.folder() is None, reason="the data folder beside the checkout is not there")


def test_every_verdict_on_an_address_is_explained() -> None:
    found = emails.cases()
    assert len(found) == 300
    assert emails.unexplained(found) == ()


def test_numbers_are_read_as_libphonenumber_reads_them() -> None:
    assert phones.measure(limit=2_000).figures["equal"] >= 0.995


def test_levels_and_functions_of_titles() -> None:
    figures = titles.measure().figures
    assert figures["levels"] >= 0.90
    least = {"C-Suite": 0.73, "VP": 0.90, "Director": 0.85, "Manager": 0.92, "Other": 0.88}
    assert all(figures[f"level {name}"] >= wanted for name, wanted in least.items())
    assert figures["area Technical"] >= 0.65


def test_names_are_split_and_cased() -> None:
    figures = dict(names.measure(limit=200).figures)
    assert figures.pop("scripts") >= 0.9
    assert min(figures.values()) >= 0.97


def test_legal_forms_and_equal_companies() -> None:
    figures = companies.measure(limit=40).figures
    assert figures["forms"] >= 0.96
    assert figures["whole"] >= 0.99
    assert figures["precision"] >= 0.98


def test_countries_and_states() -> None:
    figures = places.measure().figures
    assert figures["countries"] >= 0.91
    assert figures["states"] == 1
    assert figures["regions"] >= 0.96
    assert figures["zones"] >= 0.99
    assert figures["zones by city"] >= 0.99


def test_dates_are_the_corpus_s_or_none() -> None:
    figures = dates.measure(limit=400).figures
    assert figures["another"] == 0
    assert figures["files"] == 1
    assert figures["cldr"] >= 0.85


def test_amounts_are_the_corpus_s_or_none() -> None:
    figures = amounts.measure(limit=400).figures
    assert figures["another"] == 0
    assert min(figures["files"], figures["forms"]) == 1
    assert figures["said"] >= 0.99


def test_channels_of_sources() -> None:
    figures = visits.channels_of_sources().figures
    assert min(figures[f"{kind} precision"] for kind in ("search", "social", "video", "shopping")) >= 0.93
    assert min(figures[f"{kind} recall"] for kind in ("search", "video", "shopping")) >= 0.90
    assert figures["social recall"] >= 0.55


def test_industries() -> None:
    figures = visits.industry_codes().figures
    assert figures["naics_2022 4"] >= 0.95
    assert figures["naics_2022 6"] >= 0.82
    assert figures["naics_2017 6"] >= 0.79


def test_names_of_languages() -> None:
    assert visits.language_names().figures["names"] == 1


def test_who_is_the_same() -> None:
    figures = identity.measure(("febrl_dataset1",)).figures
    joined = {name: score for name, score in figures.items() if name.startswith("joined precision")}
    assert len(joined) == 4
    assert all(precision >= 0.99 for precision in joined.values()), joined
    assert figures["joined recall childcare sites"] >= 0.30
    assert figures["joined recall childcare sites, without their addresses"] == 0
    assert figures["joined recall febrl_dataset1, its number for a telephone's"] >= 0.43
    assert figures["precision childcare sites"] >= 0.97
    assert figures["precision febrl_dataset1"] >= 0.99
    assert figures["recall febrl_dataset1"] >= 0.57


def test_scores_count_what_is_named_in_vain() -> None:
    found = report.scores([("a", "a"), ("a", "b"), ("b", ""), ("", "a")])
    assert found == {"a": Score(2, 2, 1), "b": Score(1, 1, 0)}
    assert (found["a"].precision, found["a"].recall) == (0.5, 0.5)


def test_a_table_keeps_its_columns_whatever_a_cell_says() -> None:
    page = report.markdown([Section("T", "about", (Table(("a", "b"), (("x|y\nz", 1),)),))], "# Head")
    assert page.splitlines()[-3:] == ["| a | b |", "| --- | ---: |", "| x\\|y z | 1 |"]
