"""The workspace's own company table, in memory: no network."""

import hashlib
from collections.abc import Collection, Mapping

import msgspec
from leadcore import workspace

from enricher.domain import Company


class CompanyTable:
    """Companies by domain; its `table` is the hash of what they say."""

    name = "company-table"

    def __init__(self, companies: Mapping[str, workspace.Company]) -> None:
        self._companies = {domain: _company(row) for domain, row in companies.items()}
        self.table = hashlib.sha256(msgspec.json.encode(companies, order="sorted")).hexdigest()[:12]

    async def companies_of(self, domains: Collection[str]) -> Mapping[str, Company]:
        """The companies of `domains` that the table holds."""
        return {domain: self._companies[domain] for domain in domains if domain in self._companies}


def _company(row: workspace.Company) -> Company:
    return Company(
        domain=row.domain,
        name=row.company,
        sector=row.sector,
        industry=row.industry,
        employees=row.employees,
        employee_band=row.employee_band,
        revenue_musd=row.revenue_musd,
        country=row.country,
        region=row.region,
        city=row.city,
        status=row.status,
    )
