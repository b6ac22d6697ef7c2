"""What the console reads from the environment."""

from dataclasses import dataclass

from leadcore.runtime.web_service import WebSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(WebSettings):
    """The console's settings."""

    postgres: Secret = setting("POSTGRES_DSN", about="postgresql://…")
    overdue_s: float = setting("UNACCOUNTED_AFTER", 900.0, about="seconds after which a submission needs its outcome")
    keys: Secret = setting("GATEWAY_KEYS", about="the gateway's keys; those with the scope leads:read may read")
