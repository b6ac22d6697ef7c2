"""I2, I5: a value goes through the workspace's expression; what fails is kept, named, and never raised."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.intake import fields
from leadcore.intake.fields import Fields
from leadcore.workspace import Field, FieldTarget, load
from leadcore.workspace.expressions import MAX_VALUE, Failed, evaluate, refusal

TEMPLATE = Path(__file__).parents[3] / "workspace"
BUDGET = Field(type="number", personal=False)


def read(document: dict[str, object], transforms: dict[str, str], **declared: Field) -> Fields:
    found = fields.read(document, {"est_budget": "attributes.budget"}, declared, transforms)
    assert isinstance(found, Fields)
    return found


GOOD = [
    ("double(value) * 1000.0", "12.5", 12500.0),
    ("double(value.replace(',', '.').split(' ')[0]) * 1000.0", "12,5 kEUR", 12500.0),
    ("value.trim().lowerAscii()", "  NOW ", "now"),
    ("value.contains('k') ? 'big' : 'small'", "9k", "big"),
    ("has(row.unit) && row.unit == 'k' ? int(value) * 1000 : int(value)", "9", 9000),
    ("value in ['yes', 'ja']", "ja", True),
    ("value == 'x' ? null : value", "x", None),
    ("timestamp(value)", "2026-05-04T09:12:44Z", "2026-05-04T09:12:44+00:00"),
]


@pytest.mark.parametrize(("text", "value", "expected"), GOOD)
def test_an_expression_has_a_value(text: str, value: object, expected: object) -> None:
    assert refusal(text) == ""
    assert evaluate(text, value, {"unit": "k"}) == expected


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("double(value)", "a lot", "transform-failed"),
        ("value.size()", 5, "transform-failed"),
        ("row.nothing", "x", "transform-failed"),
        ("1 / 0", "x", "transform-failed"),
        ("int(value) + 9223372036854775807", "1", "transform-failed"),
        ("double(value) / 0.0", "1", "transform-failed"),
        ("value.matches('[')", "x", "transform-failed"),
        ("value.substring(5, 2)", "x", "transform-failed"),
        ("[value]", "x", "transform-of-wrong-type"),
        ("{'a': value}", "x", "transform-of-wrong-type"),
        ("value", "x" * (MAX_VALUE + 1), "too-long-to-transform"),
    ],
)
def test_an_expression_without_a_value_says_why(text: str, value: object, reason: str) -> None:
    assert refusal(text) == ""
    assert evaluate(text, value, {}) == Failed(reason)  # type: ignore[arg-type]


def test_a_column_is_transformed_before_it_is_mapped() -> None:
    found = read({"Est Budget": "12.5", "email": "a@b.example"}, {"est_budget": "double(value) * 2.0"}, budget=BUDGET)
    assert found.attributes == {"budget": "25"}
    assert found.untransformed == {}


def test_a_column_that_cannot_be_transformed_is_kept_as_it_came_and_named() -> None:
    found = read({"Est Budget": "a lot", "email": "a@b.example"}, {"est_budget": "double(value)"}, budget=BUDGET)
    assert found.unmapped == {"Est Budget": "a lot"}
    assert found.untransformed == {"attributes.budget": "transform-failed"}
    assert found.texts == {"email": "a@b.example"}


def test_a_key_of_the_api_may_be_transformed_too() -> None:
    found = read({"e-mail": "MAILTO:a@b.example"}, {"e_mail": "value.lowerAscii().replace('mailto:', '')"})
    assert found.texts == {"email": "a@b.example"}


def test_a_field_is_transformed_wherever_its_value_comes_from() -> None:
    budget = Field(type="number", personal=False, transform="double(value.replace('k', '')) * 1000.0")
    assert read({"attributes": {"budget": "5k"}}, {}, budget=budget).attributes == {"budget": "5000"}
    assert read({"Est-Budget": "6k"}, {}, budget=budget).attributes == {"budget": "6000"}
    failed = read({"attributes": {"budget": "some"}}, {}, budget=budget)
    assert failed.untransformed == {"attributes.budget": "transform-failed"}
    assert failed.unmapped == {"attributes.budget": "some"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    text=st.sampled_from([text for text, _, _ in GOOD]), value=VALUES, row=st.dictionaries(st.text(max_size=5), VALUES)
)
def test_no_value_makes_an_expression_raise(text: str, value: object, row: dict[str, object]) -> None:
    found = evaluate(text, value, row)
    assert found is None or isinstance(found, str | int | float | Failed)


@settings(max_examples=200)
@given(text=st.text(alphabet="value row.()[]{}+-*/<>=!?:&|'\"0123456789,abx_\\n\\", max_size=40))
def test_no_text_makes_the_compiler_raise(text: str) -> None:
    if not refusal(text):
        evaluate(text, "x", {})


def test_a_field_goes_to_the_crm_that_it_names(tmp_path: Path) -> None:
    folder = shutil.copytree(TEMPLATE, tmp_path / "w")
    path = folder / "fields.yaml"
    path.write_text(path.read_text().replace("type: flag\n", "type: flag\n  crm: {hubspot: wants_demo}\n", 1))
    sent = load(folder).destinations["hubspot"].fields
    assert sent["wants_demo"] == FieldTarget("attributes.demo_requested", "fill-blank")
    assert len(sent) == len(load(TEMPLATE).destinations["hubspot"].fields) + 1
