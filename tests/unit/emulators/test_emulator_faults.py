"""Faults strike the calls they name, as often as they say, and repeatably."""

import msgspec
import pytest
from emulators.faults import Fault, FaultPlan, chance
from emulators.limits import RollingWindow
from hypothesis import given
from hypothesis import strategies as st


def strikes(fault: Fault, calls: int = 10, gap_ms: int = 0) -> list[bool]:
    plan = FaultPlan()
    plan.add([fault], 0)
    return [plan.draw("POST", "contacts/batch/upsert", n * gap_ms) is not None for n in range(calls)]


def test_the_next_n_calls_after_those_skipped() -> None:
    assert strikes(Fault("reset_after", skip=2, times=3)) == [False] * 2 + [True] * 3 + [False] * 5


def test_for_a_while() -> None:
    assert strikes(Fault("status", status=503, for_s=2.0), gap_ms=500) == [True] * 4 + [False] * 6


@pytest.mark.parametrize(
    ("method", "route", "struck"),
    [
        ("*", "*", True),
        ("post", "contacts/*", True),
        ("POST", "contacts/batch/upsert", True),
        ("GET", "*", False),
        ("*", "contacts", False),
        ("*", "*/search", False),
    ],
)
def test_only_the_calls_it_names(method: str, route: str, struck: bool) -> None:
    fault = Fault("reset_before", method=method, route=route)
    assert strikes(fault, calls=1) == [struck]


@pytest.mark.parametrize(
    ("route", "struck"),
    [("contacts/batch/upsert", True), ("contacts/batch/read", False), ("contacts", False)],
)
def test_rows_can_fail_only_where_there_are_rows_to_write(route: str, struck: bool) -> None:
    plan = FaultPlan()
    plan.add([Fault("partial", rows=[0])], 0)
    assert (plan.draw("POST", route, 0) is not None) is struck


def test_chance_is_fair_and_repeatable() -> None:
    fault = Fault("reset_before", probability=0.3, seed=7)
    first = strikes(fault, calls=4_000)
    assert first == strikes(fault, calls=4_000)
    assert 0.27 < sum(first) / 4_000 < 0.33
    assert first != strikes(msgspec.structs.replace(fault, seed=8), calls=4_000)


@given(seed=st.integers(), number=st.integers(0))
def test_chance_stays_in_its_range(seed: int, number: int) -> None:
    assert 0 <= chance(seed, number) < 1


def test_the_first_fault_that_strikes_wins() -> None:
    plan = FaultPlan()
    plan.add([Fault("reset_before", times=1), Fault("expired_token")], 0)
    assert [fault.kind for n in range(2) if (fault := plan.draw("GET", "contacts", n))] == [
        "reset_before",
        "expired_token",
    ]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'{"kind":"explode"}', "kind"),
        (b'{"kind":"status"}', "status"),
        (b'{"kind":"status","status":200}', "status"),
        (b'{"kind":"partial"}', "rows"),
        (b'{"kind":"partial","rows":[1],"status":500}', "rows"),
        (b'{"kind":"slow_answer"}', "delay_ms"),
        (b'{"kind":"late_write","delay_ms":600001}', "delay_ms"),
        (b'{"kind":"reset_before","probability":1.5}', "probability"),
        (b'{"kind":"reset_before","times":-1}', "times"),
        (b'{"kind":"reset_before","tiems":1}', "tiems"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_by_name(body: bytes, named: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=named):
        msgspec.json.decode(body, type=Fault)


@given(limit=st.integers(1, 5), window=st.integers(1, 100), gaps=st.lists(st.integers(0, 40), max_size=60))
def test_no_window_ever_admits_more_than_the_limit(limit: int, window: int, gaps: list[int]) -> None:
    rolling, now = RollingWindow(limit, window), 0
    admitted: list[int] = []
    for gap in gaps:
        now += gap
        free = sum(1 for at in admitted if at > now - window) < limit
        assert rolling.admit(now) is free
        if free:
            admitted.append(now)


def test_a_limit_of_zero_is_none() -> None:
    rolling = RollingWindow(0, 10)
    assert all(rolling.admit(0) for _ in range(1_000))
    assert not rolling.admitted
