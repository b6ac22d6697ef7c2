"""Pure decisions of the enricher: which domain to ask about, and what the answer adds to a lead."""

from leadcore.contracts import Basis, Decision, EnrichedLead, Enrichment, Fact, Identity, Lead
from leadcore.frozen import dataclass
from leadcore.workspace import OFF

UNIT = "enricher"
NOT_A_COMPANY = frozenset({"free", "disposable"})
"""Mailbox kinds whose domain says nothing about an employer."""


@dataclass(frozen=True, slots=True)
class Company:
    """What a directory says of one company; empty text and None: it does not say."""

    domain: str
    name: str
    sector: str = ""
    industry: str = ""
    employees: int | None = None
    employee_band: str = ""
    revenue_musd: float | None = None
    country: str = ""
    region: str = ""
    city: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the directory said of one lead's company, and at what cost."""

    company: Company | None
    provider: str
    duration_us: int = 0
    price_micros: int = 0


def domain_to_ask(identity: Identity) -> str:
    """The domain that names the lead's company; empty where none does."""
    if identity.company_domain:
        return identity.company_domain
    return "" if identity.mailbox in NOT_A_COMPANY else identity.email_domain


def enrich(lead: Lead, answer: Answer, basis: Basis) -> EnrichedLead:
    """The lead with what is known about it. A miss is the normal case: the lead goes on with what it has."""
    return EnrichedLead(
        origin=lead.origin,
        identity=lead.identity,
        admission=lead.admission,
        enrichment=_enrichment(lead.identity, answer, basis),
    )


def pass_on(lead: Lead, basis: Basis) -> EnrichedLead:
    """The lead as it is: enrichment is switched off, and its trail says so."""
    enrichment = Enrichment(
        company_name=lead.identity.company_name,
        company_domain=domain_to_ask(lead.identity),
        warnings=(OFF,),
        basis=basis,
        trail=(Decision(unit=UNIT, code=OFF, parameters={"switch": "enableEnrichment"}, release=basis.release),),
    )
    return EnrichedLead(origin=lead.origin, identity=lead.identity, admission=lead.admission, enrichment=enrichment)


def _enrichment(identity: Identity, answer: Answer, basis: Basis) -> Enrichment:
    asked = domain_to_ask(identity)
    company = answer.company
    if company is None:
        code = "company-unknown" if asked else "no-company-domain"
        return Enrichment(
            company_name=identity.company_name,
            company_domain=asked,
            warnings=(code,),
            basis=basis,
            trail=(_decision(code, {"domain": asked} if asked else {}, answer, basis),),
        )
    return Enrichment(
        company_name=company.name,
        company_domain=company.domain,
        industry=company.industry,
        sector=company.sector,
        employees=company.employees,
        employee_band=company.employee_band,
        revenue_musd=company.revenue_musd,
        company_country=company.country,
        company_region=company.region,
        company_city=company.city,
        company_status=company.status,
        facts=_facts(company, answer, basis.decided_at),
        basis=basis,
        trail=(_decision("company-found", {"domain": company.domain, "provider": answer.provider}, answer, basis),),
    )


def _facts(company: Company, answer: Answer, now: int) -> tuple[Fact, ...]:
    told = {
        "company_name": company.name,
        "industry": company.industry,
        "sector": company.sector,
        "employees": "" if company.employees is None else str(company.employees),
        "employee_band": company.employee_band,
        "company_country": company.country,
    }
    return tuple(
        Fact(name=name, value=value, provider=answer.provider, observed_at=now, confidence=1.0)
        for name, value in told.items()
        if value
    )


def _decision(code: str, parameters: dict[str, str], answer: Answer, basis: Basis) -> Decision:
    return Decision(
        unit=UNIT,
        code=code,
        parameters=parameters,
        duration_us=answer.duration_us,
        price_micros=answer.price_micros,
        release=basis.release,
    )
