"""The schema `pipeline`: what crm-sync.postgres writes."""

from migrations import script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0001_pipeline.sql")
