"""P1, P5: what a person's later submission changes, and that nothing is ever lost by it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.contracts import Consent, Decision, Identity, Person
from leadcore.testing.builders import a_person, an_identity
from reviser.domain.merging import BY_KEY, GROUPS, Known, merged

PERSON = set(Person.__dataclass_fields__)
HELD = Known(
    replace(an_identity(), company_name="Northwind Labs", city="London", time_zone="Europe/London"), a_person()
)


def told(**fields: Any) -> Known:
    """A later submission of the same address that says this and no more."""
    blank = Identity(
        identity_key="p1.ada", identity_kind="email", person=b"", email_domain="northwind.example", mailbox="company",
        basis=HELD.identity.basis,
    )  # fmt: skip
    own = {name: value for name, value in fields.items() if name in PERSON and name != "ordinary"}
    ordinary = {name: value for name, value in fields.items() if name not in PERSON}
    return Known(replace(blank, **ordinary), replace(Person(email="ada@northwind.example"), **own))


def test_a_later_title_and_company_win_with_all_that_was_derived_from_them() -> None:
    after, fields = merged(HELD, told(title="Plumber", company_name="Contoso", company_domain="contoso.example"))
    assert fields == ("company", "title")
    assert (after.person.title, after.identity.title_level, after.identity.title_function) == ("Plumber", "", "")
    assert (after.identity.company_name, after.identity.company_domain) == ("Contoso", "contoso.example")


def test_another_company_does_not_keep_the_old_one_s_website() -> None:
    held = replace(HELD, identity=replace(HELD.identity, company_domain="northwind-labs.example"))
    after, _ = merged(held, told(company_name="Contoso"))
    assert (after.identity.company_name, after.identity.company_domain) == ("Contoso", "")


def test_another_country_does_not_keep_the_old_one_s_city() -> None:
    after, fields = merged(HELD, told(country="DE"))
    assert fields == ("place",)
    assert (after.identity.country, after.identity.city, after.identity.time_zone) == ("DE", "", "")


def test_the_same_country_again_keeps_the_city_and_is_no_change() -> None:
    assert merged(HELD, told(country="GB")) == (HELD, ())


def test_what_normalisation_only_concluded_contradicts_nothing() -> None:
    noted = Decision(unit="ingest.normalise", code="normalised", parameters={"country_from": "phone"})
    assert merged(HELD, told(country="FR", trail=(noted,))) == (HELD, ())
    after, _ = merged(
        replace(HELD, identity=replace(HELD.identity, country="", city="")), told(country="FR", trail=(noted,))
    )
    assert after.identity.country == "FR"
    noted = replace(noted, parameters={"company_domain_from": "email"})
    held = replace(HELD, identity=replace(HELD.identity, company_domain="northwind-labs.example"))
    assert merged(held, told(company_domain="northwind.example", trail=(noted,))) == (held, ())
    after, _ = merged(held, told(company_name="Contoso", company_domain="northwind.example", trail=(noted,)))
    assert (after.identity.company_name, after.identity.company_domain) == ("Contoso", "northwind.example")


@pytest.mark.parametrize("field", ["phone", "full_name", "email"])
def test_identity_facts_are_filled_and_never_replaced(field: str) -> None:
    value: Any = "+4930123456" if field == "phone" else "another"
    later = told(**{field: value})
    assert merged(HELD, later) == (HELD, ())
    blank: dict[str, Any] = {field: ""}
    after, _ = merged(replace(HELD, person=replace(HELD.person, **blank)), later)
    assert getattr(after.person, field) == getattr(later.person, field)


def test_a_fuller_name_completes_a_shorter_one() -> None:
    held = replace(HELD, person=replace(a_person(), full_name="", last_name=""))
    held = replace(held, identity=replace(held.identity, name_quality="partial"))
    later = told(full_name="Ada Example", first_name="ada", last_name="Example", name_quality="full")
    after, fields = merged(held, later)
    assert fields == ("name",)
    assert (after.person.full_name, after.person.first_name, after.identity.name_quality) == (
        "Ada Example",
        "Ada",
        "full",
    )


def test_the_later_word_on_a_consent_wins_and_others_stay() -> None:
    granted, other = Consent(purpose="email", granted=True, at=1), Consent(purpose="scoring", granted=True)
    refused = Consent(purpose="email", granted=False, at=2)
    held = replace(HELD, identity=replace(HELD.identity, consents=(granted, other)))
    after, fields = merged(held, told(consents=(refused,)))
    assert (after.identity.consents, fields) == ((refused, other), ("consents",))
    assert merged(held, told(consents=(refused,)), older=True) == (held, ())


def test_maps_win_key_by_key_and_what_nobody_maps_is_counted() -> None:
    held = replace(HELD, person=replace(HELD.person, unmapped={"a": "1", "b": "2"}))
    after, fields = merged(held, told(unmapped={"b": "3", "c": "4"}))
    assert (dict(after.person.unmapped), after.identity.unmapped_count, fields) == (
        {"a": "1", "b": "3", "c": "4"}, 3, ("unmapped",)
    )  # fmt: skip


def test_where_a_person_first_came_from_stays_whole() -> None:
    visit = {"campaign": {"utm_source": "search"}, "page_url": "https://northwind.example/a"}
    after, fields = merged(HELD, told(**visit))
    assert fields == ("visit",)
    assert merged(after, told(campaign={"utm_medium": "mail"}, referrer="https://other.example")) == (after, ())


TEXT = st.sampled_from(["", "a", "A", "b", "c"])
MAP = st.dictionaries(st.sampled_from(["x", "y"]), TEXT, max_size=2)


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    names = [name for group in GROUPS for name in (*group.told, *group.derived)]
    fields: dict[str, Any] = {name: draw(TEXT) for name in names}
    fields |= {name: draw(MAP) for name in BY_KEY if name != "attributes"}
    purposes = draw(st.lists(st.sampled_from(["p", "q"]), unique=True))
    fields["consents"] = tuple(Consent(purpose=each, granted=draw(st.booleans())) for each in purposes)
    known = told(**fields)
    return replace(known, identity=replace(known.identity, attributes=draw(MAP)))


@settings(max_examples=50, deadline=None)
@given(knowns(), knowns(), st.booleans())
def test_nothing_that_had_a_value_is_left_without_one(held: Known, later: Known, older: bool) -> None:
    after, _ = merged(held, later, older=older)
    for group in GROUPS:
        had = any(getattr(_owner(held, name), name) for name in group.told)
        assert not had or any(getattr(_owner(after, name), name) for name in group.told)
    for name in BY_KEY:
        assert {key for key, value in getattr(held.person, name).items() if value} <= {
            key for key, value in getattr(after.person, name).items() if value
        }
    assert {each.purpose for each in held.identity.consents} <= {each.purpose for each in after.identity.consents}


@settings(max_examples=50, deadline=None)
@given(knowns(), knowns(), st.booleans())
def test_the_same_word_twice_is_said_once(held: Known, later: Known, older: bool) -> None:
    after, fields = merged(held, later, older=older)
    assert merged(after, later, older=older) == (after, ())
    assert bool(fields) == (
        after != replace(held, identity=replace(held.identity, unmapped_count=after.identity.unmapped_count))
    )


@settings(max_examples=50, deadline=None)
@given(knowns(), knowns())
def test_an_older_word_replaces_nothing(held: Known, later: Known) -> None:
    after, _ = merged(held, later, older=True)
    for group in GROUPS:
        for name in group.told:
            assert getattr(_owner(held, name), name) in ("", getattr(_owner(after, name), name))
    for consent in held.identity.consents:
        assert consent in after.identity.consents


@settings(max_examples=50, deadline=None)
@given(knowns(), knowns())
def test_who_it_is_never_changes(held: Known, later: Known) -> None:
    after, _ = merged(held, later)
    assert after.identity.identity_key == held.identity.identity_key
    if held.person.email:
        assert after.person.email == held.person.email


def _owner(known: Known, name: str) -> Any:
    return known.person if name in PERSON else known.identity


def test_a_later_industry_wins_with_its_code_and_the_first_visit_keeps_its_channel() -> None:
    held = replace(HELD, identity=replace(HELD.identity, industry="Banking", naics="5221", channel="paid-search"))
    held = replace(held, person=replace(held.person, campaign={"gclid": "x"}))
    after, fields = merged(held, told(industry="Fishing", channel="email", campaign={"utm_medium": "email"}))
    assert fields == ("industry",)
    assert (after.identity.industry, after.identity.naics, after.identity.channel) == ("Fishing", "", "paid-search")


def test_the_first_visit_that_is_known_brings_its_channel() -> None:
    held = replace(HELD, person=replace(HELD.person, campaign={}, page_url="", referrer=""))
    after, fields = merged(held, told(channel="email", campaign={"utm_medium": "email"}))
    assert (after.identity.channel, fields) == ("email", ("visit",))
