"""What the loaded values mean: conditions, bands, weights, maps, territories, releases (rows S2, R1, R2)."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.workspace import (
    Bands,
    Condition,
    Field,
    Territories,
    Territory,
    Weights,
    Workspace,
    companies,
    fold,
    load,
)
from leadcore.workspace.decode import Document
from leadcore.workspace.territories import parse as parse_territories

TEMPLATE = Path(__file__).parents[3] / "workspace"


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(TEMPLATE)


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (Condition("f", "equals", ("ceo",)), "CEO", True),
        (Condition("f", "equals", ("ceo",)), "cto", False),
        (Condition("f", "equals", (5.0,)), 5, True),
        (Condition("f", "not-equals", ("ceo",)), "cto", True),
        (Condition("f", "one-of", ("a", "b")), "B", True),
        (Condition("f", "none-of", ("a", "b")), "b", False),
        (Condition("f", "none-of", ("a", "b")), "c", True),
        (Condition("f", "at-least", (10.0,)), 10.0, True),
        (Condition("f", "at-least", (10.0,)), 9.99, False),
        (Condition("f", "less-than", (10.0,)), 10.0, False),
        (Condition("f", "between", (5.0, 10.0)), 5.0, True),
        (Condition("f", "between", (5.0, 10.0)), 10.0, False),
        (Condition("f", "is", (True,)), True, True),
        (Condition("f", "is", (False,)), True, False),
        (Condition("f", "present"), 0.0, True),
        (Condition("f", "present"), "", False),
        (Condition("f", "absent"), "", True),
        (Condition("f", "absent"), False, False),
    ],
)
def test_a_condition_compares(condition: Condition, value: str | float | bool, holds: bool) -> None:
    assert condition.holds({"f": value}) is holds


OPERATORS = ["equals", "not-equals", "one-of", "none-of", "at-least", "less-than", "between", "is", "present"]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("facts", [{}, {"f": None}, {"f": ""}])
def test_an_unknown_fact_satisfies_absent_alone(operator: str, facts: dict[str, None]) -> None:
    condition = replace(Condition("f", "absent"), operator=operator, operands=(0.0, 1.0))  # type: ignore[arg-type]
    assert not condition.holds(facts)
    assert Condition("f", "absent").holds(facts)


@given(st.text() | st.floats() | st.booleans() | st.none(), st.sampled_from(OPERATORS))
def test_a_condition_never_raises(value: str | float | bool | None, operator: str) -> None:
    condition = replace(Condition("f", "absent"), operator=operator, operands=(1.0, 2.0))  # type: ignore[arg-type]
    assert condition.holds({"f": value}) in (True, False)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_bands_rise_with_the_score(one: float, two: float, score: float) -> None:
    bands = Bands(hot=max(one, two), warm=min(one, two))
    order = ("cold", "warm", "hot")
    assert order.index(bands.band_of(score)) <= order.index(bands.band_of(min(100.0, score + 1)))
    assert bands.band_of(bands.hot) == "hot"


@given(st.tuples(*[st.floats(0.001, 1000)] * 5))
def test_without_a_model_the_others_take_its_share(shares: tuple[float, ...]) -> None:
    total = sum(shares)
    weights = Weights(*(share / total for share in shares)).without_model()
    assert weights.model == 0
    values = (weights.demographic, weights.firmographic, weights.behavioural, weights.engagement)
    assert sum(values) == pytest.approx(1)
    assert values[0] * shares[3] == pytest.approx(values[3] * shares[0])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field("whole", False), "12", 12.0),
        (Field("whole", False), "12.5", None),
        (Field("number", False), "12.5", 12.5),
        (Field("number", False), "nan", None),
        (Field("number", False), "1e5", None),
        (Field("flag", False), "Yes", True),
        (Field("flag", False), "0", False),
        (Field("flag", False), "maybe", None),
        (Field("date", False), "2026-05-04", "2026-05-04"),
        (Field("date", False), "04.05.2026", None),
        (Field("text", False), "  now ", "now"),
        (Field("text", False), "  ", None),
    ],
)
def test_an_attributes_text_becomes_its_type(field: Field, text: str, value: str | float | bool | None) -> None:
    assert field.value_of(text) == value


def test_keys_fold_as_senders_spell_them() -> None:
    assert {fold(" E-Mail "), fold("e mail"), fold("E_MAIL")} == {"e_mail"}


def test_the_most_exact_territory_wins() -> None:
    table = Territories({"US/": Territory("US", "", "east"), "US/ca": Territory("US", "CA", "west")})
    assert table.territory_of("US", " ca ") == Territory("US", "CA", "west")
    assert table.territory_of("US", "TX") == Territory("US", "", "east")
    assert table.territory_of("FR", "") is None
    assert Territory("US", "CA", "west").name == "US/CA"


def test_namibia_is_a_country() -> None:
    doc = Document("territories.csv")
    table = parse_territories(doc, "country,region,pool\nNA,,africa\n", ("africa",))
    assert not doc.findings
    assert table.territory_of("NA", "") is not None


def test_each_class_sees_the_classes_before_it(workspace: Workspace) -> None:
    """R1."""
    facts = workspace.routing.facts_with_classes(
        {"employees": 5000.0, "band": "hot", "attributes.demo_requested": True}
    )
    assert (facts["size"], facts["priority"], facts["segment"]) == ("enterprise", "urgent", "strategic")
    unknown = workspace.routing.facts_with_classes({})
    assert (unknown["size"], unknown["priority"], unknown["segment"]) == ("unknown", "normal", "general")


def test_the_release_names_the_content_and_not_its_spelling(tmp_path: Path, workspace: Workspace) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "workspace")
    fields = folder / "fields.yaml"
    first, second, *others = fields.read_text().split("\n\n")
    fields.write_text("\n\n".join(["# another comment", *others, second, first]) + "\n")
    assert load(folder).release == workspace.release


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.yaml", "capacity: 50000", "capacity: 50001"),
        ("fields.yaml", "personal: true", "personal: false"),
        ("companies.csv", ",37,11-50,", ",38,11-50,"),
        ("scoring.yaml", "points: 60", "points: 61"),
        ("routing.yaml", "urgent: 30", "urgent: 31"),
        ("territories.csv", "US,CA,us-west", "US,CA,americas"),
        ("roster.csv", "diallo,strategic,2", "diallo,strategic,3"),
        ("destinations.yaml", "batch_size: 500", "batch_size: 501"),
    ],
)
def test_any_setting_makes_another_release(tmp_path: Path, workspace: Workspace, file: str, old: str, new: str) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "workspace")
    text = (folder / file).read_text()
    assert old in text
    # The last occurrence: earlier ones may stand in comments.
    (folder / file).write_text(new.join(text.rsplit(old, 1)))
    assert load(folder).release != workspace.release


def test_the_development_table_of_companies_is_of_the_same_form() -> None:
    """E1: the larger table that may lie beside the checkout has the shipped one's columns."""
    seed = next((each / "data/companies_enrichment_seed/companies_seed.csv.gz" for each in shared_folders()), None)
    if seed is None:
        pytest.skip("no data/companies_enrichment_seed beside the checkout")
    doc = Document("companies.csv")
    found = companies.parse(doc, gzip.decompress(seed.read_bytes()).decode())
    assert not doc.findings
    assert len(found) == 6351


def shared_folders() -> list[Path]:
    above = TEMPLATE.parents
    places = [each / name for each in above for name in (".", "shared")]
    return [each for each in places if (each / "data/companies_enrichment_seed").is_dir()]


def test_any_number_of_columns_may_be_left_unmapped(tmp_path: Path) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "workspace")
    text = (folder / "sources.yaml").read_text()
    extra = "\nmine:\n  ways: [import]\n  map: {Title: unmapped, Id: unmapped, Mail: email}\n"
    (folder / "sources.yaml").write_text(text + extra)
    assert load(folder).sources["mine"].map == {"title": "unmapped", "id": "unmapped", "mail": "email"}
