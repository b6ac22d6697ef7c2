"""How work on a batch overlaps: a share is waited for while the next is made; nothing goes on behind a failure."""

import asyncio
from collections.abc import Iterator

import pytest
from crm_sync.destinations.turns import BREATH_S, in_breaths, overlapped, shares

SOON_S = 10.0


class Work:
    """Prepares and finishes numbers, and writes down in which order."""

    def __init__(self, fails_to: str = "") -> None:
        self.said: list[str] = []
        self.fails_to = fails_to

    async def prepare(self, number: int) -> int:
        return await self._do("prepare", number)

    async def finish(self, number: int) -> str:
        return f"{await self._do('finish', number)} finished"

    async def _do(self, what: str, number: int) -> int:
        self.said.append(f"{what} {number}")
        if self.fails_to == f"{what} {number}":
            raise ValueError(self.fails_to)
        for _ in range(3):
            await asyncio.sleep(0)
        self.said.append(f"{what} {number} done")
        return number


def test_shares_are_the_batch_in_order() -> None:
    assert shares(range(5), 2) == [range(2), range(2, 4), range(4, 5)]
    assert shares([], 2) == []


@pytest.mark.parametrize("pieces", [0, 1, 2, 5])
async def test_results_are_in_order_and_one_is_finished_after_the_other(pieces: int) -> None:
    work = Work()
    assert await overlapped(range(pieces), work.prepare, work.finish) == [f"{n} finished" for n in range(pieces)]
    ends = [f"finish {number}{done}" for number in range(pieces) for done in ("", " done")]
    assert [each for each in work.said if each.startswith("finish")] == ends


async def test_a_piece_is_prepared_while_the_one_before_is_finished() -> None:
    there = [asyncio.Event() for _ in range(3)]

    async def prepare(number: int) -> int:
        there[number].set()
        return number

    async def finish(number: int) -> int:
        await there[min(number + 1, 2)].wait()
        return number

    assert await asyncio.wait_for(overlapped(range(3), prepare, finish), SOON_S) == [0, 1, 2]


@pytest.mark.parametrize("what", ["finish 1", "prepare 2"])
async def test_nothing_is_begun_behind_a_failure_and_what_is_under_way_ends_first(what: str) -> None:
    work = Work(fails_to=what)
    with pytest.raises(ValueError, match=what):
        await overlapped(range(5), work.prepare, work.finish)
    begun, ended = ({each for each in work.said if each.endswith("done") == over} for over in (False, True))
    assert begun == {"prepare 0", "prepare 1", "prepare 2", "finish 0", "finish 1"}
    assert ended == {f"{each} done" for each in begun - {what}}


async def test_who_is_told_to_stop_has_stopped_both() -> None:
    stopped: list[str] = []

    async def endless(what: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            stopped.append(what)

    async def prepare(number: int) -> int:
        if number:
            await endless("prepare")
        return number

    working = asyncio.ensure_future(overlapped(range(2), prepare, lambda _number: endless("finish")))
    for _ in range(5):
        await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(working, SOON_S)
    assert sorted(stopped) == ["finish", "prepare"]


async def test_others_have_their_turn_while_long_work_goes_on() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def work() -> Iterator[int]:
        for number in range(5):
            until = asyncio.get_running_loop().time() + 2 * BREATH_S
            while asyncio.get_running_loop().time() < until:
                pass
            yield number

    beside = asyncio.ensure_future(other())
    try:
        assert await in_breaths(work()) == list(range(5))
        assert turns >= 4
    finally:
        beside.cancel()
