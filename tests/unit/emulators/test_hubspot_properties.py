"""Which values the emulator accepts."""

import pytest
from emulators.hubspot import properties
from emulators.hubspot.properties import CONTACTS, as_text, check, is_email


@pytest.mark.parametrize(
    "text",
    ["a@x.example", "dana.o'hara+tag@sub.x-y.example", "ä@münchen.example", "a@x.xn--p1ai", "  a@x.example "],
)
def test_addresses_that_are_accepted(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "bad@", "@x.example", "a@x", "a b@x.example", "a@@x.example", "a..b@x.example", ".a@x.example",
        "a.@x.example", "a@-x.example", "a@x.e", "a@x.example\n<b>", f"{'a' * 65}@x.example",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.example", "a@1.2.3.4", "",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nonsense", "x", "PROPERTY_DOESNT_EXIST"),
        ("nonsense", "", "PROPERTY_DOESNT_EXIST"),
        ("createdate", "1", "READ_ONLY_VALUE"),
        ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("email", "bad@", "INVALID_EMAIL"),
        ("leadstream_score", "high", "INVALID_LONG"),
        ("leadstream_score", "nan", "INVALID_LONG"),
        ("leadstream_score", "1_0", "INVALID_LONG"),
        ("lifecyclestage", "buyer", "INVALID_OPTION"),
        ("hubspot_owner_id", "9", "INVALID_OWNER_ID"),
    ],
)
def test_a_refused_value_is_named_with_its_code(name: str, value: str, code: str) -> None:
    (problem,) = check(CONTACTS, {"4100001"}, {name: value})
    assert (problem.name, problem.code) == (name, code)


def test_every_bad_value_is_named_at_once() -> None:
    found = check(CONTACTS, set(), {"email": "bad@", "city": "Oslo", "nonsense": "1"})
    assert [problem.name for problem in found] == ["email", "nonsense"]


def test_good_and_clearing_values_pass() -> None:
    values = {"email": "a@x.example", "leadstream_score": "71.5", "lifecyclestage": "lead", "phone": ""}
    assert check(CONTACTS, {"4100001"}, values | {"hubspot_owner_id": "4100001"}) == ()


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (True, "true"), (False, "false"), (3, "3"), (1.5, "1.5"), ("x", "x")]
)
def test_every_value_is_stored_as_text(value: properties.Value, text: str) -> None:
    assert as_text(value) == text
