"""The account's users to whom a record can belong."""

from __future__ import annotations

import msgspec

from emulators.hubspot.failures import Json
from emulators.hubspot.records import instant

FIRST_ID = 4100001


class Owner(msgspec.Struct, frozen=True, rename="camel"):
    """One user; `id` is what `hubspot_owner_id` holds (decimal digits, given by the account)."""

    email: str
    first_name: str = ""
    last_name: str = ""
    id: str = ""


SHIPPED = [
    Owner("robin.sato@vendor.example", "Robin", "Sato"),
    Owner("alex.moreau@vendor.example", "Alex", "Moreau"),
    Owner("sam.lindqvist@vendor.example", "Sam", "Lindqvist"),
]


def numbered(owners: list[Owner]) -> dict[str, Owner]:
    """Key owners by id, giving those without one the next free number."""
    found: dict[str, Owner] = {owner.id: owner for owner in owners if owner.id}
    number = FIRST_ID
    for owner in owners:
        if owner.id:
            continue
        while str(number) in found:
            number += 1
        found[str(number)] = msgspec.structs.replace(owner, id=str(number))
    return found


def shown(owner: Owner, since_ms: int) -> dict[str, Json]:
    """Show an owner as `GET /crm/v3/owners` does."""
    return {
        "id": owner.id,
        "email": owner.email,
        "type": "PERSON",
        "firstName": owner.first_name,
        "lastName": owner.last_name,
        "userId": int(owner.id) + 2_000_000,
        "createdAt": instant(since_ms),
        "updatedAt": instant(since_ms),
        "archived": False,
        "teams": [],
    }
