"""Which rows a message becomes, and which texts PostgreSQL cannot hold (D2, D6)."""

from dataclasses import replace

import msgspec
import pytest
from crm_sync.domain import recorded, texts
from crm_sync.domain.rows import Contact, Dead, Ended, Json, LeadNow, LeadScore, LeadVersion, Moment, Organization, Seen
from hypothesis import given
from hypothesis import strategies as st
from leadcore.contracts import DeadLetter, Decision, Header, Outcome, Receipt
from leadcore.failures import WrongShape
from leadcore.testing import builders

LEAD = builders.a_routed_lead()
OUTCOME = Outcome(
    outcome_id="o-1",
    submission_id="s-1",
    tenant="main",
    source="web-form",
    outcome="rejected",
    unit="ingest.normalise",
    code="rule-violation",
    at=builders.NOW,
    trail=(Decision(unit="ingest.normalise", code="no-contact", release="r-test"),),
)
LETTER = DeadLetter(
    dead_letter_id="d-1",
    unit="scorer",
    code="bug",
    topic="leads.enriched",
    partition=1,
    offset=7,
    appended_at=builders.NOW,
    value=b"\x00bytes",
    headers=(Header(name="a", value=b"\x00\xff"), Header(name="b")),
    first_failed_at=builders.NOW,
    last_failed_at=builders.NOW,
)


def test_a_routed_lead_becomes_its_state_its_version_its_score_its_person_and_its_company() -> None:
    entry = recorded.delivered(LEAD, builders.a_person(), b"bytes", 7)
    assert isinstance(entry, tuple)
    assert [type(row) for row in entry] == [LeadNow, LeadVersion, LeadScore, Contact, Organization]
    now, version, score, contact, company = entry
    assert isinstance(now, LeadNow)
    assert (now.owner, now.score, now.company_name) == ("owner-1", 82.5, "Northwind Labs")
    assert isinstance(version, LeadVersion)
    assert (version.bytes, version.schema_id) == (b"bytes", 7)
    assert [step["section"] for step in msgspec.json.decode(version.trail)] == ["identity"]
    assert isinstance(score, LeadScore)
    assert isinstance(contact, Contact)
    assert contact.email == "ada@northwind.example"
    assert isinstance(company, Organization)
    assert company.organization_id == "northwind.example"


def test_personal_data_is_in_the_contact_alone() -> None:
    entry = recorded.delivered(LEAD, builders.a_person(), b"", 7)
    assert isinstance(entry, tuple)
    shown = [type(row) for row in entry if any(text in repr(row) for text in ("ada@", "Example", "+4420"))]
    assert shown == [Contact]


def test_a_lead_without_a_company_makes_none() -> None:
    alone = replace(LEAD, enrichment=replace(LEAD.enrichment, company_domain=""))
    entry = recorded.delivered(alone, builders.a_person(), b"", 7)
    assert isinstance(entry, tuple)
    assert Organization not in {type(row) for row in entry}


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_text_that_postgres_refuses_names_its_field_and_not_its_value(text: str) -> None:
    failure = recorded.delivered(LEAD, replace(builders.a_person(), title=text), b"", 7)
    assert failure == WrongShape("not-text-that-can-be-stored", "title")


def test_a_nul_inside_json_is_found_and_the_same_letters_are_not() -> None:
    lead = replace(LEAD, identity=replace(LEAD.identity, attributes={"note": "a\0b"}))
    assert recorded.delivered(lead, builders.a_person(), b"", 7) == WrongShape(
        "not-text-that-can-be-stored", "attributes"
    )
    lead = replace(LEAD, identity=replace(LEAD.identity, attributes={"note": r"a\u0000b"}))
    assert isinstance(recorded.delivered(lead, builders.a_person(), b"", 7), tuple)


@pytest.mark.parametrize("at", [-1, 253_402_300_800_000])
def test_a_time_that_is_none_is_refused(at: int) -> None:
    lead = replace(LEAD, origin=replace(LEAD.origin, accepted_at=at))
    assert recorded.delivered(lead, builders.a_person(), b"", 7) == WrongShape("not-a-time", "accepted_at")


def test_a_key_too_long_for_an_index_is_refused() -> None:
    lead = replace(LEAD, routing=replace(LEAD.routing, owner="o" * 501))
    assert recorded.delivered(lead, builders.a_person(), b"", 7) == WrongShape("longer-than-a-key-may-be", "owner")


def test_an_outcome_is_kept_whatever_its_texts_hold() -> None:
    entry = recorded.ended(replace(OUTCOME, client="a\0b", parameters={"k": "\0"}))
    assert isinstance(entry, tuple)
    (row,) = entry
    assert isinstance(row, Ended)
    assert (row.client, msgspec.json.decode(row.parameters)) == ("a\ufffdb", {"k": "\ufffd"})
    assert [step["code"] for step in msgspec.json.decode(row.trail)] == ["no-contact"]


@pytest.mark.parametrize(
    "change", [{"submission_id": ""}, {"submission_id": "a\0"}, {"submission_id": "s" * 501}, {"outcome": "lost"}]
)
def test_an_outcome_without_a_key_or_a_known_end_is_refused(change: dict[str, str]) -> None:
    failure = recorded.ended(replace(OUTCOME, **change))  # type: ignore[arg-type]  # only texts are changed
    assert isinstance(failure, WrongShape)
    assert failure.field in change


def test_a_dead_letter_keeps_the_bytes_and_is_never_refused() -> None:
    (row,) = recorded.dead(replace(LETTER, field="\ud800", tenant="", appended_at=-1))
    assert isinstance(row, Dead)
    assert (row.value, row.field, row.tenant, row.appended_at) == (b"\x00bytes", "\ufffd", "main", 0)
    assert msgspec.json.decode(row.headers) == [["a", "AP8="], ["b", None]]


def test_a_receipt_that_cannot_be_stored_is_refused() -> None:
    receipt = Receipt(
        receipt_id="r",
        tenant="main",
        lead_id="l",
        version=1,
        destination="hubspot",
        result="created",
        record_id="\0",
        at=1,
    )
    assert recorded.answered(receipt) == WrongShape("not-text-that-can-be-stored", "record_id")


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_what_was_cleaned_has_no_flaw(text: str) -> None:
    row = Seen("main", text, text, text, 0, "leads.raw", 0, 0, Moment(0))
    assert texts.flaw(texts.clean(row)) is None


@given(st.lists(st.sampled_from(["\\", "u0000", "\0", "a", '"'])).map("".join))
def test_a_nul_is_found_in_json_exactly_where_there_is_one(text: str) -> None:
    encoded = Json(msgspec.json.encode([text]).decode())
    row = Ended("main", "s", "x", "", "", "", 0, "routed", 3, 0, "", 0, "u", "c", encoded, Json("[]"), Moment(0))
    assert (texts.flaw(row) is not None) == ("\0" in text)
    assert msgspec.json.decode(texts.clean(row).parameters) == [text.replace("\0", "\ufffd")]
