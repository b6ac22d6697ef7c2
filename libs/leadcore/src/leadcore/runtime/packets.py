"""Packets of leads on their way, and what those who carry them ask of the tables and of who reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from leadcore.contracts import Topic
from leadcore.message import Delivery, Write


@dataclass(frozen=True, slots=True)
class Packet:
    """A delivery in hand, and the event by which its reader knows it."""

    event: Any
    delivery: Delivery


class State(Protocol):
    """The tables, as one who carries packets uses them."""

    @property
    def changelogs(self) -> Mapping[str, Topic]:
        """Where the changes of each table are written."""
        ...

    def at(self, partition: int) -> None:
        """Everything read and written from now on belongs to `partition`."""
        ...

    def changes(self) -> list[Write]:
        """What is to be written to the changelogs."""
        ...

    def written(self) -> None:
        """The changes are durable."""
        ...

    def give_up(self) -> None:
        """The changes will not be written."""
        ...

    def appended(self, topic: str, partition: int, offset: int) -> None:
        """A change stands at `offset`."""
        ...


class Reader(Protocol):
    """Where packets come from."""

    def fresh(self, packets: Sequence[Packet]) -> list[Packet]:
        """Those that are ours and not finished, in order. Raises RunnerFailed: one before them was never handled."""
        ...

    def is_current(self, packet: Packet) -> bool:
        """Whether the packet is still ours."""
        ...

    def finish(self, packets: Sequence[Packet]) -> None:
        """Their writes are durable: their offsets may be committed."""
        ...

    async def commit_finished(self) -> None:
        """Commit all that is finished."""
        ...


def split_due(packets: Sequence[Packet], now: int) -> tuple[list[Packet], list[Packet]]:
    """Those that may be handled at `now`, and those that must wait: each also for the ones before it."""
    due: list[Packet] = []
    waiting: list[Packet] = []
    held = set()
    for packet in packets:
        read_from = packet.event.message.tp
        if packet.delivery.due > now or read_from in held:
            held.add(read_from)
            waiting.append(packet)
        else:
            due.append(packet)
    return due, waiting
