"""Invented records to begin a test with; `dataclasses.replace` changes what the test is about."""

from dataclasses import replace
from typing import Any

from leadcore.codec import encode_body
from leadcore.contracts import (
    Admission,
    Basis,
    DeadLetter,
    Decision,
    EnrichedLead,
    Enrichment,
    Identified,
    Identity,
    Lead,
    Origin,
    Person,
    RoutedLead,
    Routing,
    ScoredLead,
    ScorePart,
    Scoring,
)

NOW = 1_700_000_000_000
"""The time at which builders' records happen, milliseconds."""

BASIS = Basis(decided_at=NOW, code_version="test", release="r-test")


def a_person() -> Person:
    """Ada Example of Northwind."""
    return Person(
        email="ada@northwind.example",
        phone="+442079460000",
        full_name="Ada Example",
        first_name="Ada",
        last_name="Example",
        title="VP Engineering",
    )


def an_origin(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> Origin:
    """A submission of the web form, accepted at NOW."""
    return Origin(
        submission_id=submission_id,
        tenant="main",
        source="web-form",
        client="key-1",
        event_id=f"event-{submission_id[-4:]}",
        accepted_at=NOW,
        appended_at=NOW + 5,
        content_type="application/json",
        payload_sha256="0" * 64,
        topic="leads.raw",
    )


def an_identity(identity_key: str = "p1.ada") -> Identity:
    """Ada's identity section, sealed by the plain vault."""
    return Identity(
        identity_key=identity_key,
        identity_kind="email",
        person=encode_body(a_person()),
        email_domain="northwind.example",
        mailbox="company",
        phone_country="GB",
        name_quality="full",
        title_level="vp",
        title_function="engineering",
        country="GB",
        company_domain="northwind.example",
        basis=BASIS,
        trail=(Decision(unit="ingest.normalise", code="email-normalised", release="r-test"),),
    )


def an_identified(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> Identified:
    """Ada, normalised and not yet admitted."""
    return Identified(origin=an_origin(submission_id), identity=an_identity())


def a_lead(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> Lead:
    """Ada's lead, version 1."""
    return Lead(
        origin=an_origin(submission_id),
        identity=an_identity(),
        admission=Admission(lead_id=submission_id, cause_id=submission_id, basis=BASIS),
    )


def an_enriched_lead(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> EnrichedLead:
    """Ada's lead with her company."""
    lead = a_lead(submission_id)
    found = Enrichment(
        company_name="Northwind Labs",
        company_domain="northwind.example",
        industry="Software",
        employees=240,
        employee_band="201-500",
        company_country="GB",
        basis=BASIS,
    )
    return EnrichedLead(origin=lead.origin, identity=lead.identity, admission=lead.admission, enrichment=found)


def a_scored_lead(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> ScoredLead:
    """Ada's lead, hot."""
    lead = an_enriched_lead(submission_id)
    scoring = Scoring(
        score=82.5,
        confidence=0.9,
        band="hot",
        parts=(ScorePart(name="firmographic", weight=1.0, points=82.5),),
        basis=BASIS,
    )
    return ScoredLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=lead.enrichment,
        scoring=scoring,
    )


def a_routed_lead(submission_id: str = "018f0000-0000-7000-8000-000000000001") -> RoutedLead:
    """Ada's lead, owned."""
    lead = a_scored_lead(submission_id)
    routing = Routing(status="assigned", owner="owner-1", pool="emea", priority="high", assigned_at=NOW, basis=BASIS)
    return RoutedLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=lead.enrichment,
        scoring=lead.scoring,
        routing=routing,
    )


def a_dead_letter(**changes: Any) -> DeadLetter:
    """What the enricher could not handle, by a bug; `changes` are fields of the record."""
    letter = DeadLetter(
        dead_letter_id="d1",
        unit="enricher",
        code="bug",
        topic="leads.validated",
        partition=0,
        offset=7,
        appended_at=NOW,
        value=b"as it came",
        first_failed_at=NOW,
        last_failed_at=NOW,
    )
    return replace(letter, **changes)
