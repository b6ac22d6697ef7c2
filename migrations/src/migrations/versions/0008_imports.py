"""Posted files and how far each was read."""

from migrations import script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0008_imports.sql")
