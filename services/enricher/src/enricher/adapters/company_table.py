"""The workspace's own company table, in memory: no network."""

import csv
import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from enricher.domain import Company


class CompanyTable:
    """Companies by domain, read once; its `table` is the file's hash."""

    name = "company-table"

    def __init__(self, companies: Mapping[str, Company], table: str) -> None:
        self._companies = companies
        self.table = table

    @classmethod
    def read(cls, path: Path) -> "CompanyTable":
        """
        Read `path`, a CSV with the columns domain, company, sector, industry, employees, employee_band,
        revenue_musd, country, region, city, founded, status, website, source; the first row of a domain wins.

        Raises:
            OSError: the file cannot be read.
            KeyError: a column is missing.
        """
        content = path.read_bytes()
        companies: dict[str, Company] = {}
        for row in csv.DictReader(content.decode("utf-8-sig").splitlines()):
            companies.setdefault(row["domain"].strip().lower(), _company(row))
        return cls(companies, hashlib.sha256(content).hexdigest()[:12])

    async def companies_of(self, domains: Collection[str]) -> Mapping[str, Company]:
        """The companies of `domains` that the table holds."""
        return {domain: self._companies[domain] for domain in domains if domain in self._companies}


def _company(row: Mapping[str, str]) -> Company:
    return Company(
        domain=row["domain"].strip().lower(),
        name=row["company"].strip(),
        sector=row["sector"],
        industry=row["industry"],
        employees=int(float(row["employees"])) if row["employees"] else None,
        employee_band=row["employee_band"],
        revenue_musd=float(row["revenue_musd"]) if row["revenue_musd"] else None,
        country=row["country"],
        region=row["region"],
        city=row["city"],
        status=row["status"],
    )
