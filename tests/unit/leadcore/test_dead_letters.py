"""V4, fault:G8: a replay is the message as it first stood, on the unit's retry topic, one attempt higher."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore import accounts, dead_letters, message
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, DeadLetter, Outcome, Topic
from leadcore.failures import Bug
from leadcore.framing import Emission, opened, packed
from leadcore.message import Delivery, Message, Write, delivered
from leadcore.stage import Subject
from leadcore.testing.builders import a_lead, an_identified

CODEC = Codec()
VALUE = CODEC.encode(a_lead()).value
STOOD = Message("leads.validated", 2, 77, 1_700_000_000_000, b"lead-1", VALUE, (("lead-source", b"proof"),))
LETTER = accounts.dead_letter(
    "enricher", Delivery(STOOD), 0, VALUE, Subject("s-1", source="proof"), Bug("KeyError"), 1_700_000_001_000
)


def replayed(letter: DeadLetter, unit: str = "enricher", partitions: int = 4) -> tuple[Write, Delivery]:
    write = dead_letters.replay(letter, unit, partitions)
    assert write is not None
    stands = Message(write.topic, write.partition or 0, 5, 9, write.key, write.value, write.headers)
    return write, delivered(stands, write.topic)


def test_the_unit_gets_the_message_as_it_stood_one_attempt_higher() -> None:
    write, delivery = replayed(LETTER)
    assert (write.topic, write.partition) == (Topic.LEADS_ENRICHER_RETRY, 2)
    assert replace(delivery.message, headers=()) == replace(STOOD, headers=())
    assert delivery.message.header("lead-source") == "proof"
    assert (delivery.attempt, delivery.tries, delivery.due, delivery.since) == (1, 0, 0, 0)
    assert delivery.internal


@given(st.integers(0, 5))
def test_each_replay_raises_the_attempt_once(times: int) -> None:
    """A letter that dies again has another id; one that is replayed twice is the same message twice."""
    letter, ids = LETTER, {LETTER.dead_letter_id}
    for attempt in range(1, times + 1):
        write, delivery = replayed(letter)
        assert dead_letters.replay(letter, "enricher", 4) == write
        letter = accounts.dead_letter("enricher", delivery, 0, VALUE, Subject("s-1"), Bug("KeyError"), 2)
        assert letter.attempt == delivery.attempt == attempt
        ids.add(letter.dead_letter_id)
    assert len(ids) == times + 1


def test_headers_are_replaced_and_never_grow() -> None:
    """reliability 5.4: over ten passes the headers stay what they are."""
    letter, sizes = LETTER, set()
    for _ in range(10):
        write, delivery = replayed(letter)
        sizes.add(len(write.headers))
        letter = accounts.dead_letter("enricher", delivery, 0, VALUE, Subject("s-1"), Bug("KeyError"), 2)
    assert len(sizes) == 1


HEADERS = {
    "lead-dead-original-topic": b"leads.validated",
    "lead-dead-original-partition": b"2",
    "lead-dead-original-offset": b"77",
    "lead-dead-original-timestamp": b"1700000000000",
    "lead-dead-stage": b"enricher",
    "lead-dead-error-type": b"bug",
    "lead-dead-attempts": b"1",
    "lead-dead-first-failed-ms": b"1700000001000",
    "lead-dead-last-failed-ms": b"1700000001000",
    "lead-dead-service-version": b"1.2.3",
    "lead-dead-replays": b"0",
}


def put(letter: DeadLetter) -> Write:
    [write] = packed([Emission(Topic.LEADS_DEAD, letter, Subject("s-1"))], CODEC, lambda _topic: 4, "enricher")
    return write


def test_its_headers_say_where_it_stood_who_rejected_it_and_how_often() -> None:
    """reliability 5.4, anchor:P7: nobody has to decode a letter to sort it."""
    told = [pair for pair in put(replace(LETTER, code_version="1.2.3")).headers if pair[0].startswith("lead-dead-")]
    assert told == list(HEADERS.items())


def test_its_headers_are_replaced_and_stay_small() -> None:
    """anchor:P20: a letter of a letter of a letter has the same headers, each once, in 2 KB together."""
    letter = LETTER
    for replays in range(10):
        headers = put(letter).headers
        names = [name for name, _ in headers]
        assert len(names) == len(set(names))
        assert sum(len(name) + len(value or b"") for name, value in headers) <= 2048
        assert dict(headers)["lead-dead-replays"] == str(replays).encode()
        _, delivery = replayed(letter)
        letter = accounts.dead_letter("enricher", delivery, 0, VALUE, Subject("s-1"), Bug("KeyError"), 2)


def test_a_replay_of_an_outsider_s_message_keeps_the_place_that_its_id_follows_from() -> None:
    letter = replace(LETTER, unit="ingest.normalise", topic="leads.raw", partition=3, offset=12)
    write, delivery = replayed(letter, "ingest.normalise")
    assert write.topic == Topic.LEADS_INGEST_NORMALISE_RETRY
    assert (delivery.message.topic, delivery.message.partition, delivery.message.offset) == ("leads.raw", 3, 12)
    assert not delivery.internal
    assert delivery.promised == letter.submission_id


def test_what_admission_gets_again_carries_the_attempt() -> None:
    """Its packets have no header of their own: the attempt of the delivery counts for the lead in it."""
    [write] = packed([Emission(Topic.LEADS_IDENTIFIED, an_identified(), Subject())], CODEC, lambda _topic: 4, "x")
    packet = Message("leads.identified", 1, 3, 4, None, write.value)
    letter = accounts.dead_letter("ingest.admit", Delivery(packet), 0, packet.value, Subject("s-1"), Bug("E"), 2)
    _, delivery = replayed(letter, "ingest.admit")
    items = opened(delivery, CODEC, None)
    assert isinstance(items, list)
    assert [item.subject.attempt for item in items] == [1]


def test_a_partition_that_there_is_not_is_left_to_the_key() -> None:
    write, _ = replayed(replace(LETTER, partition=9))
    assert write.partition is None


@pytest.mark.parametrize(
    ("topic", "unit", "why"),
    [
        ("leads.validated", "enricher", ""),
        ("leads.routed", "crm-sync.hubspot", ""),
        ("leads.validated", "scorer", dead_letters.DOES_NOT_READ),
        ("leads.validated", "nobody", dead_letters.NO_SUCH_UNIT),
        ("no.such.topic", "enricher", dead_letters.DOES_NOT_READ),
    ],
)
def test_a_unit_gets_only_what_it_reads(topic: str, unit: str, why: str) -> None:
    assert dead_letters.objection(topic, unit) == why


def test_what_the_retry_topic_does_not_take_is_not_written() -> None:
    limit = TOPICS[Topic.LEADS_ENRICHER_RETRY].max_message_bytes
    assert dead_letters.replay(replace(LETTER, value=b"x" * limit), "enricher", 4) is None


def test_a_dismissal_ends_the_submission_on_the_next_attempt() -> None:
    [write] = dead_letters.dismissal(LETTER, "spam", 5, CODEC)
    outcome = CODEC.decode(Outcome, write.value)
    assert isinstance(outcome, Outcome)
    assert (write.topic, write.key) == (Topic.LEADS_OUTCOMES, b"s-1")
    assert (outcome.outcome, outcome.code, outcome.unit, outcome.attempt) == ("rejected", "dismissed", "console", 1)
    assert outcome.parameters["dead_letter"] == LETTER.dead_letter_id
    died = accounts.dead(Subject("s-1"), Bug("KeyError"), "enricher", 1)
    assert outcome.outcome_id != died.outcome_id
    assert dead_letters.dismissal(LETTER, "spam", 5, CODEC) == [write], "repeats are equal"


def test_a_destination_s_refusal_ends_no_submission() -> None:
    assert dead_letters.dismissal(replace(LETTER, unit="crm-sync.hubspot"), "x", 5, CODEC) == []
    assert dead_letters.dismissal(replace(LETTER, submission_id=""), "x", 5, CODEC) == []


def test_a_later_version_s_letter_ends_no_submission() -> None:
    """Rules C and O: the submission was routed with version 1; `rejected` on a higher attempt would supersede that."""
    assert dead_letters.dismissal(replace(LETTER, lead_id="s-1", version=2), "x", 5, CODEC) == []
    assert dead_letters.dismissal(replace(LETTER, lead_id="s-1", version=1), "x", 5, CODEC) != []


def test_bytes_that_no_letter_can_hold_are_known_to_lie_elsewhere() -> None:
    assert dead_letters.is_held(LETTER)
    big = b"x" * TOPICS[Topic.LEADS_DEAD].max_message_bytes
    letter = accounts.dead_letter("enricher", Delivery(replace(STOOD, value=big)), 0, big, Subject(), Bug("E"), 1)
    assert not dead_letters.is_held(letter)
    found = dead_letters.with_message(letter, replace(STOOD, headers=((message.SOURCE, b"form"),)))
    assert (found.value, found.headers[0].name, found.attempt) == (VALUE, message.SOURCE, letter.attempt)
