"""
Scopes and roles. A route asks for one scope; a client has scopes by name, or by the roles that stand for several.

A role that is given a scope later gives it to all its clients: they are stored by role.
"""

from collections.abc import Collection, Mapping
from typing import Final

SEND: Final = "leads:write"
"""Send leads, one by one, in batches, as an import."""
READ: Final = "leads:read"
"""Read leads, passports and operations: personal data."""
LETTERS: Final = "dead-letters:read"
"""Read dead letters, without their bytes."""

SCOPES: Final = frozenset({SEND, READ, LETTERS})
ROLES: Final[Mapping[str, frozenset[str]]] = {
    "sender": frozenset({SEND}),
    "analyst": frozenset({READ}),
    "operator": frozenset({READ, LETTERS}),
    "admin": SCOPES,
}


def scopes_of(roles: Collection[str], scopes: Collection[str] = ()) -> frozenset[str]:
    """
    All scopes that `roles` stand for, and `scopes`.

    Raises:
        ValueError: there is no such role or scope; the message names it.
    """
    if strange := sorted(set(roles) - set(ROLES)):
        raise ValueError(f"no such role: {', '.join(strange)} (there are {', '.join(ROLES)})")
    if strange := sorted(set(scopes) - SCOPES):
        raise ValueError(f"no such scope: {', '.join(strange)} (there are {', '.join(sorted(SCOPES))})")
    return frozenset(scopes).union(*(ROLES[role] for role in roles))
