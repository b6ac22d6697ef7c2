"""
What the harnesses of the Kafka runners share: one instance at a time, a clock that can be moved, and a witness of what
passes between a runner and its clients.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from confluent_kafka import Producer

from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.message import Message, Write
from leadcore.stage import Stage
from leadcore.testing.harness import Action
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied, produced
from leadcore.testing.laws import UNIT


class Witness:
    """Writes down what a runner has written; `dies`: it is to die before the commit that follows."""

    def __init__(self, actions: list[Action], reader: Reader, *, dies: bool) -> None:
        self.actions, self.reader, self.dies = actions, reader, dies
        self.wrote = False

    def write(self, topic: str) -> None:
        """The broker has acknowledged a record."""
        self.wrote = True
        self.actions.append(Action("write", topic))


class Witnessed:
    """A real client, all of whose calls go through."""

    def __init__(self, witness: Any, client: Any) -> None:
        self._witness, self._client = witness, client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class WitnessedProducer(Witnessed):
    """Tells the witness of each record that the broker has acknowledged."""

    def __init__(self, witness: Witness, settings: dict[str, Any]) -> None:
        super().__init__(witness, Producer(settings))

    def produce(self, topic: str, on_delivery: Callable[[Any, Any], None], **kwargs: Any) -> None:
        """Produce as asked."""

        def told(error: Any, message: Any) -> None:
            if error is None:
                self._witness.write(topic)
            on_delivery(error, message)

        self._client.produce(topic, on_delivery=told, **kwargs)


class OneInstance:
    """
    The part of a `Harness` that is alike for all runners on Kafka: topics emptied, one instance at a time.

    A harness adds `material`, `transactional`, `start`, which calls `begin`, and `died`.
    """

    def __init__(self, address: str, used: Iterable[Topic]) -> None:
        self.actions: list[Action] = []
        self.address = address
        self.reader = emptied(address, used, [UNIT])
        self.task: asyncio.Task[None] | None = None
        self._producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
        self._shift = 0
        self._stop = asyncio.Event()

    def now(self) -> int:
        """The instance's time, milliseconds."""
        return system_clock() + self._shift

    def begin(self, run: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        """Run an instance until its event is set."""
        self._stop = asyncio.Event()
        self.task = asyncio.create_task(run(self._stop))

    async def produce(self, write: Write) -> Message:
        """Put `write` on its topic, durably."""
        return produced(self._producer, write)

    async def stop(self) -> None:
        """Ask the instance to end, and wait for it."""
        assert self.task is not None
        self._stop.set()
        await asyncio.wait_for(self.task, PATIENCE_S)
        self.task = None

    async def read(self, topic: Topic) -> list[Message]:
        """Every committed message of `topic`."""
        return await asyncio.to_thread(self.reader.read, topic)

    async def committed(self, stage: Stage[Any, Any], topic: Topic) -> int:
        """How many offsets of `topic` the stage's group has passed."""
        return await asyncio.to_thread(self.reader.committed, stage.unit, topic)

    async def elapse(self, milliseconds: int) -> None:
        """Move the instance's clock on."""
        self._shift += milliseconds

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it holds; fails past PATIENCE_S, or if the instance ends by itself."""
        deadline = time.monotonic() + PATIENCE_S
        while not await holds():
            assert self.task is not None
            if self.task.done():
                await self.task
                raise AssertionError("the runner ended by itself")
            assert time.monotonic() < deadline, f"does not hold within {PATIENCE_S} s"
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        """End whatever a failed law left running."""
        self._stop.set()
        if self.task is not None:
            await asyncio.wait([self.task], timeout=PATIENCE_S)
