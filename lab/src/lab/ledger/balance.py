"""The ledger of a running stack, from its two addresses."""

import asyncio

import asyncpg
from confluent_kafka import KafkaException

from lab.ledger.account import Ledger
from lab.ledger.lag import lag
from lab.ledger.submissions import ledger

CONNECT_S = 10


class Unreachable(Exception):  # noqa: N818  named for what it says
    """Kafka or PostgreSQL does not answer, or has not been set up; the message has no address and no password."""


async def balance(kafka: str, dsn: str, tenant: str | None = None) -> Ledger:
    """
    The ledger of the broker at `kafka` and the database at `dsn`.

    Raises:
        Unreachable: one of them gives no answer.
    """
    try:
        moving = await asyncio.to_thread(_moving, kafka)
    except KafkaException as error:
        raise Unreachable(f"kafka: {error.args[0].name()}") from None
    except TimeoutError:
        raise Unreachable("kafka: no answer in time") from None
    try:
        connection = await asyncpg.connect(dsn, timeout=CONNECT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unreachable(f"postgres: {type(error).__name__}") from None
    try:
        return await ledger(connection, moving=moving, tenant=tenant)
    except asyncpg.UndefinedTableError:
        raise Unreachable("postgres: the schema has not been made yet") from None
    finally:
        await connection.close()


def _moving(kafka: str) -> bool:
    return any(lag(kafka).values())
