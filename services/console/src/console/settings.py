"""What the console reads from the environment."""

from dataclasses import dataclass

from leadcore.runtime.web_callers import AccessSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(AccessSettings):
    """The console's settings."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://…")
    kafka: str = setting("KAFKA_BOOTSTRAP_SERVERS", about="host:port, comma separated; asked how far every unit is")
    max_retries: int = setting(
        "MAX_RETRIES", -1, about="the units' own: how often a record is deferred; empty: as the workspace says"
    )
    workspace: str = setting(
        "WORKSPACE_DIR", "", about="the workspace folder, for its limits; empty: those that are shipped"
    )
