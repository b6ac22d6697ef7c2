"""Job titles by level, as people write them: long, short, in capitals, in their own language."""

from collections.abc import Mapping
from typing import Final

TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "c-level": (
        "CEO", "Chief Executive Officer", "CTO", "Chief Technology Officer", "chief marketing officer", "CFO",
        "Founder & CEO", "Co-Founder", "Managing Director", "Geschäftsführer", "Directeur Général", "C.I.O.",
        "Owner", "COO / Co-owner", "代表取締役",
    ),
    "vp": (
        "VP Sales", "Vice President of Engineering", "VP, Marketing", "SVP Operations", "Vice-President Finance",
        "V.P. Product", "EVP Business Development",
    ),
    "director": (
        "Director of IT", "Marketing Director", "Sales director", "Director, Data & Analytics", "Head of Procurement",
        "Head of HR", "Director Customer Success", "Directora de Marketing", "Leiter Vertrieb",
    ),
    "manager": (
        "Marketing Manager", "IT Manager", "Sales Mgr", "product manager", "Team Lead Support", "Operations Manager",
        "HR Manager", "Purchasing manager", "Projektleiterin", "Account Manager",
    ),
    "staff": (
        "Software Engineer", "Sr. Developer", "Accountant", "Marketing Specialist", "Buyer", "Data Analyst",
        "Sales Representative", "Consultant", "Executive Assistant", "System Administrator", "Sachbearbeiter",
        "Customer Support Agent",
    ),
    "student": ("Student", "Intern", "Working student", "PhD candidate", "Werkstudentin", "Trainee"),
    "": ("", "", "Ninja", "n/a", "-", "Self employed", "Growth Hacker", "Team Happiness"),
}  # fmt: skip
"""Level to titles; the empty level has titles that say nothing of one."""

SHARES: Final = (
    ("c-level", 0.09),
    ("vp", 0.07),
    ("director", 0.14),
    ("manager", 0.26),
    ("staff", 0.28),
    ("student", 0.06),
    ("", 0.10),
)
"""Level and its share among people."""
