"""Keys, aliases and types of a submission (I5, I8)."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.failures import WrongShape
from leadcore.intake import fields
from leadcore.intake.attributes import read_attribute
from leadcore.intake.consents import Consent
from leadcore.intake.fields import Fields
from leadcore.workspace import ALIASES, CANONICAL_KEYS, Field

DECLARED = {
    "visits": Field("whole", personal=False),
    "spent": Field("number", personal=False),
    "member": Field("flag", personal=False),
    "since": Field("date", personal=False),
    "note": Field("text", personal=True),
}


def read(
    document: Mapping[str, object],
    renamed: Mapping[str, str] | None = None,
    declared: Mapping[str, Field] | None = None,
) -> Fields:
    found = fields.read(document, renamed or {}, declared or {})
    assert isinstance(found, Fields), found
    return found


@pytest.mark.parametrize(
    ("alias", "canonical"),
    list(ALIASES.items()),
)
def test_every_alias_means_its_canonical_name(alias: str, canonical: str) -> None:
    for spelled in (
        alias,
        alias.upper(),
        alias.replace("_", " "),
        alias.replace("_", "-"),
        f" {alias.title()} ",
    ):
        assert read({spelled: "x"}).texts == {canonical: "x"}


def test_a_canonical_name_beats_its_aliases_and_what_loses_is_kept() -> None:
    for document in (
        {"e_mail": "third", "email_address": "second", "Email": "first"},
        {"Email": "first", "email_address": "second", "e_mail": "third"},
    ):
        found = read(document)
        assert found.texts == {"email": "first"}
        assert found.unmapped == {"email_address": "second", "e_mail": "third"}


def test_a_column_that_the_source_leaves_unmapped_fills_nothing_whatever_its_name() -> None:
    found = read({"Title": "Mrs", "Job": "CFO", "visits": "3"}, {"title": "unmapped", "visits": "unmapped"}, DECLARED)
    assert (found.texts, found.attributes) == ({}, {})
    assert found.unmapped == {"Title": "Mrs", "Job": "CFO", "visits": "3"}


def test_the_same_value_under_two_names_leaves_nothing_over() -> None:
    assert read({"company": "Acme", "company_name": "Acme"}).unmapped in ({}, {"company": "Acme"})


def test_null_and_blank_say_nothing() -> None:
    assert read({"email": None, "phone": "", "city": " \t", "Colour": " "}) == Fields({})


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_does_not_hide_an_alias(nothing: object) -> None:
    assert read({"email": nothing, "email_address": "a@b.de"}).texts == {"email": "a@b.de"}


def test_what_nobody_listed_is_unmapped_under_the_senders_key() -> None:
    assert read({"Favourite Colour": ["red"]}).unmapped == {"Favourite Colour": ["red"]}


def test_numbers_count_where_a_number_is_natural() -> None:
    assert read({"id": 17, "phone": 4915112345678, "postal_code": 1067}).texts == {
        "event_id": "17",
        "phone": "4915112345678",
        "postal_code": "1067",
    }


def test_every_wrong_type_is_named_and_no_value_is_repeated() -> None:
    found = fields.read({"email": 5, "name": ["Ann"], "id": True, "consent": "false", "attributes": []}, {}, {})
    assert [(failure.field, failure.reason) for failure in found] == [  # type: ignore[union-attr]
        ("email", "wrong-type"),
        ("full_name", "wrong-type"),
        ("event_id", "wrong-type"),
        ("consent", "wrong-type"),
        ("attributes", "wrong-type"),
    ]


def test_a_sources_map_renames_and_wins_over_the_table() -> None:
    renamed = {"your_email": "email", "totalvisits": "attributes.visits", "name": "company_name"}
    document = {"Your Email": "a@b.de", "email": "c@d.de", "TotalVisits": "7", "name": "Acme"}
    found = read(document, renamed, DECLARED)
    assert found.texts == {"email": "a@b.de", "company_name": "Acme"}
    assert found.attributes == {"visits": "7"}
    assert found.unmapped == {"email": "c@d.de"}


def test_declared_attributes_are_read_at_the_top_and_inside_attributes() -> None:
    found = read({"VISITS": "12", "attributes": {"Spent": 1.5, "member": "yes", "since": "2026-01-31"}}, {}, DECLARED)
    assert found.attributes == {"visits": "12", "spent": "1.5", "member": "true", "since": "2026-01-31"}
    assert found.unmapped == {}


def test_an_attribute_that_does_not_fit_or_is_not_declared_is_kept_as_unmapped() -> None:
    found = read({"visits": "many", "attributes": {"member": "perhaps", "shoe size": 43}}, {}, DECLARED)
    assert found.attributes == {}
    assert found.unmapped == {"visits": "many", "attributes.member": "perhaps", "attributes.shoe size": 43}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("visits", 3.0, "3"),
        ("visits", " 12 ", "12"),
        ("visits", "+12", "12"),
        ("visits", "3.5", None),
        ("visits", "1e3", None),
        ("visits", True, None),
        ("visits", "1_000", None),
        ("visits", 10**18, None),
        ("visits", None, ""),
        ("spent", "1,204.5", None),
        ("spent", "nan", None),
        ("spent", "-0.5", "-0.5"),
        ("spent", 1e300, None),
        ("member", "No", "false"),
        ("member", True, "true"),
        ("member", 0, "false"),
        ("member", 2, None),
        ("since", "2026-01-31", "2026-01-31"),
        ("since", "31/01/2026", "2026-01-31"),
        ("since", "01/02/2026", None),
        ("note", ["a"], None),
        ("note", 1.5, "1.5"),
        ("note", " a\u200b ", "a"),
        ("note", " ", ""),
    ],
)
def test_attribute_types(name: str, value: object, text: str | None) -> None:
    assert read_attribute(DECLARED[name], value)[0] == text


def test_consent_in_both_forms() -> None:
    assert read({"consent": {"Email": True, "scoring": False}}).consents == (
        Consent("email", True),
        Consent("scoring", False),
    )
    listed = [{"purpose": "email", "granted": True, "text": "Yes, mail me", "at": "2026-01-31T10:00:00+01:00"}]
    assert read({"consent": listed}).consents == (Consent("email", True, "Yes, mail me", 1769850000000),)


@pytest.mark.parametrize(
    ("consent", "field", "code"),
    [
        ({"email": "false"}, "consent.email", "wrong-type"),
        ({"email": 1}, "consent.email", "wrong-type"),
        ({"email": None}, "consent.email", "wrong-type"),
        ({"ann@acme.com": True}, "consent", "unknown-purpose-form"),
        ({"email": True, "EMAIL": False}, "consent", "stated-twice"),
        ([{"purpose": "email", "granted": "true"}], "consent[0].granted", "wrong-type"),
        ([{"purpose": "email"}], "consent[0].granted", "wrong-type"),
        ([{"granted": True}], "consent[0].purpose", "unknown-purpose-form"),
        ([{"purpose": "email", "granted": True, "at": "yesterday"}], "consent[0].at", "not-a-time"),
        ([{"purpose": "email", "granted": True, "text": 5}], "consent[0].text", "wrong-type"),
        (["email"], "consent[0]", "wrong-type"),
        ([{"purpose": f"p{n}", "granted": True} for n in range(51)], "consent", "too-many"),
        (True, "consent", "wrong-type"),
    ],
)
def test_a_consent_that_could_be_misread_is_refused(consent: object, field: str, code: str) -> None:
    assert fields.read({"consent": consent}, {}, {}) == (WrongShape(code, field),)


def test_a_number_is_no_consent_after_the_flag_that_equals_it() -> None:
    """1 == True: what was read of the one must not be the answer for the other."""
    assert read({"consent": {"email": True}}).consents == (Consent("email", granted=True),)
    assert fields.read({"consent": {"email": 1}}, {}, {}) == (WrongShape("wrong-type", "consent.email"),)


def test_two_sources_know_a_key_by_their_own_maps() -> None:
    """What is kept of a source's keys is that source's alone."""
    first, second = {"mail": "email"}, {"mail": "unmapped"}
    for _ in range(2):
        assert read({"mail": "a@b.example"}, first).texts == {"email": "a@b.example"}
        assert read({"mail": "a@b.example"}, second).unmapped == {"mail": "a@b.example"}


def test_senders_of_endless_keys_cost_no_memory() -> None:
    renamed: dict[str, str] = {}
    for number in range(3_000):
        document = {f"key {number}": "x", "attributes": {f"own {number}": 1}}
        assert len(read(document, renamed).unmapped) == 2
    names = fields._names_of(renamed, {})  # other declarations: a table of its own
    assert len(names) == 0
    assert all(len(each) <= 1_000 and len(each.attributes) <= 1_000 for each in fields._NAMES.values())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from([*CANONICAL_KEYS, *ALIASES, "Email", "firstname", "visits", "note", "colour"]) | st.text(
    max_size=6
)


@given(st.dictionaries(_KEYS, _JSON, max_size=10))
def test_nothing_a_sender_says_is_dropped(document: dict[str, object]) -> None:
    found = fields.read(document, {}, DECLARED)
    if isinstance(found, Fields):
        said = [value for key, value in document.items() if key not in ("consent", "attributes")]
        kept = {*found.texts.values(), *found.attributes.values(), *map(str, found.unmapped.values())}
        for value in said:
            blank = value is None or (isinstance(value, str) and not value.strip())
            assert blank or value in found.unmapped.values() or _spelled(value) & kept


def _spelled(value: object) -> set[str]:
    # Declared attributes have one text form a value; every other text stays as it was sent.
    texts = (read_attribute(declared, value)[0] for declared in DECLARED.values())
    return {str(value), *filter(None, texts)}
