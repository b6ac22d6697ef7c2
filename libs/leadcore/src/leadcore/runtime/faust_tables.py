"""
What Faust is given in place of its own: a reader that commits what is finished, and tables whose changelog is ours.

Faust's acknowledgement commits past one message that was never handled (faust 0.15.3, transport/consumer.py
`_new_offset`), and acknowledges what it skips in a rebalance (streams.py `_py_aiter`). It sends each change of a table
through a producer of its own, and replays a changelog at a few thousand keys a second.

Here offsets follow `finish` alone. A change is taken down by the `TableState` and delivered together with the outputs
of the same packet; what a changelog holds is read after the group has given us its partition, while heartbeats go on
(in the rebalance callback none are sent: whatever took longer there than the session would end in one rebalance after
another).
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import faust
from faust.stores.memory import Store
from faust.tables.table import Table
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

from leadcore.runtime.changelogs import Changelogs
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.packets import Carrier, Packet
from leadcore.runtime.tables import Part, Rows, TableState

WAITING = 32
"""Packets of a topic that may wait in memory."""
COMMITS = 3
"""Tries to commit before partitions are given back."""
FETCH_WAIT_MS = 50
"""How long the broker may hold an empty answer. A partition that was just read is asked for again only when the answer
for the others is in, and every other question waits behind it; Faust's own figure is 1,500."""
SETTLE_S = 5.0
"""How long a rebalance or a stop waits for the packets in hand."""


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

    @property
    def _store_of_mine(self) -> "PartitionedStore":
        store = self.data
        assert isinstance(store, PartitionedStore)
        return store

    def on_key_set(self, key: str, value: bytes) -> None:
        """Take down that a row was put."""
        self._state.changed(self.changelog, key, value)

    def on_key_del(self, key: str) -> None:
        """Take down that a row was removed."""
        self._state.changed(self.changelog, key, None)

    def _changelog_topic_name(self) -> str:
        return str(self.changelog)

    def _new_store(self) -> "PartitionedStore":
        return PartitionedStore("memory://", self.app, self, source=self._source, topic=self.changelog)


class PartitionedStore(Store[str, bytes]):
    """
    Rows in memory, by partition. Faust is told that nothing is missing; before it reads packets it waits for
    `on_recovery_completed`, which brings the rows up to date.
    """

    def __init__(self, url: str, app: Any, table: Any, *, source: Changelogs, topic: str) -> None:
        self.parts: dict[int, Part] = {}
        self._here: Rows = {}
        self._source, self._topic = source, topic
        self._ends: dict[int, int] = {}
        self._recovering = asyncio.Lock()
        super().__init__(url, app, table)

    def __post_init__(self) -> None:
        """Nothing: Faust's one dictionary of all partitions is not used."""

    @property
    def data(self) -> Rows:  # type: ignore[override]  # read only: which rows it is depends on the packet in hand
        """The rows of the partition that is being handled."""
        return self._here

    def at(self, partition: int) -> None:
        """`data` is this partition's from now on."""
        self._here = self.parts.setdefault(partition, Part()).rows

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


class FaustThread(AIOKafkaConsumerThread):
    """Faust's thread around the client, which is made to wait less."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        client._fetch_max_wait_ms = FETCH_WAIT_MS
        return client


class FaustReader(Consumer):
    """Faust's consumer, with commits that follow what is finished and nothing else."""

    carrier: Carrier

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queues: dict[str, Any] = {}
        """By topic: where packets wait for their agent."""
        self.turned_at = time.monotonic()
        self._upto: dict[Any, int] = {}
        """By partition: the offset to be handled next; what lies before it is durable."""
        self._moved: dict[Any, tuple[int, float]] = {}
        """By partition: where it stood when it was last seen to move or to be at its end, and when that was."""
        self._revoked_at = 0.0

    def behind(self, topics: frozenset[str], long_ago: float) -> list[str]:
        """Partitions of `topics` with packets in them that have not moved since `long_ago`, monotonic."""
        stuck = []
        for tp in self.assignment():
            upto, (was, since) = self._upto.get(tp, 0), self._moved.get(tp, (-1, 0.0))
            if tp.topic not in topics or upto != was or (self.highwater(tp) or 0) <= upto:
                self._moved[tp] = upto, time.monotonic()
            elif since < long_ago:
                stuck.append(f"{tp.topic}/{tp.partition}")
        return stuck

    def fresh(self, packets: Sequence[Packet]) -> list[Packet]:
        """Those that are ours and not finished. Raises RunnerFailed: one before them was never handled."""
        found, upto = [], dict(self._upto)
        for packet in packets:
            tp, offset = packet.event.message.tp, packet.event.message.offset
            if not self.is_current(packet) or tp not in upto or offset < upto[tp]:
                continue
            if offset > upto[tp]:
                raise RunnerFailed(f"gap in {tp.topic}/{tp.partition} from {upto[tp]} to {offset}")
            upto[tp] = offset + 1
            found.append(packet)
        return found

    def is_current(self, packet: Packet) -> bool:
        """Whether it was read since the last rebalance, and none is going on."""
        read_in = packet.event.message.generation_id
        return bool(read_in == self.app.consumer_generation_id and not self.app.rebalancing)

    def finish(self, packets: Sequence[Packet]) -> None:
        """Their writes are durable: their offsets may be committed, if they are ours still."""
        for packet in packets:
            message = packet.event.message
            # Also while a rebalance waits for us: until then the partition is ours to commit.
            if message.generation_id == self.app.consumer_generation_id and message.tp in self._upto:
                self._upto[message.tp] = message.offset + 1

    def ack(self, message: Any) -> bool:
        """Faust's word for done, which it also gives for what it skips: not listened to."""
        message.acked = True
        self._unacked_messages.discard(message)
        return False

    async def perform_seek(self) -> None:
        """Go to the committed offsets, and expect to handle from there on."""
        await super().perform_seek()
        mine = [tp for tp in self.assignment() if tp.topic in self.queues]
        starts = await self.earliest_offsets(*mine)
        for tp in mine:
            self._upto[tp] = max(self._upto.get(tp, 0), self._committed_offset[tp] or 0, starts.get(tp) or 0)

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """Finish and commit before anybody else gets the partitions."""
        self._revoked_at = self._revoked_at or time.monotonic()
        await self.carrier.settle(SETTLE_S)
        await self.commit_finished()
        for tp in revoked:
            self._upto.pop(tp, None)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[Any], generation_id: int = 0) -> None:
        """Count it, with the time since partitions were taken: nothing is read in between."""
        await super().on_partitions_assigned(assigned, generation_id)
        self.carrier.rebalanced(time.monotonic() - self._revoked_at if self._revoked_at else 0.0)
        self._revoked_at = 0.0

    def _new_consumer_thread(self) -> FaustThread:
        return FaustThread(self, loop=self.loop, beacon=self.beacon)

    async def commit_finished(self) -> None:
        """Commit all that is finished: `commit` alone leaves it to one that may have begun before."""
        for _ in range(COMMITS):
            if any(self._filter_tps_with_pending_acks()):
                await self.commit()

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Any:  # noqa: ARG002  Faust's signature
        return (tp for tp, upto in self._upto.items() if upto > (self._committed_offset[tp] or 0))

    def _new_offset(self, tp: Any) -> int | None:
        return self._upto.get(tp)

    async def _commit(self, offsets: Any) -> bool:
        done = bool(await super()._commit(offsets))
        if done:
            self.carrier.committed((tp.topic, tp.partition) for tp in offsets)
        return done

    async def _getmany(self, active_partitions: set[Any] | None, timeout: float) -> Any:  # noqa: ASYNC109  as above
        """Read only what has room: one topic whose packets wait (for their time) must not hold up another."""
        self.turned_at = time.monotonic()
        active = active_partitions or set()
        wanted = {tp for tp in active if self._has_room(tp)}
        if not wanted:
            await asyncio.sleep(0.01)
            return {}
        return await super()._getmany(wanted, timeout if len(wanted) == len(active) else 0.02)

    def _has_room(self, tp: Any) -> bool:
        queue = self.queues.get(tp.topic)
        return queue is None or queue.qsize() < WAITING
