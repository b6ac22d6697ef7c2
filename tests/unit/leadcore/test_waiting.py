"""P5: whoever is told to end ends, also while it waits for something else to end."""

import asyncio

import pytest
from leadcore.runtime.waiting import beside, waited


async def test_who_is_cancelled_while_what_went_on_beside_it_ends_is_cancelled() -> None:
    begun, ending, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow_to_end() -> None:
        begun.set()
        try:
            await ended.wait()
        finally:
            ending.set()
            await ended.wait()

    async def once() -> None:
        async with beside(slow_to_end()):
            await begun.wait()

    task = asyncio.create_task(once())
    await ending.wait()
    task.cancel()
    asyncio.get_running_loop().call_later(0.1, ended.set)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_goes_on_beside_ends_with_the_context_and_what_it_raised_is_raised() -> None:
    going = asyncio.Event()

    async def endless() -> None:
        going.set()
        await asyncio.Event().wait()

    async def failing() -> None:
        raise ValueError("it failed")

    before = asyncio.all_tasks()
    async with beside(endless()):
        await going.wait()
    assert asyncio.all_tasks() == before
    with pytest.raises(ValueError, match="it failed"):
        async with beside(failing()):
            await asyncio.sleep(0)


@pytest.mark.parametrize("turns", range(4))
async def test_a_wait_that_is_cancelled_as_it_ends_is_cancelled(turns: int) -> None:
    """Before Python 3.12 `wait_for` returns what came a turn of the loop before, and the cancellation is lost."""
    stop = asyncio.Event()
    task = asyncio.create_task(waited(stop, 60))
    await asyncio.sleep(0.01)
    stop.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    assert turns or not task.done()
    if task.cancel():
        with pytest.raises(asyncio.CancelledError):
            await task
