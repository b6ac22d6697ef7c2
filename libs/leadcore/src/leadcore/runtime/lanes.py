"""What waits in each assigned partition, and which of it makes a batch. Pure."""

import math
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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
            part = _heads(lane, each, now)
            batch += part
            room -= sum(len(taken.delivery.message.value or b"") for taken in part)
    return batch


def _heads(lane: Lane, most: int, now: int) -> list[Taken]:
    heads: list[Taken] = []
    while lane.waiting and len(heads) < most and not early(lane, now):
        offset, delivery, _ = lane.waiting.popleft()
        heads.append(Taken(delivery, lane, offset + 1))
    if heads and not lane.in_hand:
        lane.moved_at = time.monotonic()
    lane.in_hand += len(heads)
    return heads


def whole(batch: Iterable[Taken]) -> bool:
    """Whether all its partitions are still ours."""
    return not any(taken.lane.gone for taken in batch)


def early(lane: Lane, now: int) -> bool:
    """Whether the head of `lane` is not due. A clock that was set back keeps none waiting for longer than its delay."""
    if not lane.waiting:
        return False
    _, delivery, longest = lane.waiting[0]
    return delivery.due > now and time.monotonic() < longest
