"""The JSON line of the bad-input corpus, decided and pinned (I5)."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.failures import RuleViolation, TooLarge, Undecodable
from leadcore.intake import documents

REFUSED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n\t", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "null": (b"null", "not-an-object"),
    "a number": (b"1", "not-an-object"),
    "a text": (b'"hello"', "not-an-object"),
    "a truth": (b"true", "not-an-object"),
    "an array": (b'[{"email":"a@b.de"}]', "array-not-accepted"),
    "two documents": (b"{} {}", "not-json"),
    "cut short": (b'{"a":', "not-json"),
    "somebody's test message": (b"test", "not-json"),
    "a comment": (b'{"a":1 /* x */}', "not-json"),
    "single quotes": (b"{'a':1}", "not-json"),
    "trailing comma": (b'{"a":1,}', "not-json"),
    "a raw control character": (b'{"a":"\x01"}', "not-json"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "not-utf8"),
    "Latin-1": ('{"a":"é"}'.encode("latin-1"), "not-utf8"),
    "an encoded surrogate": (b'{"a":"\xed\xa0\x80"}', "not-utf8"),
    "NaN": (b'{"a":NaN}', "number-out-of-range"),
    "Infinity": (b'{"a":-Infinity}', "number-out-of-range"),
    "1e999": (b'{"a":1e999}', "number-out-of-range"),
    "5,000 digits": (b'{"a":' + b"9" * 5000 + b"}", "number-out-of-range"),
    "a name twice": (b'{"email":"a@b.de","email":"c@d.de"}', "duplicate-key"),
    "a name twice, deeper": (b'{"consent":{"email":true,"email":false}}', "duplicate-key"),
    "a name twice, one escaped": (b'{"email":1,"\\u0065mail":2}', "duplicate-key"),
    "33 levels": (b'{"a":' + b"[" * 32 + b"]" * 32 + b"}", "too-deep"),
    "100,000 levels": (b"[" * 100_000, "too-deep"),
    "100,000 levels of objects": (b'{"a":' * 50_000, "too-deep"),
    "501 keys": (json.dumps({f"k{n}": n for n in range(501)}).encode(), "too-many-keys"),
    "501 keys in all": (json.dumps([{f"k{n}": n} for n in range(501)]).encode(), "too-many-keys"),
    "a key without end": (json.dumps({"k" * 201: 1}).encode(), "key-too-long"),
    "one byte too many": (b'{"a":"' + b"x" * (documents.MAX_BYTES - 7) + b'"}', "payload-too-large"),
}


_EXPECTED = {"array-not-accepted": RuleViolation, "payload-too-large": TooLarge}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason(name: str) -> None:
    raw, code = REFUSED[name]
    started = time.process_time()
    found = documents.parse(raw)
    assert isinstance(found, _EXPECTED.get(code, Undecodable))
    assert (found.reason, found.field) == (code, "")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (b'{"Name":"a\\u0000b"}', "nul-in-text", "full_name"),
        (b'{"a":{"b":["\\u0000"]}}', "nul-in-text", ""),
        (b'{"\\u0000":1}', "nul-in-text", ""),
        (b'{"message":"\\ud800"}', "lone-surrogate", "message"),
        (b'{"message":"\\uDC00\\ud83d"}', "lone-surrogate", "message"),
        (b'{"message":{"\\udfff":1}}', "lone-surrogate", "message"),
    ],
)
def test_unusable_text_names_its_field(raw: bytes, code: str, field: str) -> None:
    assert documents.parse(raw) == Undecodable(code, field)


ACCEPTED: dict[str, tuple[bytes, object]] = {
    "an empty object": (b"{}", {}),
    "a byte order mark": (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
    "a pair of surrogates": (b'{"a":"\\ud83d\\ude00"}', {"a": "😀"}),
    "an escaped backslash before u0000": (b'{"a":"\\\\u0000"}', {"a": "\\u0000"}),
    "2^63": (b'{"a":9223372036854775808}', {"a": 2**63}),
    "minus nought": (b'{"a":-0}', {"a": 0}),
    "0.30000000000000004": (b'{"a":0.30000000000000004}', {"a": 0.1 + 0.2}),
    "__proto__": (b'{"__proto__":{"admin":true}}', {"__proto__": {"admin": True}}),
    "brackets inside a text": (b'{"a":"' + b"[{" * 500 + b'"}', {"a": "[{" * 500}),
    "brackets after an escaped quote": (b'{"a":"\\"' + b"[" * 50 + b'"}', {"a": '"' + "[" * 50}),
    "32 levels": (b'{"a":' + b"[" * 31 + b"]" * 31 + b"}", None),
    "many shallow lists": (b'{"a":[' + b"[]," * 500 + b"[]]}", {"a": [[]] * 501}),
    "500 keys": (json.dumps({f"k{n}": n for n in range(500)}).encode(), {f"k{n}": n for n in range(500)}),
    "exactly the limit": (b'{"a":"' + b"x" * (documents.MAX_BYTES - 8) + b'"}', None),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_as_it_stands(name: str) -> None:
    raw, value = ACCEPTED[name]
    parsed = documents.parse(raw)
    assert isinstance(parsed, dict)
    assert value is None or parsed == value


def test_a_smaller_limit_can_be_given() -> None:
    assert documents.parse(b'{"a": 1}', max_bytes=4) == TooLarge("payload-too-large", parameters={"limit_bytes": "4"})


@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_failure(raw: bytes) -> None:
    assert isinstance(documents.parse(raw), dict | Undecodable | TooLarge | RuleViolation)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_- ", max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=5), _VALUES, max_size=6), st.booleans())
def test_whatever_json_can_say_comes_back(document: dict[str, object], ascii_only: bool) -> None:
    assert documents.parse(json.dumps(document, ensure_ascii=ascii_only).encode()) == document


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.integers(-(2**70), 2**70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('abä"\\\\', max_size=2), inner, max_size=3),
    max_leaves=8,
)
FORMS = st.builds(
    lambda value, ascii_, space: json.dumps(value, ensure_ascii=ascii_, indent=space).encode("utf-8", "surrogatepass"),
    VALUES,
    st.booleans(),
    st.sampled_from([None, 1]),
)


def judged_alike(body: bytes) -> None:
    """Whatever the quick reader gives, types and the order of names included, the exact one gives too."""
    quick = documents._plain(body)
    if quick is not None:
        assert repr(documents._load(body)) == repr(quick)


@settings(max_examples=500)
@given(body=FORMS)
def test_the_quick_reader_gives_what_the_exact_one_gives(body: bytes) -> None:
    judged_alike(body)


@settings(max_examples=500)
@given(body=FORMS, data=st.data())
def test_and_so_it_does_of_damaged_documents(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body)))
    put = st.binary(max_size=3) | st.sampled_from([b'"a":1,', b'"\\"":"",', b'"', b"\\\\", b"1e400", b"-0", b"{", b"}"])
    judged_alike(body[:at] + data.draw(put) + body[at + data.draw(st.integers(0, 4)) :])


@pytest.mark.parametrize(
    "twice",
    ['{"a":"x","a":"y"}', '{"a":{"b":1,"b":2}}', '[{"a":"","a":1}]', '{"\\"":1,"\\u0022":2}', '{"":1,"":"\\\\"}'],
)
def test_a_name_that_comes_twice_is_left_to_the_exact_reader(twice: str) -> None:
    assert documents._plain(twice.encode()) is None


def test_an_ordinary_submission_is_read_quickly() -> None:
    said = {
        "email": "ada@northwind.example",
        "message": 'two\nlines, "quoted" é',
        "consent": {"email": True},
        "n": [1.5],
    }
    for body in (json.dumps(said).encode(), json.dumps(said, ensure_ascii=False).encode()):
        assert documents._plain(body) == said
