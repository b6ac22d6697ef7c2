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

    def until_counted(self, accepted: int, since: int) -> None:
        """
        Wait until of those `accepted` since then all have an outcome and their leads stand in PostgreSQL, at next to no
        cost: neither the ledger, which asks Kafka and every submission, nor a question that counts what came before.

        Raises:
            TimeoutError: they did not within ten minutes, or what SLOWEST makes of their number if that is longer.
        """
        asyncio.run(self._until_counted(accepted, since, time.monotonic() + limit_s(accepted)))

    def until_ended(self, accepted: int) -> Ledger:
        """
        The ledger once all of `accepted`, the earlier ones among them, have their outcome.

        Raises:
            TimeoutError: they did not, as above.
        """
        end = time.monotonic() + limit_s(accepted)
        while True:
            found = self.ledger()
            total = found.total
            if total.accepted >= accepted and not total.in_flight:
                return found
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{total.in_flight} of {total.accepted} have no outcome after {limit_s(accepted):.0f} s"
                )
            time.sleep(EVERY_S)

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

    async def _until_counted(self, accepted: int, since: int, end: float) -> None:
        connection = await asyncpg.connect(self.postgres)
        began = time.monotonic()
        try:
            while (now := time.monotonic()) < end:
                ended, routed, leads = await connection.fetchrow(_ENDED, since)
                if ended >= accepted and leads >= routed:
                    return
                took_s = (now - began) / max(ended, 1)
                # No event tells, and each question counts every row: the fewer are left, the sooner the next.
                await asyncio.sleep(min(max(EVERY_S, took_s * (accepted - ended) / 4), SELDOM_S))
            raise TimeoutError(f"{accepted - ended} of {accepted} have no outcome after {limit_s(accepted):.0f} s")
        finally:
            await connection.close()


def limit_s(submissions: int) -> float:
    """How long so many are waited for."""
    return max(DEADLINE_S, submissions / SLOWEST)


_ENDED = """
select count(outcome), count(*) filter (where outcome = 'routed'),
    (select count(*) from pipeline.leads where accepted_at >= timestamptz 'epoch' + $1 * interval '1 millisecond')
from pipeline.submissions
where appended_at >= timestamptz 'epoch' + $1 * interval '1 millisecond'
"""

_RECORDED = """
select extract(epoch from r.at - l.accepted_at) * 1000
from pipeline.leads l join pipeline.receipts r using (tenant, lead_id)
where l.source = any ($1) and r.destination = 'postgres' and r.version = 1
  and l.accepted_at >= timestamptz 'epoch' + $2 * interval '1 millisecond'
"""
