"""
What every runner does with a batch, without a transport: deliveries in, writes out.

    of each portion: open each delivery → handle all records → on a bug, handle one by one → turn verdicts into writes
    → what cannot be written, or is too large for its topic, is rejected instead
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, assert_never

from leadcore import accounts, message
from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Outcome, Topic
from leadcore.failures import Bug, Failure, PortUnavailable, TimedOut, TooLarge, Undecodable
from leadcore.framing import Emission, Item, opened, packed, replayable
from leadcore.frozen import dataclass
from leadcore.message import Delivery, Headers, Write
from leadcore.stage import Stage, Subject
from leadcore.timing import put_time
from leadcore.verdict import Defer, Drop, Emit, Reject, Verdict


@dataclass(frozen=True, slots=True)
class Tools:
    """
    What a runner brings: codec, clock, the partition count of each topic, a stopwatch (nanoseconds), and the version of
    the code, which dead letters name.
    """

    codec: Codec
    clock: Clock
    partitions: Callable[[Topic], int]
    stopwatch: Callable[[], int] = time.perf_counter_ns
    version: str = ""


@dataclass(frozen=True, slots=True)
class Processed:
    """
    The writes of a batch, and what may be counted once they are durable: (kind, label) → how many. Kinds: verdict,
    outcome, failure (its code), retry (the code of what was deferred), duplicate (its code).
    """

    writes: list[Write]
    counts: Counter[tuple[str, str]]


async def process(stage: Stage[Any, Any], deliveries: Sequence[Delivery], tools: Tools) -> Processed:
    """
    The writes that must be durable before the batch's offsets may be committed, made a portion after the other where
    the stage has portions.

    Raises:
        PortUnavailable: a dependency is down; nothing of the batch may be committed, it comes again.
        MemoryError: there is none left.
    """
    most = stage.portion or len(deliveries) or 1
    writes: list[Write] = []
    counts: Counter[tuple[str, str]] = Counter()
    for start in range(0, len(deliveries), most):
        done = await _portion(stage, deliveries[start : start + most], tools)
        writes += done.writes
        counts.update(done.counts)
    return Processed(writes, counts)


async def _portion(stage: Stage[Any, Any], deliveries: Sequence[Delivery], tools: Tools) -> Processed:
    items: list[Item] = []
    unreadable: list[tuple[Delivery, Undecodable]] = []
    for delivery in deliveries:
        found = opened(delivery, tools.codec, stage.subject, as_they_are=not stage.opens, explained=stage.explained)
        if isinstance(found, Undecodable):
            unreadable.append((delivery, found))
        else:
            items += found
    started = tools.stopwatch()
    verdicts = await _handled(stage, items)
    share_us = (tools.stopwatch() - started) // 1000 // max(len(items), 1)
    for verdict in verdicts:
        _put_time(verdict, stage.unit, share_us)
    items += [Item(delivery, 0, None, partial(_subject_of_unreadable, stage, delivery)) for delivery, _ in unreadable]
    verdicts = [*verdicts, *(Reject(failure) for _, failure in unreadable)]
    outgoing = _asked_for(stage, tools, items, verdicts)
    return Processed(outgoing.writes, outgoing.counts)


async def _handled(stage: Stage[Any, Any], items: Sequence[Item]) -> Sequence[Verdict[Any]]:
    """
    One verdict for each item; the one whose handling raises is rejected as a Bug, the one that takes too long is tried
    again later, the others are unharmed.
    """
    if not items:
        return []
    deadline = asyncio.timeout(stage.retries.deadline_s)
    try:
        async with deadline:
            return await _asked(stage, items)
    except (PortUnavailable, MemoryError):
        # Without memory the process is in trouble, not the record: it ends, and the batch comes again.
        raise
    except Exception as error:  # noqa: BLE001  a bug in a stage must not take the batch along
        if len(items) == 1:
            return [Defer(TimedOut("processing")) if deadline.expired() else Reject(Bug(type(error).__name__))]
    return [verdict for item in items for verdict in await _handled(stage, [item])]


async def _asked(stage: Stage[Any, Any], items: Sequence[Item]) -> Sequence[Verdict[Any]]:
    verdicts = await stage.handle([item.record for item in items])
    if len(verdicts) != len(items):
        raise ValueError(f"{stage.unit} gave {len(verdicts)} verdicts for {len(items)} records")
    return verdicts


def _put_time(verdict: Verdict[Any], unit: str, share_us: int) -> None:
    """Put the record's share of the batch's time in its trail."""
    if isinstance(verdict, Emit):
        put_time(verdict.record, unit, share_us)
    elif isinstance(verdict, Drop) and verdict.outcome is not None:
        put_time(verdict.outcome, unit, share_us)


def _subject_of_unreadable(stage: Stage[Any, Any], delivery: Delivery) -> Subject:
    if stage.subject and not (stage.opens and delivery.internal):
        return stage.subject(delivery)
    return accounts.subject_from_headers(delivery)


def _asked_for(
    stage: Stage[Any, Any], tools: Tools, items: Sequence[Item], verdicts: Sequence[Verdict[Any]]
) -> "_Outgoing":
    """What the verdicts ask for; what cannot be written, or is larger than its topic takes, is rejected instead."""
    try:
        outgoing = _Outgoing(stage, tools, items, verdicts)
    except (PortUnavailable, MemoryError):
        raise
    except Exception:  # noqa: BLE001  a record that cannot be written must not take the batch along
        verdicts = [_writable(stage, tools, *each) for each in zip(items, verdicts, strict=True)]
        outgoing = _Outgoing(stage, tools, items, verdicts)
    if misfits := outgoing.misfits():
        verdicts = [misfits.get(at, verdict) for at, verdict in enumerate(verdicts)]
        outgoing = _Outgoing(stage, tools, items, verdicts)
    return outgoing


def _writable(stage: Stage[Any, Any], tools: Tools, item: Item, verdict: Verdict[Any]) -> Verdict[Any]:
    """The verdict, or where what it asks for cannot be written, that it is a bug."""
    try:
        _Outgoing(stage, tools, [item], [verdict])
    except (PortUnavailable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  as above
        return Reject(Bug(type(error).__name__))
    return verdict


class _Outgoing:
    """What the verdicts of one batch ask for, in their order."""

    def __init__(
        self, stage: Stage[Any, Any], tools: Tools, items: Sequence[Item], verdicts: Sequence[Verdict[Any]]
    ) -> None:
        self._stage, self._tools, self._items = stage, tools, items
        self._now = tools.clock()
        self._emissions: list[Emission] = []
        self._deferred: list[tuple[Item, Write]] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        for item, verdict in zip(items, verdicts, strict=True):
            self._add(item, verdict)
        self.writes = self._written(self._emissions, self._deferred)

    def misfits(self) -> dict[int, Reject]:
        """The places of records with a write that its topic does not take, and what is to be done instead."""
        if not any(map(_too_large, self.writes)):
            return {}
        emitted, deferred = defaultdict(list), defaultdict(list)
        for emission in self._emissions:
            emitted[emission.item].append(emission)
        for item, write in self._deferred:
            deferred[item].append((item, write))
        alone = ((at, self._written(emitted[item], deferred[item])) for at, item in enumerate(self._items))
        return {at: Reject(over) for at, writes in alone for over in map(_too_large, writes) if over}

    def _written(self, emissions: Sequence[Emission], deferred: Sequence[tuple[Item, Write]]) -> list[Write]:
        writes = packed(emissions, self._tools.codec, self._tools.partitions, self._stage.unit)
        return writes + [write for _, write in deferred]

    def _add(self, item: Item, verdict: Verdict[Any]) -> None:
        match verdict:
            case Emit(record, also, to, noted):
                sink = to or self._stage.sink
                assert sink is not None, f"{self._stage.unit} has no sink to emit to"
                self._emit(item, sink, record, ((message.NOTED, noted),) if noted else ())
                self._beside(item, also)
                self.counts["verdict", "emit"] += 1
            case Drop(outcome, also):
                if outcome is not None:
                    self._emit(item, Topic.LEADS_OUTCOMES, outcome)
                self._beside(item, also)
                self.counts["verdict", "drop"] += 1
            case Defer(failure, reached):
                self._defer(item, failure, self._now if reached is None else reached)
            case Reject(failure):
                self._reject(item, failure)
            case _:
                assert_never(verdict)

    def _defer(self, item: Item, failure: Failure, as_of: int) -> None:
        limits, delivery = self._stage.retries, item.delivery
        spent = limits.max_tries and delivery.tries >= limits.max_tries
        too_old = limits.max_age_ms and delivery.since and as_of - delivery.since >= limits.max_age_ms
        if spent or too_old:
            self._reject(item, failure)
            return
        value, name = replayable(item, self._tools.codec), item.subject.submission_id
        waiting = message.deferred(
            delivery, self._stage.retry, value, now=self._now, delay_ms=limits.delay_ms, submission_id=name
        )
        self._deferred.append((item, self._beside_its_state(waiting, delivery.message.partition)))
        self.counts["verdict", "defer"] += 1
        self.counts["retry", failure.code] += 1
        self.counts["failure", failure.code] += 1

    def _beside_its_state(self, waiting: Write, partition: int) -> Write:
        """What has no key stays in its partition, where that is one: what is remembered of it may be kept there."""
        stays = waiting.key is None and partition < self._tools.partitions(waiting.topic)
        return replace(waiting, partition=partition) if stays else waiting

    def _reject(self, item: Item, failure: Failure) -> None:
        value = item.delivery.message.value if item.record is None else replayable(item, self._tools.codec)
        about = self._stage.unit, item.delivery, item.part, value, item.subject, failure
        letter = accounts.dead_letter(*about, self._now, self._tools.version)
        self._emit(item, Topic.LEADS_DEAD, letter, () if letter.key is None else (("key", letter.key),))
        if self._stage.rejected is not None:
            self._beside(item, self._stage.rejected(item.subject, failure, self._now))
        elif item.subject.submission_id and item.subject.version <= accounts.FIRST_VERSION:
            self._emit(item, Topic.LEADS_OUTCOMES, accounts.dead(item.subject, failure, self._stage.unit, self._now))
        self.counts["verdict", "reject"] += 1
        self.counts["failure", failure.code] += 1

    def _beside(self, item: Item, also: Sequence[Any]) -> None:
        for side in also:
            self._emit(item, side.topic, side.record)

    def _emit(self, item: Item, topic: Topic, record: Any, headers: Headers = ()) -> None:
        if isinstance(record, Outcome):
            if record.submission_id == item.named.submission_id:
                record = accounts.on_attempt(record, item.named.attempt)
            self.counts["outcome", record.outcome] += 1
            if record.outcome == "duplicate":
                self.counts["duplicate", record.code] += 1
        self._emissions.append(Emission(topic, record, None, headers + item.trace, item))


def _too_large(write: Write) -> TooLarge | None:
    limit = TOPICS[write.topic].max_message_bytes
    if message.wire_bytes_at_most(write) <= limit or (size := message.wire_bytes(write)) <= limit:
        return None
    return TooLarge("over-the-topic-limit", parameters={"topic": write.topic, "bytes": str(size), "limit": str(limit)})
