"""
The tables of a stage, whoever keeps them: rows by partition, and what was written to them since it was last durable.

A row is the time until which it must be kept, then its value.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leadcore.contracts import Topic
from leadcore.message import Write
from leadcore.runtime.rows import Rows

_KEPT_UNTIL = struct.Struct(">q")


@dataclass(slots=True)
class Part:
    """One partition of a table: its rows, and the offset that the next change will get if nobody else writes."""

    rows: Rows = field(default_factory=Rows)
    end: int = -1
    """-1, unknown: somebody else wrote, or a change of ours was given up or is under way in a rebalance."""

    def appended(self, offset: int) -> None:
        """A change of ours stands at `offset`: where it was expected, or somebody else writes too."""
        self.end = offset + 1 if self.end == offset else -1

    def sweep(self, now: int) -> int:
        """Throw away rows that need not be kept at `now`; how many."""
        return self.rows.sweep(lambda row: is_past(row, now))


class Table(Protocol):
    """One table."""

    @property
    def parts(self) -> dict[int, Part]:
        """Its rows by partition."""
        ...

    def at(self, partition: int) -> None:
        """What is written from now on belongs to `partition`."""
        ...

    def put(self, key: bytes, row: bytes) -> None:
        """Put a row, and tell the state."""
        ...


class TableState:
    """
    The keyed state of a stage: rows of the partition that is being handled, and what was written to them.

    Args:
        unit: the stage's unit; its changelogs are `<unit>-<table>-changelog`.
        tables: their names.
    """

    def __init__(self, unit: str, tables: Sequence[str]) -> None:
        self.shares = 1
        """Into how many parts the whole is split: the partitions."""
        self.changelogs = {name: Topic(f"{unit}-{name}-changelog") for name in tables}
        self._tables: dict[str, Table] = {}
        self._here: int | None = None
        self._changes: dict[tuple[Topic, int, bytes], Write] = {}

    def bind(self, tables: Mapping[str, Table], shares: int) -> None:
        """Use `tables`, which are split into `shares` parts."""
        self.shares = shares
        self._tables = dict(tables)
        self._changes.clear()

    def at(self, partition: int) -> None:
        """Everything read and written from now on belongs to `partition`."""
        self._here = partition
        for table in self._tables.values():
            table.at(partition)

    def get(self, table: str, key: str) -> bytes | None:
        """The value of `key`, or None."""
        assert self._here is not None, "state is used outside of a packet"
        row = self._tables[table].parts[self._here].rows.get(key.encode())
        return None if row is None else row[_KEPT_UNTIL.size :]

    def set(self, table: str, key: str, value: bytes, kept_until: int) -> None:
        """Put `value`; from `kept_until` on, milliseconds, it may be thrown away."""
        self._tables[table].put(key.encode(), kept(value, kept_until))

    def changed(self, changelog: Topic, key: bytes, row: bytes) -> None:
        """Take down that a row was put."""
        assert self._here is not None, "state is used outside of a packet"
        self._changes[changelog, self._here, key] = Write(changelog, key, row, (), self._here)

    def changes(self) -> list[Write]:
        """What is to be written to the changelogs: of each key the last row."""
        return list(self._changes.values())

    def written(self) -> None:
        """The changes are durable."""
        self._changes.clear()

    def give_up(self) -> None:
        """The changes will not be written: the rows of every partition are to be read anew."""
        self._changes.clear()
        for table in self._tables.values():
            for part in table.parts.values():
                part.end = -1

    def appended(self, topic: str, partition: int, offset: int) -> None:
        """A change of ours stands at `offset` of a changelog; any thread may say so."""
        for name, changelog in self.changelogs.items():
            if changelog == topic and (part := self._tables[name].parts.get(partition)) is not None:
                part.appended(offset)

    def sweep(self, now: int) -> int:
        """Throw away what need not be kept; how many rows."""
        return sum(part.sweep(now) for table in self._tables.values() for part in table.parts.values())

    def size(self) -> int:
        """How many rows there are."""
        return sum(len(part.rows) for table in self._tables.values() for part in table.parts.values())


def kept(value: bytes, kept_until: int) -> bytes:
    """The row of `value`, which from `kept_until` on, milliseconds, may be thrown away."""
    return _KEPT_UNTIL.pack(kept_until) + value


def is_past(row: bytes, now: int) -> bool:
    """Whether a row need not be kept at `now`."""
    return bool(_KEPT_UNTIL.unpack_from(row)[0] <= now)
