"""What persons said of leads that look alike."""

from migrations import script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0009_alike_verdicts.sql")
