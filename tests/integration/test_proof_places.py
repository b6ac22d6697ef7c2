"""
P5: what the oracle reads from real servers: a canary in a table, in Redis; a transaction left open; owners at the CRM.

Each is put where it must not be, by hand, and is found; what may be there is not.
"""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
import redis
from confluent_kafka import Producer
from lab.ledger.canaries import Canaries
from lab.ledger.leaks import Said, leaks
from lab.ledger.places import Log, Stack
from lab.ledger.start import Start
from lab.stack import Running
from leadcore.contracts import Topic
from leadcore.testing.patience import until

from lab import topics
from migrations import apply

pytestmark = pytest.mark.slow
CANARIES = Canaries.of("a1b2c", 7)
NOWHERE = Start(0, {})
BLANKS = {
    "text": "''",
    "bigint": "0",
    "boolean": "false",
    "double precision": "0",
    "jsonb": "'{}'",
    "bytea": "''::bytea",
    "timestamp with time zone": "now()",
}
COLUMNS = """
select column_name as name, data_type as kind from information_schema.columns
where table_schema = 'pipeline' and table_name = $1 and is_nullable = 'NO' and column_default is null
"""


async def put(dsn: str, table: str, column: str, value: str) -> None:
    """A row of blanks but for one column."""
    connection = await asyncpg.connect(dsn)
    try:
        needed = {row["name"]: BLANKS[row["kind"]] for row in await connection.fetch(COLUMNS, table)}
        filled = {**needed, **({"state": "'claimed'"} if table == "claims" else {})}
        filled |= {"result": "'revised'"} if table == "lead_revisions" else {}
        filled[column] = value
        names = ", ".join(f'"{name}"' for name in filled)
        await connection.execute(f"insert into pipeline.{table} ({names}) values ({', '.join(filled.values())})")
    finally:
        await connection.close()


def told(dsn: str = "", cache: str = "") -> list[str]:
    """The places in which a canary was found."""
    return [each.place for each in leaks(Stack("", dsn, redis=cache), NOWHERE, Said(()), CANARIES)]


def text(value: str) -> str:
    return f"'{value}'"


def document(value: str) -> str:
    return f"'{json.dumps({'reason': value})}'::jsonb"


@pytest.mark.parametrize(
    ("table", "column", "value", "place"),
    [
        ("pipeline_errors", "parameters", document(CANARIES.name), "table pipeline_errors: name"),
        ("pipeline_errors", "field", text(CANARIES.attribute), "table pipeline_errors: attribute"),
        ("claims", "result", text("ada-a1b2c@b.example"), "table claims: address"),
        ("claims", "receipt", f"convert_to('{CANARIES.name}', 'UTF8')", "table claims: name"),
        ("receipts", "parameters", document(CANARIES.phone), "table receipts: phone"),
        ("submissions", "parameters", document(CANARIES.name), "table submissions: name"),
        ("lead_revisions", "parameters", document(CANARIES.company), "table lead_revisions: company"),
        ("lead_scores", "reasons", document(CANARIES.attribute), "table lead_scores: attribute"),
        ("leads", "attributes", document(CANARIES.attribute), "table leads: attribute"),
        ("lead_versions", "trail", document(CANARIES.name), "table lead_versions: name"),
        ("organizations", "name", text(CANARIES.name), "table organizations: name"),
    ],
)
def test_a_canary_in_a_table_that_is_about_no_person_is_found(
    database: str, table: str, column: str, value: str, place: str
) -> None:
    asyncio.run(apply(database))
    assert told(database) == []
    asyncio.run(put(database, table, column, value))
    assert told(database) == [place]


def test_what_may_be_in_a_table_is_no_leak(database: str) -> None:
    asyncio.run(apply(database))
    for table, column, value in (
        ("contacts", "email", text("ada-a1b2c@b.example")),
        ("pipeline_errors", "value", f"convert_to('{CANARIES.name}', 'UTF8')"),
        ("lead_versions", "bytes", f"convert_to('{CANARIES.name}', 'UTF8')"),
        ("leads", "company_name", text(CANARIES.company)),
        ("organizations", "name", text(CANARIES.company)),
    ):
        asyncio.run(put(database, table, column, value))
    assert told(database) == []


def test_a_canary_in_redis_is_found_in_every_kind_of_value(redis_server: Running) -> None:
    fillings: list[tuple[str, Any]] = [
        ("a key in Redis: name", lambda r: r.set(f"proof:{CANARIES.name}", 1)),
        ("a value in Redis: name", lambda r: r.set("proof:s", CANARIES.name)),
        ("a value in Redis: address", lambda r: r.hset("proof:h", "ada-a1b2c@b.example", 1)),
        ("a value in Redis: phone", lambda r: r.rpush("proof:l", CANARIES.phone)),
        ("a value in Redis: company", lambda r: r.zadd("proof:z", {CANARIES.company: 1})),
        ("a value in Redis: attribute", lambda r: r.sadd("proof:e", CANARIES.attribute)),
    ]
    with redis.Redis.from_url(redis_server.address) as client:
        for place, fill in fillings:
            assert told(cache=redis_server.address) == []
            fill(client)
            assert told(cache=redis_server.address) == [place]
            client.delete(*client.keys("proof:*"))


def test_a_transaction_that_is_left_open_is_found(kafka: Running) -> None:
    topics.ensure(kafka.address)
    log = Log(kafka.address)
    _until_none_is_open(log)
    producer = Producer({"bootstrap.servers": kafka.address, "transactional.id": "proof-left-open"})
    producer.init_transactions(60)
    producer.begin_transaction()
    producer.produce(Topic.LEADS_ROUTED.value, b"x", partition=0)
    producer.flush(60)
    try:
        assert log.open_transactions() == [f"{Topic.LEADS_ROUTED.value}/0"]
    finally:
        producer.abort_transaction(60)
    _until_none_is_open(log)


def _until_none_is_open(log: Log) -> None:
    """The coordinator answers before the partitions have its marker; so it may be with what other tests did here."""
    until(lambda: log.open_transactions() == [], "no transaction is open", 60, step_s=0.05)
