"""I9: cursors are opaque and safe, and every wrong parameter is named."""

import base64
import json

import pytest
from console.adapters import sql
from console.domain.questions import LAST_MS, Cursor, LeadQuestion, decode_cursor, encode_cursor, read_question
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, LAST_MS), st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8")))
def test_a_cursor_comes_back(accepted_at: int, lead_id: str) -> None:
    assert decode_cursor(encode_cursor(Cursor(accepted_at, lead_id))) == Cursor(accepted_at, lead_id)


@given(st.text(max_size=100))
def test_no_text_breaks_the_cursor(text: str) -> None:
    assert decode_cursor(text) is None or isinstance(decode_cursor(text), Cursor)


@given(st.integers() | st.sampled_from([2**52, LAST_MS + 1, -1]), st.text(st.characters() | st.just("\ud800")))
def test_what_is_no_lead_s_place_is_no_cursor_and_all_others_can_be_asked_for(accepted_at: int, lead_id: str) -> None:
    cursor = decode_cursor(base64.urlsafe_b64encode(json.dumps([accepted_at, lead_id]).encode()).decode())
    if cursor is None:
        assert not _has_a_place(accepted_at, lead_id)
        return
    assert _has_a_place(accepted_at, lead_id)
    _, arguments = sql.page("main", LeadQuestion({}, cursor=cursor))
    assert lead_id in arguments
    assert cursor.lead_id.encode().decode() == lead_id


def _has_a_place(accepted_at: int, lead_id: str) -> bool:
    """Whether PostgreSQL could have told of a lead with this time and id."""
    text = "\x00" not in lead_id and not any("\ud800" <= each <= "\udfff" for each in lead_id)
    return text and 0 <= accepted_at <= LAST_MS


@pytest.mark.parametrize("limit", ["", "0", "201", "-1", "1.0", "²", "000000001" + "9" * 40, "9" * 300])
def test_a_limit_is_a_number_that_a_page_may_have(limit: str) -> None:
    errors = read_question({"limit": limit})
    assert isinstance(errors, list)
    assert [error.field for error in errors] == ["limit"]


def test_every_wrong_parameter_is_named() -> None:
    wrong = {"limit": "0", "cursor": "x", "colour": "red", "owner": "a\x00", "pool": "p" * 400, "count": "yes"}
    errors = read_question(wrong)
    assert isinstance(errors, list)
    assert {(e.field, e.reason) for e in errors} == {
        ("limit", "must-be-1-to-200"),
        ("cursor", "not-a-cursor"),
        ("colour", "unknown-parameter"),
        ("owner", "nul-in-text"),
        ("pool", "too-long"),
        ("count", "must-be-true-or-false"),
    }


def test_a_question_is_read() -> None:
    asked = read_question({"band": "hot", "email": " Ada@Northwind.example ", "limit": "5", "count": "true"})
    assert asked == LeadQuestion({"band": "hot"}, "ada@northwind.example", None, 5, count=True)
