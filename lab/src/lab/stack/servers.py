"""
The three servers together: started side by side, stopped side by side.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lab.stack import kafka, postgres, redis
from lab.stack.home import Home
from lab.stack.progress import Progress
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
    starts = (
        lambda: kafka.start(home, progress=progress),
        lambda: postgres.start(home),
        lambda: redis.start(home),
    )
    with ThreadPoolExecutor(len(starts)) as threads:
        pending = [threads.submit(start) for start in starts]
    failures = [failure for one in pending if (failure := one.exception()) is not None]
    if failures:
        for one in pending:
            if one.exception() is None:
                one.result().stop()
        raise failures[0]
    return Servers(*(one.result() for one in pending))
