"""Who may call and how often: the token and the account's limits. Pure; time passed in."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from emulators.hubspot import failures
from emulators.hubspot.failures import Failure
from emulators.hubspot.records import MAX_LAG_MS
from emulators.limits import RollingWindow

INTERVAL_MS = 10_000
DAY_MS = 86_400_000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How strict the account is; 0 means no limit, no tokens means that any bearer token will do.

    HubSpot's own figures: 100 to 250 calls per 10 s, about 5 searches per second, search some seconds late.
    """

    tokens: list[str] = []
    per_10s: int = 0
    per_day: int = 0
    search_per_s: int = 0
    search_lag_ms: int = 1_000

    def __post_init__(self) -> None:
        for name in ("per_10s", "per_day", "search_per_s", "search_lag_ms"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: must not be negative")
        if self.search_lag_ms > MAX_LAG_MS:
            raise ValueError(f"search_lag_ms: at most {MAX_LAG_MS}")


@dataclass(slots=True)
class Gate:
    """The account's door. Mutable: it counts admissions."""

    settings: Settings
    calls: RollingWindow = field(init=False)
    searches: RollingWindow = field(init=False)
    day: int = 0
    today: int = 0

    def __post_init__(self) -> None:
        self.calls = RollingWindow(self.settings.per_10s, INTERVAL_MS)
        self.searches = RollingWindow(self.settings.search_per_s, 1_000)

    def admit(self, authorization: str, searching: bool, now: int) -> Failure | None:
        """Let one call in, or say why not. A search counts against its own limit alone."""
        if not self._knows(authorization):
            return failures.unauthenticated()
        if searching:
            return None if self.searches.admit(now) else failures.rate_limited("SECONDLY")
        if self.settings.per_day and self._used_today(now) >= self.settings.per_day:
            return failures.rate_limited("DAILY")
        if not self.calls.admit(now):
            return failures.rate_limited("TEN_SECONDLY_ROLLING")
        self.today += 1
        return None

    def headers(self, now: int) -> dict[str, str]:
        """Tell what is left; nothing where there is no limit."""
        told: dict[str, str] = {}
        if self.settings.per_10s:
            told["X-HubSpot-RateLimit-Interval-Milliseconds"] = str(INTERVAL_MS)
            told["X-HubSpot-RateLimit-Max"] = str(self.settings.per_10s)
            told["X-HubSpot-RateLimit-Remaining"] = str(self.calls.remaining(now))
        if self.settings.per_day:
            left = max(0, self.settings.per_day - self._used_today(now))
            told["X-HubSpot-RateLimit-Daily"] = str(self.settings.per_day)
            told["X-HubSpot-RateLimit-Daily-Remaining"] = str(left)
        return told

    def _knows(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return False
        return not self.settings.tokens or token.strip() in self.settings.tokens

    def _used_today(self, now: int) -> int:
        """Count today's calls; the emulated account lives in UTC."""
        if now // DAY_MS != self.day:
            self.day, self.today = now // DAY_MS, 0
        return self.today
