"""Clients, their secrets, and the refresh tokens of those that persons use."""

from migrations import script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0006_access.sql")
