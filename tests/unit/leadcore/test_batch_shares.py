"""Shares of a batch between sources, and the brake: the batch runner's pure parts."""

from hypothesis import given
from hypothesis import strategies as st
from leadcore.runtime.brake import LEAST, Brake
from leadcore.runtime.lanes import CEILING, FLOOR, places


@given(st.integers(20, 5000), st.data())
def test_a_later_source_gets_what_is_owed_but_no_more_than_three_tenths_while_earlier_ones_wait(
    most: int, data: st.DataObject
) -> None:
    taken, owed = data.draw(st.integers(0, most)), data.draw(st.floats(most * FLOOR, most))
    got = places(most, taken, owed, busy=True)
    assert got <= most * CEILING
    assert got >= min(owed, int(most * CEILING))
    assert places(most, taken, owed, busy=False) == most - taken


def test_the_brake_holds_past_half_and_not_before_a_hundred() -> None:
    brake = Brake(internal=True)
    assert not brake.pulled(LEAST - 1, {("failure", "bug"): LEAST - 1})
    assert brake.pulled(1, {("failure", "undecodable"): 1})


def test_the_brake_forgets_what_is_long_past() -> None:
    brake = Brake(internal=True)
    assert not any(brake.pulled(1000, {}) for _ in range(5))
    assert brake.pulled(1000, {("failure", "bug"): 600})


def test_what_outsiders_send_does_not_brake() -> None:
    assert not Brake(internal=False).pulled(1000, {("failure", "undecodable"): 1000})
    assert Brake(internal=False).pulled(1000, {("failure", "bug"): 600})
