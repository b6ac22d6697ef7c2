"""Dead letters of later versions are open, whatever became of the first one."""

from migrations import script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0005_open_letters.sql")
