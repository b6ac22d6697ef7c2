"""Text hygiene and times of submissions (I5)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.intake import moments, sanitise


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" Ann \t Smith\r\n", "Ann Smith"),
        ("Ann\u200b\u00ad\ufeff", "Ann"),
        ("\u202eAnn\u2066", "Ann"),
        ("A\x1b[31mB\x00", "A[31mB"),
        ("e\u0301", "é"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("a\u200cb", "ab"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a\u00a0b\u3000c", "a b c"),
        ("A\U000e0041B", "AB"),
        ("\ud800x", "x"),
    ],
)
def test_one_line_of_visible_text(text: str, line: str) -> None:
    assert sanitise.line(text) == line


def test_free_text_keeps_its_lines() -> None:
    assert sanitise.lines("Hello,\r\n\r\n\r\n\r\nyours\rAnn\x07\t!") == "Hello,\n\nyours\nAnn !"


def test_shortening_never_tears_a_letter_from_its_accent() -> None:
    assert sanitise.shorten("abce\u0301", 4) == "abc"
    assert sanitise.shorten("abc", 3) == "abc"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (sanitise.line, sanitise.lines, sanitise.token):
        assert clean(clean(text)) == clean(text)
        clean(text).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "millis"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T01:00:00.5+01:00", 500),
        ("1970-01-01 00:00:01", 1000),
        ("1969-12-31T23:59:59Z", -1000),
        ("1970-01-01T00:00:00.123456789Z", 123),
        ("1970-01-01t00:00z", 0),
        ("2026-02-30T00:00:00Z", None),
        ("01/02/2026", None),
        ("yesterday", None),
        ("", None),
        ("1700000000", None),
        ("9999-12-31T23:59:59Z", 253402300799000),
        ("2026-01-01", None),
        ("2024-02-29T12:00:00Z", 1709208000000),
        ("2023-02-29T12:00:00Z", None),
        ("2016-12-31T23:59:60Z", 1483228800000),
        ("2017-01-01T05:29:60.25+05:30", 1483228800250),
        ("2016-12-31T22:59:60Z", None),
        ("2016-12-31T23:60:60Z", None),
        ("9999-12-31T23:59:60Z", None),
        ("2038-01-19T03:14:08Z", 2147483648000),
        ("١٩٧٠-٠١-٠١T00:00:00Z", None),
    ],
)
def test_moments(text: str, millis: int | None) -> None:
    assert moments.parse(text) == millis


@given(st.datetimes(timezones=st.timezones()))
def test_moments_agree_with_the_standard_library(moment: dt.datetime) -> None:
    fixed = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    offset = fixed.utcoffset()
    if offset is not None and offset.total_seconds() % 60 == 0:
        expected = round(fixed.timestamp() * 1000)
        assert moments.parse(fixed.isoformat()) == expected
