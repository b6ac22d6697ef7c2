"""P5, fault:A5: a step of a transaction is repeated while the client says it may be, but not for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from math import inf
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from leadcore.contracts import Topic
from leadcore.message import Write
from leadcore.metrics import Metrics
from leadcore.runtime.clients import ANSWER_MS, RunnerFailed, Undelivered, producer_settings
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.outlet import GRACE_S, SLICE_S, Outlet, Patience, TransactionalOutlet

_AGAIN = KafkaException(KafkaError(KafkaError._TIMED_OUT, "later", retriable=True))


class _Cut:
    """A producer whose coordinator never answers; so many of its questions were asked."""

    def __init__(self, answers_after: int) -> None:
        self.asked = 0
        self._answers_after = answers_after

    def init_transactions(self, _wait_s: float = 0.0) -> None:
        self.asked += 1
        if self.asked <= self._answers_after:
            raise _AGAIN

    abort_transaction = begin_transaction = init_transactions


class _CutAtFirst(_Cut):
    def poll(self, _wait_s: float) -> int:
        return 0

    flush = poll


class _Batch:
    def offsets(self) -> list[Any]:
        return []

    def whole(self) -> bool:
        return False

    def group(self) -> None:
        return None


class _Whole(_Batch):
    def whole(self) -> bool:
        return True


def test_a_transaction_that_cannot_be_ended_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcore.runtime.outlet.time.monotonic", iter(range(0, 10_000, 50)).__next__)
    kept: list[None] = []
    with pytest.raises(RunnerFailed, match="transaction stuck: _TIMED_OUT"):
        TransactionalOutlet(_Cut(10_000)).deliver([], _Batch(), lambda: kept.append(None))
    assert 1 <= len(kept) < 10, "meanwhile the group was kept, and not for ever"


class _Fenced(_Cut):
    """A producer that tells of its end where it serves callbacks, `followed` by so many more of them."""

    def __init__(self, followed: int) -> None:
        super().__init__(0)
        self._followed = followed

    def poll(self, _wait_s: float) -> int:
        told: BaseException = KafkaException(KafkaError(KafkaError._FENCED))
        for _ in range(self._followed):
            told = _after(told)
        raise told

    flush = poll


def _after(told: BaseException) -> SystemError:
    """What Python makes of an exception when something is called while it is set."""
    wrapped = SystemError("returned a result with an exception set")
    wrapped.__cause__ = told
    return wrapped


@pytest.mark.parametrize("followed", [0, 1, 2, 5])
def test_a_producer_that_was_fenced_ends_the_process_whatever_callbacks_follow(followed: int) -> None:
    """fault:A6: one delivery report after another is called while the client's error is set."""
    for outlet in Outlet, TransactionalOutlet:
        with pytest.raises(RunnerFailed, match="_FENCED"):
            outlet(_Fenced(followed)).deliver([], _Batch(), lambda: None)


def test_a_fatal_error_that_a_callback_has_lost_ends_the_process_too() -> None:
    """fault:A6: what a callback catches of its own takes the client's error with it."""

    class Lost(_Fenced):
        def poll(self, _wait_s: float) -> int:
            raise SystemError("returned NULL without setting an exception")

        flush = poll

    for outlet in Outlet, TransactionalOutlet:
        with pytest.raises(RunnerFailed, match="lost"):
            outlet(Lost(0)).deliver([], _Batch(), lambda: None)


@pytest.mark.parametrize("followed", [0, 1, 2])
def test_a_producer_that_was_fenced_where_it_commits_ends_the_process(followed: int) -> None:
    class Late(_Fenced):
        def poll(self, _wait_s: float) -> int:
            return 0

        flush = poll

        def commit_transaction(self, wait_s: float) -> None:
            super().poll(wait_s)

    with pytest.raises(RunnerFailed, match="_FENCED"):
        TransactionalOutlet(Late(followed)).deliver([], _Whole(), lambda: None)


class _Silent:
    """A producer that is asked to pass offsets and never returns; or returns after an error that may be repeated."""

    def __init__(self, *told: Exception | None) -> None:
        self._told = iter(told)
        self.released = threading.Event()
        self.committed = False

    def begin_transaction(self) -> None:
        pass

    def poll(self, _wait_s: float) -> int:
        return 0

    flush = poll

    def send_offsets_to_transaction(self, _offsets: Any, _group: Any, _wait_s: float) -> None:
        for error in self._told:
            if error is None:
                return
            raise error
        self.released.wait(60)

    def commit_transaction(self, _wait_s: float) -> None:
        self.committed = True


class _Read(_Batch):
    def offsets(self) -> list[Any]:
        return ["an offset"]

    def whole(self) -> bool:
        return True


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Silent]:
    monkeypatch.setattr("leadcore.runtime.outlet.SLICE_S", 0.02)
    monkeypatch.setattr("leadcore.runtime.outlet.HUNG_S", 0.2)
    producer = _Silent()
    yield producer
    producer.released.set()


def test_offsets_that_the_client_never_passes_end_the_process(silent: _Silent) -> None:
    """fault:A2, fault:A5: librdkafka keeps no deadline where the group's coordinator has left the cluster."""
    kept: list[None] = []
    with pytest.raises(RunnerFailed, match="a call does not return"):
        TransactionalOutlet(silent).deliver([], _Read(), lambda: kept.append(None))
    assert kept, "meanwhile the group was kept"
    assert not silent.committed


class _Brokers:
    """Whether a broker answers: so many times none does, then one does; and how often that was asked."""

    def __init__(self, away: float) -> None:
        self._away, self.asked = away, 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self._away


def test_nobody_ends_of_a_call_that_hangs_while_no_broker_answers(silent: _Silent) -> None:
    """fault:A4: a successor would wait as well. The call is given up, if it hangs on, when brokers are back."""
    brokers, kept = _Brokers(away=30), list[float]()
    with pytest.raises(RunnerFailed, match="a call does not return"):
        TransactionalOutlet(silent, reachable=brokers).deliver([], _Read(), lambda: kept.append(time.monotonic()))
    assert brokers.asked == 32, "away, back, and there still when patience ended"
    assert len(kept) >= 40, "the group was kept, away and after"


def test_a_call_that_returns_when_brokers_are_back_is_a_call_that_returned(silent: _Silent) -> None:
    def reachable() -> bool:
        silent.released.set()
        return False

    assert TransactionalOutlet(silent, reachable=reachable).deliver([], _Read(), lambda: None)
    assert silent.committed


def test_patience_counts_from_when_brokers_last_did_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    now, answers, ended = 0.0, True, list[tuple[float, bool]]()
    monkeypatch.setattr("leadcore.runtime.outlet.time.monotonic", lambda: now)
    patience = Patience(10.0, lambda: answers)
    for now, answers in (9, True), (11, False), (500, False), (501, True), (510, True), (511, True):  # noqa: B007
        ended.append((now, patience.ended()))
    assert ended == [(9, False), (11, False), (500, False), (501, False), (510, False), (511, True)]


def test_a_step_is_repeated_for_as_long_as_no_broker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """fault:A4: however long that is."""
    monkeypatch.setattr("leadcore.runtime.outlet.time.monotonic", iter(range(0, 1_000_000, 50)).__next__)
    outlet = TransactionalOutlet(_CutAtFirst(500), reachable=_Brokers(away=inf))
    assert not outlet.deliver([], _Batch(), lambda: None)


def test_offsets_are_passed_again_where_the_client_says_so() -> None:
    producer = _Silent(_AGAIN, None)
    assert TransactionalOutlet(producer).deliver([], _Read(), lambda: None)
    assert producer.committed


def test_a_transaction_needs_no_thread_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """fault:B7: a process without memory can start none, and may wait for ever for one that began to start."""
    outlet = TransactionalOutlet(_Silent(_AGAIN, None))

    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert outlet.deliver([], _Read(), lambda: None)
    outlet.close()


def test_a_start_waits_for_its_coordinator_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcore.runtime.outlet.time.monotonic", iter(range(0, 1_000_000, 50)).__next__)
    cut = _Cut(1_000)
    TransactionalOutlet(cut).open(lambda: None)
    assert cut.asked == 1_001


class _Slow:
    """A producer whose broker needs so many looks to take what it was given."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def poll(self, _wait_s: float) -> int:
        return 0

    def flush(self, _wait_s: float) -> int:
        self._looks -= 1
        return max(0, self._looks)


IN_TIME = int(GRACE_S / SLICE_S)


@pytest.mark.parametrize(("looks", "kept"), [(IN_TIME, 0), (IN_TIME + 12, 11)])
def test_a_batch_is_not_robbed_of_its_partitions_while_its_writes_are_on_their_way(
    monkeypatch: pytest.MonkeyPatch, looks: int, kept: int
) -> None:
    """fault:B4: who moves a partition between its writes and their offsets repeats them; a silent broker is not it."""
    monkeypatch.setattr("leadcore.runtime.outlet.time.monotonic", count(0.0, SLICE_S).__next__)
    seen: list[None] = []
    assert Outlet(_Slow(looks)).deliver([], _Whole(), lambda: seen.append(None))
    assert len(seen) == kept


class _Refusing:
    """A producer whose broker takes no dead letter."""

    def __init__(self) -> None:
        self._reports: list[Callable[[], None]] = []

    def produce(self, topic: str, *, on_delivery: Callable[[Any, Any], None], **_rest: Any) -> None:
        if topic == Topic.LEADS_SCORED:
            raise KafkaException(KafkaError(KafkaError._QUEUE_FULL))
        error = KafkaError(KafkaError.MSG_SIZE_TOO_LARGE) if topic == Topic.LEADS_DEAD else None
        self._reports.append(lambda: on_delivery(error, _Report(topic)))

    def poll(self, _wait_s: float) -> int:
        return 0

    def flush(self, _wait_s: float) -> int:
        for each in self._reports:
            each()
        self._reports.clear()
        return 0


class _Report:
    def __init__(self, topic: str) -> None:
        self.topic = lambda: topic


def test_every_dead_letter_that_the_broker_does_not_take_is_counted() -> None:
    """alert DlqPublishFailing: what comes next is a stop, or a loss."""
    metrics = Metrics()
    outlet = Outlet(_Refusing(), RunnerMetrics(metrics, "enricher").refused)
    for _ in range(2):
        with pytest.raises(Undelivered, match="msg-size-too-large"):
            outlet.deliver(
                [Write(Topic.LEADS_OUTCOMES, None, b""), Write(Topic.LEADS_DEAD, None, b"")], _Batch(), lambda: None
            )
    with pytest.raises(Undelivered):
        outlet.deliver([Write(Topic.LEADS_SCORED, None, b"")], _Batch(), lambda: None)
    counted = [
        (sample.labels, sample.value)
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "lead_dead_publish_failures_total"
    ]
    assert counted == [({"unit": "enricher", "error_type": "msg-size-too-large"}, 2.0)]


def test_a_frozen_broker_is_given_up_before_its_messages_are() -> None:
    settings = producer_settings("host:1", "router", lambda _error: None)
    assert settings["request.timeout.ms"] == settings["socket.timeout.ms"] == ANSWER_MS
    assert settings["message.timeout.ms"] > ANSWER_MS * 2


class _Noting:
    """A producer that notes what it is asked, and refuses records of one topic."""

    def __init__(self, refuses: str = "") -> None:
        self.asked: list[str] = []
        self._refuses, self._told = refuses, list[tuple[Callable[..., None], str]]()

    def produce(self, topic: str, on_delivery: Callable[..., None], **_: Any) -> None:
        self.asked.append(topic)
        self._told.append((on_delivery, topic))

    def poll(self, _wait_s: float) -> int:
        return 0

    def flush(self, _wait_s: float) -> int:
        self.asked.append("flush")
        told, self._told = self._told, []
        for on_delivery, topic in told:
            refused = KafkaError(KafkaError._MSG_TIMED_OUT) if topic == self._refuses else None
            on_delivery(refused, _Standing(topic))
        return 0


class _Standing:
    def __init__(self, topic: str) -> None:
        self._topic = topic

    def topic(self) -> str:
        return self._topic


ROUTED = [Write(topic, b"lead", b"") for topic in (Topic.LEADS_ROUTED, Topic.LEADS_ASSIGNMENTS, Topic.LEADS_OUTCOMES)]


def test_what_a_successor_must_find_again_is_durable_before_the_rest_is_written() -> None:
    """R2: an owner stands before anybody sees it."""
    producer = _Noting()
    assert Outlet(producer, foremost=(Topic.LEADS_ASSIGNMENTS,)).deliver(ROUTED, _Whole(), lambda: None)
    assert producer.asked == ["leads.assignments", "flush", "leads.routed", "leads.outcomes", "flush"]


def test_where_that_is_refused_nothing_else_is_written() -> None:
    producer = _Noting(refuses=Topic.LEADS_ASSIGNMENTS)
    with pytest.raises(Undelivered):
        Outlet(producer, foremost=(Topic.LEADS_ASSIGNMENTS,)).deliver(ROUTED, _Whole(), lambda: None)
    assert producer.asked == ["leads.assignments", "flush"]
