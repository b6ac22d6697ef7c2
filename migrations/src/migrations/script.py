"""Runs a migration's SQL file as it is written, with its comments and as many statements as it has."""

from pathlib import Path

from alembic import op


def run(name: str) -> None:
    """Execute `sql/<name>` on the connection of the migration in progress, inside its transaction."""
    script = (Path(__file__).parent / "sql" / name).read_text(encoding="utf-8")
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None
    connection.run_async(lambda driver: driver.execute(script))
