"""What the router reads from its environment."""

from dataclasses import dataclass

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunnerSettings):
    """What every stage service reads, and where the assignments are cached."""

    redis: Secret = setting("REDIS_URL", about="redis://[user:password@]host:port/number; 6.2 or newer, no cluster")
