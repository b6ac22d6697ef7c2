"""Outcomes and dead letters: how what happened to a submission is put on record. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from leadcore import ids, message
from leadcore.contracts import TOPICS, DeadLetter, Decision, Header, Origin, Outcome, Topic
from leadcore.failures import Failure
from leadcore.message import DEAD, Delivery, Headers
from leadcore.stage import Subject

FIRST_VERSION = 1
"""A later version of a lead is no submission's end: that one has ended as routed."""
LETTER_BYTES = 64 * 1024
"""Room in a dead letter for everything but the key, the bytes and the headers it holds."""
KEY_TIMES = 2
"""It holds the key, and is written under it."""


def outcome(
    subject: Subject,
    outcome: str,
    *,
    unit: str,
    code: str,
    at: int,
    parameters: Mapping[str, str] | None = None,
    trail: tuple[Decision, ...] = (),
) -> Outcome:
    """The outcome of `subject`'s submission: routed, duplicate, rejected, dead or erased."""
    return Outcome(
        outcome_id=ids.outcome_id(subject.submission_id, subject.attempt),
        submission_id=subject.submission_id,
        tenant=subject.tenant,
        source=subject.source,
        client=subject.client,
        event_id=subject.event_id,
        operation_id=subject.operation_id,
        line=subject.line,
        outcome=outcome,
        lead_id=subject.lead_id,
        version=subject.version,
        unit=unit,
        code=code,
        parameters=parameters or {},
        attempt=subject.attempt,
        at=at,
        accepted_at=subject.accepted_at,
        appended_at=subject.appended_at,
        trail=trail,
    )


def dead(subject: Subject, failure: Failure, unit: str, at: int) -> Outcome:
    """The outcome `dead`: open until someone replays or dismisses it."""
    told = {
        **failure.parameters,
        "reason": failure.reason,
        **({"field": failure.field} if failure.field else {}),
    }
    return outcome(subject, "dead", unit=unit, code=failure.code, at=at, parameters=told)


def on_attempt(outcome: Outcome, attempt: int) -> Outcome:
    """
    `outcome` as that of `attempt`, where this is higher than its own.

    A replay's attempt stands in the message's header, which a stage does not see: the `routed` of a replay must
    supersede the `dead` of the attempt before, not share its id.
    """
    if attempt <= outcome.attempt:
        return outcome
    return replace(outcome, outcome_id=ids.outcome_id(outcome.submission_id, attempt), attempt=attempt)


def subject_of(origin: Origin, *, lead_id: str = "", version: int = 0, attempt: int = 0) -> Subject:
    """The subject that `origin` describes; `attempt`: that of the delivery, where it is higher."""
    return Subject(
        submission_id=origin.submission_id,
        tenant=origin.tenant,
        source=origin.source,
        client=origin.client,
        event_id=origin.event_id,
        operation_id=origin.operation_id,
        line=origin.line,
        accepted_at=origin.accepted_at,
        appended_at=origin.appended_at,
        attempt=max(origin.attempt, attempt),
        lead_id=lead_id,
        version=version,
    )


def subject_from_headers(delivery: Delivery) -> Subject:
    """Who an unreadable message of ours is about, from the headers we wrote."""
    got = delivery.message.header
    return Subject(
        got(message.SUBMISSION_ID),
        got(message.TENANT) or "main",
        got(message.SOURCE),
        attempt=delivery.attempt,
        version=_version_in(got("ce_id")),
    )


def _version_in(ce_id: str) -> int:
    """The version in `<submission or lead>/<version>/<attempt>`; 0 where there is none."""
    told = ce_id.split("/")[-2:-1]
    return int(told[0]) if told and told[0].isdecimal() and len(told[0]) < 19 else 0


def dead_letter(
    unit: str,
    delivery: Delivery,
    part: int,
    value: bytes | None,
    subject: Subject,
    failure: Failure,
    at: int,
    code_version: str = "",
) -> DeadLetter:
    """
    The dead letter of one record: `value` are the bytes that replay it alone. What no dead letter can hold stays where
    it is, and is named by its coordinates and its size.
    """
    came = delivery.message
    size = len(value or b"") + sum(len(name) + len(content or b"") for name, content in came.headers)
    held = size + KEY_TIMES * len(came.key or b"") <= TOPICS[Topic.LEADS_DEAD].max_message_bytes - LETTER_BYTES
    return DeadLetter(
        dead_letter_id=ids.dead_letter_id(
            unit,
            came.topic,
            came.partition,
            came.offset,
            part,
            max(delivery.attempt, subject.attempt),
        ),
        unit=unit,
        code=failure.code,
        field=failure.field,
        parameters={**failure.parameters, "reason": failure.reason, **({} if held else {"bytes_left": str(size)})},
        tenant=subject.tenant,
        source=subject.source,
        submission_id=subject.submission_id,
        lead_id=subject.lead_id,
        version=subject.version,
        topic=came.topic,
        partition=came.partition,
        offset=came.offset,
        appended_at=came.timestamp,
        key=came.key if held else None,
        value=value if held else None,
        headers=tuple(Header(name=name, value=content) for name, content in came.headers) if held else (),
        attempt=max(delivery.attempt, subject.attempt),
        tries=delivery.tries + 1,
        first_failed_at=delivery.since or at,
        last_failed_at=at,
        code_version=code_version,
    )


def letter_headers(letter: DeadLetter) -> Headers:
    """
    What a dead letter's headers say of it, so that tools need not decode it: coordinates, who and why, how often and
    when. Names and numbers of ours alone: nothing that grows from replay to replay, and no exception's text.
    """
    told = {
        "original-topic": letter.topic,
        "original-partition": letter.partition,
        "original-offset": letter.offset,
        "original-timestamp": letter.appended_at,
        "stage": letter.unit,
        "error-type": letter.code,
        "attempts": letter.tries,
        "first-failed-ms": letter.first_failed_at,
        "last-failed-ms": letter.last_failed_at,
        "service-version": letter.code_version,
        "replays": letter.attempt,
    }
    return tuple((DEAD + name, str(value).encode("ascii", "replace")) for name, value in told.items())
