"""The accounts as PostgreSQL has them."""

from typing import Any

from lab.ledger.account import OUTCOMES, Account, Ledger

_COUNTS = ", ".join(f"count(*) filter (where s.outcome = '{outcome}') as {outcome}" for outcome in OUTCOMES)
# A submission whose id was read under one tenant and whose outcome came under another is one submission: its row
# without an outcome is not counted. PostgreSQL skips over the tenants in the key's index to find the other.
_BY_SOURCE = f"""
select s.source, count(*) as accepted, {_COUNTS}
from pipeline.submissions s
where ($1::text is null or s.tenant = $1) and (s.outcome is not null or not exists (
    select 1 from pipeline.submissions o
    where o.submission_id = s.submission_id and o.tenant <> s.tenant and o.outcome is not null))
group by s.source
"""  # noqa: S608  names of this file alone


async def ledger(connection: Any, *, moving: bool, tenant: str | None = None) -> Ledger:
    """
    The ledger from an asyncpg connection or pool.

    Args:
        connection: to the database that `crm-sync.postgres` writes.
        moving: whether lag or a waiting retry was left before this is asked.
        tenant: of this tenant alone.
    """
    rows = await connection.fetch(_BY_SOURCE, tenant)
    return Ledger(
        at_rest=not moving,
        by_source={
            row["source"]: Account.of(row["accepted"], {name: row[name] for name in OUTCOMES}, moving=moving)
            for row in rows
        },
    )
