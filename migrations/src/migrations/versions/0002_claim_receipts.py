"""Claims keep the receipt that answered them."""

from migrations import script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the SQL of the same name."""
    script.run("0002_claim_receipts.sql")
