"""The enricher's stage: gather the companies of a batch in one question, decide, report."""

from collections.abc import Sequence

from leadcore.clock import Clock
from leadcore.contracts import Basis, EnrichedLead, Lead, Topic
from leadcore.stage import PORTION, RetryLimits, Stage
from leadcore.verdict import Emit, Verdict

from enricher import domain
from enricher.ports import CompanyDirectory


def build(
    companies: CompanyDirectory | None, clock: Clock, release: str, version: str, retries: RetryLimits | None = None
) -> Stage[Lead, EnrichedLead]:
    """
    The stage `enricher`: leads.validated, then leads.overflow → leads.enriched. Without `companies` it is switched off:
    leads go on with what they have.
    """

    async def handle(leads: Sequence[Lead]) -> Sequence[Verdict[EnrichedLead]]:
        now = clock()
        if companies is None:
            basis = Basis(decided_at=now, code_version=version, release=release)
            return [Emit(domain.pass_on(lead, basis)) for lead in leads]
        asked = {domain.domain_to_ask(lead.identity) for lead in leads} - {""}
        known = await companies.companies_of(asked)
        basis = Basis(decided_at=now, code_version=version, release=release, tables=tables)
        answers = [domain.Answer(known.get(domain.domain_to_ask(lead.identity)), companies.name) for lead in leads]
        return [Emit(domain.enrich(lead, answer, basis)) for lead, answer in zip(leads, answers, strict=True)]

    tables = {companies.name: companies.table} if companies else {}
    return Stage(
        unit=domain.UNIT,
        sources=(Topic.LEADS_VALIDATED, Topic.LEADS_OVERFLOW),
        sink=Topic.LEADS_ENRICHED,
        retry=Topic.LEADS_ENRICHER_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        tables=tables,
        explained=False,
        portion=PORTION,
    )
