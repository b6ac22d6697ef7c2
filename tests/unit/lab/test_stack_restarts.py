"""When a unit that died is started again."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lab.stack import restarts

TIMES = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).map(sorted)


def test_delays_double_up_to_ten_seconds_and_then_end() -> None:
    deaths: list[float] = []
    delays = []
    for number in range(8):
        deaths.append(float(number))
        delays.append(restarts.delay(deaths, float(number)))
    assert delays == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, None, None]


def test_old_deaths_are_forgotten() -> None:
    assert restarts.delay([0.0] * 50 + [1000.0], 1000.0) == 0.5


@settings(deadline=None)  # a busy machine is not a wrong delay
@given(TIMES)
def test_never_more_than_seven_starts_in_two_minutes(deaths: list[float]) -> None:
    now = deaths[-1]
    delay = restarts.delay(deaths, now)
    recent = [death for death in deaths if now - death <= restarts.WINDOW_S]
    assert (delay is None) == (len(recent) > restarts.DEATHS_ALLOWED)
    assert delay is None or restarts.FIRST_DELAY_S <= delay <= restarts.LONGEST_DELAY_S
