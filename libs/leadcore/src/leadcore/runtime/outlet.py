"""
What a unit writes: every write of a batch is durable, or the batch is tried again; nothing is dropped.

`Outlet` (at least once) produces, waits for the broker's word on each, then the offsets are committed; what a successor
must find again stands before anything that rests on it is written.
`TransactionalOutlet` puts writes and offsets into one transaction. Both run in the runner's one Kafka thread, and call
`meanwhile` while they wait, so that the unit stays in its group. What a transaction waits for in vain is given up, but
not while no broker answers: a new process would wait for the same.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, wait
from functools import partial
from math import inf
from queue import SimpleQueue
from typing import Any, Protocol

from confluent_kafka import KafkaError, KafkaException, TopicPartition

from leadcore.contracts import Topic
from leadcore.message import Write
from leadcore.runtime.clients import UNREPORTED, RunnerFailed, Undelivered, behind, is_fatal, reason_of

SLICE_S = 0.5
"""How long one wait for the broker lasts before the group is kept."""
GRACE_S = 4.0
"""How long the broker's word on a batch is waited for before the group is kept: a partition that is taken from us after
its writes and before their offsets is done again by its next owner. A group waits for its members far longer."""
STUCK_S = 120.0
"""How long a step of a transaction is repeated while brokers answer. A client that was cut off from its coordinator in
the middle of one can ask for its end for ever; another process takes the transactional id over, which ends it."""
HUNG_S = 10.0
"""How long, while brokers answer, a call of the client may last that was told to return sooner: longer than a broker
may take. `send_offsets_to_transaction` never returns where the coordinator of the group has left the cluster while it
was to be asked, as when a broker is restarted or lost (librdkafka 2.16; confluentinc/librdkafka#5456, #5511)."""

Meanwhile = Callable[[], None]
Refused = Callable[[str, str], None]
"""Told the topic of a write that the broker did not take, and the reason."""
Reachable = Callable[[], bool]
"""Whether a broker answers; asks one, so it may take a second."""


class Batch(Protocol):
    """What an outlet asks of the batch whose writes it delivers."""

    def offsets(self) -> Sequence[TopicPartition]:
        """The offsets that pass it, of the partitions that are still ours."""
        ...

    def whole(self) -> bool:
        """Whether all its partitions are still ours."""
        ...

    def group(self) -> Any:
        """The membership it was read under."""
        ...


class Outlet:
    """
    Delivers writes at least once, through an idempotent producer.

    Args:
        foremost: topics whose records are durable before any other of a batch is written.
    """

    def __init__(
        self,
        producer: Any,
        refused: Refused = lambda _topic, _reason: None,
        foremost: Collection[Topic] = (),
    ) -> None:
        self._producer, self._refused, self._foremost = producer, refused, foremost
        self._failed: KafkaError | None = None

    def open(self, meanwhile: Meanwhile) -> None:
        """Be ready to deliver."""

    def deliver(self, writes: Iterable[Write], batch: Batch, meanwhile: Meanwhile) -> bool:  # noqa: ARG002  one shape
        """
        Write all, durably; whether the batch's offsets may be committed now.

        Raises:
            Undelivered: the broker did not take one of them; others of them may stand.
            RunnerFailed: the producer is beyond repair.
        """
        writes = list(writes)
        if first := [write for write in writes if write.topic in self._foremost]:
            self._produce(first, meanwhile)
            self._flush(meanwhile)
            writes = [write for write in writes if write.topic not in self._foremost]
        self._produce(writes, meanwhile)
        self._flush(meanwhile)
        return True

    def close(self) -> None:
        """Nothing is in flight between batches; there is nothing to do."""

    def _produce(self, writes: Iterable[Write], meanwhile: Meanwhile) -> None:
        self._failed = None
        for write in writes:
            self._produce_one(write, meanwhile)
        _served(self._producer.poll, 0)

    def _produce_one(self, write: Write, meanwhile: Meanwhile) -> None:
        at = {} if write.partition is None else {"partition": write.partition}
        while True:
            try:
                self._producer.produce(
                    write.topic,
                    value=write.value,
                    key=write.key,
                    headers=list(write.headers),
                    on_delivery=self._told,
                    **at,
                )
            except BufferError:
                _served(self._producer.poll, SLICE_S)
                meanwhile()
            except KafkaException as error:
                self._refused(write.topic, reason_of(error.args[0]))
                raise _judged(error.args[0]) from error
            else:
                return

    def _flush(self, meanwhile: Meanwhile) -> None:
        began = time.monotonic()
        while _served(self._producer.flush, SLICE_S):
            if time.monotonic() - began > GRACE_S:
                meanwhile()
        if self._failed is not None:
            raise _judged(self._failed)

    def _told(self, error: KafkaError | None, message: Any) -> None:
        if error is not None:
            self._failed = error
            self._refused(message.topic(), reason_of(error))


class TransactionalOutlet(Outlet):
    """Delivers the writes of a batch and its offsets in one transaction, begun after the handler returned."""

    def __init__(
        self,
        producer: Any,
        refused: Refused = lambda _topic, _reason: None,
        reachable: Reachable = lambda: True,
    ) -> None:
        super().__init__(producer, refused)
        self._reachable = reachable
        self._aside = _Aside()

    def open(self, meanwhile: Meanwhile) -> None:
        """
        Take the transactional id over from whoever had it.

        Raises:
            RunnerFailed: it may not be had.
        """
        self._insist(self._producer.init_transactions, meanwhile, limit_s=inf)

    def deliver(self, writes: Iterable[Write], batch: Batch, meanwhile: Meanwhile) -> bool:
        """Write all and commit the offsets, or nothing; False where a partition was taken meanwhile."""
        try:
            self._insist(lambda _wait_s: self._producer.begin_transaction(), meanwhile)
            self._produce(writes, meanwhile)
            self._flush(meanwhile)
            if not batch.whole():
                self._abort(meanwhile)
                return False
            offsets, group = list(batch.offsets()), batch.group()
            if offsets:
                self._insist(lambda wait_s: self._pass(offsets, group, wait_s, meanwhile), meanwhile)
            self._insist(self._producer.commit_transaction, meanwhile)
        except Undelivered:
            self._abort(meanwhile)
            raise
        return True

    def close(self) -> None:
        """Let go of the thread for calls that hang."""
        self._aside.close()

    def _pass(self, offsets: Sequence[TopicPartition], group: Any, wait_s: float, meanwhile: Meanwhile) -> None:
        call = partial(self._producer.send_offsets_to_transaction, offsets, group, wait_s)
        self._aside.make(call, meanwhile, Patience(HUNG_S, self._reachable))

    def _abort(self, meanwhile: Meanwhile) -> None:
        self._insist(self._producer.abort_transaction, meanwhile)

    def _insist(self, call: Callable[[float], Any], meanwhile: Meanwhile, limit_s: float = STUCK_S) -> None:
        """Call until it is done; what the client says can be repeated is repeated, for so long."""
        patience = Patience(limit_s, self._reachable)
        while True:
            try:
                call(SLICE_S)
            except (KafkaException, SystemError) as failed:
                error = _reported(failed)
                if not error.retriable():
                    raise _judged(error) from failed
                if patience.ended():
                    raise RunnerFailed(f"transaction stuck: {error.name()}") from failed
                meanwhile()
            else:
                return


class Patience:
    """How long something is waited for in vain: so many seconds from when brokers last did not answer."""

    def __init__(self, limit_s: float, reachable: Reachable) -> None:
        self._limit_s, self._reachable = limit_s, reachable
        self._began = time.monotonic()
        self._away = False

    def ended(self) -> bool:
        """Whether it is at its end. Brokers are asked only then, and from then on until one answers."""
        if self._away or self._spent():
            self._away = not self._reachable()
            if self._away:
                self._began = time.monotonic()
        return self._spent()

    def _spent(self) -> bool:
        return time.monotonic() - self._began > self._limit_s


class _Aside:
    """
    A thread for calls that may never return. It is there from the beginning: a process without memory can start none,
    and may wait for ever for one that it began to start.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], Future[None]] | None] = SimpleQueue()
        threading.Thread(target=self._made, name="kafka-aside", daemon=True).start()

    def make(self, call: Callable[[], Any], meanwhile: Meanwhile, patience: Patience) -> None:
        """
        Make a call in that thread, and wait for it.

        Raises:
            RunnerFailed: it did not return, for as long as there is patience. Only the end of the process ends it.
        """
        done: Future[None] = Future()
        self._calls.put((call, done))
        while not wait([done], SLICE_S).done:
            if patience.ended():
                raise RunnerFailed("transaction stuck: a call does not return")
            meanwhile()
        done.result()

    def close(self) -> None:
        """Let the thread go, once its call has returned."""
        self._calls.put(None)

    def _made(self) -> None:
        while (asked := self._calls.get()) is not None:
            call, done = asked
            try:
                call()
            except BaseException as error:  # noqa: BLE001  raised again where it is waited for
                done.set_exception(error)
            else:
                done.set_result(None)


def _served(serve: Callable[[float], int], wait_s: float) -> int:
    """What `serve` returns, which serves callbacks."""
    try:
        return serve(wait_s)
    except (KafkaException, SystemError) as failed:
        raise _judged(_reported(failed)) from failed


def _reported(failed: KafkaException | SystemError) -> KafkaError:
    """
    The error that the client reports.

    Raises:
        RunnerFailed: there was one, and what a callback did after it has lost it. Only fatal errors are told so.
    """
    if reported := behind(failed, KafkaException):
        error: KafkaError = reported.args[0]
        return error
    raise RunnerFailed(UNREPORTED) from failed


def _judged(error: KafkaError) -> Undelivered | RunnerFailed:
    return RunnerFailed(error.name()) if is_fatal(error) else Undelivered(error)
