"""Shares of a batch between sources, and the brake: the batch runner's pure parts."""

import time

from hypothesis import given
from hypothesis import strategies as st
from leadcore.failures import PortUnavailable
from leadcore.message import Delivery, Message
from leadcore.runtime.brake import LEAST, Brake
from leadcore.runtime.lanes import BATCH_BYTES, CEILING, FLOOR, Lane, early, full, places, put, room, take


@given(st.integers(20, 5000), st.data())
def test_a_later_source_gets_what_is_owed_but_no_more_than_three_tenths_while_earlier_ones_wait(
    most: int, data: st.DataObject
) -> None:
    taken, owed = data.draw(st.integers(0, most)), data.draw(st.floats(most * FLOOR, most))
    got = places(most, taken, owed, busy=True)
    assert got <= most * CEILING
    assert got >= min(owed, int(most * CEILING))
    assert places(most, taken, owed, busy=False) == most - taken


def a_lane(records: int, size: int, due: int = 0) -> Lane:
    lane = Lane("leads.enriched", 0, 0)
    for offset in range(records):
        message = Message("leads.enriched", 0, offset, 0, None, bytes(size))
        put(lane, offset, Delivery(message, due=due), time.monotonic() + 60)
    return lane


def test_what_is_not_due_takes_no_room_from_what_is() -> None:
    """Retries that wait, however large, must not slow the unit's own topic down."""
    waiting = a_lane(20, 1_000_000, due=2)
    assert full(waiting, 1000, 1), "no more of it is read"
    assert room([waiting, a_lane(3, 10)], 1000, 1) == 997
    assert room([waiting, a_lane(3, 10)], 1000, 2) == 0, "now a batch of bytes is ready"
    assert room([a_lane(0, 0), a_lane(30, 10)], 20, 1) == 0


def test_a_batch_ends_at_its_bytes_in_whatever_partition() -> None:
    for lanes in ([a_lane(40, 1_000_000)], [a_lane(40, 1_000_000), a_lane(40, 1_000_000)], [a_lane(2000, 0)]):
        taken = take(lanes, 1000, 1)
        assert sum(len(each.delivery.message.value or b"") for each in taken) < BATCH_BYTES + 1_000_000
        assert len(taken) == (1000 if not lanes[0].held else 17)


BUG, UNDECODABLE = ("failure", "bug"), ("failure", "undecodable")


def holds(brake: Brake, records: int, counts: dict[tuple[str, str], int]) -> bool:
    """Whether the brake holds this batch; one that it lets pass is written."""
    try:
        brake.judge(records, counts)
    except PortUnavailable:
        return True
    brake.passed(records, counts)
    return False


def test_the_brake_holds_past_a_fifth_and_not_before_a_hundred() -> None:
    brake = Brake(internal=True)
    assert not holds(brake, LEAST - 1, {BUG: LEAST - 1})
    assert holds(brake, 1, {UNDECODABLE: 1})
    few = Brake(internal=True)
    assert not any(holds(few, 100, {BUG: 20}) for _ in range(50))
    assert holds(few, 100, {BUG: 21 * 5})


def test_the_brake_forgets_what_is_long_past() -> None:
    brake = Brake(internal=True)
    assert not any(holds(brake, 1000, {}) for _ in range(5))
    assert holds(brake, 1000, {BUG: 900})


def test_what_outsiders_send_does_not_brake() -> None:
    assert not holds(Brake(internal=False), 1000, {UNDECODABLE: 1000})
    assert holds(Brake(internal=False), 1000, {BUG: 600})


def test_a_batch_that_is_held_is_counted_when_it_passes_and_not_before() -> None:
    """The same batch comes again and again: it makes the brake neither harder nor softer."""
    brake = Brake(internal=True)
    assert all(holds(brake, 200, {BUG: 200}) for _ in range(20))
    assert not holds(brake, 50, {BUG: 50})


def test_a_person_s_word_lets_it_pass_until_what_is_read_is_well_again() -> None:
    """fault:F5: it resumes by hand, and the brake is on again afterwards."""
    brake = Brake(internal=True)
    assert not brake.release(), "nothing is held: there is nothing to release"
    assert holds(brake, 200, {BUG: 200})
    assert brake.release()
    assert not any(holds(brake, 200, {BUG: 200}) for _ in range(20))
    assert not any(holds(brake, 200, {}) for _ in range(10))
    assert holds(brake, 200, {BUG: 200})


def test_a_clock_that_is_set_back_keeps_no_record_for_longer_than_its_delay() -> None:
    """fault:E3. Due in an hour by the clock that is told now; the delay has passed by the one that is never set."""
    lane = Lane("leads.scorer.retry", 0, 0)
    delivery = Delivery(Message("leads.enriched", 0, 7, 0, None, b"lead"), tries=1, due=3_600_000)
    lane.waiting.append((0, delivery, time.monotonic() + 60))
    assert early(lane, 0)
    assert not early(lane, 3_600_000)
    lane.waiting[0] = (0, delivery, time.monotonic() - 0.001)
    assert not early(lane, 0)
    assert [taken.delivery for taken in take([lane], 10, 0)] == [delivery]
