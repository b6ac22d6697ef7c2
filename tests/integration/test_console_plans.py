"""D2: what the console asks of the record is answered from an index, however many leads there are."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from console.adapters import sql
from console.adapters.accounts import ELSEWHERE, OPEN
from console.domain.questions import Cursor, LeadQuestion
from lab.stack import Running
from lab.stack import postgres as postgres_server

from migrations import apply

pytestmark = pytest.mark.slow

LISTS = {
    "newest": (LeadQuestion({}), "leads_newest"),
    "next page": (LeadQuestion({}, cursor=Cursor(1, "l")), "leads_newest"),
    "owner": (LeadQuestion({"owner": "o7"}), "leads_owner"),
    "source": (LeadQuestion({"source": "s7"}), "leads_source"),
    "company": (LeadQuestion({"company_domain": "c7.example"}), "leads_organization"),
    "review": (LeadQuestion({"status": "review"}), "leads_review"),
    "person": (LeadQuestion({}, email="p7@northwind.example"), "contacts_email"),
}
OF_ONE_LEAD = {
    "lead": (sql.LEAD, "leads_pkey"),
    "receipts": (sql.RECEIPTS, "receipts_pkey"),
    "score": (sql.SCORE, "lead_scores_pkey"),
}
ROWS = 3000
VALUES = {
    "tenant": "'main'",
    "lead_id": "'l' || n",
    "contact_id": "'p' || n",
    "email": "'p' || n || '@northwind.example'",
    "phone": "'+44' || n",
    "full_name": "'Ada ' || n",
    "organization_id": "'c' || n % 500 || '.example'",
    "owner": "'o' || n % 100",
    "source": "'s' || n % 100",
    "status": "case when n % 100 = 0 then 'review' else 'assigned' end",
    "accepted_at": "to_timestamp(n)",
    "destination": "'d' || n % 3",
    "submission_id": "'s' || n",
    "outcome": "case when n % 100 > 0 then 'routed' end",
}
OTHERS = {"text": "'x'", "jsonb": "'{}'", "boolean": "false", "timestamp with time zone": "now()"}


@pytest.fixture(scope="module")
def filled(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "console_plans")
    asyncio.run(_fill(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "console_plans")


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_of_leads_is_read_from_an_index(filled: str, name: str) -> None:
    question, index = LISTS[name]
    statement, arguments = sql.page("main", question)
    assert index in await _indexes(filled, statement, *arguments)


@pytest.mark.parametrize("name", OF_ONE_LEAD)
async def test_what_belongs_to_one_lead_is_read_from_an_index(filled: str, name: str) -> None:
    statement, index = OF_ONE_LEAD[name]
    assert index in await _indexes(filled, statement, "main", "l7")


@pytest.mark.parametrize(("statement", "more"), [(sql.NEAR, ()), (sql.EARLIER, (datetime.fromtimestamp(7, UTC),))])
async def test_those_who_may_be_alike_are_looked_for_in_indexes(filled: str, statement: str, more: Any) -> None:
    """I6: each block has its index; that few thousand rows are joined in one pass is the planner's business."""
    connection = await asyncpg.connect(filled)
    try:
        await connection.execute("set enable_seqscan = off")
        arguments = ("main", "l7", "+447", "ada 77%", "c7.example", "p7@%")
        (told,) = await connection.fetchrow(f"explain (format json) {statement}", *arguments, *more)
    finally:
        await connection.close()
    used = {node.get("Index Name") for node in _nodes(json.loads(told)[0]["Plan"])}
    assert {"contacts_phone", "contacts_name", "leads_organization", "contacts_email"} <= used


@pytest.mark.parametrize("after", [None, datetime.fromtimestamp(7, UTC)])
async def test_the_leads_to_be_compared_are_read_from_an_index(filled: str, after: datetime | None) -> None:
    assert "leads_newest" in await _indexes(filled, sql.NEWEST, "main", after, "l7", 20)


async def test_what_is_open_is_counted_without_a_pass_over_all_there_ever_was(filled: str) -> None:
    nodes = await _plan(filled, OPEN, ["leads.raw"], [0], [7])
    nodes += await _plan(filled, ELSEWHERE, ["s7", "s8"])
    read = {node["Node Type"] for node in nodes if node.get("Relation Name") == "submissions"}
    assert not [each for each in read if "Seq Scan" in each]
    assert {"submissions_open", "submissions_pkey"} <= {node.get("Index Name") for node in nodes}


async def _fill(dsn: str) -> None:
    await apply(dsn)
    connection = await asyncpg.connect(dsn)
    try:
        for table in ("submissions", "leads", "contacts", "receipts", "lead_scores"):
            columns = await connection.fetch(
                "select column_name, data_type from information_schema.columns "
                "where table_schema = 'pipeline' and table_name = $1",
                table,
            )
            values = [VALUES.get(name, OTHERS.get(kind, "1")) for name, kind in columns]
            named = ", ".join(f'"{name}"' for name, _ in columns)
            await connection.execute(
                f"insert into pipeline.{table} ({named}) select {', '.join(values)} from generate_series(1, {ROWS}) n"
            )
            await connection.execute(f"analyze pipeline.{table}")
    finally:
        await connection.close()


async def _indexes(dsn: str, statement: str, *arguments: Any) -> set[str]:
    return {node["Index Name"] for node in await _plan(dsn, statement, *arguments) if "Index Name" in node}


async def _plan(dsn: str, statement: str, *arguments: Any) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(dsn)
    try:
        (told,) = await connection.fetchrow(f"explain (format json) {statement}", *arguments)
    finally:
        await connection.close()
    return list(_nodes(json.loads(told)[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", []):
        yield from _nodes(each)
