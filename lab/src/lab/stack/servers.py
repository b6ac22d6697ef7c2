"""
The three servers together: started side by side, stopped side by side.
"""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from lab.stack import kafka, postgres, redis
from lab.stack.failures import Interrupted
from lab.stack.home import Home
from lab.stack.progress import Progress, SilentProgress
from lab.stack.running import Running


@dataclass(frozen=True, slots=True)
class Servers:
    """The three servers of a stack, all ready."""

    kafka: Running
    postgres: Running
    redis: Running

    def stop(self) -> None:
        """Stop all three at once, each past its deadline by SIGKILL."""
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(Running.stop, (self.kafka, self.postgres, self.redis)))


def start_servers(home: Home, progress: Progress | None = None) -> Servers:
    """
    Start Kafka, PostgreSQL and Redis side by side; if one fails, the others are stopped again.

    Raises:
        StackFailure: the first thing that went wrong.
    """
    shown = _UntilClosing(home, progress or SilentProgress())
    pending: list[Future[Running]] = []
    try:
        with ThreadPoolExecutor(3) as threads, _giving_up_on_interrupt(home):
            pending.append(threads.submit(kafka.start, home, progress=shown))
            pending.append(threads.submit(postgres.start, home))
            pending.append(threads.submit(redis.start, home, progress=shown))
            wait(pending)
        return Servers(*(one.result() for one in pending))
    except BaseException:
        _stop_started(pending)
        raise


@contextlib.contextmanager
def _giving_up_on_interrupt(home: Home) -> Iterator[None]:
    # Ctrl-C reaches this thread alone; the threads that start servers look at `closing` at each step.
    try:
        yield
    except BaseException:
        home.closing.set()
        raise


def _stop_started(pending: list[Future[Running]]) -> None:
    for one in pending:
        if one.exception() is None:
            one.result().stop()


class _UntilClosing:
    """Shows one download after the other, and breaks them off when the stack goes down."""

    def __init__(self, home: Home, shown: Progress) -> None:
        self._home, self._shown = home, shown
        self._turn = threading.Lock()

    def began(self, what: str, total_bytes: int) -> None:
        self._turn.acquire()
        try:
            self._shown.began(what, total_bytes)
        except BaseException:
            self._turn.release()
            raise

    def advanced(self, count_bytes: int) -> None:
        if self._home.closing.is_set():
            raise Interrupted("the download was broken off: the stack is going down")
        self._shown.advanced(count_bytes)

    def ended(self) -> None:
        try:
            self._shown.ended()
        finally:
            self._turn.release()
