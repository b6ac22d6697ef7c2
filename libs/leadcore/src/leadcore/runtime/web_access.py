"""
What a route asks of its caller, declared beside the route:

    web.get("/v1/leads", guard.needs(READ, self.leads)), web.get("/healthz", unguarded("tells nothing", self.alive))

401 (RFC 6750: who are you), 403 (you may not), and, for an address from which many unknown callers came, 429 instead of
401. A caller we know is let in from any address.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from aiohttp import web

from leadcore import problems
from leadcore.access.callers import Caller, Keyring
from leadcore.access.doors import Door, Held
from leadcore.access.tokens import Audience
from leadcore.problems import Problem
from leadcore.runtime.web_app import Handler, refused

REALM = 'Bearer realm="leadstream"'
FAILURES = 20
"""So many unknown callers may come from one address at once, ..."""
FAILURES_S = 60.0
"""... and again as many in this time."""
ADDRESSES = 10_000

_CALLER = web.RequestKey("leadstream.caller", Caller)
_DECLARED = "__leadstream_access__"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a route asks for: a scope, or nothing, and then why."""

    scope: str = ""
    because: str = ""


class Attempts:
    """
    Unknown callers by address: a token bucket for each, in memory, for as many addresses as there is room.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._empty_at: OrderedDict[str, float] = OrderedDict()

    def failed(self, address: str) -> int:
        """Count one more; seconds to wait, 0 while it is one of the first."""
        now, step = self._clock(), FAILURES_S / FAILURES
        used = max(self._empty_at.pop(address, now), now) + step
        over = used - now - FAILURES_S
        self._empty_at[address] = used if over <= 0 else used - step
        if len(self._empty_at) > ADDRESSES:
            self._empty_at.popitem(last=False)
        return max(1, round(over)) if over > 0 else 0


class Guard:
    """
    Lets callers in.

    Args:
        address: of the client, as far as it can be known.
        refusing: told the code of each refusal.
    """

    def __init__(
        self,
        door: Door,
        attempts: Attempts,
        address: Callable[[web.Request], str],
        refusing: Callable[[str], None] = lambda _code: None,
    ) -> None:
        self._door, self._attempts, self._address, self._refusing = door, attempts, address, refusing

    def needs(self, scope: str, handler: Handler) -> Handler:
        """`handler` for callers with `scope`."""

        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            header = request.headers.get("Authorization", "")
            caller = self._door.caller(header)
            if caller is None:
                return self._unknown(request, header)
            if scope not in caller.scopes:
                return self._may_not(scope)
            request[_CALLER] = caller
            return await handler(request)

        setattr(guarded, _DECLARED, Declared(scope))
        return guarded

    def failed(self, request: web.Request) -> Problem | None:
        """Count one unknown caller of `request`; the 429 where there were too many."""
        wait = self._attempts.failed(self._address(request))
        return problems.too_many_requests(wait) if wait else None

    def _unknown(self, request: web.Request, header: str) -> web.Response:
        problem = self.failed(request) or problems.unauthorized()
        self._refusing(problem.code)
        answer = refused(problem)
        if problem.status == 401:
            # RFC 6750 §3.1: who sent nothing is told no error.
            answer.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if header else REALM
        return answer

    def _may_not(self, scope: str) -> web.Response:
        problem = problems.forbidden(f"needs the scope {scope}")
        self._refusing(problem.code)
        answer = refused(problem)
        answer.headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope", scope="{scope}"'
        return answer


def guard_of(ring: Keyring, now: int = 1) -> Guard:
    """A guard over callers that never change, at a time that stands still, all from one address: for tests."""
    return Guard(Door(Held(ring), Audience("", ""), lambda: now), Attempts(lambda: 0.0), lambda _request: "127.0.0.1")


def unguarded(because: str, handler: Handler) -> Handler:
    """`handler` for everybody, and why that is right."""

    @wraps(handler)
    async def open_to_all(request: web.Request) -> web.StreamResponse:
        return await handler(request)

    setattr(open_to_all, _DECLARED, Declared(because=because))
    return open_to_all


def caller_of(request: web.Request) -> Caller:
    """Who calls a guarded route."""
    return request[_CALLER]


def declared(handler: object) -> Declared | None:
    """What a route's handler asks for; None: nobody said."""
    found = getattr(handler, _DECLARED, None)
    return found if isinstance(found, Declared) else None


def undeclared(app: web.Application) -> list[str]:
    """The routes of which nobody said who may call them."""
    return [f"{route.method} {_path(route)}" for route in app.router.routes() if declared(route.handler) is None]


def _path(route: web.AbstractRoute) -> str:
    return route.resource.canonical if route.resource else "-"
