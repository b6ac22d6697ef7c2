"""`territories.csv`: which pool looks after which country or region."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadcore.workspace.csv_table import rows
from leadcore.workspace.decode import Document
from leadcore.workspace.routing import check_pool

FILE = "territories.csv"
COLUMNS: Final = ("country", "region", "pool")

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Territory:
    """A country, or one region of it, and its pool (`review`: a person decides)."""

    country: str
    region: str
    pool: str

    @property
    def name(self) -> str:
        """`US/CA`, or `US` for a whole country."""
        return f"{self.country}/{self.region}" if self.region else self.country


@dataclass(frozen=True, slots=True)
class Territories:
    """The table, by country and folded region."""

    by_place: Mapping[str, Territory]

    def territory_of(self, country: str, region: str) -> Territory | None:
        """Return the most exact territory of a place: its region, else its country, else None."""
        return self.by_place.get(_place(country, region)) or self.by_place.get(_place(country, ""))


def parse(doc: Document, text: str, pools: Sequence[str] | None) -> Territories:
    """
    Return the territories; a row that is refused is a finding. With `pools` None, pools are not checked.
    """
    found: dict[str, Territory] = {}
    for key, row in rows(doc, text, COLUMNS):
        if not _COUNTRY.fullmatch(row["country"]):
            doc.refuse(key, "country: must be an ISO alpha-2 code in capitals")
        if pools is not None:
            check_pool(doc, key, row["pool"], pools)
        place = _place(row["country"], row["region"])
        if place in found:
            doc.refuse(key, "country and region: are in the table twice")
        found[place] = Territory(row["country"], row["region"], row["pool"])
    return Territories(found)


def _place(country: str, region: str) -> str:
    return f"{country}/{region.strip().casefold()}"
