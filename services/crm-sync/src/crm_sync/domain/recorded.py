"""
Which rows the database is to hold of what was read from a topic. Pure; texts may still be ones it refuses (`texts`).

    leads.raw, leads.bulk → seen      leads.outcomes → ended      leads.delivered → answered
    leads.routed → delivered lead     leads.dead → dead
"""

from base64 import b64encode
from typing import Any

import msgspec
from leadcore.contracts import DeadLetter, Decision, Outcome, Person, Receipt, RoutedLead
from leadcore.failures import WrongShape

from crm_sync.domain import texts
from crm_sync.domain.rows import (
    Answered,
    Contact,
    Dead,
    Ended,
    Entry,
    Json,
    LeadNow,
    LeadScore,
    LeadVersion,
    Moment,
    Organization,
    Seen,
)

_encode = msgspec.json.Encoder().encode

OUTCOME_RANKS = {"dead": 0, "rejected": 1, "duplicate": 2, "routed": 3, "erased": 4}
"""Within one attempt the higher stands: a unit that died between two writes may say `dead` and then `routed`."""
SHOWN_NAME_CHARS = 200
"""As much of a company's name as the list of leads carries in its index; the version's bytes have it all."""


def seen(row: Seen) -> Entry | WrongShape:
    """A submission's id, and where it stands."""
    return _checked((texts.clean(row),))


def ended(outcome: Outcome) -> Entry | WrongShape:
    """How a submission ended. Its account must be kept, so doubtful texts are replaced; its key cannot be."""
    row = Ended(
        tenant=outcome.tenant,
        submission_id=outcome.submission_id,
        source=outcome.source,
        client=outcome.client,
        event_id=outcome.event_id,
        operation_id=outcome.operation_id,
        line=outcome.line,
        outcome=outcome.outcome,
        outcome_rank=OUTCOME_RANKS.get(outcome.outcome, -1),
        attempt=outcome.attempt,
        lead_id=outcome.lead_id,
        version=outcome.version,
        unit=outcome.unit,
        code=outcome.code,
        parameters=_json(outcome.parameters),
        trail=_json([_step(step, "outcome", outcome.at) for step in outcome.trail]),
        ended_at=Moment(outcome.at),
    )
    if row.outcome_rank < 0:
        return WrongShape("not-an-outcome", "outcome")
    cleaned: Ended = texts.clean(row)
    return (cleaned,) if cleaned[:2] == row[:2] and row.submission_id else WrongShape("not-a-key", "submission_id")


def answered(receipt: Receipt) -> Entry | WrongShape:
    """What a destination answered for one lead version."""
    return _checked((answer(receipt),))


def answer(receipt: Receipt) -> Answered:
    """The same of a receipt of our own, whose texts were looked at with its lead."""
    return Answered(
        tenant=receipt.tenant,
        destination=receipt.destination,
        lead_id=receipt.lead_id,
        version=receipt.version,
        receipt_id=receipt.receipt_id,
        result=receipt.result,
        record_id=receipt.record_id,
        matched_by=receipt.matched_by,
        code=receipt.code,
        parameters=_json(receipt.parameters),
        attempt=receipt.attempt,
        at=Moment(receipt.at),
        duration_us=receipt.duration_us,
        trail=_json([_step(step, "receipt", receipt.at) for step in receipt.trail]),
    )


def dead(letter: DeadLetter) -> Entry:
    """A dead letter. It is the last place of its message, so nothing in it is a reason to refuse it."""
    row = Dead(
        tenant=letter.tenant or "main",
        dead_letter_id=letter.dead_letter_id,
        unit=letter.unit,
        code=letter.code,
        field=letter.field,
        parameters=_json(letter.parameters),
        source=letter.source,
        submission_id=letter.submission_id,
        lead_id=letter.lead_id,
        version=letter.version,
        topic=letter.topic,
        partition=letter.partition,
        offset=letter.offset,
        appended_at=Moment(letter.appended_at),
        key=letter.key,
        value=letter.value,
        headers=_json([(each.name, _base64(each.value)) for each in letter.headers]),
        attempt=letter.attempt,
        tries=letter.tries,
        first_failed_at=Moment(letter.first_failed_at),
        last_failed_at=Moment(letter.last_failed_at),
        code_version=letter.code_version,
        release=letter.release,
    )
    return (texts.clean(row),)


def delivered(lead: RoutedLead, person: Person, value: bytes, schema_id: int) -> Entry | WrongShape:
    """A routed lead: its current state, this version with its bytes, its score, its person, its company."""
    rows: Entry = (_now(lead), _version(lead, value, schema_id), _score(lead), _contact(lead, person))
    company = lead.enrichment.company_domain
    return _checked((*rows, _organization(lead)) if company else rows)


def _now(lead: RoutedLead) -> LeadNow:
    origin, identity, admission = lead.origin, lead.identity, lead.admission
    enrichment, scoring, routing = lead.enrichment, lead.scoring, lead.routing
    return LeadNow(
        tenant=origin.tenant,
        lead_id=admission.lead_id,
        version=admission.version,
        cause=admission.cause,
        source=origin.source,
        client=origin.client,
        lane=origin.lane,
        operation_id=origin.operation_id,
        accepted_at=Moment(origin.accepted_at),
        appended_at=Moment(origin.appended_at),
        contact_id=identity.identity_key,
        organization_id=enrichment.company_domain,
        company_name=(enrichment.company_name or identity.company_name)[:SHOWN_NAME_CHARS],
        email_domain=identity.email_domain,
        mailbox=identity.mailbox,
        phone_country=identity.phone_country,
        name_quality=identity.name_quality,
        title_level=identity.title_level,
        title_function=identity.title_function,
        country=identity.country or enrichment.company_country,
        region=identity.region or enrichment.company_region,
        city=identity.city or enrichment.company_city,
        time_zone=identity.time_zone,
        attributes=_json(identity.attributes),
        industry=enrichment.industry,
        employees=enrichment.employees,
        employee_band=enrichment.employee_band,
        partial=enrichment.partial,
        warnings=_json(enrichment.warnings),
        score=scoring.score,
        confidence=scoring.confidence,
        probability=scoring.probability,
        band=scoring.band,
        method=scoring.method,
        tags=_json(scoring.tags),
        status=routing.status,
        owner=routing.owner,
        pool=routing.pool,
        segment=routing.segment,
        size=routing.size,
        priority=routing.priority,
        territory=routing.territory,
        routing_round=routing.routing_round,
        assigned_at=Moment(routing.assigned_at),
        due_at=None if routing.due_at is None else Moment(routing.due_at),
        release=routing.basis.release,
    )


def _version(lead: RoutedLead, value: bytes, schema_id: int) -> LeadVersion:
    return LeadVersion(
        tenant=lead.origin.tenant,
        lead_id=lead.admission.lead_id,
        version=lead.admission.version,
        appended_at=Moment(lead.origin.appended_at),
        submission_id=lead.origin.submission_id,
        cause=lead.admission.cause,
        cause_id=lead.admission.cause_id,
        schema_id=schema_id,
        bytes=value,
        trail=_json(_trail(lead)),
        release=lead.routing.basis.release,
        decided_at=Moment(lead.routing.basis.decided_at),
    )


def _score(lead: RoutedLead) -> LeadScore:
    scoring = lead.scoring
    return LeadScore(
        tenant=lead.origin.tenant,
        lead_id=lead.admission.lead_id,
        version=lead.admission.version,
        score=scoring.score,
        confidence=scoring.confidence,
        probability=scoring.probability,
        band=scoring.band,
        method=scoring.method,
        model_id=scoring.model_id,
        model_sha256=scoring.model_sha256,
        feature_set=scoring.feature_set,
        features=_json(scoring.features),
        parts=_json(scoring.parts),
        reasons=_json(scoring.reasons),
        tags=_json(scoring.tags),
        follow_ups=_json(scoring.follow_ups),
        scored_at=Moment(scoring.basis.decided_at),
    )


def _contact(lead: RoutedLead, person: Person) -> Contact:
    return Contact(
        tenant=lead.origin.tenant,
        contact_id=lead.identity.identity_key,
        organization_id=lead.enrichment.company_domain,
        email=person.email,
        phone=person.phone,
        full_name=person.full_name,
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        address=person.address,
        postal_code=person.postal_code,
        language=person.language,
        handles=_json(person.handles),
        consents=_json(lead.identity.consents),
        observed_at=Moment(lead.identity.basis.decided_at),
        lead_id=lead.admission.lead_id,
        version=lead.admission.version,
    )


def _organization(lead: RoutedLead) -> Organization:
    found = lead.enrichment
    return Organization(
        tenant=lead.origin.tenant,
        organization_id=found.company_domain,
        name=found.company_name or lead.identity.company_name,
        sector=found.sector,
        industry=found.industry,
        employees=found.employees,
        employee_band=found.employee_band,
        revenue_musd=found.revenue_musd,
        country=found.company_country,
        region=found.company_region,
        city=found.company_city,
        status=found.company_status,
        known=bool(found.facts),
        observed_at=Moment(found.basis.decided_at),
        lead_id=lead.admission.lead_id,
        version=lead.admission.version,
    )


def _trail(lead: RoutedLead) -> list[dict[str, Any]]:
    sections = (
        ("identity", lead.identity.basis, lead.identity.trail),
        ("admission", lead.admission.basis, lead.admission.trail),
        ("enrichment", lead.enrichment.basis, lead.enrichment.trail),
        ("scoring", lead.scoring.basis, lead.scoring.trail),
        ("routing", lead.routing.basis, lead.routing.trail),
    )
    return [_step(step, name, basis.decided_at) for name, basis, trail in sections for step in trail]


def _step(decision: Decision, section: str, at: int) -> dict[str, Any]:
    return {
        "section": section,
        "unit": decision.unit,
        "code": decision.code,
        "parameters": decision.parameters,
        "duration_us": decision.duration_us,
        "price_micros": decision.price_micros,
        "release": decision.release,
        "at": at,
    }


def _checked(rows: Entry) -> Entry | WrongShape:
    for row in rows:
        if found := texts.flaw(row):
            return found
    return rows


def _json(value: Any) -> Json:
    return Json(_encode(value).decode())


def _base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode()
