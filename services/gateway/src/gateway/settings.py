"""What the gateway reads from the environment."""

from dataclasses import dataclass
from pathlib import Path

from leadcore.runtime.web_callers import AccessSettings
from leadcore.settings import Secret, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(AccessSettings):
    """The gateway's settings."""

    kafka: str = setting("KAFKA_BOOTSTRAP_SERVERS", about="host:port, comma separated")
    token_s: int = setting(
        "TOKEN_LIFETIME", 600, about="how long an access token holds, seconds", least=30, most=86_400
    )
    refresh_s: int = setting(
        "REFRESH_LIFETIME", 30 * 86_400, about="how long a refresh token that nobody uses holds, seconds", least=60
    )
    workspace: Path = setting("WORKSPACE_DIR", about="the workspace folder")
    console_url: str = setting("CONSOLE_URL", "", about="base of status_url")
    redis: str = setting("REDIS_URL", "", about="empty: no limit at the edge")
    quota_most: int = setting(
        "RATE_LIMIT_MAX", 10_000, about="live leads that one client may send in RATE_LIMIT_WINDOW; 0: any number"
    )
    quota_s: int = setting("RATE_LIMIT_WINDOW", 3600, about="seconds", least=1, most=31 * 86_400)
    edge_rate: float = setting("EDGE_RATE", 5000.0, about="leads a second that one key may send")
    edge_burst: int = setting("EDGE_BURST", 20_000, about="leads that one key may send at once")
    acknowledged_s: float = setting(
        "ACKNOWLEDGEMENT_TIMEOUT", 9.0, about="how long a lead waits for the broker's acknowledgement, seconds"
    )
    silent_s: float = setting("SILENCE_TIMEOUT", 2.0, about="the same once the broker has fallen silent")
    webhook_secrets: Secret = setting(
        "WEBHOOK_SECRETS", Secret("{}"), about='JSON {source: ["secret"]}, two a source at most; docs/webhooks.md'
    )
    public_url: str = setting("GATEWAY_PUBLIC_URL", "", about="base under which senders of webhooks know the gateway")
    longest_wait_s: float = setting("LONGEST_WAIT", 10.0, about="most that `Prefer: wait` is granted, seconds", most=30)
    most_waiting: int = setting("MOST_WAITING", 512, about="callers that may wait for a verdict at once", least=1)
    live_at_once: int = setting("LIVE_AT_ONCE", 1024, about="single leads at once, and forms; past it 503", least=1)
    bulk_bytes: int = setting(
        "BULK_BYTES", 64 * 1024 * 1024, about="of batches at once, of webhooks, of forms; past it 503", least=1
    )
    import_bytes: int = setting("IMPORT_MAX_BYTES", 1024**3, about="of one posted file", least=1, most=4 * 1024**3)
    import_memory: int = setting(
        "IMPORT_MEMORY", 1024**3, about="bytes that the process may take which reads a posted file", least=128 * 1024**2
    )
    import_dir: str = setting(
        "IMPORT_DIR", "", about="where a posted file lies while it is read; empty: the system's own"
    )
    tell_contract: bool = setting(
        "TELL_CONTRACT", False, about="whether anybody may read GET /openapi.json; off in production"
    )
    form_secret: Secret = setting("FORM_SECRET", Secret(""), about="signs pages of forms; empty: follows from the keys")
    visitor_rate: float = setting("VISITOR_RATE", 0.5, about="posts of a form a second that one address may send")
    visitor_burst: int = setting("VISITOR_BURST", 30, about="posts of a form that one address may send at once")
