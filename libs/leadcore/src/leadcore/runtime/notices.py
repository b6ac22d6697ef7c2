"""What stands in a unit's way, told to its health and its log: once a change, and once a minute while it lasts."""

import time

import structlog

from leadcore.runtime.health import Health

AGAIN_S = 60.0


class Notices:
    """Keeps one unit's health and log of one mind. Safe to use from any thread."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._log = structlog.get_logger()
        self._told_at = 0.0

    def blocked(self, cause: str, reason: str) -> None:
        """Not ready because of `cause`."""
        news = self._health.block(cause, reason)
        if news or time.monotonic() - self._told_at > AGAIN_S:
            self._told_at = time.monotonic()
            self._log.warning("unit.waiting", unit=self._health.unit, dependency=cause, reason=reason)

    def cleared(self, cause: str) -> None:
        """`cause` is no more."""
        if self._health.clear(cause):
            self._log.info("unit.goes-on", unit=self._health.unit, dependency=cause)
