"""
What Faust is given in place of its own consumer: a reader that commits what is finished and hands out without a gap.

Faust's acknowledgement commits past one message that was never handled (faust 0.15.3, transport/consumer.py
`_new_offset`), and acknowledges what it skips in a rebalance (streams.py `_py_aiter`). Here offsets follow `finish`
alone.

After a rebalance Faust lets its fetcher read while it still asks for the committed offsets (tables/recovery.py
`on_recovery_completed`: the partitions are resumed, then sought). What is read in between is handed out in part before
the rebalance has ended, and is passed over, and in part behind it: a gap. And what is then read anew from the committed
offset is dropped, for it was read before (transport/consumer.py `_drain_messages`). So here a seek waits for the read
under way, every packet tells behind which seek it was read, and only those read behind the last one count. Where a gap
is found all the same, the reader goes back to what is to be handled next.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

from leadcore.runtime.carrier import Carrier
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.packets import Packet

WAITING = 32
"""Packets of a topic that may wait in memory."""
COMMITS = 3
"""Tries to commit before partitions are given back."""
RETURNS = 3
"""How often the reader goes back to one offset before its process ends."""
FETCH_WAIT_MS = 50
"""How long the broker may hold an empty answer. A partition that was just read is asked for again only when the answer
for the others is in, and every other question waits behind it; Faust's own figure is 1,500."""
TURN_S = 0.25
"""How long one read waits for records: a seek waits for it. Faust's own figure is 1."""
SETTLE_S = 5.0
"""How long a rebalance or a stop waits for the packets in hand."""

_LOG = structlog.get_logger()


class FaustThread(AIOKafkaConsumerThread):
    """Faust's thread around the client, which is made to wait less."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        client._fetch_max_wait_ms = FETCH_WAIT_MS
        return client


class Unremembered(dict[Any, Any]):
    """Where Faust looks up what it has read: nothing, so that it drops nothing that is read again."""

    def __getitem__(self, _tp: Any) -> None:
        """No offset."""
        return


class FaustReader(Consumer):
    """Faust's consumer, with commits that follow what is finished and nothing else."""

    carrier: Carrier

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begin()
        self._read_offset = Unremembered()

    def _begin(self) -> None:
        self.queues: dict[str, Any] = {}
        """By topic: where packets wait for their agent."""
        self.turned_at = time.monotonic()
        self._upto: dict[Any, int] = {}
        """By partition: the offset to be finished next; what lies before it is durable."""
        self._next: dict[Any, int] = {}
        """By partition: the offset to be handled next; what lies before it is durable, or waits to be."""
        self._moved: dict[Any, tuple[int, float]] = {}
        """By partition: where it stood when it was last seen to move or to be at its end, and when that was."""
        self._revoked_at = 0.0
        self._reading = asyncio.Lock()
        """Held while records are taken from the client, and while it is sent elsewhere."""
        self._seeks = self._read_behind = 0
        """How many seeks there were, and behind which of them the records in hand were read."""
        self._sought: dict[Any, int] = {}
        """By partition: where the last seek went."""
        self._found: dict[Any, int] = {}
        """By partition: the first offset that was read behind the last seek."""
        self._returns: dict[Any, tuple[int, int]] = {}
        """By partition: the offset that was gone back to last, and how often."""
        self._returning: asyncio.Future[None] | None = None

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
        """
        Those that are ours, not handled, and next in their partitions; they are not given again, unless partitions are
        assigned anew. The others come again.

        Raises:
            RunnerFailed: one was not handed out, however often it was gone back to.
        """
        found = []
        for packet in packets:
            message = packet.event.message
            tp, offset = message.tp, message.offset
            following = self._next.get(tp)
            if not self.is_current(packet) or message.seeks != self._seeks or following is None or offset < following:
                continue
            if offset > following and not self._is_next(tp, following, offset):
                self._go_back(tp, following, offset)
                continue
            self._next[tp] = offset + 1
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
        async with self._reading:
            await super().perform_seek()
            mine = [tp for tp in self.assignment() if tp.topic in self.queues]
            starts = await self.earliest_offsets(*mine)
            for tp in mine:
                self._upto[tp] = max(self._upto.get(tp, 0), self._committed_offset[tp] or 0, starts.get(tp) or 0)
                self._next[tp] = self._upto[tp]
            await self._seek_all(mine)

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """Finish and commit before anybody else gets the partitions."""
        self._revoked_at = self._revoked_at or time.monotonic()
        await self.carrier.settle(SETTLE_S)
        await self.commit_finished()
        for tp in revoked:
            self._upto.pop(tp, None)
            self._next.pop(tp, None)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[Any], generation_id: int = 0) -> None:
        """Count it, with the time since partitions were taken: nothing is read in between."""
        await super().on_partitions_assigned(assigned, generation_id)
        self.carrier.rebalanced(time.monotonic() - self._revoked_at if self._revoked_at else 0.0)
        self._revoked_at = 0.0

    async def commit_finished(self) -> None:
        """Commit all that is finished: `commit` alone leaves it to one that may have begun before."""
        for _ in range(COMMITS):
            if any(self._filter_tps_with_pending_acks()):
                await self.commit()

    def _is_next(self, tp: Any, following: int, offset: int) -> bool:
        """Whether nothing stands between: the client was sent to `following`, and the first it read is at `offset`."""
        return self._sought.get(tp) == following and self._found.get(tp) == offset

    def _go_back(self, tp: Any, following: int, offset: int) -> None:
        """Have everything that is not handled read anew: the reader gave `offset` and nothing from `following` on."""
        if self._returning is not None and not self._returning.done():
            return
        before, times = self._returns.get(tp, (-1, 0))
        times = times + 1 if before == following else 1
        if times > RETURNS:
            raise RunnerFailed(f"gap in {tp.topic}/{tp.partition} from {following} to {offset}")
        self._returns[tp] = following, times
        _LOG.warning("reader.goes-back", topic=tp.topic, partition=tp.partition, offset=following, met=offset)
        self._returning = asyncio.ensure_future(self._went_back())

    async def _went_back(self) -> None:
        try:
            async with self._reading:
                await self._seek_all([tp for tp in self.assignment() if tp in self._next])
        except (KafkaError, TimeoutError) as error:
            # What is handed out next is behind the gap too, and is gone back for once more; or a rebalance does it.
            _LOG.warning("reader.stays", **{"error.type": type(error).__name__})

    async def _seek_all(self, mine: Iterable[Any]) -> None:
        self._sought = {tp: self._next[tp] for tp in mine}
        self._found.clear()
        await self.seek_wait(self._sought)
        self._seeks += 1

    def _to_message(self, tp: Any, record: Any) -> Any:
        message: Any = super()._to_message(tp, record)
        message.seeks = self._read_behind
        return message

    def _new_consumer_thread(self) -> FaustThread:
        return FaustThread(self, loop=self.loop, beacon=self.beacon)

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
        async with self._reading:
            found = await super()._getmany(wanted, min(timeout, TURN_S) if len(wanted) == len(active) else 0.02)
            self._read_behind = self._seeks
        for tp, records in found.items():
            if records:
                self._found.setdefault(tp, records[0].offset)
        return found

    def _has_room(self, tp: Any) -> bool:
        queue = self.queues.get(tp.topic)
        return queue is None or queue.qsize() < WAITING
