"""
Real servers for integration tests: one Kafka, one PostgreSQL and one Redis a session, on free ports, gone at
its end.

A server that cannot start fails the tests that asked for it, with its reason; nothing is skipped.
"""

import secrets
from collections.abc import Iterator

import pytest
from lab.stack import Home, Running
from lab.stack import kafka as kafka_server
from lab.stack import postgres as postgres_server
from lab.stack import redis as redis_stack
from lab.stack.testing import temporary_home


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Home]:
    with temporary_home() as home:
        yield home


@pytest.fixture(scope="session")
def kafka(stack_home: Home) -> Iterator[Running]:
    """
    `kafka.address` is host:port; auto-creation of topics is off. Share it: name topics and groups uniquely.
    """
    running = kafka_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def postgres(stack_home: Home) -> Iterator[Running]:
    """`postgres.address` is the DSN of a shared database; most tests want `database` instead."""
    running = postgres_server.start(stack_home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def redis_server(stack_home: Home) -> Iterator[Running]:
    """`redis_server.address` is its URL. Share it: prefix keys."""
    running = redis_stack.start(stack_home)
    yield running
    running.stop()


@pytest.fixture
def database(postgres: Running) -> Iterator[str]:
    """The DSN of an empty database of this test alone."""
    name = f"test_{secrets.token_hex(6)}"
    yield postgres_server.create_database(postgres, name)
    postgres_server.drop_database(postgres, name)
