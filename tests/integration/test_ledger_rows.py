"""The ledger's question to PostgreSQL: right where tenants disagree, and one pass however much is open (P5)."""

import json
from typing import Any

import asyncpg
import pytest
from lab.ledger import Account, OpenOperation, ledger
from lab.ledger.submissions import BY_SOURCE

from migrations import apply

pytestmark = pytest.mark.slow

OPEN = 3000
ROWS = f"""
insert into pipeline.submissions (tenant, submission_id, source, topic, partition, "offset", appended_at)
select 'main', 's-' || n, 'web-form', 'leads.raw', 0, n, now() from generate_series(1, {OPEN}) n;
insert into pipeline.submissions (tenant, submission_id, source, outcome, outcome_rank, attempt)
select 'acme', 's-' || n, 'partner', 'routed', 3, 0 from generate_series(1, 10) n;
"""


async def test_one_submission_under_two_tenants_is_counted_once(database: str) -> None:
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(ROWS)
        found = await ledger(connection, moving=False)
        assert found.by_source == {
            "web-form": Account(accepted=OPEN - 10, unaccounted=OPEN - 10),
            "partner": Account(accepted=10, routed=10),
        }
        alone = await ledger(connection, moving=True, tenant="acme")
        assert alone.by_source == {"partner": Account(accepted=10, routed=10)}
    finally:
        await connection.close()


LINES = """
insert into pipeline.submissions
    (tenant, submission_id, source, operation_id, line, topic, appended_at, outcome, attempt)
select 'main', op || n, 'imports', op, n, 'leads.bulk', timestamptz '2026-01-01Z' + n * interval '1 second',
       case when n <= ended then 'routed' end, case when n <= ended then 0 end
from (values ('import-1', 5, 2), ('import-2', 4, 4), ('import-3', 3, 0)) as given (op, lines, ended),
     generate_series(1, lines) n;
"""


async def test_an_operation_is_open_until_every_line_has_its_outcome(database: str) -> None:
    """I1: how many of its lines have an outcome and how many not, from the moment that the rows exist."""
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(ROWS + LINES)
        since = "2026-01-01T00:00:01.000+00:00"
        found = await ledger(connection, moving=True)
        assert list(found.operations) == [
            OpenOperation("import-1", "imports", 5, 2, 3, since),
            OpenOperation("import-3", "imports", 3, 0, 3, since),
        ]
        assert (await ledger(connection, moving=True, tenant="acme")).operations == []
    finally:
        await connection.close()


async def test_what_is_open_is_asked_as_a_set(database: str) -> None:
    """A plan that reads the table once for each open submission kept a whole core busy while leads came in."""
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(ROWS)
        (told,) = await connection.fetchrow(f"explain (analyze, format json) {BY_SOURCE}", None)
    finally:
        await connection.close()
    scans = [node["Actual Loops"] for node in _nodes(json.loads(told)[0]["Plan"]) if node["Node Type"] == "Seq Scan"]
    assert sum(scans) <= 3


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]
