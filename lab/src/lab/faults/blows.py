"""
Deals a schedule's blows to the units of a running stack, and measures each: what was in flight, how it ended, and how
long until the unit made progress again.

A blow is for a unit that has recovered from the one before and has work in flight; one that cannot be dealt yet is put
off behind the next. Where none can for a while the first is dealt all the same, and counts as void: it proves nothing.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from confluent_kafka import KafkaException

from lab.faults.progress import Progress
from lab.faults.schedule import Blow
from lab.spine import Spine
from lab.stack import Home, processes, readiness, state

WORK_S = 15.0
"""How long is waited for a unit with work in flight."""
AT_ONCE = 2
"""Units that may be down at the same time."""
STEP_S = 0.05
RECOVERED_S = 90.0
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Dealt:
    """
    A blow that was dealt. Times in seconds: `at` monotonic; `in_flight`: messages before it, for the gateway requests.

    `ended_s` and `exit_code`: when and how the process ended; `recovered_s`: from the blow to the first progress of the
    unit after it; None: did not happen in time.
    """

    blow: Blow
    at: float
    in_flight: int
    ended_s: float | None = None
    exit_code: int | None = None
    recovered_s: float | None = None

    @property
    def void(self) -> bool:
        """Whether it hit nothing in flight."""
        return self.in_flight == 0


class Dealer:
    """
    Deals blows to one stack.

    Args:
        spine: the stack.
        requests: how many requests to the gateway are under way, or will be at once.
        tell: told of each blow when it was dealt, and again when the unit has recovered.
    """

    def __init__(
        self, spine: Spine, requests: Callable[[], int], tell: Callable[[Dealt], None] = lambda _dealt: None
    ) -> None:
        self._home, self._requests, self._tell = Home(spine.home), requests, tell
        self._urls = {unit: each["url"] for unit, each in spine.status["services"].items()}
        self._progress = Progress(spine.status["kafka"])
        self._measuring: dict[str, threading.Thread] = {}
        self._dealt: dict[int, Dealt] = {}

    def deal(self, blows: Sequence[Blow], going_on: Callable[[], bool] = lambda: True) -> list[Dealt]:
        """Deal them in order while `going_on`, and wait for the last recovery; what was dealt, in order."""
        waiting = list(blows)
        for pause_s in [blow.after_s for blow in blows]:
            due = time.monotonic() + pause_s
            while going_on() and time.monotonic() < due:
                time.sleep(STEP_S)
            chosen, in_flight = self._next(waiting, going_on)
            if not going_on():
                break
            waiting.remove(chosen)
            self._deal(chosen, in_flight)
        for each in self._measuring.values():
            each.join()
        return [self._dealt[number] for number in sorted(self._dealt)]

    def _next(self, waiting: Sequence[Blow], going_on: Callable[[], bool]) -> tuple[Blow, int]:
        """The first blow that can be dealt, with what is in flight before it; after a while the first of all."""
        end = time.monotonic() + WORK_S
        while going_on() and time.monotonic() < end:
            down = {unit for unit, measuring in self._measuring.items() if measuring.is_alive()}
            if len(down) < AT_ONCE:
                for blow in (blow for blow in waiting if blow.unit not in down):
                    if in_flight := self._in_flight(blow.unit):
                        return blow, in_flight
            time.sleep(STEP_S)
        return waiting[0], 0

    def _deal(self, blow: Blow, in_flight: int) -> None:
        if before := self._measuring.pop(blow.unit, None):
            before.join()
        standing = self._running(blow.unit)
        at = time.monotonic()
        os.kill(standing.pid, getattr(signal, blow.signal))
        self._note(Dealt(blow, at, in_flight))
        measuring = threading.Thread(target=self._measure, args=(blow, standing, at), name=f"blow-{blow.number}")
        self._measuring[blow.unit] = measuring
        measuring.start()

    def _in_flight(self, unit: str) -> int:
        if unit == "gateway":
            return self._requests()
        return self._asked(lambda: self._progress.behind([unit])[unit], 0)

    def _measure(self, blow: Blow, hit: state.UnitState, at: float) -> None:
        pid = hit.pid
        if blow.signal == "SIGSTOP":
            time.sleep(max(0.0, at + blow.held_s - time.monotonic()))
            os.kill(pid, signal.SIGCONT)
        else:
            self._change(blow, ended_s=self._until(lambda: not processes.is_same(pid, hit.started), at))
        stood = self._stands(blow.unit) if blow.unit != "gateway" else 0
        self._change(blow, recovered_s=self._until(lambda: self._goes_on(blow.unit, pid, stood, blow), at))
        ended = self._standing(blow.unit).ended
        if ended is not None and ended[0] == pid:
            self._change(blow, exit_code=ended[1])
        self._tell(self._dealt[blow.number])

    def _goes_on(self, unit: str, pid: int, stood: int, blow: Blow) -> bool:
        if unit != "gateway":
            return self._asked(lambda: self._progress.committed(unit), 0) > stood
        replaced = blow.signal == "SIGSTOP" or self._standing(unit).pid != pid
        return replaced and readiness.answers(f"{self._urls[unit]}/readyz")

    def _stands(self, unit: str) -> int:
        """How far the unit is; asked until somebody answers, for a guess would make any later answer progress."""
        end = time.monotonic() + RECOVERED_S
        while (found := self._asked(lambda: self._progress.committed(unit), UNKNOWN)) == UNKNOWN:
            assert time.monotonic() < end, f"nobody says how far {unit} is"
            time.sleep(STEP_S)
        return found

    def _until(self, happened: Callable[[], bool], since: float) -> float | None:
        """Seconds from `since` until it happened; None: not in time."""
        while not happened():
            if time.monotonic() - since > RECOVERED_S:
                return None
            time.sleep(STEP_S)
        return time.monotonic() - since

    def _running(self, unit: str) -> state.UnitState:
        """The unit, once its process lives."""
        end = time.monotonic() + RECOVERED_S
        while not processes.is_same((found := self._standing(unit)).pid, found.started):
            assert time.monotonic() < end, f"{unit} is not started again"
            time.sleep(STEP_S)
        return found

    def _standing(self, unit: str) -> state.UnitState:
        found = state.load(self._home)
        assert found is not None, "the stack runs"
        return found.units[unit]

    def _note(self, dealt: Dealt) -> None:
        self._dealt[dealt.blow.number] = dealt
        self._tell(dealt)

    def _change(self, blow: Blow, **values: Any) -> None:
        self._dealt[blow.number] = replace(self._dealt[blow.number], **values)

    @staticmethod
    def _asked(question: Callable[[], int], otherwise: int) -> int:
        try:
            return question()
        except (KafkaException, TimeoutError):
            return otherwise
