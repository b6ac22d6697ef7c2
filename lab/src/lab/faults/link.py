"""How a link between a client and a server behaves, as data."""

from dataclasses import dataclass
from typing import Literal

Way = Literal["up", "down"]
"""`up`: from the client to the server."""

BOTH: frozenset[Way] = frozenset({"up", "down"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """
    How the link behaves; the default is a good one.

    `latency_s` ± `jitter_s` delay each piece, each way, in order. `bytes_s`: at most so many a second, each way (0: no
    limit). `slice_bytes`: pieces no larger than this, one segment each. `held`: directions in which nothing arrives;
    both are a blackhole (connections are accepted, nothing answers). `reset_after`: a connection is reset once so many
    bytes have passed it (0: never). `half_open`: the server's side is closed and the client is not told. `refused`: no
    connection is accepted, and those that stood are reset.
    """

    latency_s: float = 0.0
    jitter_s: float = 0.0
    bytes_s: int = 0
    slice_bytes: int = 0
    held: frozenset[Way] = frozenset()
    reset_after: int = 0
    half_open: bool = False
    refused: bool = False


GOOD = Link()


@dataclass(frozen=True, slots=True)
class Change:
    """At `at_s` (monotonic) the link of `proxy` became `link`."""

    at_s: float
    proxy: str
    link: Link
