"""
A token bucket per client in Redis, shared by all gateway instances; without Redis everybody passes.

Redis is not asked for each request: what it says is left of a bucket may be spent in part for a moment, and is charged
with the next question. It costs an instance more to ask than to take a lead.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import redis.asyncio
from redis.exceptions import RedisError

from gateway.ports import Allowance

# Works on Redis 6.2. The server's own clock is used, so that instances need not agree on the time.
_TAKE = """
-- ARGV: tokens a second, most of them, how many are asked for, how many were spent since the last question.
local rate, burst, cost, spent = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local row = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(row[1]) or burst
local at = tonumber(row[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate) - spent
local needed = math.min(cost, burst)
local wait = 0
if tokens >= needed then tokens = tokens - cost else wait = math.ceil((needed - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 60)
return {wait, math.floor(tokens)}
"""

KNOWN_S = 0.05
"""How long an answer is good for."""
SHARE = 16
"""
An instance spends a sixteenth of what is left without asking. By so much of a burst each may be over; it is charged all
the same, so that over time nobody passes more than the rate.
"""


@dataclass(slots=True)
class _Credit:
    """What may be spent of a client's bucket until it is asked again, and what was."""

    left: int = 0
    until: float = 0.0
    spent: int = 0


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
        self._credits: dict[str, _Credit] = {}

    async def take(self, client: str, cost: int) -> Allowance:
        """Take `cost` tokens of `client`; see Limiter. A batch larger than the burst passes and leaves a debt."""
        credit = self._credits.setdefault(client, _Credit())
        if cost <= credit.left and time.monotonic() < credit.until:
            credit.left -= cost
            credit.spent += cost
            self._decided("allow")
            return Allowance(True)
        wait = await self._asked(client, cost, credit)
        if wait is None:
            self._decided("fail_open")
            return Allowance(True)
        self._decided("deny" if wait else "allow")
        return Allowance(wait == 0, wait)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _asked(self, client: str, cost: int, credit: _Credit) -> int | None:
        """Seconds to wait, by Redis, which is told what was spent; None: it does not answer."""
        spent, credit.spent, credit.left = credit.spent, 0, 0
        try:
            wait, left = await self._take(keys=[f"edge:{client}"], args=[self._rate, self._burst, cost, spent])
        except (RedisError, OSError):
            credit.spent += spent
            return None
        credit.left, credit.until = max(0, int(left)) // SHARE, time.monotonic() + KNOWN_S
        return int(wait)


class NoLimiter:
    """Everybody passes: no Redis is configured."""

    async def take(self, client: str, cost: int) -> Allowance:  # noqa: ARG002  the port's shape
        """Always allowed."""
        return Allowance(True)
