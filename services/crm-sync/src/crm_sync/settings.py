"""What the environment says, one class a unit."""

from dataclasses import dataclass, replace

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import Secret, setting
from leadcore.stage import RetryLimits
from leadcore.workspace import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationSettings(RunnerSettings):
    """Destinations stand behind routing, where a fifth of a second counts less than what a small batch costs."""

    fetch_ms: int = setting("FETCH_MS", 200, about="how long the broker gathers records before it hands any out")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresSettings(DestinationSettings):
    """Settings of `crm-sync.postgres`."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://user:password@host:port/database")
    # Several transactions: the first of a batch has nothing to overlap with.
    batch_records: int = setting("BATCH_RECORDS", 2000, about="most records of a batch, 500 a transaction", least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSpotSettings(DestinationSettings):
    """Settings of `crm-sync.hubspot`."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://user:password@host:port/database, for the claims")
    url: str = setting("HUBSPOT_URL", "https://api.hubapi.com", about="base URL, without a path")
    token: Secret = setting("HUBSPOT_TOKEN", about="token of a service key or an app, with the contact scopes")
    api_version: str = setting("HUBSPOT_API_VERSION", "2026-03", about="a dated version, or v3")
    # One call's worth: a batch that takes several slow calls would look like one that is stuck.
    batch_records: int = setting(
        "BATCH_RECORDS", 100, about="most records of a batch; HubSpot takes 100 a call", least=1
    )
    delivery_s: float = setting(
        "DELIVERY_TIMEOUT",
        -1.0,
        about="deadline of a batch and lease of its claims, s; empty: as the workspace says",
    )
    max_age_s: float = setting("DELIVERY_MAX_AGE", 86_400.0, about="how long a deferred lead is tried, seconds")

    def retries(self, limits: Limits = Limits()) -> RetryLimits:  # noqa: B008  frozen
        """A destination tries by age, not by count."""
        limited = RunnerSettings.retries(self, limits)
        return replace(limited, max_tries=0, max_age_ms=round(self.max_age_s * 1000))
