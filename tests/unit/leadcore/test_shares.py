"""P9: what paced lanes get of a unit's time, whatever waits beside them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.runtime.shares import (
    BATCH_S,
    CEILING,
    FLOOR,
    LEAST,
    LEAST_HANDFUL,
    MOST_HANDFUL,
    OWED_S,
    QUIET_S,
    REST_S,
    SAVED_S,
    SLACK_S,
    Share,
)

MOST = 1000
LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Round:
    """One batch: how many live records wait, what a record costs, what a batch costs beside, and when it begins."""

    live: int
    each_s: float
    fixed_s: float
    after_s: float


rounds = st.lists(
    st.builds(
        Round,
        live=st.one_of(st.integers(1, 30), st.integers(1, 3 * MOST)),
        each_s=st.floats(0.00005, 0.0005),
        fixed_s=st.floats(0.0, 0.03),
        after_s=st.floats(0.0, 0.05),
    ),
    min_size=10,
    max_size=60,
)
shares = st.floats(LEAST, CEILING)


def a_share(part: float) -> Share:
    share = Share()
    share.share = part
    return share


def worked(
    share: Share, plan: list[Round], late: Callable[[int], float] | None = None
) -> tuple[float, float, float, float]:
    """Seconds on paced records and on live ones, in all, and in the dearest batch, with a backfill without an end."""
    now = paced_s = live_s = dearest_s = 0.0
    for each in plan:
        now += each.after_s
        share.live(now)
        reserved = share.reserved(MOST, now)
        live = min(each.live, MOST - reserved)
        paced = share.places(MOST, live, now)
        assert paced <= max(MOST_HANDFUL, reserved), "no batch is a backfill's"
        assert live + paced <= MOST
        took_s = each.fixed_s + each.each_s * (live + paced)
        now += took_s
        share.took(paced, [late(paced) if late else 1.0] * live, took_s, now)
        paced_s += took_s * paced / (live + paced)
        live_s += took_s * live / (live + paced)
        dearest_s = max(dearest_s, took_s * paced / (live + paced))
    return paced_s, live_s, now, dearest_s


@settings(max_examples=50)
@given(shares, rounds)
def test_a_backfill_never_takes_more_than_its_share_of_the_time(part: float, plan: list[Round]) -> None:
    paced_s, _, in_all_s, dearest_s = worked(a_share(part), plan)
    assert paced_s <= CEILING * in_all_s + SAVED_S + SLACK_S + dearest_s


@settings(max_examples=50)
@given(shares, rounds)
def test_a_backfill_never_starves(part: float, plan: list[Round]) -> None:
    """Of the time in which the unit works it has FLOOR at least, but for one rest and what it saved."""
    paced_s, live_s, _, dearest_s = worked(a_share(part), plan)
    assert paced_s >= FLOOR * (paced_s + live_s - REST_S) - SAVED_S - dearest_s


@settings(max_examples=20)
@given(st.floats(0.00005, 0.0004), st.booleans())
def test_with_both_lanes_full_of_equal_records_it_has_a_twentieth_to_three_tenths_of_them(
    each_s: float, harm: bool
) -> None:
    share = Share()
    plan = [Round(MOST, each_s, 0.0, 0.0)] * int(400 / (MOST * each_s))
    late = (lambda paced: 20.0 if paced else 5.0) if harm else None
    paced_s, live_s, _, _ = worked(share, plan, late)
    found = paced_s / (paced_s + live_s)
    assert FLOOR - 0.005 <= found <= CEILING
    assert (found < 2 * FLOOR) if harm else (found > 0.7 * CEILING)


def test_few_live_leads_go_alone_unless_they_never_cease() -> None:
    share = a_share(CEILING)
    share.live(0.0)
    share.took(MOST, [1.0], BATCH_S * CEILING, 0.0)
    assert share.places(MOST, 2, 0.01) == 0
    assert share.places(MOST, 0, 0.01) == LEAST_HANDFUL, "but a handful may go by itself"
    assert share.places(MOST, 700, 0.01) == 300, "of what fills a batch it has its share"
    share.live(0.5)
    assert share.places(MOST, 2, 0.5) == LEAST_HANDFUL, "none could go by itself, and much is owed to it"


@pytest.mark.parametrize(
    ("each_s", "most", "fits"),
    [
        (0.00005, MOST, MOST_HANDFUL),
        (0.00025, MOST, 40),
        (0.01, MOST, LEAST_HANDFUL),
        (0.00001, 20_000, 1000),
        (1.0, 6, 6),
    ],
)
def test_a_handful_takes_some_milliseconds_whatever_a_record_costs(each_s: float, most: int, fits: int) -> None:
    share, now = a_share(CEILING), 0.0
    share.live(now)
    assert share.places(MOST, 0, now) == LEAST_HANDFUL, "nobody knows yet what one costs"
    for _ in range(100):
        paced = share.places(most, 0, now)
        share.took(paced, [], paced * each_s, now)
        now += 1.0
        share.live(now)
        while share.wait_s(now):
            now += 0.1
            share.live(now)
    assert share.places(most, 0, now) == pytest.approx(fits, abs=1)


@pytest.mark.parametrize("each_s", [1000.0, -1000.0])
def test_a_lateness_that_grows_or_falls_by_itself_is_not_taken_for_the_backfill_s(each_s: float) -> None:
    """The rest is in the middle of a cycle: what comes before and behind it is equally far away."""
    share, now = Share(), 0.0
    while now < 120.0:
        share.live(now)
        paced = share.places(MOST, 1, now)
        now += 0.01
        share.took(paced, [1e6 + each_s * now], 0.0005 * paced, now)
    assert share.share == CEILING


def test_what_took_too_long_is_waited_for_but_not_for_ever() -> None:
    """A dependency that was away for a minute is no reason to stop a lane for twenty."""
    share = Share()
    share.live(0.0)
    share.took(LEAST_HANDFUL, [], LONGEST_S, 0.0)
    assert share.reserved(MOST, 0.0) == share.places(MOST, 5, 0.0) == share.places(MOST, 0, 0.0) == 0
    now = 0.0
    while share.wait_s(now):
        now += 0.1
        share.live(now)
    assert 1.0 < now <= OWED_S / FLOOR
    assert share.places(MOST, 0, now) == LEAST_HANDFUL


@given(st.integers(0, MOST), st.floats(QUIET_S, 1e6))
def test_the_whole_is_a_backfill_s_when_no_live_lead_comes(live: int, quiet_s: float) -> None:
    share = Share()
    share.live(0.0)
    share.took(LEAST_HANDFUL, [], LONGEST_S, 0.0)
    assert share.wait_s(quiet_s) == 0.0
    assert share.places(MOST, live, quiet_s) == MOST - live
    assert Share().places(MOST, live, quiet_s) == MOST - live, "none ever came"


@settings(max_examples=20)
@given(st.integers(1, 40))
def test_however_small_a_batch_is_both_lanes_go_on(most: int) -> None:
    share, live, paced, now = Share(), 0, 0, 0.0
    for _ in range(2000):
        share.live(now)
        reserved = share.reserved(most, now)
        mine = most - reserved
        theirs = share.places(most, mine, now)
        live, paced = live + mine, paced + theirs
        now += 0.001 * (mine + theirs)
        share.took(theirs, [1.0] * mine, 0.001 * (mine + theirs), now)
    assert live > 0.6 * (live + paced)
    assert paced > 0.04 * (live + paced)
