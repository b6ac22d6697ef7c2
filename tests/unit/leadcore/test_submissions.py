"""Every reader of leads.raw gives a message the same submission id (P5: the accounts balance)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import Submission, Topic
from leadcore.message import RETRY_SUBMISSION, Delivery, Headers, Message, deferred, delivered
from leadcore.pipeline import Tools, process
from leadcore.stage import Stage, Subject
from leadcore.submissions import is_id, subject_reader
from leadcore.verdict import Drop, Verdict

NOW = 1_700_000_000_000
CODEC = Codec()
SUBMISSION = Submission(
    submission_id="018f0000-0000-7000-8000-000000000001",
    tenant="someone-elses",
    source="web-form",
    client="key-1",
    event_id="e-1",
    accepted_at=NOW,
    operation_id="import-7",
    line=3,
    payload=b"{}",
)
RETRY = Topic.LEADS_INGEST_NORMALISE_RETRY
TENANTS = {"partner": "acme"}
read = subject_reader(CODEC, "cluster-1", lambda source: TENANTS.get(source, "main"))


def arriving(value: bytes | None, headers: Headers = ()) -> Delivery:
    return Delivery(Message(Topic.LEADS_RAW, 2, 41, NOW + 9, b"k", value, headers), internal=False)


def test_an_avro_submission_brings_its_own_id_and_its_source_decides_the_tenant() -> None:
    subject = read(arriving(CODEC.encode(SUBMISSION).value))
    assert subject == Subject(
        submission_id=SUBMISSION.submission_id,
        tenant="main",
        source="web-form",
        client="key-1",
        event_id="e-1",
        operation_id="import-7",
        line=3,
        accepted_at=NOW,
        appended_at=NOW + 9,
    )


def test_the_payload_is_not_read() -> None:
    whole = CODEC.encode(replace(SUBMISSION, payload=b"x" * 1000)).value
    assert read(arriving(whole[:200])).submission_id == SUBMISSION.submission_id


@pytest.mark.parametrize(
    "value", [b'{"email": "a@b.example"}', b"", None, b"\x00\x00\x00\x00\x07junk", b"\x00\x3b\x9a\xca\x00\x02"]
)
def test_anything_else_gets_the_id_of_where_it_stands(value: bytes | None) -> None:
    subject = read(arriving(value, (("lead-source", b"partner"),)))
    assert subject.submission_id == ids.submission_id_at("cluster-1", "leads.raw", 2, 41)
    assert (subject.tenant, subject.source, subject.accepted_at) == ("acme", "partner", NOW + 9)


def test_a_source_that_there_is_not_is_accounted_for_as_unknown() -> None:
    """A stranger's header makes no row of the ledger."""
    strict = subject_reader(CODEC, "cluster-1", TENANTS.get)
    value = CODEC.encode(replace(SUBMISSION, source="nobody-s")).value
    for arrived in (arriving(value), arriving(b"{}", (("lead-source", b"ada@x.example"),))):
        assert (strict(arrived).source, strict(arrived).tenant) == ("unknown", "main")
    assert strict(arriving(b"{}", (("lead-source", b"partner"),))).source == "partner"


@pytest.mark.parametrize("claimed", ["", "x" * 201, "nul\x00", "line\nbreak", " \u2028"])
def test_an_id_that_cannot_be_a_key_is_not_believed(claimed: str) -> None:
    value = CODEC.encode(replace(SUBMISSION, submission_id=claimed)).value
    assert read(arriving(value)).submission_id == ids.submission_id_at("cluster-1", "leads.raw", 2, 41)


def test_the_first_answer_stays() -> None:
    """What waited until its schema was known ends under the id it was accounted for; no outsider can choose one."""
    value = CODEC.encode(SUBMISSION).value
    first = ids.submission_id_at("cluster-1", "leads.raw", 2, 41)
    claimed = arriving(value, ((RETRY_SUBMISSION, b"stolen"),))
    assert delivered(claimed.message, RETRY).promised == ""
    put = deferred(claimed, RETRY, value, now=NOW, delay_ms=1, submission_id=first)
    again = delivered(Message(put.topic, 0, 7, NOW, put.key, put.value, put.headers), RETRY)
    assert read(again) == replace(read(claimed), submission_id=first, attempt=0)
    assert [name for name, _ in put.headers].count(RETRY_SUBMISSION) == 1


def test_an_id_that_no_header_can_hold_is_read_again() -> None:
    named = replace(SUBMISSION, submission_id="Änderung-1")
    value = CODEC.encode(named).value
    put = deferred(arriving(value), RETRY, value, now=NOW, delay_ms=1, submission_id=named.submission_id)
    again = delivered(Message(put.topic, 0, 7, NOW, put.key, put.value, put.headers), RETRY)
    assert read(again).submission_id == named.submission_id


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(value: bytes) -> None:
    assert is_id(read(arriving(b"\x00\x3b\x9a\xca\x00" + value)).submission_id)


async def test_a_stage_that_opens_nothing_gets_tombstones_and_undecodable_bytes_as_they_are() -> None:
    seen: list[Delivery] = []

    async def handle(deliveries: Sequence[Delivery]) -> list[Verdict[None]]:
        seen.extend(deliveries)
        return [Drop(None)] * len(deliveries)

    stage: Stage[Delivery, None] = Stage(
        "test", (Topic.LEADS_ROUTED,), None, Topic.LEADS_ROUTER_RETRY, handle, subject=lambda _: Subject(), opens=False
    )
    sent = [Delivery(Message(Topic.LEADS_ROUTED, 0, n, NOW, b"k", value)) for n, value in enumerate((None, b"junk"))]
    processed = await process(stage, sent, Tools(CODEC, lambda: NOW, lambda _: 4))
    assert (seen, processed.writes) == (sent, [])
