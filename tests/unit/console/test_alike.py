"""I6: alike contacts are suggested with visible points, and never by themselves one."""

from dataclasses import replace

import pytest
from console.domain.alike import AGAINST, LIKELY, WEIGHTS, Contact, blocks, compared, suggestions
from hypothesis import given
from hypothesis import strategies as st

ADA = Contact(
    "l-1", "Ada Lovelace", "ada@northwind.example", "+442079460000", "Northwind Labs Ltd.", "northwind.example",
    "12 High St", "SW1A 1AA", "London",
)  # fmt: skip
TEXTS = st.text(max_size=12)
CONTACTS = st.builds(Contact, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)


@pytest.mark.parametrize(
    "other",
    [
        Contact("l-2", "Ada Lovelace", company="Northwind Labs"),
        Contact("l-2", "Lovelace Ada", domain="northwind.example"),
        Contact("l-2", "Ada Lovelaec", phone="+442079460000"),
        Contact("l-2", "Ada Lovelace", "ada@gmail.com"),
        Contact("l-2", phone="+442079460000"),
        Contact("l-2", "ada lovelace", address="12 High Street", city="LONDON"),
    ],
)
def test_what_agrees_in_more_than_one_thing_is_suggested(other: Contact) -> None:
    (found,) = suggestions(ADA, [other])
    assert found.points >= LIKELY
    assert found.points == pytest.approx(sum(found.parts.values()), abs=0.06)


@pytest.mark.parametrize(
    "other",
    [
        Contact("l-2", "Grace Hopper", phone="+442079460000"),
        Contact("l-2", "Grace Hopper", company="Northwind Labs", domain="northwind.example"),
        Contact("l-2", "", "info@northwind.example", domain="northwind.example"),
        Contact("l-2", "Ada Lovelace", company="Contoso", city="Berlin"),
        Contact("l-2", phone="+442079460000", city="Leeds"),
        Contact("l-2"),
    ],
)
def test_another_at_the_same_number_or_company_is_not(other: Contact) -> None:
    assert suggestions(ADA, [other]) == []


def test_a_lead_is_not_its_own_suggestion_and_the_likeliest_is_first() -> None:
    near = replace(ADA, lead_id="l-2", name="Ada Lovelys")
    found = suggestions(ADA, [ADA, near, replace(ADA, lead_id="l-3")])
    assert [each.lead_id for each in found] == ["l-3", "l-2"]
    assert found[0].parts == {name: points for name, points in WEIGHTS.items() if name != "number_alone"}


@given(CONTACTS, CONTACTS)
def test_likeness_is_mutual_and_its_points_are_those_of_the_tables(one: Contact, other: Contact) -> None:
    there, back = compared(one, other), compared(other, one)
    assert there.points == back.points
    assert all(AGAINST.get(name, 0) <= points <= WEIGHTS[name] for name, points in there.parts.items())


@given(CONTACTS)
def test_nothing_of_a_contact_contradicts_itself(contact: Contact) -> None:
    assert all(points > 0 for points in compared(contact, contact).parts.values())


def test_where_to_look() -> None:
    found = blocks(ADA)
    assert (found.phone, found.name, found.domain, found.mailbox) == (ADA.phone, "ada l", ADA.domain, "ada@")
    assert blocks(Contact("l-2", "Ada")).name == ""
