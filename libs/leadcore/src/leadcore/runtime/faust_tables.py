"""
What Faust is given in place of its own tables: rows by partition, whose changelog is written and read by us.

Faust sends each change of a table through a producer of its own, and replays a changelog at a few thousand keys a
second. Here a change is taken down by the `TableState` and delivered together with the outputs of the same packet; what
a changelog holds is read after the group has given us its partition, while heartbeats go on (in the rebalance callback
none are sent: whatever took longer there than the session would end in one rebalance after another).
"""

import asyncio
from typing import Any

import faust
from faust.stores.memory import Store
from faust.tables.table import Table

from leadcore.runtime.changelogs import Changelogs
from leadcore.runtime.rows import Rows
from leadcore.runtime.tables import Part, TableState


def bind(state: TableState, app: faust.App, source: Changelogs, shares: int) -> None:
    """Make the tables of `state` in `app`, one part a partition; `source` reads their changelogs."""
    tables = {name: ChangelogTable(app, name, state, source) for name in state.changelogs}
    for table in tables.values():
        app.tables.add(table)
    state.bind(tables, shares)


class ChangelogTable(Table[str, bytes]):
    """A Faust table that tells its state what was written instead of sending it itself."""

    def __init__(self, app: faust.App, name: str, state: TableState, source: Changelogs, **options: Any) -> None:
        self.changelog = state.changelogs[name]
        self._state, self._source = state, source
        super().__init__(app, name=name, key_type=bytes, value_type=bytes, **options)

    @property
    def parts(self) -> dict[int, Part]:
        """The rows by partition."""
        return self._store_of_mine.parts

    def at(self, partition: int) -> None:
        """What is read and written from now on belongs to `partition`."""
        self._store_of_mine.at(partition)

    def put(self, key: bytes, row: bytes) -> None:
        """Put a row, and tell the state."""
        self._state.changed(self.changelog, key, row)
        self._store_of_mine.here.put(key, row)

    @property
    def _store_of_mine(self) -> "PartitionedStore":
        store = self.data
        assert isinstance(store, PartitionedStore)
        return store

    def _changelog_topic_name(self) -> str:
        return str(self.changelog)

    def _new_store(self) -> "PartitionedStore":
        return PartitionedStore("memory://", self.app, self, source=self._source, topic=self.changelog)


class PartitionedStore(Store[str, bytes]):
    """
    Rows in memory, by partition; Faust's own dictionary stays empty. Faust is told that nothing is missing; before it
    reads packets it waits for `on_recovery_completed`, which brings the rows up to date.
    """

    def __init__(self, url: str, app: Any, table: Any, *, source: Changelogs, topic: str) -> None:
        self.parts: dict[int, Part] = {}
        self.here = Rows()
        """The rows of the partition that is being handled."""
        self._source, self._topic = source, topic
        self._ends: dict[int, int] = {}
        self._recovering = asyncio.Lock()
        super().__init__(url, app, table)

    def at(self, partition: int) -> None:
        """`here` is this partition's from now on."""
        self.here = self.parts.setdefault(partition, Part()).rows

    def persisted_offset(self, tp: Any) -> int | None:
        """The last offset of the changelog as of this rebalance, so that Faust has nothing to replay."""
        end = self._ends.get(tp.partition, 0)
        return end - 1 if end else None

    def apply_changelog_batch(self, batch: Any, to_key: Any, to_value: Any) -> None:
        """What Faust replays between two looks at a changelog's end is read once more in `on_recovery_completed`."""

    async def on_rebalance(
        self,
        assigned: set[Any],
        revoked: set[Any],  # noqa: ARG002  Faust's signature
        newly_assigned: set[Any],  # noqa: ARG002
        generation_id: int = 0,  # noqa: ARG002
    ) -> None:
        """Look where the changelogs end; rows are not read here, for no heartbeat is sent meanwhile."""
        self._ends = await self._source.ends(self._topic, [tp.partition for tp in assigned if tp.topic == self._topic])

    async def on_recovery_completed(
        self,
        active_tps: set[Any],
        standby_tps: set[Any],  # noqa: ARG002  Faust's signature
    ) -> None:
        """Drop what is not ours any more; read what is, where its rows cannot be trusted."""
        wanted = {tp.partition for tp in active_tps}
        async with self._recovering:
            for gone in self.parts.keys() - wanted:
                del self.parts[gone]
            await self._source.recover(self.parts, self._topic, wanted)
