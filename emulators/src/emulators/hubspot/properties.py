"""Which properties a record may hold, and which values they accept.

`check` is the whole rule: unknown, read-only and badly typed values are problems, named one by one.
The catalogue holds the properties of HubSpot's defaults that Leadstream maps, and Leadstream's own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from emulators.hubspot.failures import Problem

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Property:
    """A property's definition, as `GET /crm/v3/properties/{type}` tells it."""

    name: str
    type: str = "string"
    unique: bool = False
    read_only: bool = False
    options: tuple[str, ...] = ()
    custom: bool = False


Catalogue = Mapping[str, Property]


def check(catalogue: Catalogue, owners: Collection[str], values: Mapping[str, str]) -> tuple[Problem, ...]:
    """Name every value HubSpot would refuse; an empty string clears a value and is always accepted."""
    found = (_check_one(catalogue.get(name), owners, name, value) for name, value in values.items())
    return tuple(problem for problem in found if problem is not None)


def as_text(value: Value) -> str:
    """Spell a JSON value as HubSpot stores it: everything is a string, nothing is the empty one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def normalised(name: str, value: str) -> str:
    """Bring a value to the form in which it is stored and compared; e-mail ignores case."""
    return value.strip().lower() if name == "email" else value


def _check_one(prop: Property | None, owners: Collection[str], name: str, value: str) -> Problem | None:
    if prop is None:
        return Problem(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if prop.read_only:
        return Problem(name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set')
    if value == "":
        return None
    if name == "email" and not is_email(value):
        return Problem(name, "INVALID_EMAIL", f"Email address {value} is invalid")
    if name == "hubspot_owner_id" and value not in owners:
        return Problem(name, "INVALID_OWNER_ID", f"Owner {value} does not exist")
    return _check_type(prop, value)


def _check_type(prop: Property, value: str) -> Problem | None:
    if prop.type == "number" and not _is_number(value):
        return Problem(prop.name, "INVALID_LONG", f"{value} was not a valid number.")
    if prop.type == "datetime" and not _is_instant(value):
        return Problem(prop.name, "INVALID_DATE", f"{value} was not a valid date.")
    if prop.type == "bool" and value not in ("true", "false"):
        return Problem(prop.name, "INVALID_OPTION", f"{value} was not one of the allowed options: true, false")
    if prop.options and value not in prop.options:
        allowed = ", ".join(prop.options)
        return Problem(prop.name, "INVALID_OPTION", f"{value} was not one of the allowed options: {allowed}")
    return None


_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+[^\W\d_][\w-]*[^\W_]", re.UNICODE)


def is_email(value: str) -> bool:
    """Say whether HubSpot would take this as an e-mail address."""
    text = value.strip()
    if len(text) > 254 or ".." in text or text.startswith(".") or ".@" in text:
        return False
    return _EMAIL.fullmatch(text) is not None


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value)) and "_" not in value
    except ValueError:
        return False


def _is_instant(value: str) -> bool:
    if value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def catalogue(properties: Iterable[Property]) -> dict[str, Property]:
    """Key definitions by name."""
    return {prop.name: prop for prop in properties}


def _texts(names: str) -> list[Property]:
    return [Property(name) for name in names.split()]


_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
_STATUSES = (
    "NEW",
    "OPEN",
    "IN_PROGRESS",
    "OPEN_DEAL",
    "UNQUALIFIED",
    "ATTEMPTED_TO_CONTACT",
    "CONNECTED",
    "BAD_TIMING",
)
_MANAGED = [
    Property("hs_object_id", "number", read_only=True),
    Property("createdate", "datetime", read_only=True),
    Property("lastmodifieddate", "datetime", read_only=True),
    Property("hs_lastmodifieddate", "datetime", read_only=True),
]

CONTACTS = catalogue(
    [
        *_MANAGED,
        *_texts("email firstname lastname jobtitle seniority job_function hs_linkedin_url phone mobilephone"),
        *_texts("company website industry city state country zip address message salutation hs_language"),
        Property("lifecyclestage", "enumeration", options=_STAGES),
        Property("hs_lead_status", "enumeration", options=_STATUSES),
        Property("hubspot_owner_id"),
        Property("leadstream_lead_id", unique=True, custom=True),
        Property("leadstream_version", "number", custom=True),
        Property("leadstream_score", "number", custom=True),
        *(Property(f"leadstream_{name}", custom=True) for name in ("band", "owner", "source", "reasons")),
    ]
)
COMPANIES = catalogue(
    [
        *_MANAGED,
        *_texts("name domain website industry phone city state country zip address description"),
        *_texts("linkedin_company_page web_technologies"),
        Property("numberofemployees", "number"),
        Property("annualrevenue", "number"),
        Property("hubspot_owner_id"),
        Property("leadstream_company_id", unique=True, custom=True),
    ]
)
