"""The stack that a bench measures."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from lab.bench.costs import Pids
from lab.ledger import Ledger, balance

DEADLINE_S = 600.0
EVERY_S, SELDOM_S = 0.25, 2.0


@dataclass(frozen=True, slots=True)
class Run:
    """Addresses of a running stack, and the pids of its units and servers as they are now."""

    kafka: str
    postgres: str
    gateway: str
    authorization: Mapping[str, str]
    pids: Pids

    def ledger(self) -> Ledger:
        """The ledger as it stands."""
        return asyncio.run(balance(self.kafka, self.postgres))

    def until_ended(self, accepted: int) -> tuple[Ledger, float]:
        """
        The ledger once all of `accepted` have their outcome, and when they and their leads stood in PostgreSQL, by
        `time.perf_counter`: the ledger's own asking is not the pipeline's time.

        Raises:
            TimeoutError: they did not within ten minutes.
        """
        end = time.monotonic() + DEADLINE_S
        # The ledger asks Kafka and every submission: asked as often as this, it would be much of what is measured.
        asyncio.run(self._until_counted(accepted, end))
        at = time.perf_counter()
        while True:
            found = self.ledger()
            total = found.total
            if total.accepted >= accepted and not total.in_flight:
                return found, at
            if time.monotonic() > end:
                raise TimeoutError(f"{total.in_flight} of {total.accepted} have no outcome after {DEADLINE_S:.0f} s")
            time.sleep(EVERY_S)
            at = time.perf_counter()

    async def _until_counted(self, accepted: int, end: float) -> None:
        """Wait, at next to no cost, until so many submissions have an outcome, and each routed one its lead."""
        connection = await asyncpg.connect(self.postgres)
        began, first = time.monotonic(), None
        try:
            while (now := time.monotonic()) < end:
                ended, routed, leads = await connection.fetchrow(_ENDED)
                if ended >= accepted and leads >= routed:
                    return
                first = ended if first is None else first
                took_s = (now - began) / max(ended - first, 1)
                # No event tells, and each question counts every row: the fewer are left, the sooner the next.
                await asyncio.sleep(min(max(EVERY_S, took_s * (accepted - ended) / 4), SELDOM_S))
        finally:
            await connection.close()


_ENDED = """
select count(outcome), count(*) filter (where outcome = 'routed'), (select count(*) from pipeline.leads)
from pipeline.submissions
"""
