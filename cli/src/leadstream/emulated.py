"""Makes the emulators' accounts those of this workspace."""

from pathlib import Path

import httpx
from leadcore.workspace import load

TIMEOUT_S = 10


def introduce_owners(hubspot: str, workspace: Path) -> None:
    """Give the fake HubSpot the roster's owners, so that a lead's owner is known there."""
    seats = load(workspace).roster.seats
    people = {seat.email: seat.owner for seat in seats if seat.email}
    owners = [_owner(email, owner) for email, owner in sorted(people.items())]
    httpx.put(f"{hubspot}/_emulator/owners", json=owners, timeout=TIMEOUT_S, trust_env=False).raise_for_status()


def _owner(email: str, owner: str) -> dict[str, str]:
    first, _, last = owner.partition(".")
    return {"email": email, "firstName": first.title(), "lastName": last.title()}
