"""What the reviser reads from its environment."""

from dataclasses import dataclass, replace

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import Secret, setting
from leadcore.stage import RetryLimits
from leadcore.workspace import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunnerSettings):
    """Nobody waits for a revision: what is gathered for a fifth of a second shares a transaction."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://user:password@host:port/database")
    fetch_ms: int = setting("FETCH_MS", 200, about="how long the broker gathers records before it hands any out")
    # All leads of a batch are locked at once, and the system of record waits for them.
    batch_records: int = setting("BATCH_RECORDS", 200, about="most records of a batch", least=1)
    max_age_s: float = setting(
        "REVISION_MAX_AGE", 86_400.0, about="by how much later leads may pass a revision's, seconds"
    )

    def retries(self, limits: Limits = Limits()) -> RetryLimits:  # noqa: B008  frozen
        """A revision waits for its lead, not so often nor so long, but until much later ones are recorded."""
        limited = RunnerSettings.retries(self, limits)
        return replace(limited, max_tries=0, max_age_ms=round(self.max_age_s * 1000))
