"""
Token buckets in Redis, shared by all gateway instances: one for a client's burst, one for each of its quotas, all in
one question; without Redis everybody passes.

Redis is not asked for each request: what it says is left of the emptiest bucket may be spent in part for a moment, and
is charged with the next question; who is refused is refused for a moment without asking. It costs an instance more to
ask than to take a lead, and one noisy sender must cost the others nothing.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import redis.asyncio
from redis.exceptions import RedisError

from gateway.domain.quotas import FREE, Bounds
from gateway.ports import Allowance

# Works on Redis 6.2. The server's own clock is used, so that instances need not agree on the time.
_TAKE = """
-- ARGV: how many are asked for, how many were spent since the last question; then for each key its rate and its most.
local cost, spent = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local wait, tokens = 0, {}
for i, key in ipairs(KEYS) do
  local rate, most = tonumber(ARGV[1 + 2 * i]), tonumber(ARGV[2 + 2 * i])
  local row = redis.call('HMGET', key, 'tokens', 'at')
  local at = tonumber(row[2]) or now
  tokens[i] = math.min(most, (tonumber(row[1]) or most) + math.max(0, now - at) * rate) - spent
  local needed = math.min(cost, most)
  if tokens[i] < needed then wait = math.max(wait, math.ceil((needed - tokens[i]) / rate)) end
end
local told = {wait}
for i, key in ipairs(KEYS) do
  local rate, most = tonumber(ARGV[1 + 2 * i]), tonumber(ARGV[2 + 2 * i])
  if wait == 0 then tokens[i] = tokens[i] - cost end
  redis.call('HSET', key, 'tokens', tostring(tokens[i]), 'at', tostring(now))
  redis.call('EXPIRE', key, math.ceil(most / rate) + 60)
  told[i + 1] = math.floor(tokens[i])
end
return told
"""

KNOWN_S = 0.05
"""How long an answer is good for."""
REFUSED_S = 1.0
"""How long at most a refusal is repeated without asking."""
ANSWER_S = 0.25
"""How long Redis is waited for."""
AWAY_S = 0.5
"""How long a Redis that did not answer is not asked again: nobody waits for it meanwhile."""
SHARE = 16
"""
An instance spends a sixteenth of what is left without asking. By so much of a bucket each may be over; it is charged
all the same, so that over time nobody passes more than the rate.
"""
NEVER = float("-inf")
MOST, FORGOTTEN_S = 20_000, 60.0
"""Above so many senders, those are forgotten who were not asked about for so long: addresses are many."""


@dataclass(slots=True)
class _Credit:
    """What may be spent of a sender's buckets until they are asked again, and what was; how much they refuse."""

    left: int = 0
    until: float = NEVER
    spent: int = 0
    rest: tuple[int, ...] = ()
    too_much: float = math.inf
    refused_until: float = NEVER
    asked_again_at: float = NEVER


class RedisLimiter:
    """
    A client's leads per second, its burst, and its quotas.

    Args:
        decided: told `allow`, `deny` or `fail_open` for each decision.
    """

    def __init__(self, url: str, rate: float, burst: int, decided: Callable[[str], None]) -> None:
        self._redis = redis.asyncio.from_url(url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S)
        self._take = self._redis.register_script(_TAKE)
        self._rate, self._burst = rate, burst
        self._decided = decided
        self._credits: dict[tuple[str, str], _Credit] = {}
        self._away_until = NEVER

    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:
        """Take `cost` tokens of `client`; see Limiter. A batch larger than a bucket passes and leaves a debt."""
        now = time.monotonic()
        credit = self._credits.get((client, bounds.source)) or self._new_credit(client, bounds, now)
        if cost <= credit.left and now < credit.until:
            credit.left -= cost
            credit.spent += cost
            return self._allowed(credit, bounds)
        if cost >= credit.too_much and now < min(credit.asked_again_at, credit.refused_until):
            return self._denied(credit, bounds, now)
        if now < self._away_until or not await self._asked(client, cost, credit, bounds):
            self._decided("fail_open")
            return Allowance(True)
        if credit.too_much <= cost:
            return self._denied(credit, bounds, time.monotonic())
        return self._allowed(credit, bounds)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    def _new_credit(self, client: str, bounds: Bounds, now: float) -> _Credit:
        if len(self._credits) >= MOST:
            # Whoever was idle for so long has spent a share of its bucket at most that is now not charged.
            self._credits = {name: each for name, each in self._credits.items() if each.until > now - FORGOTTEN_S}
        credit = self._credits[client, bounds.source] = _Credit()
        return credit

    def _allowed(self, credit: _Credit, bounds: Bounds) -> Allowance:
        self._decided("allow")
        if not bounds.quotas:
            return _PASS
        return Allowance(True, 0, bounds.policy, bounds.limit([rest - credit.spent for rest in credit.rest]))

    def _denied(self, credit: _Credit, bounds: Bounds, now: float) -> Allowance:
        self._decided("deny")
        wait = max(1, math.ceil(credit.refused_until - now))
        return Allowance(False, wait, bounds.policy, bounds.limit(credit.rest))

    async def _asked(self, client: str, cost: int, credit: _Credit, bounds: Bounds) -> bool:
        """Whether Redis answered, which is told what was spent; what it said is in `credit`."""
        spent, credit.spent, credit.left = credit.spent, 0, 0
        keys = [f"edge:{{{client}}}", *(f"quota:{{{client}}}:{quota.name}" for quota in bounds.quotas)]
        limits: list[float] = [self._rate, self._burst]
        for quota in bounds.quotas:
            limits += (quota.rate, quota.most)
        try:
            wait, *left = map(int, await self._take(keys=keys, args=[cost, spent, *limits]))
        except (RedisError, OSError):
            credit.spent += spent
            credit.too_much = math.inf
            self._away_until = time.monotonic() + AWAY_S
            return False
        now = time.monotonic()
        credit.rest = tuple(left[1:])
        credit.too_much, credit.refused_until = (cost, now + wait) if wait else (math.inf, NEVER)
        credit.asked_again_at = now + REFUSED_S
        credit.left, credit.until = max(0, min(left)) // SHARE, now + KNOWN_S
        return True


class NoLimiter:
    """Everybody passes: no Redis is configured."""

    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:  # noqa: ARG002  the port's shape
        """Always allowed."""
        return _PASS


_PASS = Allowance(True)
