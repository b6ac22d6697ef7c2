"""P1, P3: what is made from the schemas reads and writes what fastavro does, and never more."""

import io
import struct
from dataclasses import replace
from typing import Any

import fastavro
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore import avro, contracts
from leadcore.codec import _current_schemas, _parsed, decode_body, encode_body
from leadcore.contracts import Basis, Decision, Lead, RoutedLead
from leadcore.failures import Undecodable
from leadcore.testing.builders import a_lead, a_routed_lead, a_scored_lead, an_enriched_lead, an_identified

SCHEMAS = _current_schemas()
READERS = avro.readers(SCHEMAS)
WRITERS = avro.writers(SCHEMAS)
SECTIONED = {"Identified", "Lead", "EnrichedLead", "ScoredLead", "RoutedLead"}
"""Made of sections that are tried one by one: drawing whole ones takes seconds."""
NUMBER = st.integers(-(2**63), 2**63 - 1)


def values(schema: Any) -> st.SearchStrategy[Any]:
    """Anything that `schema` describes, as plain values."""
    if isinstance(schema, list):
        return st.one_of([values(branch) for branch in schema])
    kind = schema["type"] if isinstance(schema, dict) else schema
    simple = {
        "null": st.none(),
        "string": st.text(max_size=70),
        "bytes": st.binary(max_size=80),
        "int": st.integers(-(2**31), 2**31 - 1),
        "long": NUMBER,
        "double": st.floats(allow_nan=False),
        "boolean": st.booleans(),
    }
    if kind in simple:
        return simple[kind]
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=3)
    if kind == "map":
        return st.dictionaries(st.text(max_size=8), values(schema["values"]), max_size=3)
    return st.fixed_dictionaries({each["name"]: values(each["type"]) for each in schema["fields"]})


def whole(name: str, plain: Any) -> Any:
    return msgspec.convert(plain, getattr(contracts, name), builtin_types=(bytes,))


def written_by_fastavro(name: str, plain: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, _parsed(name), plain)
    return out.getvalue()


def read_by_fastavro(name: str, body: bytes) -> Any:
    stream = io.BytesIO(body)
    plain = fastavro.schemaless_reader(stream, _parsed(name), None)
    assert stream.tell() == len(body)
    return plain


@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - SECTIONED))
@settings(max_examples=10)
@given(data=st.data())
def test_both_read_what_either_writes(name: str, data: st.DataObject) -> None:
    plain = data.draw(values(SCHEMAS[name]))
    ours, theirs = WRITERS[name](whole(name, plain)), written_by_fastavro(name, plain)
    for body in (ours, theirs):
        assert READERS[name](body) == read_by_fastavro(name, body) == plain


@pytest.mark.parametrize("name", sorted(SECTIONED))
def test_both_read_what_either_writes_of_a_whole_lead(name: str) -> None:
    made = {"RoutedLead": a_routed_lead, "ScoredLead": a_scored_lead, "EnrichedLead": an_enriched_lead}
    lead = {**made, "Lead": a_lead, "Identified": an_identified}[name]()
    plain = msgspec.to_builtins(lead, builtin_types=(bytes,))
    for body in (WRITERS[name](lead), written_by_fastavro(name, plain)):
        assert whole(name, READERS[name](body)) == whole(name, read_by_fastavro(name, body)) == lead


@settings(max_examples=150)
@given(data=st.data())
def test_what_is_read_of_damaged_bytes_is_what_fastavro_reads(data: st.DataObject) -> None:
    """A byte changed, cut off or put in: where our reader gives a record, fastavro gives the same."""
    body = bytearray(encode_body(a_routed_lead()))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        ours = READERS["RoutedLead"](bytes(body))
    except (ValueError, IndexError, OverflowError, struct.error):
        return
    assert msgspec.json.encode(read_by_fastavro("RoutedLead", bytes(body))) == msgspec.json.encode(ours)


@pytest.mark.parametrize(
    "value", [None, 3, b"bytes", ["a"], 2**63], ids=["none", "number", "bytes", "list", "too large"]
)
def test_a_value_that_is_not_of_the_schema_is_refused(value: Any) -> None:
    record = msgspec.convert({"unit": "u", "code": "c"}, contracts.Decision)
    for field in ("unit", "duration_us"):
        if (field, value) == ("duration_us", 3):
            continue
        object.__setattr__(record, field, value)
        with pytest.raises((TypeError, AttributeError, OverflowError)):
            WRITERS["Decision"](record)
        object.__setattr__(record, field, {"unit": "u", "duration_us": 0}[field])


def test_explanations_are_left_out_on_request_and_nothing_else() -> None:
    lead = a_routed_lead()
    trail = (Decision(unit="scorer", code="scored", parameters={"why": "it was"}),)
    lead = replace(lead, scoring=replace(lead.scoring, trail=trail, features=(1.0, 2.0)))
    read = decode_body(RoutedLead, encode_body(lead), explained=False)
    assert isinstance(read, RoutedLead)
    assert (read.origin, read.identity.person) == (lead.origin, lead.identity.person)
    unknown = Basis(decided_at=0)
    assert read.scoring == replace(lead.scoring, trail=(), features=(), parts=(), reasons=(), basis=unknown)


def test_explanations_of_another_writer_are_read_too() -> None:
    """fastavro writes blocks without their length: then nothing can be passed over, and the lead comes whole."""
    lead = a_routed_lead()
    body = written_by_fastavro("RoutedLead", msgspec.to_builtins(lead, builtin_types=(bytes,)))
    assert decode_body(RoutedLead, body, explained=False) == decode_body(RoutedLead, body) == lead


@pytest.mark.parametrize("count", [b"\xff" * 4_000_000, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"])
def test_a_number_without_end_is_not_read_to_its_end(count: bytes) -> None:
    with pytest.raises(ValueError, match="number"):
        READERS["Lead"](count)
    assert isinstance(decode_body(Lead, count[:1000]), Undecodable)


def test_a_negative_length_is_not_taken_for_a_length() -> None:
    """Odd numbers are negative: one more than a length must not be read as the same length."""
    body = encode_body(a_lead())
    with pytest.raises(ValueError, match="negative"):
        READERS["Lead"](bytes([body[0] + 1]) + body[1:])
