"""
What was sent and what came back, on disk: a line before each request, a line after each answer, each in one write.

A line is with the kernel before the request leaves, so that a sender's SIGKILL loses none. A request without an answer
is `info`: it may or may not have been accepted. A line that a kill cut short is left out.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson
from leadcore.clock import Clock, system_clock

SAID_CHARS = 4_000
Result = Literal["ok", "fail", "info"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the broker put a record."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came back: ok (2xx, or the broker's acknowledgement), fail (an answer that promises "not accepted"), info.

    `submission_id` where the answer named it, `place` where the broker did; `reason`: status or error name. `said`: the
    body of an answer that is no acceptance, its first SAID_CHARS. `again`: its Retry-After.
    """

    result: Result
    submission_id: str = ""
    place: Place | None = None
    reason: str = ""
    said: str = field(default="", repr=False)
    again: str = ""


UNANSWERED = Answer("info", reason="no-answer")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as the journal knows it. Times in milliseconds since 1970 UTC; 0: never answered."""

    number: int
    sent_at: int
    answer: Answer = UNANSWERED
    answered_at: int = 0


@dataclass(frozen=True, slots=True)
class Journalled:
    """A journal as read: what the sender was told to send, and what became of each request."""

    told: Mapping[str, Any] = field(default_factory=dict)
    sent: Mapping[int, Sent] = field(default_factory=dict)


class Journal:
    """Appends to a journal; safe from any thread, since each line is one write of its own."""

    def __init__(self, file: Path, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if os.fstat(self._file).st_size:
            # What a kill may have cut short ends here.
            os.write(self._file, b"\n")

    def begin(self, told: Mapping[str, Any]) -> None:
        """Note what is to be sent."""
        self._write({"told": dict(told)})

    def sending(self, number: int) -> None:
        """Note that the request is about to leave."""
        self._write({"n": number, "s": self._clock()})

    def answered(self, number: int, answer: Answer) -> None:
        """Note what came back."""
        line: dict[str, Any] = {"n": number, "r": answer.result, "a": self._clock()}
        if answer.submission_id:
            line["id"] = answer.submission_id
        if answer.place:
            line["at"] = [answer.place.topic, answer.place.partition, answer.place.offset]
        if answer.reason:
            line["why"] = answer.reason
        if answer.said:
            line["said"] = answer.said[:SAID_CHARS]
        if answer.again:
            line["again"] = answer.again
        self._write(line)

    def close(self) -> None:
        """Let the file go."""
        os.close(self._file)

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._file, orjson.dumps(line) + b"\n")


def read(file: Path) -> Journalled:
    """What the journal says; of a file that is not there: nothing."""
    return parsed(file.read_bytes().splitlines()) if file.exists() else Journalled()


def parsed(lines: Iterable[bytes]) -> Journalled:
    """What the lines of a journal say."""
    told: dict[str, Any] = {}
    sent: dict[int, Sent] = {}
    for line in lines:
        try:
            each = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if "told" in each:
            told = each["told"]
        elif "s" in each:
            sent[each["n"]] = Sent(each["n"], each["s"])
        elif each["n"] in sent:
            sent[each["n"]] = Sent(each["n"], sent[each["n"]].sent_at, _answer(each), each["a"])
    return Journalled(told, sent)


def _answer(line: Mapping[str, Any]) -> Answer:
    place = Place(*line["at"]) if "at" in line else None
    return Answer(
        line["r"], line.get("id", ""), place, line.get("why", ""), line.get("said", ""), line.get("again", "")
    )
