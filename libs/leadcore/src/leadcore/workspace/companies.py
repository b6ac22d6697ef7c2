"""`companies.csv`: the offline company table, by registrable domain."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from leadcore.workspace.csv_table import Row, rows
from leadcore.workspace.decode import Document
from leadcore.workspace.vocabulary import WORDS

FILE = "companies.csv"

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_COUNTRY = re.compile(r"[A-Z]{2}|")
_WHOLE = re.compile(r"[0-9]{0,9}", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,9}(\.[0-9]{1,6})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Company:
    """
    What the table knows of one company; an empty text or None is unknown.

    `revenue_musd` is in millions of US dollars a year, `country` ISO 3166-1 alpha-2, `employee_band` and
    `status` one of the words of the vocabulary.
    """

    domain: str
    company: str
    sector: str = ""
    industry: str = ""
    employees: int | None = None
    employee_band: str = ""
    revenue_musd: float | None = None
    country: str = ""
    region: str = ""
    city: str = ""
    founded: int | None = None
    status: str = ""
    website: str = ""
    source: str = ""


COLUMNS: Final = tuple(field.name for field in fields(Company))


def parse(doc: Document, text: str) -> Mapping[str, Company]:
    """Return the companies by domain; a row that is refused is a finding and left out."""
    found: dict[str, Company] = {}
    for key, row in rows(doc, text, COLUMNS):
        before = len(doc.findings)
        _check(doc, key, row)
        if row["domain"] in found:
            doc.refuse(key, "domain: is in the table twice")
        if len(doc.findings) == before:
            found[row["domain"]] = _company(row)
    return found


def _check(doc: Document, key: str, row: Row) -> None:
    if not _DOMAIN.fullmatch(row["domain"]):
        doc.refuse(key, "domain: must be a lower-case domain such as acme.example")
    if not row["company"]:
        doc.refuse(key, "company: is missing")
    if not _COUNTRY.fullmatch(row["country"]):
        doc.refuse(key, "country: must be an ISO alpha-2 code in capitals, or empty")
    for column in ("employees", "founded"):
        if not _WHOLE.fullmatch(row[column]):
            doc.refuse(key, f"{column}: must be a whole number, or empty")
    if not _NUMBER.fullmatch(row["revenue_musd"]):
        doc.refuse(key, "revenue_musd: must be a number, or empty")
    for column, words in (("employee_band", WORDS["employee_band"]), ("status", WORDS["company_status"])):
        if row[column] and row[column] not in words:
            doc.refuse(key, f"{column}: must be one of {', '.join(words)}, or empty")


def _company(row: Row) -> Company:
    return Company(
        domain=row["domain"],
        company=row["company"],
        sector=row["sector"],
        industry=row["industry"],
        employees=int(row["employees"]) if row["employees"] else None,
        employee_band=row["employee_band"],
        revenue_musd=float(row["revenue_musd"]) if row["revenue_musd"] else None,
        country=row["country"],
        region=row["region"],
        city=row["city"],
        founded=int(row["founded"]) if row["founded"] else None,
        status=row["status"],
        website=row["website"],
        source=row["source"],
    )
