"""Leads inside packets and revisions stand without a frame: the id of their schema stands beside them (P2, F3)."""

import io
import json
from dataclasses import fields, is_dataclass
from typing import Any

import fastavro
import pytest
from leadcore import framing
from leadcore.codec import Codec, _numbers_for_times, encode_body
from leadcore.contracts import Identified, IdentifiedPacket
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.message import Delivery, Message
from leadcore.testing.builders import an_identified

CODEC = Codec()
FIRST = min(schema_id for schema_id, (name, _) in SCHEMAS.items() if name == "Identified")


def _plain(record: Any) -> Any:
    if is_dataclass(record):
        return {field.name: _plain(getattr(record, field.name)) for field in fields(record)}
    return [_plain(each) for each in record] if isinstance(record, tuple) else record


def _as_first(lead: Identified) -> bytes:
    schema = fastavro.parse_schema(_numbers_for_times(json.loads(SCHEMAS[FIRST][1])), {})
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, schema, _plain(lead))
    return stream.getvalue()


def _opened(lead: Identified, body: bytes, schema_id: int) -> Any:
    packet = IdentifiedPacket(index=(framing._index(lead),), leads=(body,), schema_id=schema_id)
    message = Message("leads.identified", 0, 0, 0, None, CODEC.encode(packet).value)
    return framing.opened(Delivery(message, internal=True), CODEC, None)


def test_the_schema_has_changed_since_the_first() -> None:
    lead = an_identified()
    assert _as_first(lead) != encode_body(lead)


@pytest.mark.parametrize("schema_id", [0, FIRST])
def test_a_lead_of_the_first_schema_is_handed_on_in_todays(schema_id: int) -> None:
    lead = an_identified()
    (item,) = _opened(lead, _as_first(lead), schema_id)
    assert item.record.body == encode_body(lead)
    assert item.record.schema_id == CURRENT["Identified"]
    again = CODEC.decode(IdentifiedPacket, framing.replayable(item, CODEC))
    assert isinstance(again, IdentifiedPacket)
    assert (again.leads, again.schema_id) == ((encode_body(lead),), CURRENT["Identified"])


def test_a_lead_of_todays_schema_is_handed_on_as_it_came() -> None:
    lead = an_identified()
    body = encode_body(lead)
    (item,) = _opened(lead, body, CURRENT["Identified"])
    assert item.record.body == body


def test_a_lead_of_a_schema_nobody_knows_waits() -> None:
    with pytest.raises(PortUnavailable):
        _opened(an_identified(), encode_body(an_identified()), 7)


def test_a_body_that_is_not_of_its_schema_is_no_lead() -> None:
    assert isinstance(_opened(an_identified(), encode_body(an_identified())[:-1], 0), Undecodable)
    assert isinstance(_opened(an_identified(), encode_body(an_identified()), CURRENT["Person"]), Undecodable)


def test_a_revision_s_body_is_read_by_the_id_beside_it() -> None:
    lead = an_identified()
    assert CODEC.decode_inner(Identified, _as_first(lead), 0) == lead
    assert CODEC.decode_inner(Identified, encode_body(lead), CURRENT["Identified"]) == lead
