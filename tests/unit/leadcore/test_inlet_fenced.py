"""P5, fault:A2, fault:A5, fault:A6: a reader that was fenced ends, for it would be given and told nothing more."""

from collections.abc import Callable
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from leadcore.clock import system_clock
from leadcore.runtime.clients import RunnerFailed
from leadcore.runtime.inlet import Inlet
from leadcore.testing.harness import LEADS, Obedient
from structlog.testing import capture_logs

FENCED = KafkaError(KafkaError.FENCED_INSTANCE_ID)


class _Told:
    """A message that is an error, as the client hands it out."""

    def __init__(self, code: int) -> None:
        self._error = KafkaError(code)

    def error(self) -> KafkaError:
        return self._error


class _Consumer:
    """A consumer that says the same for ever."""

    def __init__(self, says: Callable[[], list[Any]]) -> None:
        self._says = says

    def consume(self, _most: int, _wait_s: float) -> list[Any]:
        return self._says()


def _inlet(says: Callable[[], list[Any]]) -> Inlet:
    return Inlet(Obedient(LEADS, "fenced").stage, _Consumer(says), system_clock)


@pytest.mark.parametrize("code", [KafkaError._FATAL, KafkaError.FENCED_INSTANCE_ID])
def test_a_reader_that_says_it_is_beyond_repair_ends(code: int) -> None:
    """The client calls such a message `_FATAL`, and its `fatal()` says no."""
    assert not KafkaError(code).fatal()
    with pytest.raises(RunnerFailed):
        _inlet(lambda: [_Told(code)]).keep()


def test_a_reader_whose_commit_is_refused_because_it_was_fenced_ends() -> None:
    with pytest.raises(RunnerFailed, match="FENCED_INSTANCE_ID"):
        _inlet(list).answered(FENCED, [])


def test_what_a_callback_raised_comes_out_also_where_others_followed() -> None:
    def says() -> list[Any]:
        first = SystemError("returned a result with an exception set")
        first.__cause__ = RunnerFailed("FENCED_INSTANCE_ID")
        raise SystemError("returned a result with an exception set") from first

    with pytest.raises(RunnerFailed, match="FENCED_INSTANCE_ID"):
        _inlet(says).keep()


def test_a_reader_whose_error_a_callback_has_lost_ends() -> None:
    def says() -> list[Any]:
        raise SystemError("returned NULL without setting an exception")

    with pytest.raises(RunnerFailed, match="lost"):
        _inlet(says).keep()


@pytest.mark.parametrize("code", [KafkaError.REBALANCE_IN_PROGRESS, KafkaError.COORDINATOR_LOAD_IN_PROGRESS])
def test_a_commit_that_is_refused_for_now_ends_nothing(code: int) -> None:
    with capture_logs() as said:
        _inlet(list).answered(KafkaError(code), [])
    assert said == [
        {"event": "consumer.commit-refused", "error.type": KafkaError(code).name(), "log_level": "warning"}
    ], "it is told, and asked for again"


def test_a_client_that_cannot_read_at_all_ends() -> None:
    def says() -> list[Any]:
        raise KafkaException(KafkaError(KafkaError._STATE))

    with pytest.raises(RunnerFailed):
        _inlet(says).keep()
