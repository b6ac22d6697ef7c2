"""
What can be done with a dead letter: handle it again, or say that it is to stay dead. Pure.

A replay goes to the retry topic of a unit, as if that unit had deferred it: with the coordinates and headers it first
had, so that its submission keeps its id, and with a higher attempt, so that its new end supersedes `dead`. Two replays
of one letter are the same message twice, and no effect follows from the second.
"""

from dataclasses import replace

from leadcore import accounts, message
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, DeadLetter, Header, Topic
from leadcore.framing import Emission, packed
from leadcore.message import Message, Write
from leadcore.stage import Subject

FIRST_UNIT = "ingest.normalise"
"""The unit that every submission passes first: a replay to it begins with the bytes that were sent."""
CONSOLE = "console"
DESTINATIONS = "crm-sync."
NO_SUCH_UNIT, DOES_NOT_READ = "no-such-unit", "unit-does-not-read-this-topic"


def is_held(letter: DeadLetter) -> bool:
    """Whether the letter has the message's bytes; otherwise they were too large for it and lie on their own topic."""
    return "bytes_left" not in letter.parameters


def retry_topic(unit: str) -> Topic | None:
    """The retry topic of `unit`; None where there is no such unit."""
    name = f"leads.{unit}.retry"
    return Topic(name) if name in {topic.value for topic in TOPICS} else None


def objection(topic: str, unit: str) -> str:
    """Why a letter from `topic` cannot be handled by `unit`; empty: it can."""
    if retry_topic(unit) is None:
        return NO_SUCH_UNIT
    known = topic in {each.value for each in TOPICS}
    return "" if known and unit in TOPICS[Topic(topic)].consumers else DOES_NOT_READ


def replay(letter: DeadLetter, unit: str, partitions: int) -> Write | None:
    """
    The message that has `unit` handle the letter again, `partitions` being those of its retry topic; None where that
    topic does not take so much.

    Letters of one partition stay in one partition, and so in order.
    """
    retry = retry_topic(unit)
    assert retry is not None, "objection() was asked before"
    original = tuple((header.name, header.value) for header in letter.headers)
    put = {
        message.RETRY_TOPIC: letter.topic,
        message.RETRY_PARTITION: str(letter.partition),
        message.RETRY_OFFSET: str(letter.offset),
        message.RETRY_TIMESTAMP: str(letter.appended_at),
        message.RETRY_DUE: "0",
        message.RETRY_TRIES: "0",
        message.RETRY_SINCE: "0",
        message.RETRY_SUBMISSION: message.promise(letter.submission_id),
        message.ATTEMPT: str(letter.attempt + 1),
    }
    partition = letter.partition if letter.partition < partitions else None
    write = Write(retry, letter.key, letter.value, message.with_headers(original, put), partition)
    return write if message.wire_bytes(write) <= TOPICS[retry].max_message_bytes else None


def with_message(letter: DeadLetter, found: Message) -> DeadLetter:
    """The letter with the bytes and coordinates of `found`, as they stand on a topic."""
    return replace(
        letter,
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        appended_at=found.timestamp,
        key=found.key,
        value=found.value,
        headers=tuple(Header(name=name, value=value) for name, value in found.headers),
    )


def dismissal(letter: DeadLetter, reason: str, at: int, codec: Codec) -> list[Write]:
    """
    What ends the submission of a letter that is to stay dead: `rejected`, by the console, on the next attempt. Nothing
    where the letter ended no submission: it has none, its lead was routed and this is a later version, or a
    destination refused what was routed.
    """
    if not letter.submission_id or letter.version > accounts.FIRST_VERSION or letter.unit.startswith(DESTINATIONS):
        return []
    subject = Subject(
        submission_id=letter.submission_id,
        tenant=letter.tenant or "main",
        source=letter.source,
        attempt=letter.attempt + 1,
        lead_id=letter.lead_id,
        version=letter.version,
    )
    told = {"dead_letter": letter.dead_letter_id, "unit": letter.unit, "failure": letter.code, "reason": reason}
    outcome = accounts.outcome(subject, "rejected", unit=CONSOLE, code="dismissed", at=at, parameters=told)
    return packed([Emission(Topic.LEADS_OUTCOMES, outcome, subject)], codec, lambda _topic: 1, CONSOLE)
