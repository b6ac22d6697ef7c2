"""I6: whom a telephone number tells, where a lead has no address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import answering, people
from ingest.domain.answering import Answering, By

PLACE = "27 Washington Street"


def who(name: str = "", company: str = "", address: str = "") -> Answering:
    return answering.who(people.parse(name, "", ""), company, address)


@pytest.mark.parametrize(
    ("name", "company", "address", "by"),
    [
        ("Ada Lovelace", "", "", "person"),
        ("Ada Lovelace", "Northwind Ltd", PLACE, "person"),
        ("María del Carmen García López", "", "", "person"),
        ("Sinéad O'Connor", "", "", "person"),
        ("Jürgen von der Lippe", "", "", "person"),
        ("山田太郎", "", "", "person"),
        ("Ada", "Northwind Ltd", "", "given-name-and-company"),
        ("Ada", "Ada", "", "institution"),
        ("Ada", "", "", "institution"),
        ("Ada", "", PLACE, "institution-and-house"),
        ("Beethoven School", "", "", "institution"),
        ("Beethoven School", "", PLACE, "institution-and-house"),
        ("Grundschule am Park", "", "", "institution"),
        ("Eyes on the Future", "", "", "institution"),
        ("Little Dreamers' Day Care Number Nine", "", "", "institution"),
        ("Mary's Bakery", "", "", "institution"),
        ("Lovelace GmbH", "", "", "institution"),
        ("Ada & Charles Babbage", "", "", "institution"),
        ("Mary Crane East 0-3", "", "", "institution"),
        ("北京大学", "", "", "institution"),
        ("test@#", "", "", "institution"),
        ("", "Northwind Ltd", "", "institution"),
        ("", "Northwind Ltd", PLACE, "institution-and-house"),
        ("", "", PLACE, "number-alone"),
        ("", "", "", "number-alone"),
    ],
)
def test_what_stands_beside_a_number_says_whom_it_tells(name: str, company: str, address: str, by: By) -> None:
    found = who(name, company, address)
    assert found.by == by
    assert found.tells == (by != "institution")


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("27 Washington Street", "27"),
        ("0027 Washington Street", "0027"),
        ("Hauptstraße 12a, 10115 Berlin", "12a"),
        ("Straße des 17. Juni 135", "135"),
        ("25 W. 47th St.", "25"),
        ("47th Street 25.", "25"),
        ("Schloß Weißenstein", "schloss weissenstein"),
        ("", ""),
    ],
)
def test_the_house_in_an_address(address: str, house: str) -> None:
    assert answering.house(address) == house


def test_two_houses_of_one_institution_are_two_and_its_spellings_are_one() -> None:
    one = who(company="Beethoven School, Inc.", address="25 W 47TH ST ")
    assert one == who(company="BEETHOVEN SCHOOL", address="25 W. 47th St.")
    assert one != who(company="Beethoven School", address="31 W 47th St")


def test_a_given_name_tells_its_own_company_alone() -> None:
    told = {who("Ada", company).beside for company in ("Northwind Ltd", "Northwind", "Contoso")}
    assert len(told) == 2
    assert who("Grace", "Contoso").beside not in told


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_nothing_that_is_sent_breaks_it_and_who_it_is_never_depends_on_letters_case(
    name: str, company: str, address: str
) -> None:
    found = who(name, company, address)
    assert found.tells or not found.beside
    assert all(found.beside)
