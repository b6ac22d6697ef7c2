"""I9: cursors are opaque and safe, and every wrong parameter is named."""

from console.domain.questions import Cursor, LeadQuestion, decode_cursor, encode_cursor, read_question
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(-(2**52), 2**52), st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8")))
def test_a_cursor_comes_back(accepted_at: int, lead_id: str) -> None:
    assert decode_cursor(encode_cursor(Cursor(accepted_at, lead_id))) == Cursor(accepted_at, lead_id)


@given(st.text(max_size=100))
def test_no_text_breaks_the_cursor(text: str) -> None:
    assert decode_cursor(text) is None or isinstance(decode_cursor(text), Cursor)


def test_every_wrong_parameter_is_named() -> None:
    errors = read_question({"limit": "0", "cursor": "x", "colour": "red", "owner": "a\x00", "pool": "p" * 400})
    assert isinstance(errors, list)
    assert {(e.field, e.reason) for e in errors} == {
        ("limit", "must-be-1-to-200"),
        ("cursor", "not-a-cursor"),
        ("colour", "unknown-parameter"),
        ("owner", "nul-in-text"),
        ("pool", "too-long"),
    }


def test_a_question_is_read() -> None:
    asked = read_question({"band": "hot", "email": " Ada@Northwind.example ", "limit": "5", "count": "true"})
    assert asked == LeadQuestion({"band": "hot"}, "ada@northwind.example", None, 5, count=True)
