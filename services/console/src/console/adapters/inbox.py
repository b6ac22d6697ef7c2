"""
Acts on dead letters: replays them, or dismisses them.

    hold the open letters → a few at a time: read → write to Kafka, durably → put down what was done

In that order nothing is lost when this process dies between two steps: what was written and not yet put down is
written again by the next run, with the same attempt, and has no second effect.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from leadcore import dead_letters
from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Topic
from leadcore.dead_letters import FIRST_UNIT
from leadcore.message import Message, Write

from console.adapters.kafka_letters import KafkaLetterLog
from console.adapters.postgres_letters import holding
from console.domain.letters import Done, Selection
from console.ports import LetterLog, OpenLetters, Place

AT_ONCE = 200
GONE, NOT_KNOWN, RESOLVED = "original-no-longer-kept", "submission-not-known", "resolved-meanwhile"
TOO_LARGE = "too-large-for-the-retry-topic"

Told = Callable[[int], None]
"""Told how many letters were seen to, as they are."""


class Inbox:
    """The open letters, and the topics they go to. One at a time; see `opened`."""

    def __init__(self, letters: OpenLetters, log: LetterLog, codec: Codec, clock: Clock) -> None:
        self._letters, self._log, self._codec, self._clock = letters, log, codec, clock
        self._partitions: dict[Topic, int] = {}

    async def replay(self, selection: Selection, by: str, to_unit: str = "", told: Told = lambda _count: None) -> Done:
        """
        Have the letters of `selection` handled again, in order: by the unit that rejected each, or by `to_unit`.

        Raises:
            PortUnavailable: Kafka or PostgreSQL is away; what was done stays done, the rest is open.
        """
        done, left = 0, Counter[str]()
        for ids in _few(await self._letters.ids(selection)):
            letters = await self._letters.letters(ids)
            left[RESOLVED] += len(ids) - len(letters)
            ready = await self._ready(letters, to_unit, left)
            self._log.publish([write for _, write in ready])
            await self._letters.resolve([letter for letter, _ in ready], "replayed", by)
            done += len(ready)
            told(len(ids))
        return Done(done, +left)

    async def dismiss(self, selection: Selection, by: str, reason: str) -> Done:
        """
        Let the letters of `selection` stay dead: their submissions end as rejected, by the console.

        Raises:
            PortUnavailable: as for `replay`.
        """
        done, left = 0, Counter[str]()
        for ids in _few(await self._letters.ids(selection)):
            letters = await self._letters.letters(ids)
            left[RESOLVED] += len(ids) - len(letters)
            at = self._clock()
            self._log.publish([w for each in letters for w in dead_letters.dismissal(each, reason, at, self._codec)])
            await self._letters.resolve(letters, "dismissed", by)
            done += len(letters)
        return Done(done, +left)

    async def _ready(
        self, letters: Sequence[DeadLetter], to_unit: str, left: Counter[str]
    ) -> list[tuple[DeadLetter, Write]]:
        """Each letter with its replay; those that cannot be replayed are counted in `left`, by reason."""
        known = await self._letters.places(letters) if to_unit == FIRST_UNIT else {}
        asked = [_asked(letter, to_unit or letter.unit, known) for letter in letters]
        originals = self._log.originals({place for _, place in asked if place is not None})
        ready = []
        for letter, (why, place) in zip(letters, asked, strict=True):
            unit = to_unit or letter.unit
            found = letter if place is None else _as_sent(letter, originals.get(place))
            write = dead_letters.replay(found, unit, self._partitions_of(unit)) if found and not why else None
            if write is None:
                left[why or (TOO_LARGE if found else GONE)] += 1
            else:
                ready.append((letter, write))
        return ready

    def _partitions_of(self, unit: str) -> int:
        retry = dead_letters.retry_topic(unit)
        assert retry is not None, "the unit is one that reads the topic"
        if retry not in self._partitions:
            self._partitions[retry] = self._log.partitions(retry)
        return self._partitions[retry]


def _asked(letter: DeadLetter, unit: str, known: Mapping[str, Place]) -> tuple[str, Place | None]:
    """Why `unit` cannot handle the letter again, empty: it can; and where to read its message, None: it has it."""
    why = dead_letters.objection(letter.topic, unit)
    if why == dead_letters.DOES_NOT_READ and unit == FIRST_UNIT:
        place = known.get(letter.dead_letter_id)
        return ("" if place else NOT_KNOWN), place
    if not why and not dead_letters.is_held(letter):
        return "", Place(letter.topic, letter.partition, letter.offset)
    return why, None


def _as_sent(letter: DeadLetter, found: Message | None) -> DeadLetter | None:
    return None if found is None else dead_letters.with_message(letter, found)


@asynccontextmanager
async def opened(kafka: str, dsn: str, clock: Clock) -> AsyncIterator[Inbox]:
    """
    The inbox over a broker and a database, held by this process until the block is left.

    Raises:
        PortUnavailable: one of them is away, or another process holds it (reason `held-by-another`).
    """
    async with holding(dsn) as letters:
        yield Inbox(letters, KafkaLetterLog(kafka), Codec(), clock)


def _few(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
