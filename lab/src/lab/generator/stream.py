"""
The stream of submissions and what must become of each.

What makes the expectation true: every submission that can be accepted belongs to one identity group, told by its
normalised e-mail address, else its E.164 phone number, else its source and event id. Of each group exactly one is
`routed` and all others are `duplicate`, whether they repeat an event (same event id, same bytes, same source) or are
another event of the same person, who has an address then. Which one is routed depends on the order of arrival;
`outcome` names the first of the stream, which is right for one sender in order. With parallel senders only the counts
per group are fixed, and therefore the counts in total.

Groups never overlap within one seed. Streams of different seeds share no e-mail address and no event id, but may share
phone numbers, of which few are free for fiction.

`rejected` has nothing that any shipped source requires. Over Kafka it ends as `rejected`; the gateway refuses it with
400 or 422, so that over HTTP it is never accepted and has no outcome at all.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import orjson

from lab.generator import phones, submissions
from lab.generator.dice import Dice
from lab.generator.leads import Crowd, Lead, base36

Outcome = Literal["routed", "duplicate", "rejected"]

NOW: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
"""Default time base, fixed so that the same seed gives the same bytes on any day."""

SOURCES: Final = (("web-form", 0.35), ("partner-api", 0.15), ("upstream", 0.50))
"""Shipped sources and their shares: half by HTTP, half straight to Kafka."""

_MEMORY = 1_000  # how far back a repeat may reach


@dataclass(frozen=True, slots=True)
class Generated:
    """
    One submission and what must become of it.

    `body` is the JSON object's UTF-8 bytes without a line end. `group` is the number of its identity group, counted
    from 1, or 0 for a rejected one. `converted` is the label of its lead, the same for all of its group.
    """

    event_id: str
    source: str
    body: bytes
    outcome: Outcome
    converted: bool
    group: int


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of the stream: which sources, how many repeats, how many that must be rejected."""

    sources: tuple[tuple[str, float], ...] = SOURCES
    duplicates: float = 0.10
    invalid: float = 0.03


def generate(n: int, seed: int, *, now: datetime = NOW, mix: Mix | None = None) -> Iterator[Generated]:
    """
    Yield `n` submissions; equal arguments yield equal bytes, on any machine and Python.

    `now` is the moment before which all of them happened, within six hours. Raises ValueError if it has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    stream = _Stream.begin(seed, now, mix or Mix())
    for index in range(n):
        yield stream.next(index)


@dataclass(slots=True)
class _Stream:
    dice: Dice
    crowd: Crowd
    now: datetime
    mix: Mix
    tag: str
    recent: deque[tuple[Lead, Generated]] = field(default_factory=lambda: deque(maxlen=_MEMORY))
    groups: int = 0

    @classmethod
    def begin(cls, seed: int, now: datetime, mix: Mix) -> "_Stream":
        dice = Dice("stream", seed)
        digest = hashlib.sha256(f"leads/{seed}".encode()).digest()
        tag = base36(int.from_bytes(digest[:8]))[-5:]
        crowd = Crowd(dice, tag, mix.sources, int.from_bytes(digest[8:12]) % phones.count())
        return cls(dice, crowd, now.astimezone(UTC), mix, tag)

    def next(self, index: int) -> Generated:
        event_id = f"{self.tag}-{index:07x}"
        roll = self.dice.roll()
        if roll < self.mix.invalid:
            return self._invalid(event_id)
        if roll < self.mix.invalid + self.mix.duplicates and self.recent:
            return self._repeat(event_id)
        return self._new(event_id)

    def _new(self, event_id: str) -> Generated:
        lead = self.crowd.next()
        self.groups += 1
        body = orjson.dumps(submissions.write(self.dice, lead, event_id, self._moment()))
        made = Generated(event_id, lead.source, body, "routed", lead.converted, self.groups)
        self.recent.append((lead, made))
        return made

    def _repeat(self, event_id: str) -> Generated:
        lead, first = self.recent[int(self.dice.roll() * len(self.recent))]
        # Without an address another event is the same person's only under the same name, and people mistype theirs.
        if lead.kind != "email" or self.dice.roll() < 0.5:
            return replace(first, outcome="duplicate")
        source = self.dice.weighted(self.mix.sources) if self.dice.roll() < 0.3 else lead.source
        body = orjson.dumps(submissions.write(self.dice, lead, event_id, self._moment()))
        return Generated(event_id, source, body, "duplicate", lead.converted, first.group)

    def _invalid(self, event_id: str) -> Generated:
        source = self.dice.weighted(self.mix.sources)
        body = orjson.dumps(submissions.write_invalid(self.dice, event_id, self._moment()))
        return Generated(event_id, source, body, "rejected", False, 0)

    def _moment(self) -> datetime:
        return self.now - timedelta(milliseconds=int(self.dice.roll() * 21_600_000))
