"""A row costs less to write: fewer indexes, less compression, fewer statistics."""

from migrations import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0003_cost.sql")
