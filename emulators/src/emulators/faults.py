"""Faults on request: what goes wrong, for which calls, how often. Pure; time passed in.

`FaultPlan.draw` is asked once for each call and returns the first fault that strikes. Chance is a hash of
the fault's seed and the number of the call it looked at, so that a run can be repeated.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

import msgspec

Kind = Literal[
    "rate_limited",  # 429 before any effect; `retry_after_s` is announced when above 0
    "status",  # any `status` before any effect, with the provider's error body, `body` or an HTML page
    "expired_token",  # 401 before any effect
    "reset_before",  # the connection is reset, nothing was applied
    "reset_after",  # the write is applied, then the connection is reset: the client must doubt
    "slow_answer",  # the write is applied at once, the answer comes after `delay_ms`
    "slow_body",  # the write is applied at once, the body trickles over `delay_ms`
    "late_write",  # the write is applied after `delay_ms`, even if the client has gone by then
    "partial",  # the `rows` of a batch of writes are refused, whatever they hold; other calls pass
]


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One scripted fault, as `POST /_emulator/faults` takes it.

    It looks at calls whose method and route match (`*` any; the route as the call counts name it), lets
    `skip` of them pass, then strikes with `probability`, at most `times` (0: without end) and for `for_s`
    seconds (0: for ever).
    """

    kind: Kind
    method: str = "*"
    route: str = "*"
    skip: int = 0
    times: int = 0
    probability: float = 1.0
    seed: int = 0
    for_s: float = 0.0
    retry_after_s: int = 0
    policy: Literal["TEN_SECONDLY_ROLLING", "SECONDLY", "DAILY"] = "TEN_SECONDLY_ROLLING"
    status: int = 0
    body: dict[str, Any] | None = None
    html: bool = False
    delay_ms: int = 0
    rows: list[int] = []
    category: str = "VALIDATION_ERROR"
    message: str = "Property values were not valid"

    def __post_init__(self) -> None:
        _in_range("probability", self.probability, 0, 1)
        _in_range("delay_ms", self.delay_ms, 0, 600_000)
        _in_range("retry_after_s", self.retry_after_s, 0, 86_400)
        for name in ("skip", "times", "for_s"):
            _in_range(name, getattr(self, name), 0, 10**9)
        if self.kind == "status":
            _in_range("status", self.status, 400, 599)
        if self.kind == "partial" and (not self.rows or self.status not in (0, 200, 207)):
            raise ValueError("rows: a partial fault names rows, and its status is 200 or 207")
        if self.kind in ("slow_answer", "slow_body", "late_write") and self.delay_ms == 0:
            raise ValueError(f"delay_ms: a {self.kind} fault needs one")


def _in_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name}: must be between {low} and {high}")


@dataclass(slots=True)
class Scripted:
    """A fault in force and what it has done."""

    fault: Fault
    since_ms: int
    looked: int = 0
    struck: int = 0

    def strikes(self, method: str, route: str, now: int) -> bool:
        """Look at one call; say whether the fault strikes it."""
        if self._over(now) or not self._matches(method, route):
            return False
        self.looked += 1
        if self.looked <= self.fault.skip or chance(self.fault.seed, self.looked) >= self.fault.probability:
            return False
        self.struck += 1
        return True

    def _over(self, now: int) -> bool:
        done = bool(self.fault.times) and self.struck >= self.fault.times
        return done or (bool(self.fault.for_s) and now >= self.since_ms + self.fault.for_s * 1000)

    def _matches(self, method: str, route: str) -> bool:
        if self.fault.kind == "partial" and ("/batch/" not in route or route.endswith("/read")):
            return False
        return fnmatchcase(method, self.fault.method.upper()) and fnmatchcase(route, self.fault.route)


@dataclass(slots=True)
class FaultPlan:
    """The faults in force, in the order they were posted; the first that strikes wins."""

    scripted: list[Scripted] = field(default_factory=list)

    def add(self, faults: list[Fault], now: int) -> None:
        """Put faults in force from `now` on."""
        self.scripted.extend(Scripted(fault, now) for fault in faults)

    def draw(self, method: str, route: str, now: int) -> Fault | None:
        """Return the fault that strikes this call, if one does."""
        for scripted in self.scripted:
            if scripted.strikes(method, route, now):
                return scripted.fault
        return None


def chance(seed: int, number: int) -> float:
    """Return a repeatable number in [0, 1) for the `number`-th draw of a seed."""
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
