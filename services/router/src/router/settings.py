"""What the router reads from its environment."""

from dataclasses import dataclass

from leadcore.runtime.kit import MODES, RunnerSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunnerSettings):
    """Transactional unless told otherwise: a lead, its assignment and its outcome belong together."""

    delivery: str = setting("DELIVERY_MODE", "transactional", about="at_least_once or transactional", of=MODES)
    redis: Secret = setting("REDIS_URL", about="redis://[user:password@]host:port/number; 6.2 or newer, no cluster")
