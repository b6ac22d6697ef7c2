"""
The reconciler: says again and again which accepted submissions have no outcome although nothing holds them up, which
are on their way, and which dead letters are open, and puts it into metrics together with when it last could.

Counted is the ledger in PostgreSQL, never the counters of processes, which begin at nothing when these start. What must
have ended follows from how far every unit has read (`console.domain.reconciling`), not from age.
"""

import asyncio
import time

import asyncpg
from confluent_kafka import KafkaException
from leadcore.failures import PortUnavailable
from leadcore.group_offsets import Positions, positions
from leadcore.metrics import Metrics
from leadcore.postgres import AWAY

from console.adapters.postgres import COMMAND_S
from console.domain.reconciling import Marks, Rounds
from console.ports import Accounts, AccountStore, Log

LOOK_S = 5.0
COUNT_EVERY = 3
"""Every so many looks what is open is counted: a look is cheap, a long backlog is not."""

ASKED_AFTER = 10_000

OPEN = f"""
    with open as (
        select s.source, s.submission_id, coalesce(s."offset" < mark."offset", false) as late
        from pipeline.submissions s
        left join unnest($1::text[], $2::bigint[], $3::bigint[]) as mark (topic, partition, "offset")
            on mark.topic = s.topic and mark.partition = s.partition
        where s.outcome is null)
    select source, count(*) as open, count(*) filter (where late) as late,
        (array_agg(submission_id) filter (where late))[:{ASKED_AFTER}] as ids
    from open group by source
"""  # noqa: S608  a constant alone
ELSEWHERE = """
    select distinct submission_id from pipeline.submissions where submission_id = any($1) and outcome is not null
"""
"""
A submission whose id was read under one tenant and whose outcome came under another is one submission. Only those that
should have ended are looked for, which are hardly ever any: to look for all that are on their way is one pass over all
there ever was.
"""
DEAD = "select unit, count(*) as count from pipeline.vw_unresolved_errors group by unit"


class KafkaLog:
    """How far every unit is, from the broker; see Log."""

    def __init__(self, servers: str) -> None:
        self._servers = servers

    def look(self) -> Positions:
        """Where every unit and every partition stands."""
        try:
            return positions(self._servers)
        except (KafkaException, TimeoutError):
            raise PortUnavailable("kafka") from None


class PostgresAccounts:
    """Counts over a pool; see AccountStore."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def accounts(self, ended: Marks) -> Accounts:
        """The accounts as they stand."""
        marks = [[*column] for column in zip(*((topic, part, at) for (topic, part), at in ended.items()), strict=True)]
        try:
            async with self._pool.acquire(timeout=COMMAND_S) as connection:
                found = await connection.fetch(OPEN, *(marks or ([], [], [])))
                ids = [each for row in found for each in row["ids"] or ()]
                ended_elsewhere = {row[0] for row in await connection.fetch(ELSEWHERE, ids)} if ids else set()
                dead = await connection.fetch(DEAD)
        except (*AWAY, asyncpg.PostgresError):
            raise PortUnavailable("postgres") from None
        lost = {row["source"]: row["late"] - len(ended_elsewhere.intersection(row["ids"] or ())) for row in found}
        return Accounts(
            {source: count for source, count in lost.items() if count},
            {row["source"]: row["open"] - row["late"] for row in found if row["open"] > row["late"]},
            {row["unit"]: row["count"] for row in dead},
        )


class Reconciler:
    """Keeps the metrics of what stands open."""

    def __init__(self, log: Log, store: AccountStore, metrics: Metrics, rounds: Rounds) -> None:
        self._log, self._store, self._rounds = log, store, rounds
        self._unaccounted = metrics.gauge(
            "lead_unaccounted", "Without an outcome, and nothing holds it up", ("source",)
        )
        self._in_flight = metrics.gauge("lead_in_flight", "Without an outcome yet", ("source",))
        self._dead = metrics.gauge("lead_dead_open", "Dead letters nobody has seen to", ("unit",))
        self._ran = metrics.gauge("lead_reconciler_last_success_timestamp_seconds", "When it last could count")
        self._marks: Marks | None = None

    async def keep(self) -> None:
        """Look and count every so often, until cancelled; while it cannot, the last figures and their time stand."""
        looks = 0
        while True:
            await self.look()
            if looks % COUNT_EVERY == 0:
                await self.count()
            looks += 1
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """See how far everything is; nothing changes where the broker is away."""
        try:
            self._marks = self._rounds.look(await asyncio.to_thread(self._log.look))
        except PortUnavailable:
            return

    async def count(self) -> None:
        """Count once; nothing changes where the database is away, or nothing can be said yet."""
        if self._marks is None:
            return
        try:
            found = await self._store.accounts(self._marks)
        except PortUnavailable:
            return
        for gauge, counted in (
            (self._unaccounted, found.unaccounted),
            (self._in_flight, found.in_flight),
            (self._dead, found.dead),
        ):
            gauge.clear()
            for label, number in counted.items():
                gauge.labels(label).set(number)
        self._ran.set(time.time())  # noqa: TID251  a metric of the process, no decision
