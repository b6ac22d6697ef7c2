"""A row costs less to write: fewer indexes, less compression, fewer statistics."""

from migrations import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0004_cost.sql")
