"""fault:F1: batches where records enter are as large as the machine's speed allows, and no larger."""

from hypothesis import given
from hypothesis import strategies as st
from leadcore.runtime.pace import HELD_S, LEAST, Pace

SPEED = st.floats(1.0, 100_000.0)


def driven(pace: Pace, speed: float, batches: int, waiting: int = 100_000) -> float:
    """Seconds that the last of `batches` full ones took on a machine of this speed."""
    took = 0.0
    for _ in range(batches):
        records = min(pace.records, waiting)
        took = records / speed
        pace.took(records, took)
    return took


@given(SPEED, SPEED)
def test_no_batch_is_slow_once_the_speed_is_known(before: float, now: float) -> None:
    """Whatever the machine did before: the first batch that is too slow is the last, but where LEAST alone is."""
    pace = Pace(1000)
    driven(pace, before, 5)
    driven(pace, now, 1)
    assert driven(pace, now, 1) <= max(HELD_S, LEAST / now) + 1e-6


@given(SPEED)
def test_a_batch_grows_to_what_fits_and_not_beyond_what_is_allowed(speed: float) -> None:
    pace = Pace(1000)
    driven(pace, speed, 3)
    assert abs(pace.records - max(LEAST, min(1000, int(speed * HELD_S)))) <= 1


def test_a_batch_that_was_not_full_does_not_make_the_next_smaller() -> None:
    """A lead that came alone took its milliseconds: a thousand do not take a thousand times as long."""
    pace = Pace(1000)
    driven(pace, 5_000.0, 5)
    assert pace.records == 1000
    pace.took(1, 0.02)
    assert pace.records == 1000


def test_who_is_allowed_few_gets_few() -> None:
    pace = Pace(10)
    assert pace.records == 10
    driven(pace, 1.0, 2)
    assert pace.records == 10
