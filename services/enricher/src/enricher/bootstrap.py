"""Where the enricher's adapters are chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadcore import workspace
from leadcore.contracts import EnrichedLead, Lead
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage

from enricher import stage
from enricher.adapters.company_table import CompanyTable
from enricher.settings import Settings


@asynccontextmanager
async def bootstrap(settings: Settings, kit: Kit) -> AsyncIterator[Stage[Lead, EnrichedLead]]:
    """The stage with the workspace's company table, unless that is switched off; nothing has to be closed after it."""
    shipped = workspace.load(settings.workspace)
    companies = CompanyTable(shipped.companies) if shipped.switches.enableEnrichment else None
    yield stage.build(companies, kit.clock, shipped.release, kit.version, settings.retries(shipped.limits))
