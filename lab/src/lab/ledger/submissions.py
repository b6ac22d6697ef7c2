"""The accounts as PostgreSQL has them."""

from collections import defaultdict
from datetime import UTC
from typing import Any

from lab.ledger.account import OUTCOMES, Account, Ledger, OpenOperation

# A submission whose id was read under one tenant and whose outcome came under another is one submission: its row
# without an outcome is not counted. Asked as a set, so that it costs one pass however many are open.
BY_SOURCE = """
select source, outcome, count(*) as number
from pipeline.submissions
where outcome is not null and ($1::text is null or tenant = $1)
group by source, outcome
union all
select s.source, null, count(*)
from pipeline.submissions s
where s.outcome is null and ($1::text is null or s.tenant = $1)
  and not exists (select from pipeline.submissions o where o.submission_id = s.submission_id and o.outcome is not null)
group by s.source
"""

OPERATIONS_SHOWN = 50

# Which are open is read from the small index of what has no outcome; only those are counted.
OPERATIONS = """
select operation_id, min(source) as source, count(*) as lines, count(outcome) as ended, min(appended_at) as since
from pipeline.submissions
where (tenant, operation_id) in (
    select tenant, operation_id from pipeline.submissions
    where outcome is null and operation_id <> '' and ($1::text is null or tenant = $1)
)
group by tenant, operation_id order by min(appended_at), operation_id limit $2
"""


async def ledger(connection: Any, *, moving: bool, tenant: str | None = None) -> Ledger:
    """
    The ledger from an asyncpg connection or pool.

    Args:
        connection: to the database that `crm-sync.postgres` writes.
        moving: whether lag or a waiting retry was left before this is asked.
        tenant: of this tenant alone.
    """
    ended: defaultdict[str, dict[str | None, int]] = defaultdict(dict)
    for source, outcome, number in await connection.fetch(BY_SOURCE, tenant):
        ended[source][outcome] = number
    accounts = {
        source: Account.of(sum(found.values()), {name: found.get(name, 0) for name in OUTCOMES}, moving=moving)
        for source, found in ended.items()
    }
    operations = [_open(row) for row in await connection.fetch(OPERATIONS, tenant, OPERATIONS_SHOWN)]
    return Ledger(not moving, accounts, operations)


def _open(row: Any) -> OpenOperation:
    lines, ended = row["lines"], row["ended"]
    since = row["since"].astimezone(UTC).isoformat(timespec="milliseconds") if row["since"] else ""
    return OpenOperation(row["operation_id"], row["source"], lines, ended, lines - ended, since)
