"""The stack that a bench measures."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from lab.bench.arrivals import BENCH
from lab.bench.costs import Pids
from lab.ledger import Ledger, balance

DEADLINE_S, SLOWEST = 600.0, 100
"""However few leads: so long; and at least so many leads a second are waited for."""
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
            TimeoutError: they did not within ten minutes, or what SLOWEST makes of their number if that is longer.
        """
        limit_s = max(DEADLINE_S, accepted / SLOWEST)
        end = time.monotonic() + limit_s
        # The ledger asks Kafka and every submission: asked as often as this, it would be much of what is measured.
        asyncio.run(self._until_counted(accepted, end))
        at = time.perf_counter()
        while True:
            found = self.ledger()
            total = found.total
            if total.accepted >= accepted and not total.in_flight:
                return found, at
            if time.monotonic() > end:
                raise TimeoutError(f"{total.in_flight} of {total.accepted} have no outcome after {limit_s:.0f} s")
            time.sleep(EVERY_S)
            at = time.perf_counter()

    def recorded_ms(self, since: int) -> list[float]:
        """Of each lead that the bench had accepted from `since` on, milliseconds: how late PostgreSQL had it."""
        return asyncio.run(self._recorded(since))

    async def _recorded(self, since: int) -> list[float]:
        connection = await asyncpg.connect(self.postgres)
        try:
            rows = await connection.fetch(_RECORDED, list(BENCH), since)
            return [float(row[0]) for row in rows]
        finally:
            await connection.close()

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

_RECORDED = """
select extract(epoch from r.at - l.accepted_at) * 1000
from pipeline.leads l join pipeline.receipts r using (tenant, lead_id)
where l.source = any ($1) and r.destination = 'postgres' and r.version = 1
  and l.accepted_at >= timestamptz 'epoch' + $2 * interval '1 millisecond'
"""
