"""Applies what a database has not yet seen: one transaction, one starter at a time."""

from functools import partial
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

VERSION_TABLE = "leadstream_version"
"""Lies in `public`, because the schemas themselves are made by migrations."""
CONNECT_S = 10
LOCK_KEY = 0x6C656164
"""Advisory lock of the database: whoever starts second waits, then finds nothing left to do."""


class Unreachable(Exception):  # noqa: N818  named for what it says
    """The database does not answer, or refuses the account; the message never has the DSN."""


async def apply(dsn: str) -> list[str]:
    """
    Apply all missing migrations of `dsn` (`postgresql://…`) in one transaction; returns the revisions applied.

    The DSN is read as the services read it, by asyncpg: its options (`sslmode`, `host`) are theirs.

    Raises:
        Unreachable: no connection could be made, or the DSN is none.
        sqlalchemy.exc.DBAPIError: a migration failed; nothing of it stays.
    """
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(asyncpg.connect, dsn, timeout=CONNECT_S),
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        connection = await engine.connect()
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as error:
        raise Unreachable(type(error).__name__) from None
    try:
        async with connection.begin():
            await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            return await connection.run_sync(_upgrade)
    finally:
        await connection.close()
        await engine.dispose()


def _upgrade(connection: Connection) -> list[str]:
    before = _heads(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return sorted(_heads(connection) - before)


def _heads(connection: Connection) -> set[str]:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return set(context.get_current_heads())
