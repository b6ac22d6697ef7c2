"""The laws of all runners, held by the memory runner."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from leadcore.contracts import Topic
from leadcore.message import Message, Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import Stage
from leadcore.testing.harness import LEADS, PACKETS, Action, Harness, Material
from leadcore.testing.laws import RunnerLaws


class Killed(BaseException):
    """The instance is gone: nothing may catch it."""


class RecordedLog(MemoryLog):
    """A log that tells what was done to it, and on request kills the instance that is about to commit."""

    def __init__(self, clock: ManualClock, actions: list[Action]) -> None:
        super().__init__(clock)
        self._actions = actions
        self.deadly = False

    def append(self, write: Write) -> Message:
        """Append, and say so."""
        self._actions.append(Action("write", write.topic))
        return super().append(write)

    def commit(self, unit: str, topic: str, partition: int, offset: int) -> None:
        """Commit and say so, or die."""
        if self.deadly:
            self.deadly = False
            raise Killed
        super().commit(unit, topic, partition, offset)
        self._actions.append(Action("commit", topic, self.committed_sum(unit, topic)))

    def committed_sum(self, unit: str, topic: str) -> int:
        """The sum of what `unit` committed on the partitions of `topic`."""
        return sum(self.committed(unit, topic, partition) for partition in range(self.partitions))


class MemoryHarness:
    """The memory runner, one instance at a time."""

    transactional = False

    def __init__(self, material: Material) -> None:
        self.material = material
        self.actions: list[Action] = []
        self._log = RecordedLog(ManualClock(), self.actions)
        self._runner: MemoryRunner | None = None

    async def produce(self, write: Write) -> Message:
        return MemoryLog.append(self._log, write)

    async def start(self, stage: Stage[Any, Any], *, dies: bool = False) -> None:
        self._runner = MemoryRunner([stage], self._log)
        self._log.deadly = dies

    async def stop(self) -> None:
        assert self._runner is not None
        self._runner = None

    async def died(self) -> None:
        assert self._runner is not None
        with pytest.raises(Killed):
            await self._runner.run()
        self._runner = None

    async def read(self, topic: Topic) -> list[Message]:
        return self._log.all(topic)

    async def committed(self, stage: Stage[Any, Any], topic: Topic) -> int:
        return self._log.committed_sum(stage.unit, topic)

    async def elapse(self, milliseconds: int) -> None:
        self._log.clock.advance(milliseconds)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        assert self._runner is not None
        for _ in range(5):
            await self._runner.run()
            if await holds():
                return
        pytest.fail("nothing moves any more, and it does not hold")


@pytest.fixture(params=[LEADS, PACKETS], ids=["leads", "packets"])
def harness(request: pytest.FixtureRequest) -> Harness:
    return MemoryHarness(request.param)


class TestMemoryRunner(RunnerLaws):
    """Leads and packets alike."""
