"""I6: which pairs are put before a person, and how they are asked for."""

import pytest
from console.domain.alike import Contact
from console.domain.questions import Cursor, encode_cursor
from console.domain.reviewing import MOST, PAGE, Look, PageQuestion, ordered, pairs, read_page
from hypothesis import given
from hypothesis import strategies as st
from leadcore.problems import FieldError

ADA = Contact("later", name="Ada Lovelace", email="ada@acme.example", phone="+442079460000")


def test_a_pair_has_both_leads_and_its_reasons_the_likeliest_first() -> None:
    number = Contact("number", phone="+442079460000")
    both = Contact("both", name="Ada Lovelace", phone="+442079460000")
    other = Contact("other", name="Grace Hopper", phone="+442079460000")
    found = pairs([Look(ADA, [number, other, both]), Look(other, [])])
    assert [(pair.lead, pair.other) for pair in found] == [(ADA, both), (ADA, number)]
    assert found[0].alike.parts == {"name": 45, "phone": 35}
    assert found[1].alike.parts == {"phone": 35, "number_alone": 10}


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_leads_are_kept_in_one_order(one: str, other: str) -> None:
    if one == other:
        with pytest.raises(ValueError, match="itself"):
            ordered(one, other)
    else:
        assert ordered(one, other) == ordered(other, one)
        assert ordered(one, other)[0] < ordered(one, other)[1]


def test_a_page_is_asked_for_or_every_parameter_at_fault_is_named() -> None:
    cursor = Cursor(1_790_000_000_000, "l-1")
    assert read_page({}) == PageQuestion(None, PAGE)
    assert read_page({"limit": str(MOST), "cursor": encode_cursor(cursor)}) == PageQuestion(cursor, MOST)
    assert read_page({"limit": str(MOST + 1), "cursor": "%", "who": "me"}) == [
        FieldError("who", "unknown-parameter"),
        FieldError("limit", f"must-be-1-to-{MOST}"),
        FieldError("cursor", "not-a-cursor"),
    ]
