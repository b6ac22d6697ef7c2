"""The facts of a lead, by the names of the vocabulary and typed, for conditions, classes and features."""

import math
from collections.abc import Mapping

from leadcore.contracts import EnrichedLead, ScoredLead
from leadcore.workspace.conditions import Value
from leadcore.workspace.fields import Field
from leadcore.workspace.vocabulary import ATTRIBUTE

Facts = dict[str, Value | None]
_NUMBERS = ("employees", "revenue_musd", "score", "confidence", "probability")
"""Facts that are numbers, attributes aside, whose form lets none be infinite."""


def facts_of(lead: EnrichedLead | ScoredLead, fields: Mapping[str, Field]) -> Facts:
    """
    Return what rules may ask of a lead; of a scored one its score and band too.

    An attribute that is undeclared, personal or does not fit its type is not a fact. A number that is not
    finite is unknown (None): `sound_facts_of` names it. Never raises.
    """
    return sound_facts_of(lead, fields)[0]


def sound_facts_of(lead: EnrichedLead | ScoredLead, fields: Mapping[str, Field]) -> tuple[Facts, tuple[str, ...]]:
    """As `facts_of`, with the facts whose number is not finite; attributes cannot be such, by their form."""
    facts = _ordinary(lead)
    for name, text in lead.identity.attributes.items():
        declared = fields.get(name)
        if declared is not None and not declared.personal:
            facts[ATTRIBUTE + name] = declared.value_of(text)
    if isinstance(lead, ScoredLead):
        facts |= _scored(lead)
    unsound = _unsound(facts)
    for name in unsound:
        facts[name] = None
    return facts, unsound


def _ordinary(lead: EnrichedLead | ScoredLead) -> Facts:
    origin, identity, found = lead.origin, lead.identity, lead.enrichment
    return {
        "tenant": origin.tenant,
        "source": origin.source,
        "client": origin.client,
        "lane": origin.lane,
        "identity_kind": identity.identity_kind,
        "email_domain": identity.email_domain,
        "mailbox": identity.mailbox,
        "phone_country": identity.phone_country,
        "name_quality": identity.name_quality,
        "title_level": identity.title_level,
        "title_function": identity.title_function,
        "country": identity.country,
        "region": identity.region,
        "city": identity.city,
        "time_zone": identity.time_zone,
        "company_name": found.company_name or identity.company_name,
        "company_domain": found.company_domain or identity.company_domain,
        "channel": identity.channel,
        "naics": identity.naics,
        "industry": found.industry or identity.industry,
        "sector": found.sector,
        "employees": found.employees,
        "employee_band": found.employee_band,
        "revenue_musd": found.revenue_musd,
        "company_country": found.company_country,
        "company_region": found.company_region,
        "company_city": found.company_city,
        "company_status": found.company_status,
        "partial": found.partial,
    }


def _scored(lead: ScoredLead) -> Facts:
    scoring = lead.scoring
    return {
        "score": scoring.score,
        "confidence": scoring.confidence,
        "probability": scoring.probability,
        "band": scoring.band,
    }


def _unsound(facts: Facts) -> tuple[str, ...]:
    values = [(each, facts.get(each)) for each in _NUMBERS]
    return tuple([each for each, value in values if isinstance(value, float) and not math.isfinite(value)])
