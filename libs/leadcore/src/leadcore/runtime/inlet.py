"""
What a unit reads: its assigned partitions, what waits in each, and which of it makes the next batch.

Every method runs in the runner's one Kafka thread; rebalances happen inside `gather` and `keep`, nowhere else.

    consume → put each message in its partition's lane → take a batch: retries that are due and the first source
    alike, later sources at their share of the batch, paced ones at their share of the time → pause lanes that hold
    enough, or whose head is not due → ask for commits
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import structlog
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from leadcore.clock import Clock
from leadcore.message import PACED_TOPICS, Message, delivered, received
from leadcore.runtime.clients import AWAY, DAMAGED, UNREPORTED, RunnerFailed, behind, is_fatal
from leadcore.runtime.lanes import FLOOR, UNKNOWN, Lane, Taken, early, full, places, put, room, take
from leadcore.runtime.shares import Share
from leadcore.stage import Stage

BUSY_S = 0.25
"""A source that gave a record so short a time ago is taken to have more."""
PACED_S = 2.0
"""Paced records that came so short a time ago are taken to be followed by more."""
COMMIT_S = 0.2
"""Between two commits: one costs the broker as much as a small batch. What a kill leaves uncommitted comes again."""
ANSWER_S = 10.0
"""How long the answer to a commit is awaited before it is asked for again."""
INSIST_S = 5.0
"""How long a commit is insisted on that the group refuses: it does as long as a member that is to share its partitions
out stands still. What is given up here is done again by somebody else; a silent broker costs ANSWER_MS besides."""
NEVER = float("-inf")
IDLE_S = 0.2
"""Longest wait for a first record; a stop or a due retry is noticed within it."""


class Inlet:
    """The unit's side of its consumer group."""

    def __init__(
        self,
        stage: Stage[Any, Any],
        consumer: Any,
        clock: Clock,
        rebalanced: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._stage = stage
        self._rebalanced = rebalanced
        self._consumer = consumer
        self._clock = clock
        self._ranks = {str(topic): rank for rank, topic in enumerate(stage.sources)} | {str(stage.retry): 0}
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._fresh: list[Lane] = []
        self._held = False
        self._asked_at = NEVER
        self._committed_at = NEVER
        self._lost_at = 0.0
        self._seen: dict[int, float] = {}
        self._owed: dict[int, float] = defaultdict(float)
        self._share = Share()
        self._paced_at = NEVER
        self._aside_s = 0.0
        """How long the last batch took, if paced records alone: live ones that came meanwhile were gathered by it."""
        self._log = structlog.get_logger()
        self.joined = False
        """Whether the group has given us our partitions, be they none."""
        self.missing: str = ""
        """A topic of ours that the broker did not know when it was asked; whoever asks again may say otherwise."""
        self.turned_at = time.monotonic()
        """When the consumer was last asked; old: the Kafka thread is stuck."""

    def open(self) -> None:
        """Join the group."""
        self.turned_at = time.monotonic()
        self._consumer.subscribe(
            list(self._ranks), on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost
        )

    def gather(self, most: int, linger_s: float) -> list[Taken]:
        """
        The next batch: at most `most` records, waited for `linger_s` from the first on; empty when none came.

        Raises:
            RunnerFailed: the consumer is beyond repair.
        """
        self._let_go()
        live, paced = self._live_ready(), self._paced_ready()
        first = self._consume(1, 0.0 if live or paced else self._idle_s())
        self._receive(first)
        if any(message.error() is None for message in first) and (more := self._room(most)):
            self._receive(self._consume(more, 0.0 if live else self._more_s(paced, linger_s)))
        batch = self._batch(most)
        self._pace(most)
        if not batch:
            self.pass_ends()
        self.commit()
        return batch

    def keep(self, wait_s: float = 0.0) -> None:
        """
        Take part in the group while a batch is in hand: rebalances happen. Who waits reads nothing; who only looks in
        may read one message, because pausing throws away what was fetched ahead, and it would be fetched again.
        """
        if wait_s:
            self._hold()
        self._receive(self._consume(1, wait_s))
        if self._held:
            self._hold()

    def took(self, batch: Sequence[Taken], seconds: float) -> None:
        """`batch` took so long: paced lanes pay for their part of it, and for what it made live records late."""
        now, live = self._clock(), [taken.delivery for taken in batch if not taken.lane.paced]
        late_ms = [float(now - each.message.timestamp) for each in live]
        self._share.took(len(batch) - len(live), late_ms, seconds, time.monotonic())
        self._aside_s = 0.0 if live else seconds

    def paces(self) -> bool:
        """Whether paced records come."""
        return time.monotonic() - self._paced_at < PACED_S or self._paced_wait()

    def share(self) -> float:
        """Of the time that paced lanes have while live leads come. From any thread."""
        return self._share.share

    def behind(self, late_s: float) -> None:
        """The units behind this one are so late."""
        self._share.behind(late_s)

    def crowd(self, batch: Sequence[Taken]) -> int:
        """
        How many of `batch` came together: a live lead is not made to wait for others by paced ones beside it, and those
        alone say nothing of live ones; 0.
        """
        if self._share.shared(time.monotonic()):
            return sum(not taken.lane.paced for taken in batch)
        return len(batch)

    def finish(self, batch: Iterable[Taken]) -> None:
        """The writes of `batch` are durable: its offsets may be committed."""
        now = time.monotonic()
        for taken in batch:
            lane = taken.lane
            lane.done = max(lane.done, taken.passes)
            lane.in_hand -= 1
            lane.moved_at = now

    def drop(self, batch: Iterable[Taken]) -> None:
        """`batch` is given up; it comes again, to whoever holds its partitions then."""
        for taken in batch:
            taken.lane.in_hand -= 1

    def offsets(self, batch: Iterable[Taken] = ()) -> list[TopicPartition]:
        """What may be committed, once the writes of `batch` are durable."""
        upto = {lane: lane.done for lane in self._lanes.values() if lane.done > lane.committed}
        for taken in batch:
            upto[taken.lane] = max(upto.get(taken.lane, UNKNOWN), taken.passes)
        return [TopicPartition(lane.topic, lane.partition, offset) for lane, offset in upto.items() if not lane.gone]

    def commit(self) -> None:
        """
        Ask for what is finished to be committed, unless that was just done or an answer is awaited; `answered` brings
        it. What the group refuses is asked for again: offsets only grow.
        """
        now = time.monotonic()
        if now - self._committed_at < COMMIT_S or now - self._asked_at <= ANSWER_S:
            return
        if wanted := self.offsets():
            self._asked_at = self._committed_at = now
            self._consumer.commit(offsets=wanted, asynchronous=True)

    def answered(self, error: KafkaError | None, offsets: Iterable[TopicPartition]) -> None:
        """The group's answer to `commit`."""
        self._asked_at = NEVER
        if error is None:
            self.committed(each for each in offsets if each.error is None)
        else:
            self._refused(error)

    def commit_now(self) -> None:
        """
        Commit what is finished before going on; insists for INSIST_S, because a group that is just rebalancing refuses.

        Raises:
            RunnerFailed: the consumer is beyond repair.
        """
        until = time.monotonic() + INSIST_S
        while (wanted := self.offsets()) and time.monotonic() < until:
            try:
                self.answered(None, self._consumer.commit(offsets=wanted, asynchronous=False) or ())
            except KafkaException as error:
                self._refused(error.args[0])
                time.sleep(INSIST_S / 50)

    def committed(self, offsets: Iterable[TopicPartition]) -> None:
        """Take note that `offsets` are committed."""
        for each in offsets:
            lane = self._lanes.get((each.topic, each.partition))
            if lane is not None:
                lane.committed = max(lane.committed, each.offset)

    def pass_ends(self) -> None:
        """
        Take what follows the last record of partitions that are read to their end for finished, where every record
        that was read is: one that was given back is neither waiting nor in hand.
        """
        for lane in self._lanes.values():
            if lane.end > lane.done >= lane.next_offset:
                lane.done = lane.end

    def lanes(self) -> Sequence[Lane]:
        """The partitions assigned now."""
        return list(self._lanes.values())

    def group(self) -> Any:
        """The membership that a transaction's offsets are checked against."""
        return self._consumer.consumer_group_metadata()

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()

    def _consume(self, most: int, wait_s: float) -> list[Any]:
        try:
            found = list(self._consumer.consume(most, wait_s))
            self._renew()
            return found
        except KafkaException as error:
            raise RunnerFailed(error.args[0].name()) from error
        except SystemError as error:
            raise behind(error, RunnerFailed) or RunnerFailed(UNREPORTED) from error

    def _receive(self, messages: Iterable[Any]) -> None:
        self.turned_at = time.monotonic()
        longest = self.turned_at + self._stage.retries.delay_ms / 1000
        for message in messages:
            error = message.error()
            if error is None:
                self._put(received(message), longest)
            elif error.code() == KafkaError._PARTITION_EOF:
                self._ended(message)
            elif error.code() in {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC}:
                self.missing = message.topic() or "?"
            elif is_fatal(error) or error.code() in DAMAGED:
                raise RunnerFailed(error.name())
            elif error.code() not in AWAY:
                self._log.warning("consumer.error", **{"error.type": error.name()})

    def _put(self, got: Message, longest: float) -> None:
        """Have it wait in its lane, not beyond `longest`, monotonic."""
        self.missing = ""
        lane = self._lanes.get((got.topic, got.partition))
        if lane is None or got.offset < lane.next_offset:
            return
        lane.next_offset = got.offset + 1
        if lane.paced:
            self._paced_at = self.turned_at
        else:
            self._seen[lane.rank] = self.turned_at
            self._share.live(self.turned_at)
        put(lane, got.offset, delivered(got, self._stage.retry), longest)

    def _ended(self, event: Any) -> None:
        lane = self._lanes.get((event.topic(), event.partition()))
        if lane is not None:
            lane.end = event.offset()

    def _live_ready(self) -> bool:
        now = self._clock()
        return any(lane.waiting and not lane.paced and not early(lane, now) for lane in self._lanes.values())

    def _paced_ready(self) -> bool:
        return self._paced_wait() and not self._share.wait_s(time.monotonic())

    def _idle_s(self) -> float:
        """How long a first record may be waited for: until paced ones that wait may go."""
        if self._paced_wait():
            return min(IDLE_S, self._share.wait_s(time.monotonic()))
        return IDLE_S

    def _more_s(self, paced: bool, linger_s: float) -> float:
        """How long is waited for more than what came first: a handful waits for none; live leads may have waited."""
        if paced and not self._live_ready():
            return 0.0
        return max(0.0, linger_s - self._aside_s)

    def _paced_wait(self) -> bool:
        return any(lane.paced and lane.waiting for lane in self._lanes.values())

    def _room(self, most: int) -> int:
        """How many more records may be read: paced ones that wait take none of it from live ones."""
        lanes = self._lanes.values()
        if self._share.shared(time.monotonic()):
            return room([lane for lane in lanes if not lane.paced], most, self._clock())
        return room(lanes, most, self._clock())

    def _batch(self, most: int) -> list[Taken]:
        now, at = self._clock(), time.monotonic()
        paced = [lane for lane in self._lanes.values() if lane.paced and lane.waiting]
        reserved = min(self._share.reserved(most, at), sum(len(lane.waiting) for lane in paced))
        batch = self._unpaced(most if not self._share.shared(at) else most - reserved, now)
        return batch + take(paced, self._share.places(most, len(batch), at), now)

    def _unpaced(self, most: int, now: int) -> list[Taken]:
        batch: list[Taken] = []
        for rank in sorted({lane.rank for lane in self._lanes.values() if not lane.paced}):
            lanes = [lane for lane in self._lanes.values() if lane.rank == rank and not lane.paced]
            busy = self._earlier_wait(rank)
            owed = min(self._owed[rank] + most * FLOOR, most) if busy else 0.0
            part = take(lanes, places(most, len(batch), owed, busy=busy), now)
            self._owed[rank] = max(0.0, owed - len(part))
            batch += part
        return batch

    def _earlier_wait(self, rank: int) -> bool:
        """Whether sources before `rank` have records: the broker's answers come in large pieces of one source."""
        now = time.monotonic()
        return any(now - seen < BUSY_S for earlier, seen in self._seen.items() if earlier < rank)

    def _pace(self, most: int) -> None:
        """
        Pause lanes that hold enough. While earlier sources have records, anything is enough for a later one, so
        that it cannot fill the client's one queue before them.
        """
        now = self._clock()
        lanes = self._lanes.values()
        enough = {rank: 1 if self._earlier_wait(rank) else most for rank in set(self._ranks.values())}
        paced = 1 if self._share.shared(time.monotonic()) else most
        self._pause(
            lane for lane in lanes if not lane.paused and full(lane, paced if lane.paced else enough[lane.rank], now)
        )
        self._resume(lane for lane in lanes if lane.paused and not lane.waiting)

    def _hold(self) -> None:
        self._held = True
        self._pause(lane for lane in self._lanes.values() if not lane.paused)

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self._resume(lane for lane in self._lanes.values() if lane.paused and not lane.waiting)

    def _pause(self, lanes: Iterable[Lane]) -> None:
        self._switch(lanes, self._consumer.pause, paused=True)

    def _renew(self) -> None:
        """What was paused when it was taken from us is paused still when it comes back: the client forgets nothing."""
        fresh, self._fresh = self._fresh, []
        if fresh:
            self._resume(lane for lane in fresh if not lane.gone)

    def _resume(self, lanes: Iterable[Lane]) -> None:
        self._switch(lanes, self._consumer.resume, paused=False)

    def _switch(self, lanes: Iterable[Lane], switch: Callable[[list[TopicPartition]], Any], *, paused: bool) -> None:
        chosen = list(lanes)
        if chosen:
            switch([TopicPartition(lane.topic, lane.partition) for lane in chosen])
        for lane in chosen:
            lane.paused = paused

    def _assigned(self, _consumer: Any, partitions: Collection[TopicPartition]) -> None:
        self.joined = True
        self._rebalanced(time.monotonic() - self._lost_at if self._lost_at else 0.0)
        self._lost_at = 0.0
        for each in partitions:
            lane = Lane(each.topic, each.partition, self._ranks[each.topic], each.topic in PACED_TOPICS)
            self._lanes[each.topic, each.partition] = lane
            self._fresh.append(lane)
        self._log.info("consumer.rebalance", change="assigned", partitions=len(partitions))

    def _revoked(self, _consumer: Any, partitions: Collection[TopicPartition]) -> None:
        self.commit_now()
        self._forget(partitions, "revoked")

    def _lost(self, _consumer: Any, partitions: Collection[TopicPartition]) -> None:
        self.joined = False
        self._forget(partitions, "lost")

    def _forget(self, partitions: Collection[TopicPartition], change: str) -> None:
        for each in partitions:
            lane = self._lanes.pop((each.topic, each.partition), None)
            if lane is not None:
                lane.gone = True
        self._lost_at = self._lost_at or time.monotonic()
        self._log.info("consumer.rebalance", change=change, partitions=len(partitions))

    def _refused(self, error: KafkaError) -> None:
        if is_fatal(error):
            raise RunnerFailed(error.name())
        self._log.warning("consumer.commit-refused", **{"error.type": error.name()})
