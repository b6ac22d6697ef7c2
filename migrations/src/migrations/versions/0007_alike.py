"""Indexes by which contacts that are alike are found."""

from migrations import script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0007_alike.sql")
