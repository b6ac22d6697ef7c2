"""A guard over callers that a test names."""

from leadcore.access.callers import Keyring
from leadcore.access.doors import Door, Held
from leadcore.access.tokens import Audience
from leadcore.runtime.web_access import Attempts, Guard


def guard_of(ring: Keyring, now: int = 1) -> Guard:
    """A guard that knows `ring` at `now`; time stands still, and all callers come from one address."""
    return Guard(Door(Held(ring), Audience("", ""), lambda: now), Attempts(lambda: 0.0), lambda _request: "127.0.0.1")
