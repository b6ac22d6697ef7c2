"""The console's statements. Values are always parameters; only names of columns are written into a text."""

from datetime import UTC, datetime, timedelta
from typing import Any

from console.domain.questions import FILTERS, LeadQuestion

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LISTED = """
    select l.lead_id, l.version, l.source, l.accepted_at, l.company_name, l.organization_id as company_domain,
           l.country, l.industry, l.employees, l.title_level, l.title_function, l.score, l.band, l.method,
           l.status, l.owner, l.pool, l.segment, l.priority, c.full_name, c.email, c.phone
    from pipeline.leads l
    left join pipeline.contacts c on c.tenant = l.tenant and c.contact_id = l.contact_id
"""

LEAD = """
    select l.lead_id, l.version, l.cause, l.source, l.client, l.lane, l.operation_id, l.accepted_at, l.company_name,
           l.organization_id as company_domain, l.email_domain, l.mailbox, l.phone_country, l.name_quality,
           l.title_level, l.title_function, l.country, l.region, l.city, l.time_zone, l.attributes, l.industry,
           l.employees, l.employee_band, l.partial, l.warnings, l.score, l.confidence, l.probability, l.band, l.method,
           l.tags, l.status, l.owner, l.pool, l.segment, l.size, l.priority, l.territory, l.assigned_at, l.due_at,
           l.release, c.email, c.phone, c.full_name, c.first_name, c.last_name, c.title, c.address, c.postal_code,
           c.language, c.handles, c.consents
    from pipeline.leads l
    left join pipeline.contacts c on c.tenant = l.tenant and c.contact_id = l.contact_id
    where l.tenant = $1 and l.lead_id = $2
"""
"""What the contract names; a column that is added later is not told by itself (control:S8)."""

_COMPARED = """
    select l.lead_id, l.company_name, l.organization_id, l.mailbox, l.city, c.full_name, c.email, c.phone, c.address,
           c.postal_code
    from pipeline.leads l
    join pipeline.contacts c on c.tenant = l.tenant and c.contact_id = l.contact_id
"""

COMPARED = f"""{_COMPARED}
    where l.tenant = $1 and l.lead_id = $2
"""
"""What of a lead is compared with others."""

_UNSAID = """
    not exists (
        select from pipeline.alike_verdicts v
        where v.tenant = $1 and v.one = least($2::text collate "C", l.lead_id)
              and v.other = greatest($2::text collate "C", l.lead_id)
    )
"""

NEAR = f"""{_COMPARED}
    where l.tenant = $1 and l.lead_id <> $2 and {_UNSAID} and l.contact_id in (
        (select contact_id from pipeline.contacts where tenant = $1 and phone = $3 and phone <> '' limit 200)
        union all (select contact_id from pipeline.contacts
               where tenant = $1 and lower(left(full_name, 100)) like $4 and full_name <> '' limit 500)
        union all (select contact_id from pipeline.leads
               where tenant = $1 and organization_id = $5 and organization_id <> '' limit 500)
        union all (select contact_id from pipeline.contacts
               where tenant = $1 and lower(email) like $6 and email <> '' limit 200)
    )
    limit 1000
"""  # noqa: S608  made of constants
"""
Those that may be like one, and of which nobody said yet whether they are: a bounded part of each block; a pattern of ""
meets nobody.
"""

EARLIER = NEAR.replace("limit 1000", "and (l.accepted_at, l.lead_id) < ($7, $2) limit 1000")
"""Those of them that came before one, accepted at $7."""

NEWEST = f"""{_COMPARED.replace("select l.lead_id,", "select l.accepted_at, l.lead_id,")}
    where l.tenant = $1 and (l.accepted_at, l.lead_id) < (coalesce($2::timestamptz, 'infinity'), $3)
    order by l.accepted_at desc, l.lead_id desc limit $4
"""
"""Leads to be compared with those before them, newest first."""

DECIDE = """
    insert into pipeline.alike_verdicts (tenant, one, other, verdict, points, parts, decided_by)
    select $1, $2, $3, $4, $5, $6, $7
    where (select count(*) from pipeline.leads where tenant = $1 and lead_id in ($2, $3)) = 2
    on conflict (tenant, one, other) do update set
        verdict = excluded.verdict, points = excluded.points, parts = excluded.parts,
        decided_by = excluded.decided_by, decided_at = now()
    returning true
"""
"""The last word counts; nothing where one of the leads is not there."""

UNDECIDE = "delete from pipeline.alike_verdicts where tenant = $1 and one = $2 and other = $3 returning true"

SAID = """
    select case when one = $2 then other else one end as lead_id, verdict, points, parts, decided_by, decided_at
    from pipeline.alike_verdicts where tenant = $1 and (one = $2 or other = $2)
    order by decided_at desc, lead_id limit 100
"""

SUBMISSION = """
    select submission_id, source, client, event_id, operation_id, line, appended_at, outcome, attempt, lead_id, version,
           unit, code, parameters, trail, ended_at
    from pipeline.submissions where tenant = $1 and submission_id = $2
"""

VERSIONS = """
    select distinct on (version) version, cause, cause_id, trail, decided_at
    from pipeline.lead_versions where tenant = $1 and lead_id = $2 order by version, appended_at
"""
"""Once each: a submission that was sent twice under one id stands there with both times; the first is the lead's."""

UNCHANGED = """
    select version, cause, cause_id, code, parameters, release, decided_at
    from pipeline.lead_revisions where tenant = $1 and lead_id = $2 and result <> 'revised'
    order by decided_at limit 100
"""
"""Requested changes that made no version; the others stand in their version's trail."""

SCORE = """
    select score, confidence, probability, band, method, model_id, parts, reasons, tags, follow_ups, scored_at
    from pipeline.lead_scores where tenant = $1 and lead_id = $2 order by version desc limit 1
"""

RECEIPTS = """
    select destination, version, result, record_id, matched_by, code, parameters, at, duration_us
    from pipeline.receipts where tenant = $1 and lead_id = $2 order by at, destination
"""

DUPLICATES = """
    select submission_id, source, event_id, code, appended_at
    from pipeline.submissions where tenant = $1 and lead_id = $2 and outcome = 'duplicate'
    order by appended_at limit 100
"""

OPERATION = """
    select coalesce(outcome, 'open') as outcome, count(*) as count
    from pipeline.submissions where tenant = $1 and operation_id = $2 group by 1
"""

OPERATION_PROBLEMS = """
    select line, submission_id, outcome, unit, code, parameters
    from pipeline.submissions
    where tenant = $1 and operation_id = $2 and outcome in ('rejected', 'dead') order by line limit $3
"""

OPERATION_LINES = """
    select line, submission_id, outcome, coalesce(nullif(parameters ->> 'reason', ''), code) as code,
           coalesce(parameters ->> 'field', '') as field
    from pipeline.submissions
    where tenant = $1 and operation_id = $2 and outcome in ('duplicate', 'rejected', 'dead')
          and (line, submission_id) > ($3, $4)
    order by line, submission_id limit $5
"""
"""Those that made no lead of their own; parameters of outcomes hold no personal data."""


def page(tenant: str, question: LeadQuestion) -> tuple[str, list[Any]]:
    """One page and one row more, which says whether there is a next."""
    conditions, arguments = _conditions(tenant, question)
    if question.cursor is not None:
        arguments += [_EPOCH + timedelta(milliseconds=question.cursor.accepted_at), question.cursor.lead_id]
        conditions.append(f"(l.accepted_at, l.lead_id) < (${len(arguments) - 1}, ${len(arguments)})")
    arguments.append(question.limit + 1)
    order = f"order by l.accepted_at desc, l.lead_id desc limit ${len(arguments)}"
    return f"{_LISTED} where {' and '.join(conditions)} {order}", arguments


def total(tenant: str, question: LeadQuestion) -> tuple[Any, ...]:
    """The statement and arguments that count all that match."""
    conditions, arguments = _conditions(tenant, question)
    counted = f"select count(*) from ({_LISTED} where {' and '.join(conditions)}) matching"  # noqa: S608  names only
    return counted, *arguments


def _conditions(tenant: str, question: LeadQuestion) -> tuple[list[str], list[Any]]:
    conditions, arguments = ["l.tenant = $1"], [tenant]
    for name, value in question.filters.items():
        if name not in FILTERS:
            raise ValueError("not a filter")
        arguments.append(value)
        column = "organization_id" if name == "company_domain" else name
        conditions.append(f"l.{column} = ${len(arguments)}")
    if question.email:
        arguments.append(question.email)
        # The index has no contact without an address: it is read only where the question leaves them out too.
        conditions.append(f"lower(c.email) = ${len(arguments)} and c.email <> ''")
    return conditions, arguments
