"""What a stage says of one record: Emit, Drop, Defer or Reject. There is no fifth."""

from typing import Any, Generic, TypeAlias, TypeVar

from leadcore.contracts import Outcome, Topic
from leadcore.failures import Failure
from leadcore.frozen import dataclass

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Side:
    """A record that goes out beside the lead: an outcome, an assignment, a receipt."""

    topic: Topic
    record: Any


@dataclass(frozen=True, slots=True)
class Emit(Generic[R]):
    """
    The lead goes on. `to` names another topic than the stage's sink, `also` is written atomically with it, `noted`
    is the record's header `lead-noted`: a word of this unit to readers who need not decode what it speaks of.
    """

    record: R
    also: tuple[Side, ...] = ()
    to: Topic | None = None
    noted: bytes = b""


@dataclass(frozen=True, slots=True)
class Drop:
    """Finished: duplicate, rejected by a rule, erased; or, with no outcome, an effect done at a destination."""

    outcome: Outcome | None
    also: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Defer:
    """
    This one record is in trouble: try it again later. Past the unit's limit it becomes a Reject.

    `reached`: it waits for something that comes in order, and so far had that come, milliseconds of the broker. A limit
    by age then counts against this instead of the clock: as long as it stands still, the record waits.
    """

    failure: Failure
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """It cannot pass as it is: dead letter, and outcome `dead` unless the unit accounts for it otherwise."""

    failure: Failure


Verdict: TypeAlias = Emit[R] | Drop | Defer | Reject
