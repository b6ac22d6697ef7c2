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
    select l.*, l.organization_id as company_domain, c.email, c.phone, c.full_name, c.first_name, c.last_name, c.title,
           c.postal_code, c.language, c.handles, c.consents
    from pipeline.leads l
    left join pipeline.contacts c on c.tenant = l.tenant and c.contact_id = l.contact_id
    where l.tenant = $1 and l.lead_id = $2
"""

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

NEAR = f"""{_COMPARED}
    where l.tenant = $1 and l.lead_id <> $2 and l.contact_id in (
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
"""Those that may be like one: a bounded part of each block; a pattern of "" meets nobody."""

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
