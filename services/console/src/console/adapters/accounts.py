"""
The reconciler: counts again and again which accepted submissions have no outcome though they are overdue, and which
dead letters are open, and puts it into metrics together with when it last could.

The count comes from the ledger in PostgreSQL, never from the counters of processes, which begin at nothing when these
start. Overdue is not lost: while lag or a due retry remains it is late, and `leadstream ledger` says which it is.
"""

import asyncio
import time

import asyncpg
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics

from console.adapters.postgres import AWAY, COMMAND_S
from console.ports import Accounts, AccountStore

EVERY_S = 15.0

# A submission whose id was read under one tenant and whose outcome came under another is one submission.
UNACCOUNTED = """
    select s.source, count(*) as count from pipeline.submissions s
    where s.outcome is null and s.appended_at < now() - $1 * interval '1 second' and not exists (
        select from pipeline.submissions o where o.submission_id = s.submission_id and o.outcome is not null
    ) group by s.source
"""
DEAD = "select unit, count(*) as count from pipeline.vw_unresolved_errors group by unit"


class PostgresAccounts:
    """Counts over a pool; see AccountStore."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def accounts(self, overdue_s: float) -> Accounts:
        """The accounts as they stand."""
        try:
            async with self._pool.acquire(timeout=COMMAND_S) as connection:
                unaccounted = await connection.fetch(UNACCOUNTED, overdue_s)
                dead = await connection.fetch(DEAD)
        except (*AWAY, asyncpg.PostgresError):
            raise PortUnavailable("postgres") from None
        return Accounts({r["source"]: r["count"] for r in unaccounted}, {r["unit"]: r["count"] for r in dead})


class Reconciler:
    """Keeps the metrics of what stands open."""

    def __init__(self, store: AccountStore, metrics: Metrics, overdue_s: float) -> None:
        self._store, self._overdue_s = store, overdue_s
        self._unaccounted = metrics.gauge("lead_unaccounted", "Overdue without an outcome", ("source",))
        self._dead = metrics.gauge("lead_dead_open", "Dead letters nobody has seen to", ("unit",))
        self._ran = metrics.gauge("lead_reconciler_last_success_timestamp_seconds", "When it last could count")

    async def keep(self) -> None:
        """Count every so often, until cancelled; while the database is away the last figures and their time stand."""
        while True:
            await self.count()
            await asyncio.sleep(EVERY_S)

    async def count(self) -> None:
        """Count once; nothing changes where the database is away."""
        try:
            found = await self._store.accounts(self._overdue_s)
        except PortUnavailable:
            return
        self._unaccounted.clear()
        self._dead.clear()
        for source, number in found.unaccounted.items():
            self._unaccounted.labels(source).set(number)
        for unit, number in found.dead.items():
            self._dead.labels(unit).set(number)
        self._ran.set(time.time())  # noqa: TID251  a metric of the process, no decision
