"""
Whose turn it is: smooth weighted round robin, a function of the turns taken so far and of nothing else.

Each turn goes to the owner whose share is furthest behind, so that a pool of weights 3 and 1 goes a a b a, not
a a a b. It is nginx's algorithm with its running weights written out from the counts: (n + 1) x weight - total x turns
taken. Whoever knows the counts can repeat the pick; after every `total` turns each owner has had exactly its share.
"""

import hashlib
from collections.abc import Mapping, Sequence

from leadcore.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """One owner who may take a turn; `weight` is 1 or more."""

    owner: str
    weight: int


@dataclass(frozen=True, slots=True)
class Request:
    """A lead that needs its owner of one round; no `shares`: only one that it already has."""

    tenant: str
    lead_id: str
    routing_round: int
    pool: str
    shares: tuple[Share, ...]
    seed: int
    """Names the cycle of turns: another set of owners or weights begins to count anew."""
    release: str
    now: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """Who has the lead, and what the pick rested on."""

    owner: str
    pool: str
    sequence: int
    """Turn within the cycle, from 0."""
    seed: int
    assigned_at: int
    release: str
    kept: bool = False
    """It had this owner already."""
    loads: tuple[int, ...] = ()
    """Turns each of the request's shares had taken; empty for a kept one."""


def seed_of(pool: str, shares: Sequence[Share]) -> int:
    """The seed of a pool's cycle, 48 bits: the same for the same owners and weights, everywhere."""
    told = "\n".join([pool, *sorted(f"{share.owner}\t{share.weight}" for share in shares)])
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:6], "big")


def turn(shares: Sequence[Share], taken: Mapping[str, int]) -> str:
    """
    The owner whose turn it is, given the turns each has `taken`; the first of those that are level.

    `shares` must not be empty.
    """
    total = sum(share.weight for share in shares)
    following = 1 + sum(taken.get(share.owner, 0) for share in shares)
    return max(shares, key=lambda share: following * share.weight - total * taken.get(share.owner, 0)).owner
