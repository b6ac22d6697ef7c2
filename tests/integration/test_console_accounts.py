"""DESIGN 6, V3: what is overdue for its outcome is counted by source, what is dead by unit, and when it was counted."""

import asyncio

import asyncpg
import pytest
from console.adapters.accounts import PostgresAccounts, Reconciler
from console.adapters.postgres import connected
from leadcore.metrics import Metrics

from migrations import apply

pytestmark = pytest.mark.slow
SEEN = """
    insert into pipeline.submissions (tenant, submission_id, source, topic, appended_at, outcome, attempt)
    values ($1, $2, $3, 'leads.raw', now() - $4 * interval '1 second', $5, 0)
"""


async def test_what_is_overdue_is_unaccounted_until_its_outcome_comes(database: str) -> None:
    await apply(database)
    connection = await asyncpg.connect(database)
    for row in (
        ("main", "lost", "web-form", 1000.0, None),
        ("main", "in-flight", "web-form", 10.0, None),
        ("main", "ended", "web-form", 1000.0, "routed"),
        ("main", "under-another-tenant", "partner", 1000.0, None),
        ("acme", "under-another-tenant", "partner", 1000.0, "routed"),
    ):
        await connection.execute(SEEN, *row)
    metrics = Metrics()
    async with connected(database) as pool:
        reconciler = Reconciler(PostgresAccounts(pool), metrics, overdue_s=900)
        await reconciler.count()
        assert value(metrics, "lead_unaccounted", source="web-form") == 1
        assert value(metrics, "lead_unaccounted", source="partner") is None
        ran = value(metrics, "lead_reconciler_last_success_timestamp_seconds")
        assert ran
        await connection.execute("update pipeline.submissions set outcome = 'routed' where submission_id = 'lost'")
        await reconciler.count()
        assert value(metrics, "lead_unaccounted", source="web-form") is None
    await connection.close()


async def test_while_the_database_is_away_the_time_stands() -> None:
    """alert ReconcilerNotRunning: the guard is guarded by when it last could."""
    metrics = Metrics()
    async with connected("postgresql://nobody@127.0.0.1:9/none") as pool:
        await asyncio.wait_for(Reconciler(PostgresAccounts(pool), metrics, 900).count(), 30)
    assert value(metrics, "lead_reconciler_last_success_timestamp_seconds") == 0


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)
