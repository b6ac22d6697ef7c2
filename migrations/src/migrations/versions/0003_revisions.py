"""What the reviser owns: the account of revisions, and the versions they made."""

from migrations import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0003_revisions.sql")
