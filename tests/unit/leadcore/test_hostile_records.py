"""
P5, fault:F1, fault:F2: no record of an outsider, and no mistake of a stage, stops a unit. What anybody may write at any
length must not make an account that its topic does not take: the unit would try to write it for ever.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, DeadLetter, Outcome, Submission, Topic
from leadcore.failures import Refused, Unavailable
from leadcore.message import (
    UNREADABLE,
    Delivery,
    Headers,
    Message,
    Write,
    headers_of,
    trace_of,
    wire_bytes,
    wire_bytes_at_most,
)
from leadcore.pipeline import Tools, process
from leadcore.stage import Stage, Subject
from leadcore.submissions import subject_reader
from leadcore.testing.builders import an_identified
from leadcore.verdict import Defer, Emit, Reject

CODEC = Codec()
TOOLS = Tools(CODEC, lambda: 1_700_000_001_000, lambda _topic: 4)
LIMIT = TOPICS[Topic.LEADS_RAW].max_message_bytes
SUBMISSION = Submission(
    submission_id="s-1", tenant="main", source="proof", accepted_at=1_700_000_000_000, payload=b"no json"
)
TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def a_stage(verdicts: dict[int, Any] | None = None) -> Stage[Any, Any]:
    """Normalises nothing: everything is refused, or by its offset has the verdict named."""

    async def handle(records: Sequence[Any]) -> Sequence[Any]:
        return [(verdicts or {}).get(each.message.offset, Reject(Refused("no"))) for each in records]

    return Stage(
        unit="ingest.normalise",
        sources=(Topic.LEADS_RAW,),
        sink=Topic.LEADS_IDENTIFIED,
        retry=Topic.LEADS_INGEST_NORMALISE_RETRY,
        handle=handle,
        subject=subject_reader(CODEC, "cluster", lambda _source: "main"),
    )


def arriving(value: bytes | None, headers: Headers = (), key: bytes | None = b"k", offset: int = 0) -> Delivery:
    message = Message(Topic.LEADS_RAW, 0, offset, 1_700_000_000_000, key, value, headers)
    assert wire_bytes(Write(Topic.LEADS_RAW, key, value, headers)) <= LIMIT, "the broker takes it"
    return Delivery(message, internal=False)


def written(writes: Sequence[Write], record: type[Any]) -> list[Any]:
    found = [CODEC.decode(record, write.value) for write in writes if TOPICS[write.topic].record == record.__name__]
    assert all(isinstance(each, record) for each in found)
    return found


@given(
    st.none() | st.binary(max_size=64),
    st.none() | st.binary(max_size=64),
    st.lists(st.tuples(st.text(max_size=8), st.none() | st.binary(max_size=64)), max_size=6),
)
def test_the_quick_guess_at_what_a_write_takes_is_never_less_than_it_does(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
) -> None:
    write = Write(Topic.LEADS_RAW, key, value, tuple(headers))
    assert wire_bytes_at_most(write) >= wire_bytes(write)


@pytest.mark.parametrize("field", ["client", "event_id", "operation_id"])
async def test_what_a_submission_says_of_itself_makes_no_account_too_large(field: str) -> None:
    long = replace(SUBMISSION, **{field: "x" * (LIMIT - 300)})  # type: ignore[arg-type]
    processed = await process(a_stage(), [arriving(CODEC.encode(long).value)], TOOLS)
    assert all(wire_bytes(write) <= TOPICS[write.topic].max_message_bytes for write in processed.writes)
    [outcome] = written(processed.writes, Outcome)
    assert (outcome.outcome, outcome.submission_id) == ("dead", "s-1")
    assert len(getattr(outcome, field)) < 100


@pytest.mark.parametrize(("key", "partition", "wanted"), [(None, 2, 2), (None, 9, None), (b"k", 2, None)])
async def test_what_has_no_key_waits_in_the_partition_where_its_state_is(
    key: bytes | None, partition: int, wanted: int | None
) -> None:
    """Admission's packets have none: anywhere else somebody would judge them without what is remembered."""
    stage = a_stage({0: Defer(Unavailable("no-answer"))})
    stood = replace(arriving(b"{}", key=key).message, partition=partition)
    [write] = (await process(stage, [Delivery(stood, internal=False)], TOOLS)).writes
    assert (write.topic, write.partition) == (Topic.LEADS_INGEST_NORMALISE_RETRY, wanted)


async def test_a_trace_that_is_none_is_not_passed_on() -> None:
    """reliability 5.1: invalid is a new trace, and never the lead's failure."""
    hostile = (("traceparent", b"x" * (LIMIT - 400)),)
    processed = await process(a_stage(), [arriving(b"{}", hostile)], TOOLS)
    assert all(wire_bytes(write) <= TOPICS[write.topic].max_message_bytes for write in processed.writes)
    assert not any(name == "traceparent" for write in processed.writes for name, _ in write.headers)


def test_the_last_trace_that_is_one_is_passed_on() -> None:
    bad = (None, b"", b"ff" + TRACE[2:], TRACE.upper(), TRACE + b"-1", TRACE[:3] + b"0" * 32 + TRACE[35:], b"\xff")
    assert trace_of(tuple(("traceparent", value) for value in bad)) == ()
    headers = (("traceparent", b"00" + b"-" + b"1" * 32 + TRACE[35:]), ("traceparent", TRACE), ("traceparent", b"no"))
    assert trace_of((*headers, ("tracestate", TRACE))) == (("traceparent", TRACE),)


async def test_a_key_that_is_as_large_as_a_message_may_be_is_left_where_it_stands() -> None:
    """A dead letter holds the key, and is written under it."""
    processed = await process(a_stage(), [arriving(b"{}", key=b"k" * (LIMIT - 200))], TOOLS)
    assert all(wire_bytes(write) <= TOPICS[write.topic].max_message_bytes for write in processed.writes)
    [letter] = written(processed.writes, DeadLetter)
    assert (letter.key, letter.value, letter.parameters["bytes_left"]) == (None, None, "2")
    assert (letter.code, letter.topic, letter.offset) == ("refused", "leads.raw", 0)


@pytest.mark.parametrize(
    "spoilt",
    [
        Emit(replace(an_identified("x"), origin=replace(an_identified("x").origin, source="\ud800"))),
        Emit(replace(an_identified("x"), origin=replace(an_identified("x").origin, line=2**70))),
        Emit(None),
        None,
        "routed",
    ],
    ids=["surrogate", "too-large-a-number", "nothing-emitted", "no-verdict", "no-such-verdict"],
)
async def test_what_a_stage_says_and_nobody_can_write_is_a_bug_of_that_record_alone(spoilt: Any) -> None:
    """DESIGN §5: the one that raises is rejected as a Bug; nothing is silently finished."""
    stage = a_stage({0: Emit(an_identified("good")), 1: spoilt})
    processed = await process(stage, [arriving(b"{}", offset=n) for n in range(3)], TOOLS)
    assert processed.counts["failure", "bug"] == 1
    assert processed.counts["failure", "refused"] == 1
    assert processed.counts["verdict", "emit"] == 1
    assert sorted(letter.offset for letter in written(processed.writes, DeadLetter)) == [1, 2]
    assert len([write for write in processed.writes if write.topic == Topic.LEADS_IDENTIFIED]) == 1


class Unnameable:
    """A message with a header whose name is not UTF-8, as the client hands it out."""

    def headers(self) -> None:
        raise SystemError("returned a result with an exception set")


async def test_a_header_whose_name_is_no_text_is_a_dead_letter() -> None:
    """The client raises where it is asked for the headers; the record waits for nobody."""
    processed = await process(a_stage(), [arriving(b"{}", headers_of(Unnameable()))], TOOLS)
    [letter] = written(processed.writes, DeadLetter)
    assert (letter.code, letter.parameters["reason"]) == ("undecodable", "header-name-is-no-text")
    [outcome] = written(processed.writes, Outcome)
    assert outcome.submission_id


async def test_a_stage_that_opens_nothing_gets_such_a_message_as_it_is() -> None:
    """Every submission is accounted for, whatever its headers are."""
    seen: list[Delivery] = []

    async def handle(records: Sequence[Any]) -> Sequence[Any]:
        seen.extend(records)
        return [Reject(Refused("no"))]

    stage = replace(a_stage(), handle=handle, opens=False, subject=lambda _delivery: Subject("s-2"))
    await process(stage, [arriving(b"{}", ((UNREADABLE, None),))], TOOLS)
    assert len(seen) == 1
