"""P5, alert LeadsUnaccounted: what is on its way is never called lost, however long it takes; what is lost is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from console.domain.reconciling import Marks, Rounds, steps
from hypothesis import given, settings
from hypothesis import strategies as st

Part = tuple[str, int]
RAW: Part = ("leads.raw", 0)
LANES: list[Part] = [RAW, ("b", 0), ("c", 0)]
RETRIES = 1
NEEDED = len(LANES) * (1 + RETRIES)


@dataclass
class Line:
    """Three units in a row, each with a retry topic; a message is (number, deferred so often by its unit)."""

    topics: dict[Part, list[tuple[int, int]]] = field(default_factory=lambda: {part: [] for part in _all()})
    read: dict[Part, int] = field(default_factory=lambda: dict.fromkeys(_all(), 0))
    ended: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)

    def come(self) -> None:
        self.topics[RAW].append((len(self.topics[RAW]), 0))

    def turn(self, part: Part, *, defer: bool, lose: bool) -> None:
        """The unit of `part` reads one message, and finishes it."""
        if self.read[part] == len(self.topics[part]):
            return
        number, tries = self.topics[part][self.read[part]]
        self.read[part] += 1
        lane = (part[0].removesuffix(".retry"), 0)
        following = LANES.index(lane) + 1
        if lose:
            self.lost.add(number)
        elif defer and tries < RETRIES:
            self.topics[_retry(lane)].append((number, tries + 1))
        elif following < len(LANES):
            self.topics[LANES[following]].append((number, 0))
        else:
            self.ended.add(number)

    @property
    def end(self) -> Marks:
        return {part: len(found) for part, found in self.topics.items()}

    def left(self) -> Mapping[Part, int]:
        return {part: len(found) - self.read[part] for part, found in self.topics.items()}

    def passed(self, marks: Marks) -> bool:
        return all(self.read[part] >= mark for part, mark in marks.items())


def _retry(part: Part) -> Part:
    return (f"{part[0]}.retry", 0)


def _all() -> list[Part]:
    return [*LANES, *map(_retry, LANES)]


events = st.one_of(
    st.just("come"),
    st.just("look"),
    st.tuples(st.sampled_from(_all()), st.booleans(), st.sampled_from((False, False, False, True))),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(events, max_size=150))
def test_what_is_on_its_way_is_never_said_to_have_ended(history: list[str | tuple[Part, bool, bool]]) -> None:
    line, rounds = Line(), Rounds(NEEDED)
    marks: Marks | None = None
    for event in history:
        if event == "come":
            line.come()
        elif event == "look":
            before, marks = marks, rounds.look(line)
            assert (marks or {RAW: 0})[RAW] >= (before or {RAW: 0})[RAW], "it never takes its word back"
            assert set(range((marks or {RAW: 0})[RAW])) <= line.ended | line.lost
        elif isinstance(event, tuple):
            line.turn(event[0], defer=event[1], lose=event[2])


def test_one_round_less_would_call_a_lead_lost_that_is_on_its_way() -> None:
    """The number of rounds is no matter of taste: deferred by every unit, a lead needs each of them."""
    assert not _early(NEEDED)
    assert _early(NEEDED - 1)


def _early(needed: int) -> bool:
    line, rounds = Line(), Rounds(needed)
    line.come()
    while 0 not in line.ended:
        if (rounds.look(line) or {RAW: 0})[RAW]:
            return True
        for part, end in line.end.items():
            while line.read[part] < end:
                line.turn(part, defer=True, lose=False)
        line.come()  # something always moves
    return False


def test_a_loss_is_found_although_leads_never_stop_coming() -> None:
    line, rounds = Line(), Rounds(NEEDED)
    line.come()
    line.turn(RAW, defer=False, lose=True)
    for looks in range(NEEDED + 2):
        line.come()
        marks = rounds.look(line)
        if marks is not None and marks[RAW] > 0:
            assert looks <= NEEDED
            return
        for part, end in line.end.items():
            while line.read[part] < end:
                line.turn(part, defer=False, lose=False)
    raise AssertionError("it was not found")


def test_at_rest_a_loss_is_found_at_once() -> None:
    line, rounds = Line(), Rounds(NEEDED)
    assert rounds.look(line) == {RAW: 0}
    line.come()
    line.turn(RAW, defer=False, lose=True)
    assert rounds.look(line) == {RAW: 1}


def test_while_a_unit_stands_still_nothing_more_is_said() -> None:
    line, rounds = Line(), Rounds(NEEDED)
    line.come()
    assert [rounds.look(line) for _ in range(3 * NEEDED)] == [None] * 3 * NEEDED


def test_the_way_is_as_long_as_the_contracts_say() -> None:
    """normalise, admit, enricher, scorer, router, and the sink that reads the outcome."""
    assert steps(0) == 6
    assert steps(3) == 24
