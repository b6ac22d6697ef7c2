"""
Invented companies: those of the shipped company table, and others that no table knows.

`python -m lab.generator --companies` prints the table; a contract test holds `workspace/companies.csv` to it.
Domains end in `.example`, which is reserved, so none can ever be anyone's.
"""

import csv
import io
import unicodedata
from dataclasses import astuple, dataclass, fields
from functools import cache

from lab.generator.dice import Dice
from lab.generator.places import PLACES, Place

LISTED = 400
UNLISTED = 240


@dataclass(frozen=True, slots=True)
class Company:
    """One row of the company table, in the order of its columns."""

    domain: str
    company: str
    sector: str
    industry: str
    employees: int
    employee_band: str
    revenue_musd: str
    country: str
    region: str
    city: str
    founded: int
    status: str
    website: str
    source: str


@dataclass(frozen=True, slots=True)
class _Sector:
    name: str
    revenue_per_head: float  # thousand US dollars a year
    trades: tuple[tuple[str, str], ...]  # (last word of the name, industry)


_SECTORS = (
    _Sector("Software", 190, (("Analytics", "Business Intelligence"), ("Cloudworks",
        "Infrastructure Software"),
                              ("Systems", "Enterprise Software"), ("Cyber", "Security Software"))),
    _Sector("Manufacturing", 240, (("Robotics", "Industrial Automation"), ("Werke", "Machinery"),
                                   ("Components", "Electronic Components"), ("Plastics", "Plastics"))),
    _Sector("Health Care", 210, (("Biolabs", "Diagnostics"), ("Clinics", "Hospitals"),
                                 ("Pharma", "Pharmaceuticals"), ("Medtech", "Medical Devices"))),
    _Sector("Financial Services", 310, (("Capital", "Asset Management"), ("Assurance", "Insurance"),
                                        ("Payments", "Payment Services"), ("Bancorp", "Commercial Banks"))),
    _Sector("Retail", 160, (("Outfitters", "Apparel Retail"), ("Market", "Grocery"), ("Home",
        "Home Furnishing"))),
    _Sector("Logistics", 170, (("Freight", "Freight Forwarding"), ("Lines", "Shipping"), ("Parcel",
        "Parcel Services"))),
    _Sector("Energy", 420, (("Solar", "Renewable Energy"), ("Grid", "Utilities"), ("Petro", "Oil and Gas"))),
    _Sector("Education", 90, (("Academy", "Training"), ("Learning", "Education Technology"))),
    _Sector("Media", 150, (("Studios", "Film and Video"), ("Press", "Publishing"), ("Games", "Video Games"))),
    _Sector("Construction", 180, (("Build", "General Contractors"), ("Tiefbau", "Civil Engineering"))),
    _Sector("Food and Agriculture", 200, (("Farms", "Agriculture"), ("Foods", "Packaged Foods"))),
    _Sector("Telecommunications", 260, (("Telecom", "Carriers"), ("Wave", "Satellite Services"))),
)  # fmt: skip
_BANDS = (
    ("1-10", 2, 10, 0.16),
    ("11-50", 11, 50, 0.22),
    ("51-200", 51, 200, 0.22),
    ("201-500", 201, 500, 0.14),
    ("501-1000", 501, 1000, 0.09),
    ("1001-5000", 1001, 5000, 0.10),
    ("5001-10000", 5001, 10000, 0.04),
    ("10001+", 10001, 90000, 0.03),
)
_HEADS = (
    "Brindle", "Korvex", "Halvor", "Nimbra", "Ostrava", "Quillon", "Tarnis", "Velmora", "Wexcombe", "Yarrow",
    "Zephyra", "Ardent", "Belcastro", "Corvid", "Drumlin", "Eskdale", "Fjordik", "Galvane", "Hollin",
    "Ilmari",
    "Jasperine", "Kestrel", "Lumivar", "Mistral", "Norrland", "Ondara", "Petrichor", "Quasara", "Rivenhall",
    "Solvang",
    "Tessaly", "Umbriel", "Vantor", "Westerly", "Xandria", "Ysolde", "Zafira", "Altmühl", "Bergstrøm",
    "Çınar",
    "Dvořák", "Élan", "Fuji-Nami", "Größe", "Hōrai", "Ibéria Nova", "Jörmun", "Kōwhai", "Łazur", "Māra",
)  # fmt: skip
_TAILS = ("", "mark", "field", "stone", "bridge", "wick", "gate", "haven", "crest", "ford", "moor", "dale", "holm")


@cache
def listed() -> tuple[Company, ...]:
    """Return the companies of the shipped table."""
    return _invent(0, LISTED)


@cache
def unlisted() -> tuple[Company, ...]:
    """Return companies that the shipped table does not have: a miss is the normal case of a look-up."""
    return _invent(LISTED, UNLISTED)


def _invent(start: int, count: int) -> tuple[Company, ...]:
    return tuple(_company(index) for index in range(start, start + count))


def _company(index: int) -> Company:
    dice = Dice("company", index)
    sector = _SECTORS[index % len(_SECTORS)]
    trade, industry = dice.pick(sector.trades)
    place = dice.pick(PLACES)
    region, city = dice.pick(place.cities)
    band, employees = _size(dice)
    name = f"{_HEADS[index % len(_HEADS)]}{_TAILS[index // len(_HEADS)]} {trade}"
    domain = f"{_slug(name)}.example"
    revenue = employees * sector.revenue_per_head * (0.5 + dice.roll()) / 1000
    return Company(
        domain, _legal(dice, name, place), sector.name, industry, employees, band, f"{revenue:.1f}",
            place.country,
        region, city, dice.whole(1890, 2023), _status(dice), f"https://www.{domain}", "invented",
    )  # fmt: skip


def _size(dice: Dice) -> tuple[str, int]:
    roll = dice.roll()
    for band, low, high, share in _BANDS:
        if roll < share:
            return band, dice.whole(low, high)
        roll -= share
    return _BANDS[0][0], _BANDS[0][1]


def _legal(dice: Dice, name: str, place: Place) -> str:
    return f"{name} {dice.pick(place.legal_forms)}".strip() if dice.chance(0.7) else name


def _status(dice: Dice) -> str:
    roll = dice.roll()
    return "active" if roll < 0.86 else "acquired" if roll < 0.92 else "inactive" if roll < 0.97 else "public"


def _slug(name: str) -> str:
    spelt = name.replace("ß", "ss").translate(str.maketrans("øıŁł", "oiLl"))
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return "-".join(plain.lower().replace("-", " ").split())


def table() -> str:
    """Return the shipped company table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Company)])
    writer.writerows(astuple(company) for company in listed())
    return out.getvalue()
