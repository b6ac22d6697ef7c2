"""
The three servers of the local stack are real: they answer in their own protocols and keep their promises.
"""

import asyncio
import os

import asyncpg
import psutil
import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from lab.stack import Running, start_servers
from lab.stack.testing import temporary_home
from redis import Redis

pytestmark = pytest.mark.slow


def test_kafka_commits_a_transaction_and_gives_it_back(kafka: Running) -> None:
    admin = AdminClient({"bootstrap.servers": kafka.address})
    for made in admin.create_topics([NewTopic("stack.round-trip", 4, 1)]).values():
        made.result(60)
    producer = Producer({"bootstrap.servers": kafka.address, "transactional.id": "stack.round-trip"})
    producer.init_transactions(60)
    producer.begin_transaction()
    for number in range(100):
        producer.produce("stack.round-trip", str(number).encode(), key=str(number))
    producer.commit_transaction(60)
    consumer = Consumer(
        {
            "bootstrap.servers": kafka.address,
            "group.id": "stack.round-trip",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
        }
    )
    consumer.subscribe(["stack.round-trip"])
    try:
        seen: set[bytes | None] = set()
        while len(seen) < 100:
            message = consumer.poll(60)
            assert message is not None, f"only {len(seen)} of 100 records within 60 s"
            seen.add(message.value())
    finally:
        consumer.close()
    assert seen == {str(number).encode() for number in range(100)}


def test_kafka_makes_no_topic_by_itself(kafka: Running) -> None:
    producer = Producer({"bootstrap.servers": kafka.address, "message.timeout.ms": 2000})
    failures: list[object] = []
    producer.produce("stack.never-made", b"x", on_delivery=lambda error, _message: failures.append(error))
    producer.flush(60)
    assert failures
    assert failures[0] is not None
    assert "stack.never-made" not in AdminClient({"bootstrap.servers": kafka.address}).list_topics(timeout=60).topics


def test_kafka_listens_on_loopback_alone(kafka: Running) -> None:
    listening = [c for c in psutil.Process(kafka.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert listening
    assert {c.laddr.ip.removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}


async def test_postgres_is_version_18_and_takes_rows(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        assert str(await connection.fetchval("show server_version")).startswith("18.")
        await connection.execute("create table lead (id text primary key)")
        await connection.execute("insert into lead select 'é' || n from generate_series(1, 1000) n")
        assert await connection.fetchval("select count(*) from lead") == 1000
    finally:
        await connection.close()


async def test_postgres_wants_the_password(postgres: Running) -> None:
    server = postgres.address.split("@", 1)[1]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://leadstream:wrong@{server}")


def test_postgres_never_runs_as_root(postgres: Running) -> None:
    process = psutil.Process(postgres.pid)
    accounts = {one.uids().effective for one in (process, *process.children(recursive=True))}
    assert 0 not in accounts
    assert os.geteuid() == 0 or accounts == {os.geteuid()}


def test_redis_answers(redis_server: Running) -> None:
    with Redis.from_url(redis_server.address) as client:
        client.set("stack:x", "1", px=60_000)
        assert client.get("stack:x") == b"1"


def test_restart_keeps_ports_password_and_data() -> None:
    with temporary_home() as home:
        first = start_servers(home)
        try:
            _mark(first)
        finally:
            first.stop()
        second = start_servers(home)
        try:
            assert _addresses(second) == _addresses(first)
            assert _marks(second) == ("stack.kept", "kept", "kept")
        finally:
            second.stop()


def test_stop_leaves_no_process_and_is_clean() -> None:
    with temporary_home() as home:
        servers = start_servers(home)
        running = (servers.kafka, servers.postgres, servers.redis)
        family = [psutil.Process(one.pid) for one in running]
        family += [child for one in list(family) for child in one.children(recursive=True)]
        print({one.unit: f"{one.ready_s:.2f} s" for one in running})
        servers.stop()
        assert [one for one in family if one.is_running()] == []
        assert {one.unit: one.process.exit_code for one in running} == {
            "kafka": 143,
            "postgres": 0,
            "redis": 0,
        }


def _addresses(servers: object) -> tuple[str, ...]:
    return tuple(getattr(servers, unit).address for unit in ("kafka", "postgres", "redis"))


def _mark(servers: object) -> None:
    kafka, postgres, redis = _addresses(servers)
    admin = AdminClient({"bootstrap.servers": kafka})
    for made in admin.create_topics([NewTopic("stack.kept", 1, 1)]).values():
        made.result(60)
    asyncio.run(_run(postgres, "create table kept as select 'kept'::text as mark"))
    with Redis.from_url(redis) as client:
        client.set("mark", "kept")


def _marks(servers: object) -> tuple[str, ...]:
    kafka, postgres, redis = _addresses(servers)
    topics = AdminClient({"bootstrap.servers": kafka}).list_topics(timeout=60).topics
    with Redis.from_url(redis, decode_responses=True) as client:
        return (
            ", ".join(sorted(topic for topic in topics if not topic.startswith("__"))),
            asyncio.run(_run(postgres, "select mark from kept")),
            str(client.get("mark")),
        )


async def _run(dsn: str, statement: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()
