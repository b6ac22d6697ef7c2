"""Answers to Idempotency-Keys in Redis, shared by all gateway instances."""

import redis.asyncio
from leadcore.failures import PortUnavailable
from redis.exceptions import RedisError

from gateway.domain.repeats import Answer, Known, known_of, packed

KEPT_S = 24 * 3600
"""How long an answer is given again."""
IN_USE_S = 60
"""How long a request may be at it: longer than the broker's acknowledgement and the longest wait for a verdict."""
ANSWERS_WITHIN_S = 0.25

# Redis 6.2 has no `SET … NX GET`.
_BEGIN = """
local kept = redis.call('GET', KEYS[1])
if kept then return kept end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return false
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class RedisRepeats:
    """Repeats in Redis; see the port. One round trip before the request and one after."""

    def __init__(self, url: str, within_s: float = ANSWERS_WITHIN_S) -> None:
        self._redis = redis.asyncio.from_url(url, socket_timeout=within_s, socket_connect_timeout=within_s)
        self._begin = self._redis.register_script(_BEGIN)
        self._release = self._redis.register_script(_RELEASE)

    async def begin(self, name: str, fingerprint: bytes) -> Known:
        """What is known of `name`; see Repeats."""
        try:
            kept = await self._begin(keys=[_key(name)], args=[fingerprint, IN_USE_S])
        except (RedisError, OSError):
            raise PortUnavailable("redis") from None
        return Known("new") if kept is None else known_of(fingerprint, kept)

    async def finish(self, name: str, fingerprint: bytes, answer: Answer) -> None:
        """Keep the answer for a day; see Repeats."""
        try:
            await self._redis.set(_key(name), packed(fingerprint, answer), ex=KEPT_S)
        except (RedisError, OSError):
            raise PortUnavailable("redis") from None

    async def release(self, name: str, fingerprint: bytes) -> None:
        """Forget a request that was not answered yet; see Repeats."""
        try:
            await self._release(keys=[_key(name)], args=[fingerprint])
        except (RedisError, OSError):
            raise PortUnavailable("redis") from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


def _key(name: str) -> str:
    return f"once:{name}"
