"""What the environment says, one class a unit."""

from dataclasses import dataclass

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresSettings(RunnerSettings):
    """Settings of `crm-sync.postgres`."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://user:password@host:port/database")
