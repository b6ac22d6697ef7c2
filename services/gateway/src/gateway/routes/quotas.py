"""Asks for what a request brings, and tells on its answer what is left: `RateLimit-Policy`, `RateLimit`."""

from dataclasses import dataclass
from functools import wraps

from aiohttp import web
from leadcore import problems
from leadcore.problems import Problem
from leadcore.runtime.web_app import Handler
from leadcore.workspace import Source

from gateway.domain.quotas import Bounds, Quota, bounds_of
from gateway.ports import Allowance, Limiter

_ALLOWANCE = web.RequestKey("leadstream.allowance", Allowance)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request brings: so many leads of a client through a source, live or to be read at a pace."""

    client: str
    name: str
    source: Source
    cost: int
    bulk: bool = False


class Quotas:
    """Holds senders to their burst and quotas. `client`: of each client through all sources together."""

    def __init__(self, limiter: Limiter, client: Quota | None) -> None:
        self._limiter, self._client = limiter, client
        self._known: dict[tuple[str, bool], Bounds] = {}

    async def take(self, request: web.Request, asked: Asked) -> Problem | None:
        """Nothing where it may come in, else the 429."""
        bounds = self._known.get((asked.name, asked.bulk))
        if bounds is None:
            bounds = bounds_of(self._client, asked.name, asked.source, asked.bulk)
            self._known[asked.name, asked.bulk] = bounds
        allowance = await self._limiter.take(asked.client, asked.cost, bounds)
        if allowance.policy:
            request[_ALLOWANCE] = allowance
        return None if allowance.allowed else problems.too_many_requests(allowance.retry_after_s)


def telling(handler: Handler) -> Handler:
    """`handler`, whose answer says what is left of the caller's quotas."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        response = await handler(request)
        allowance = request.get(_ALLOWANCE)
        if allowance is not None:
            response.headers["RateLimit-Policy"] = allowance.policy
            response.headers["RateLimit"] = allowance.limit
        return response

    return handle
