"""A token bucket per client in Redis, shared by all gateway instances; without Redis everybody passes."""

from collections.abc import Callable

import redis.asyncio
from redis.exceptions import RedisError

from gateway.ports import Allowance

# Works on Redis 6.2. The server's own clock is used, so that instances need not agree on the time.
_TAKE = """
local rate, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local row = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(row[1]) or burst
local at = tonumber(row[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local needed = math.min(cost, burst)
local wait = 0
if tokens >= needed then tokens = tokens - cost else wait = math.ceil((needed - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 60)
return wait
"""


class RedisLimiter:
    """
    Leads per second and burst for each client.

    Args:
        decided: told `allow`, `deny` or `fail_open` for each decision.
    """

    def __init__(self, url: str, rate: float, burst: int, decided: Callable[[str], None]) -> None:
        self._redis = redis.asyncio.from_url(url, socket_timeout=0.25, socket_connect_timeout=0.25)
        self._take = self._redis.register_script(_TAKE)
        self._rate, self._burst = rate, burst
        self._decided = decided

    async def take(self, client: str, cost: int) -> Allowance:
        """Take `cost` tokens of `client`; see Limiter. A batch larger than the burst passes and leaves a debt."""
        try:
            wait = int(await self._take(keys=[f"edge:{client}"], args=[self._rate, self._burst, cost]))
        except (RedisError, OSError):
            self._decided("fail_open")
            return Allowance(True)
        self._decided("deny" if wait else "allow")
        return Allowance(wait == 0, wait)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


class NoLimiter:
    """Everybody passes: no Redis is configured."""

    async def take(self, client: str, cost: int) -> Allowance:  # noqa: ARG002  the port's shape
        """Always allowed."""
        return Allowance(True)
