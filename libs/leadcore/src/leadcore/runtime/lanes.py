"""What waits in each assigned partition, and which of it makes a batch. Pure."""

import math
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import field

from leadcore.frozen import dataclass
from leadcore.message import Delivery

FLOOR, CEILING = 0.05, 0.30
"""Share of a batch that later sources get while an earlier one waits."""
BATCH_BYTES = 16 * 1024 * 1024
"""A batch ends when its values reach this, so that large records do not multiply memory."""
UNKNOWN = -1


@dataclass(slots=True, eq=False)
class Lane:
    """One assigned partition. `gone`: taken from us; what was read from it is not ours to finish."""

    topic: str
    partition: int
    rank: int
    paced: bool = False
    """Whether it is read at a share of the time (`shares`), and not by its rank alone."""
    waiting: deque[tuple[int, Delivery, float]] = field(default_factory=deque)
    """Offset, delivery, and when (monotonic) it has waited long enough whatever the clock says."""
    next_offset: int = UNKNOWN
    """Of the message to be read next; guards against reading one twice."""
    done: int = UNKNOWN
    """Everything below is finished: its writes are durable."""
    committed: int = UNKNOWN
    end: int = UNKNOWN
    """Where the partition ended when it was last read to its end."""
    in_hand: int = 0
    taken_since: int = 0
    """When the first record in hand was appended, milliseconds."""
    held: int = 0
    """Bytes of the values that wait."""
    paused: bool = False
    gone: bool = False
    moved_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery of the batch in hand, the lane it came from, and the offset that passes it."""

    delivery: Delivery
    lane: Lane
    passes: int


def places(most: int, taken: int, owed: float, *, busy: bool) -> int:
    """
    How many places of a batch a source gets when earlier ones took `taken`: all that are left unless these are
    `busy`; then what is left or `owed` to it (FLOOR of each batch it was not given: it never starves), but at most
    CEILING (it never delays them by more).
    """
    if not busy:
        return most - taken
    return min(max(most - taken, math.ceil(owed)), int(most * CEILING))


def take(lanes: Sequence[Lane], most: int, now: int) -> list[Taken]:
    """Up to `most` from the heads of `lanes`, in equal parts, in order within each."""
    batch: list[Taken] = []
    room = BATCH_BYTES
    while (
        room > 0 and len(batch) < most and (able := [lane for lane in lanes if lane.waiting and not early(lane, now)])
    ):
        each = max(1, (most - len(batch)) // len(able))
        for lane in able[: most - len(batch)]:
            held = lane.held
            batch += _heads(lane, each, now, room)
            room -= held - lane.held
    return batch


def _heads(lane: Lane, most: int, now: int, room: int) -> list[Taken]:
    heads: list[Taken] = []
    left = lane.held - room
    while lane.waiting and len(heads) < most and lane.held > left and not early(lane, now):
        offset, delivery, _ = lane.waiting.popleft()
        lane.held -= len(delivery.message.value or b"")
        heads.append(Taken(delivery, lane, offset + 1))
    if heads and not lane.in_hand:
        lane.moved_at = time.monotonic()
        lane.taken_since = heads[0].delivery.message.timestamp
    lane.in_hand += len(heads)
    return heads


def put(lane: Lane, offset: int, delivery: Delivery, longest: float) -> None:
    """Have `delivery` wait in `lane`, not beyond `longest`, monotonic."""
    lane.waiting.append((offset, delivery, longest))
    lane.held += len(delivery.message.value or b"")


def oldest(lanes: Iterable[Lane]) -> int:
    """
    When the oldest record that was read and is not finished was appended, milliseconds; 0: there is none. What is
    deferred counts from its first append. From any thread.
    """
    found = [since for lane in lanes if (since := _since(lane))]
    return min(found, default=0)


def _since(lane: Lane) -> int:
    if lane.in_hand:
        return lane.taken_since
    try:
        return lane.waiting[0][1].message.timestamp
    except IndexError:  # nothing waits; or what did was taken this moment
        return 0


def room(lanes: Iterable[Lane], most: int, now: int) -> int:
    """How many more records may be read, so that up to `most` are ready; none where these make a batch by bytes."""
    ready = [lane for lane in lanes if not early(lane, now)]
    if sum(lane.held for lane in ready) >= BATCH_BYTES:
        return 0
    return max(0, most - sum(len(lane.waiting) for lane in ready))


def full(lane: Lane, enough: int, now: int) -> bool:
    """Whether no more of `lane` is to be read for now."""
    return len(lane.waiting) >= enough or lane.held >= BATCH_BYTES or early(lane, now)


def whole(batch: Iterable[Taken]) -> bool:
    """Whether all its partitions are still ours."""
    return not any(taken.lane.gone for taken in batch)


def early(lane: Lane, now: int) -> bool:
    """Whether the head of `lane` is not due. A clock that was set back keeps none waiting for longer than its delay."""
    if not lane.waiting:
        return False
    _, delivery, longest = lane.waiting[0]
    return delivery.due > now and time.monotonic() < longest
