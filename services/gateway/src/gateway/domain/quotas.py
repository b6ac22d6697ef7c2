"""
Which quotas a sender is held to at the edge, and how they are told (draft-ietf-httpapi-ratelimit-headers-10).

Beside these, admission holds each client and source to the source's quota, and what is over that waits in
`leads.overflow`, unless the source says `over: refuse`: then it is refused here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadcore.workspace import Source

CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Quota:
    """So many leads in so many seconds: a token bucket that holds `most` and is filled again in `window_s`."""

    name: str
    most: int
    window_s: int

    @property
    def rate(self) -> float:
        """Leads a second."""
        return self.most / self.window_s


@dataclass(frozen=True, slots=True)
class Bounds:
    """The quotas that bound a sender through one source. `policy`: the header `RateLimit-Policy`."""

    source: str = ""
    quotas: tuple[Quota, ...] = ()
    policy: str = ""

    def limit(self, left: Sequence[int]) -> str:
        """The header `RateLimit`: what is left of each, and in how many seconds all of it is there again."""
        return ", ".join(
            f'"{each.name}";r={max(0, rest)};t={_seconds(each, rest)}'
            for each, rest in zip(self.quotas, left, strict=True)
        )


FREE = Bounds()


def bounds_of(client: Quota | None, name: str, source: Source, bulk: bool) -> Bounds:
    """
    What leads through `source` are held to. An import is read at a pace of its own and is held to none, as is a source
    without a quota.
    """
    if bulk or source.quota is None:
        return FREE
    own = source.quota
    refusing = (Quota(f"source.{name}", own.capacity, own.window_seconds),) if own.over == "refuse" else ()
    quotas = (*((client,) if client else ()), *refusing)
    return Bounds(name, quotas, ", ".join(f'"{each.name}";q={each.most};w={each.window_s}' for each in quotas))


def _seconds(quota: Quota, left: int) -> int:
    return -(-max(0, quota.most - left) * quota.window_s // quota.most)
