"""D6: an event that a person sets off is checked as the pipeline will check it; the field at fault is named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.codec import Codec, decode_body
from leadcore.contracts import Engagement, Identified, Person, Revision, Submission, Topic
from leadcore.framing import Emission, packed
from leadcore.problems import FieldError
from leadcore.vault import PlainVault
from leadcore.workspace import load
from leadstream.events import KINDS, Asked, Event, Kind, event

NOW = 1_800_000_000_000
WORKSPACE = load(Path(__file__).parents[3] / "workspace")
LEAD = {"lead_id": "lead-1"}


def asked(name: str = "by-hand-1", source: str = "web-form") -> Asked:
    return Asked(name, "ada", source, WORKSPACE, lambda: NOW)


def made(kind: Kind, document: Any, how: Asked | None = None) -> Event:
    found = event(kind, json.dumps(document).encode(), how or asked())
    assert isinstance(found, Event), found
    return found


def faults(kind: Kind, raw: Any, how: Asked | None = None) -> dict[str, str]:
    found = event(kind, raw if isinstance(raw, bytes) else json.dumps(raw).encode(), how or asked())
    assert isinstance(found, list), found
    return {each.field: each.reason for each in found}


def test_a_submission_is_what_its_source_would_have_sent_and_says_who_sent_it() -> None:
    body = {"email": "ada@northwind.example"}
    found = made("submission", body)
    assert (found.topic, found.name, found.follow) == (Topic.LEADS_RAW, "by-hand-1", "by-hand-1")
    record = found.record
    assert isinstance(record, Submission)
    assert (record.submission_id, record.client, record.source, record.tenant) == (
        "by-hand-1",
        "manual/ada",
        "web-form",
        "main",
    )
    assert json.loads(record.payload) == body
    assert (record.accepted_at, record.lane) == (NOW, "live")


def test_a_revision_holds_what_is_said_anew_sealed() -> None:
    """Of a lead that there is, no address has to be said again, whatever its source asks for."""
    found = made("revision", {**LEAD, "lead": {"title": "Chief Executive Officer", "name": "Ada Curl"}})
    record = found.record
    assert isinstance(record, Revision)
    assert (found.topic, found.follow) == (Topic.LEADS_REVISIONS, "lead-1")
    assert (record.revision_id, record.cause_id, record.origin) == ("by-hand-1", "by-hand-1", "manual/ada")
    assert (record.cause, record.lead_id, record.requested_at) == ("same-person", "lead-1", NOW)
    later = decode_body(Identified, record.identified)
    assert isinstance(later, Identified)
    assert later.origin.client == "manual/ada"
    assert later.identity.title_level
    person = PlainVault().open("main", later.identity.person, later.identity.person_key)
    assert isinstance(person, Person)
    assert person.full_name == "Ada Curl"


def test_an_engagement_is_as_its_contract_says() -> None:
    document = {**LEAD, "kind": "reply", "at": "2026-11-22T10:00:00Z", "actor": "human", "parameters": {"page": "p"}}
    found = made("engagement", document, asked(source=""))
    assert found.record == Engagement(
        engagement_id="by-hand-1",
        tenant="main",
        lead_id="lead-1",
        kind="reply",
        at=1_795_341_600_000,
        source="manual/ada",
        actor="human",
        parameters={"page": "p"},
    )
    later = made("engagement", {**LEAD, "kind": "open"}).record
    assert isinstance(later, Engagement)
    assert later.at == NOW


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_again_is_the_same_record(kind: Kind) -> None:
    """With one id there is one key and one record, byte for byte: whoever reads it twice knows it."""
    documents = {
        "submission": {"email": "ada@northwind.example"},
        "revision": {**LEAD, "lead": {"title": "CEO"}},
        "engagement": {**LEAD, "kind": "open"},
    }
    found = [made(kind, documents[kind]) for _ in range(2)]
    writes = [packed([Emission(e.topic, e.record, e.subject)], Codec(), lambda _topic: 4, "trigger") for e in found]
    assert writes[0] == writes[1]


WRONG: list[tuple[Kind, Any, dict[str, str]]] = [
    ("submission", {"email": 5}, {"email": "wrong-type"}),
    ("submission", {"email": 5, "phone": []}, {"email": "wrong-type", "phone": "wrong-type"}),
    ("submission", {"title": "nobody"}, {"email": "nothing-required-is-usable"}),
    ("submission", [], {"": "array-not-accepted"}),
    ("submission", b"{", {"": "not-json"}),
    ("submission", b"", {"": "empty"}),
    ("revision", {**LEAD, "lead": {"title": 5}}, {"lead.title": "wrong-type"}),
    ("revision", {**LEAD, "lead": "ada"}, {"lead": "must-be-an-object"}),
    ("revision", {**LEAD}, {"lead": "is-missing"}),
    ("revision", {"lead": {"title": "CEO"}}, {"lead_id": "is-missing"}),
    ("revision", {**LEAD, "lead": {"title": "CEO"}, "patch": {}}, {"patch": "unknown-field"}),
    ("engagement", {**LEAD, "kind": "stare"}, {"kind": "must-be-one-of"}),
    ("engagement", {**LEAD, "kind": "open", "at": "yesterday"}, {"at": "must-be-an-rfc-3339-time"}),
    ("engagement", {**LEAD, "kind": "open", "actor": "cat"}, {"actor": "must-be-one-of"}),
    ("engagement", {**LEAD, "kind": "open", "parameters": {"n": 1}}, {"parameters": "must-be-an-object-of-texts"}),
    ("engagement", {"lead_id": 7, "kind": "open"}, {"lead_id": "must-be-a-text"}),
    ("engagement", {**LEAD}, {"kind": "is-missing"}),
]


@pytest.mark.parametrize(("kind", "document", "told"), WRONG)
def test_every_field_at_fault_is_named_with_its_reason(kind: Kind, document: Any, told: dict[str, str]) -> None:
    found = faults(kind, document)
    assert set(found) == set(told), found
    for name, reason in told.items():
        assert found[name].startswith(reason), found
    assert "yesterday" not in repr(found)


def test_a_source_that_there_is_not_and_an_id_that_is_none_are_named() -> None:
    assert faults("submission", {}, asked(source="")) == {"--source": "no-such-source"}
    assert faults("revision", {}, asked(name="a\nb", source="x")) == {
        "--id": "not-an-id",
        "--source": "no-such-source",
    }
    assert faults("engagement", {}, asked(name="Ä")) == {"--id": "not-an-id"}


@given(st.sampled_from(KINDS), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_it_raise(kind: Kind, raw: bytes) -> None:
    found = event(kind, raw, asked())
    assert isinstance(found, Event) or all(isinstance(each, FieldError) and each.reason for each in found)
