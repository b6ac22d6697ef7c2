"""
Which submissions must have ended by now, wherever they were held up. Pure.

Age says nothing: behind a long backlog a submission is old and well. What stands in the log does. A **round** is over
when every unit has read, and so finished, what stood before it when the round began, waiting retries included. With
each round whatever is on its way moves on by one step at least; after as many rounds as there are steps, what came
before the first of them has its outcome, or was lost. A unit that is paused, held by its brake or behind ends no round:
what waits before it is explained. And while nothing at all is left to read, everything must have ended.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

from leadcore.contracts import TOPICS, Topic
from leadcore.message import OPEN_TOPICS

Marks = Mapping[tuple[str, int], int]
"""By partition of `leads.raw` and `leads.bulk`: everything before this offset must have ended."""


class Looked(Protocol):
    """Where every unit and every partition stood at one time."""

    @property
    def end(self) -> Marks:
        """Where each partition ends."""
        ...

    def left(self) -> Mapping[Any, int]:
        """What is left to read, by who reads it."""
        ...

    def passed(self, marks: Marks) -> bool:
        """Whether every unit has read all that stands before `marks`."""
        ...


def steps(retries: int) -> int:
    """How often a submission is read on its longest way to its outcome on record, each unit deferring it so often."""
    return max(_steps_from(topic, frozenset()) for topic in OPEN_TOPICS) * (1 + retries)


class Rounds:
    """Counts rounds, look by look. `needed`: after how many of them a submission must have ended."""

    def __init__(self, needed: int) -> None:
        self._needed = needed
        self._ends: Marks | None = None
        """Where everything ended when the round began."""
        self._began: deque[Marks] = deque()
        """Where the submissions ended when each of the last rounds began."""
        self._marks: Marks | None = None

    def look(self, found: Looked) -> Marks | None:
        """What must have ended, now that things stand as `found`; None: nothing can be said yet."""
        stood = {part: end for part, end in found.end.items() if part[0] in OPEN_TOPICS}
        if not any(found.left().values()):
            self._began.clear()
            self._marks = stood
        elif self._ends is not None and not found.passed(self._ends):
            return self._marks
        self._ends = found.end
        self._began.append(stood)
        if len(self._began) > self._needed:
            self._marks = self._began.popleft()
        return self._marks


def _steps_from(topic: Topic, seen: frozenset[Topic]) -> int:
    """How many readers in a row there are from `topic` to the record."""
    if topic in seen or TOPICS[topic].record == "same" or TOPICS[topic].cleanup != "delete":
        return 0
    if topic == Topic.LEADS_OUTCOMES:
        return 1
    readers = set(TOPICS[topic].consumers) & set(TOPICS[Topic.LEADS_OUTCOMES].producers)
    written = [next_one for next_one, spec in TOPICS.items() if readers & set(spec.producers)]
    longest = max((_steps_from(each, seen | {topic}) for each in written), default=0)
    return 1 + longest if longest else 0
