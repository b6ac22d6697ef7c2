"""Migrations on real PostgreSQL: safe for several starters, complete, and forward only (D2, D6)."""

import asyncio
import os
import subprocess
import sys

import asyncpg
import pytest
from lab.stack import Running

from migrations import Unreachable, apply

pytestmark = pytest.mark.slow

TABLES = {
    *("submissions", "organizations", "contacts", "leads", "lead_versions", "lead_scores", "receipts", "claims"),
    *("pipeline_errors", "lead_versions_other", "pipeline_errors_other", "lead_revisions", "revised_versions"),
    "alike_verdicts",
}
VIEWS = {"pipeline_events", "vw_error_rate_24h", "vw_unresolved_errors"}


async def test_of_several_starters_one_applies_and_all_find_the_schema(database: str) -> None:
    applied = await asyncio.gather(*(apply(database) for _ in range(4)))
    assert sorted(applied) == [[], [], [], ["0009"]]
    connection = await asyncpg.connect(database)
    try:
        found = await connection.fetch("select relname from pg_class where relnamespace = 'pipeline'::regnamespace")
        assert {name for (name,) in found} >= TABLES | VIEWS
        for view in VIEWS:
            assert await connection.fetch(f"select * from pipeline.{view}") == []
    finally:
        await connection.close()


async def test_the_tenant_is_part_of_every_primary_key(database: str) -> None:
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        keys = await connection.fetch(
            "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint "
            "where contype = 'p' and connamespace = 'pipeline'::regnamespace"
        )
    finally:
        await connection.close()
    assert len(keys) == len(TABLES)
    assert [table for table, definition in keys if "(tenant, " not in definition] == []


async def test_a_month_is_made_once_by_several_and_dropped_when_it_is_over(database: str) -> None:
    await apply(database)
    pool = await asyncpg.create_pool(database, min_size=4, max_size=4)
    try:
        make = "select pipeline.ensure_month(timestamptz '2026-01-31 23:59:59.999Z')"
        await asyncio.gather(*(pool.execute(make) for _ in range(8)))
        drop = "select * from pipeline.drop_months('lead_versions', $1::timestamptz)"
        connection = await asyncpg.connect(database)
        when = await connection.fetchval("select timestamptz '2026-01-31Z'")
        then = await connection.fetchval("select timestamptz '2026-02-01Z'")
        await connection.close()
        assert await pool.fetch(drop, when) == []
        assert [name for (name,) in await pool.fetch(drop, then)] == ["lead_versions_2026_01"]
    finally:
        await pool.close()


async def test_a_database_that_does_not_answer_is_said_without_the_dsn(postgres: Running) -> None:
    wrong = postgres.address.replace("leadstream:", "leadstream:wrong-", 1)
    with pytest.raises(Unreachable) as raised:
        await apply(wrong)
    assert "wrong" not in str(raised.value)


@pytest.mark.parametrize(("dsn", "code"), [("", 2), ("postgresql://u:secret@127.0.0.1:1/none", 3)])
def test_the_command_says_what_is_wrong_and_ends_accordingly(dsn: str, code: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "migrations"],
        env={**os.environ, "POSTGRES_DSN": dsn},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, "secret" in ended.stdout + ended.stderr) == (code, False)


async def test_the_error_rate_is_errors_by_what_was_accepted_in_the_hour(database: str) -> None:
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(ACCEPTED_AND_FAILED)
        found = await connection.fetch("select unit, code, errors, accepted, rate from pipeline.vw_error_rate_24h")
        open_ = await connection.fetch("select dead_letter_id from pipeline.vw_unresolved_errors order by 1")
    finally:
        await connection.close()
    assert [tuple(row) for row in found] == [("scorer", "bug", 2, 8, 0.25)]
    assert [name for (name,) in open_] == ["d-1", "d-3"]


async def test_a_later_version_s_letter_is_open_though_its_submission_was_replayed(database: str) -> None:
    """Otherwise nobody would hear of it: a version above 1 has no outcome."""
    await apply(database)
    connection = await asyncpg.connect(database)
    try:
        await connection.execute(ACCEPTED_AND_FAILED)
        await connection.execute("update pipeline.submissions set attempt = 1, outcome = 'routed'")
        open_ = "select dead_letter_id from pipeline.vw_unresolved_errors"
        assert await connection.fetch(open_) == []
        await connection.execute("update pipeline.pipeline_errors set version = 2 where dead_letter_id = 'd-1'")
        assert [name for (name,) in await connection.fetch(open_)] == ["d-1"]
    finally:
        await connection.close()


ACCEPTED_AND_FAILED = """
insert into pipeline.submissions (tenant, submission_id, source, topic, partition, "offset", appended_at)
select 'main', 's-' || n, 'web-form', 'leads.raw', 0, n, date_trunc('hour', now()) from generate_series(1, 8) n;
insert into pipeline.pipeline_errors (tenant, dead_letter_id, unit, code, field, parameters, source, submission_id,
    lead_id, version, topic, partition, "offset", appended_at, headers, attempt, tries, first_failed_at, last_failed_at,
    code_version, release, resolution)
select 'main', 'd-' || n, 'scorer', 'bug', '', '{}', 'web-form', 's-' || n, '', 0, 'leads.enriched', 0, n, now(), '[]',
       0, 1, at, at, '', '', case n when 2 then 'dismissed' end
from (values (1, date_trunc('hour', now())), (2, date_trunc('hour', now())), (3, now() - interval '25 h')) e (n, at);
"""
