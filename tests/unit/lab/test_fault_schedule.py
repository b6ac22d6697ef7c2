"""A schedule of blows is data: equal seeds give equal ones, every unit gets its share, and it can be played again."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from lab.faults.schedule import Manner, Signal, as_lines, from_lines, schedule

UNITS = ("gateway", "scorer", "router")


@given(st.integers(0, 2**32), st.integers(0, 60))
def test_every_unit_is_hit_as_often_as_any_other(seed: int, count: int) -> None:
    blows = schedule(seed, count, UNITS, Manner(2.0))
    assert [blow.number for blow in blows] == list(range(1, count + 1))
    hits = Counter(dict.fromkeys(UNITS, 0)) + Counter(blow.unit for blow in blows)
    assert not count or max(hits.values()) - min(hits[unit] for unit in UNITS) <= 1


@given(st.integers(0, 2**32))
def test_a_schedule_can_be_played_again(seed: int) -> None:
    signals: list[tuple[Signal, float]] = [("SIGKILL", 0.5), ("SIGTERM", 0.3), ("SIGSTOP", 0.2)]
    blows = schedule(seed, 40, UNITS, Manner(2.0, signals))
    assert schedule(seed, 40, UNITS, Manner(2.0, signals)) == blows
    assert from_lines(as_lines(blows)) == blows
    assert all((blow.held_s > 0) == (blow.signal == "SIGSTOP") for blow in blows)


def test_another_seed_gives_another_schedule() -> None:
    assert schedule(1, 30, UNITS, Manner(2.0)) != schedule(2, 30, UNITS, Manner(2.0))
