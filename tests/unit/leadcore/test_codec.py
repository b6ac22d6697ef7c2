"""P1: records travel in the registry wire format, and hostile bytes are values, never exceptions."""

import struct
import time
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore import contracts
from leadcore.codec import Codec, decode_body, encode_body, origin_of
from leadcore.contracts import Identified, Identity, Lead, Outcome, Person, Revision, Submission
from leadcore.contracts.schemas import CURRENT
from leadcore.failures import Undecodable
from leadcore.testing.builders import a_lead, a_scored_lead, an_enriched_lead, an_identity, an_origin

CODEC = Codec()
SUBMISSION = Submission(
    submission_id="s-1", tenant="main", source="web-form", accepted_at=1_700_000_000_000, payload=b"{}"
)


@given(st.builds(Person, email=st.text(), unmapped=st.dictionaries(st.text(), st.text())))
def test_what_is_encoded_comes_back(person: Person) -> None:
    assert decode_body(Person, encode_body(person)) == person


@pytest.mark.parametrize("name", sorted(CURRENT))
def test_every_record_that_travels_has_a_class_and_a_schema(name: str) -> None:
    assert msgspec.inspect.type_info(getattr(contracts, name))
    assert CODEC._ids.schema(CURRENT[name]) is not None


def test_a_lead_is_the_concatenation_of_its_sections() -> None:
    lead = a_lead()
    encoded = CODEC.encode(lead)
    assert sum(encoded.sections) + 5 == len(encoded.value)
    body = encode_body(Identified(origin=lead.origin, identity=lead.identity))
    assert CODEC.appended("Lead", body, lead.admission).value == encoded.value


def test_a_lead_with_one_more_section_keeps_the_bytes_it_came_with() -> None:
    enriched, scored = an_enriched_lead(), a_scored_lead()
    came = CODEC.encode(enriched).value
    scored = replace(
        scored,
        origin=enriched.origin,
        identity=enriched.identity,
        admission=enriched.admission,
        enrichment=enriched.enrichment,
    )
    extended = CODEC.extended(scored, enriched, came)
    assert extended is not None
    assert extended.value == CODEC.encode(scored).value


def test_a_lead_whose_earlier_sections_are_not_those_that_came_is_written_anew() -> None:
    enriched, scored = an_enriched_lead(), a_scored_lead()
    came = CODEC.encode(enriched).value
    assert CODEC.extended(scored, enriched, came) is None
    kept = replace(
        scored,
        origin=enriched.origin,
        identity=enriched.identity,
        admission=enriched.admission,
        enrichment=enriched.enrichment,
    )
    older = _framed(came[5:], CURRENT["EnrichedLead"] + 999)
    assert CODEC.extended(kept, enriched, older) is None
    assert CODEC.extended(kept, a_lead(), came) is None
    assert CODEC.extended(enriched, enriched, came) is None
    assert CODEC.extended(SUBMISSION, enriched, came) is None
    assert CODEC.extended(kept, object(), came) is None


def test_the_origin_is_read_from_the_front_of_any_lead() -> None:
    assert origin_of(encode_body(a_lead())) == an_origin()
    assert isinstance(origin_of(b"\xff"), Undecodable)


def _framed(body: bytes, schema_id: int) -> bytes:
    return struct.pack(">bI", 0, schema_id) + body


BODY = encode_body(SUBMISSION)
ID = CURRENT["Submission"]
OVERLONG = b"\xff" * 20
HOSTILE = {
    "empty": b"",
    "tombstone": None,
    "wrong-magic": b"\x01" + _framed(BODY, ID)[1:],
    "json": b'{"email": "a@b.example"}',
    "schema-id-0": _framed(BODY, 0),
    "unknown-schema": _framed(BODY, 7),
    "another-record": CODEC.encode(a_lead()).value,
    "header-left-on": _framed(_framed(BODY, ID), ID),
    "trailing-byte": _framed(BODY + b"\x00", ID),
    "string-length-minus-one": _framed(b"\x01" + BODY[1:], ID),
    "string-length-2^40": _framed(b"\x80\x80\x80\x80\x80\x40" + BODY[1:], ID),
    "overlong-varint": _framed(OVERLONG + BODY[1:], ID),
    "not-utf-8": _framed(BODY.replace(b"main", b"\xff\xfe\xff\xfe"), ID),
    "too-large": _framed(b"x" * 5_000_000, ID),
    **{f"truncated-by-{n}": _framed(BODY, ID)[:-n] for n in range(1, len(BODY) + 5)},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_a_value(name: str) -> None:
    started = time.process_time()
    assert isinstance(CODEC.decode(Submission, HOSTILE[name]), Undecodable)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("count", [b"\x80\x80\x80\x80\x80\x40", b"\x7f", b"\xff\xff\xff\xff\x0f"])
def test_a_huge_array_count_costs_nothing(count: bytes) -> None:
    head = encode_body(contracts.IdentifiedPacket())[:-2]
    started = time.process_time()
    assert isinstance(decode_body(contracts.IdentifiedPacket, head + count), Undecodable)
    assert time.process_time() - started < 0.5


def test_a_union_index_out_of_range_is_a_value() -> None:
    whole = encode_body(an_identity())
    at = whole.index(an_identity().person) + len(an_identity().person) + 1
    for index in (b"\x01", b"\x0e"):
        assert isinstance(decode_body(Identity, whole[:at] + index + whole[at + 1 :]), Undecodable)


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_decoder_raise(body: bytes) -> None:
    for record in (Submission, Lead, Outcome):
        decoded = CODEC.decode(record, _framed(body, CURRENT[record.__name__]))
        assert isinstance(decoded, (Undecodable, record))


def test_no_schema_has_items_of_no_bytes() -> None:
    """Ten bytes that claim 2^40 nulls would hold a process for a minute."""
    import json

    from leadcore.contracts.schemas import SCHEMAS

    def zero_byte_items(node: object) -> bool:
        if isinstance(node, list):
            return any(map(zero_byte_items, node))
        if not isinstance(node, dict):
            return False
        items = node.get("items") or node.get("values")
        empty = items == "null" or (isinstance(items, dict) and items.get("type") == "record" and not items["fields"])
        return bool(empty) or any(map(zero_byte_items, node.values()))

    assert zero_byte_items({"type": "array", "items": "null"})
    for _, text in SCHEMAS.values():
        assert not zero_byte_items(json.loads(text))


def test_a_field_called_as_a_section_is_none_unless_it_is_a_record() -> None:
    """A Revision's `origin` is the unit that asks."""
    asked = Revision(
        revision_id="r-1", tenant="main", lead_id="l-1", origin="ingest.admit", cause="same-person", requested_at=1
    )
    assert CODEC.decode(Revision, CODEC.encode(asked).value) == asked
