"""
`POST /oauth/token`, `POST /oauth/revoke`, `/.well-known/jwks.json`, `/.well-known/oauth-authorization-server`.

Errors are those of RFC 6749 §5.2, not problem documents: clients that ask for tokens expect them. What is no matter of
the grant (too many attempts, a database that is away) is a problem document.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import web
from leadcore import problems
from leadcore.access.callers import Caller
from leadcore.access.scopes import SCOPES
from leadcore.access.tokens import Claims, SigningKeys
from leadcore.clock import Clock
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import Problem
from leadcore.runtime.web_access import unguarded
from leadcore.runtime.web_app import refused
from leadcore.runtime.web_callers import Access

from gateway.domain import grants
from gateway.domain.grants import CLIENT_CREDENTIALS, MAX_BYTES, REFRESH, UNKNOWN_CLIENT, Asked, GrantError
from gateway.ports import RefreshTokens
from gateway.routes.bodies import body_of

FORM = "application/x-www-form-urlencoded"
CACHED = {"Cache-Control": "public, max-age=300"}
"""So long may a checker go without a new key: it is announced at least so long before it signs."""
UNCACHED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the token routes need. `refresh` None: no PostgreSQL, no refresh tokens."""

    access: Access
    refresh: RefreshTokens | None
    clock: Clock
    metrics: Metrics
    lasts_s: int = 600
    refresh_lasts_s: int = 30 * 86_400


class TokenRoutes:
    """The routes of tokens over one Desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._counted = desk.metrics.counter("access_tokens_total", "Tokens asked for", ("grant", "result"))

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        return [
            web.post("/oauth/token", unguarded("the form says who asks", self.token)),
            web.post("/oauth/revoke", unguarded("who has a token may end it", self.revoke)),
            web.get("/.well-known/jwks.json", unguarded("public keys", self.jwks)),
            web.get("/.well-known/oauth-authorization-server", unguarded("public", self.metadata)),
        ]

    async def token(self, request: web.Request) -> web.StreamResponse:
        """An access token for a client's secret, or for a refresh token."""
        signing = self._desk.access.held.signing
        body = await _form_of(request)
        if signing is None or not signing.signs:
            return refused(problems.not_found())
        if isinstance(body, Problem):
            return refused(body)
        asked = grants.read(body, request.headers.get("Authorization", ""))
        try:
            told = asked if isinstance(asked, GrantError) else await self._granted(asked, signing)
        except PortUnavailable:
            return refused(Problem(503, "unavailable", "The database does not answer", retry_after_s=5))
        grant = asked.grant if isinstance(asked, Asked) else "-"
        self._counted.labels(grant, told.error if isinstance(told, GrantError) else "granted").inc()
        return self._no(request, told) if isinstance(told, GrantError) else _json(told, 200, UNCACHED)

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        """End a refresh token and all of its family (RFC 7009): 200 whether there was one or not."""
        body = await _form_of(request)
        if isinstance(body, Problem):
            return refused(body)
        token = grants.read_revocation(body)
        if isinstance(token, GrantError):
            return self._no(request, token)
        try:
            if self._desk.refresh is not None:
                await self._desk.refresh.revoke(token)
        except PortUnavailable:
            return refused(Problem(503, "unavailable", "The database does not answer", retry_after_s=5))
        return _json({}, 200, UNCACHED)

    async def jwks(self, _request: web.Request) -> web.StreamResponse:
        """The public keys (RFC 7517 §5)."""
        signing = self._desk.access.held.signing
        return refused(problems.not_found()) if signing is None else _json(signing.published(), 200, CACHED)

    async def metadata(self, _request: web.Request) -> web.StreamResponse:
        """What there is, and where (RFC 8414)."""
        if self._desk.access.held.signing is None:
            return refused(problems.not_found())
        issuer = self._desk.access.audience.issuer
        methods = ["client_secret_basic", "client_secret_post"]
        told = {
            "issuer": issuer,
            "token_endpoint": f"{issuer}/oauth/token",
            "token_endpoint_auth_methods_supported": [*methods, "none"],
            "revocation_endpoint": f"{issuer}/oauth/revoke",
            "revocation_endpoint_auth_methods_supported": ["none"],
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "grant_types_supported": [CLIENT_CREDENTIALS, REFRESH],
            "response_types_supported": [],
            "scopes_supported": sorted(SCOPES),
            "service_documentation": "https://leadstream.dev/docs/access",
        }
        return _json(told, 200, CACHED)

    async def _granted(self, asked: Asked, signing: SigningKeys) -> Mapping[str, Any] | GrantError:
        caller = self._caller(asked)
        if caller is None:
            return UNKNOWN_CLIENT if asked.grant == CLIENT_CREDENTIALS or asked.secret else _unusable()
        if asked.grant == REFRESH:
            return await self._refreshed(asked, caller, signing)
        scope = grants.scope_for(asked.scope, caller)
        if isinstance(scope, GrantError):
            return scope
        told = self._told(caller, scope, signing)
        if caller.person and self._desk.refresh is not None:
            told["refresh_token"] = await self._desk.refresh.begin(caller, scope, self._lasts())
        return told

    async def _refreshed(self, asked: Asked, caller: Caller, signing: SigningKeys) -> Mapping[str, Any] | GrantError:
        if self._desk.refresh is None:
            return _unusable()
        # Before the token is spent.
        if isinstance(wrong := grants.scope_for(asked.scope, caller), GrantError):
            return wrong
        followed = await self._desk.refresh.use(asked.refresh_token, caller.id, self._lasts())
        if isinstance(followed, str):
            self._counted.labels(REFRESH, followed).inc()
            return _unusable()
        scope = grants.scope_for(asked.scope, caller, frozenset(followed.scope.split()))
        if isinstance(scope, GrantError):
            return scope
        return {**self._told(caller, scope, signing), "refresh_token": followed.token}

    def _caller(self, asked: Asked) -> Caller | None:
        """The client that asks. A refresh needs no secret: whoever holds the token is who was given it."""
        ring, now = self._desk.access.held.ring, self._desk.clock()
        if asked.grant == REFRESH and not asked.secret:
            return ring.by_name(asked.client, now)
        found = ring.by_secret(asked.secret, now)
        return found if found and found.id == asked.client else None

    def _told(self, caller: Caller, scope: str, signing: SigningKeys) -> dict[str, Any]:
        now = self._desk.clock() // 1000
        audience = self._desk.access.audience
        claims = Claims(
            iss=audience.issuer,
            aud=audience.audience,
            sub=caller.id,
            client_id=caller.id,
            scope=scope,
            iat=now,
            exp=now + self._desk.lasts_s,
            jti=secrets.token_urlsafe(12),
            nbf=now,
        )
        told = {"access_token": signing.sign(claims), "token_type": "Bearer", "expires_in": self._desk.lasts_s}
        return {**told, "scope": scope}

    def _lasts(self) -> timedelta:
        return timedelta(seconds=self._desk.refresh_lasts_s)

    def _no(self, request: web.Request, error: GrantError) -> web.Response:
        """The RFC's error; for who is not known and tried too often, 429."""
        headers = dict(UNCACHED)
        if error.error in ("invalid_client", "invalid_grant"):
            many = self._desk.access.guard.failed(request)
            if many is not None:
                return refused(many)
        if error.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="leadstream", charset="UTF-8"'
        return _json({"error": error.error, "error_description": error.description}, error.status, headers)


async def _form_of(request: web.Request) -> bytes | Problem:
    if request.content_type != FORM:
        return Problem(415, "unsupported-media-type", f"Send {FORM}")
    return await body_of(request, MAX_BYTES)


def _unusable() -> GrantError:
    """One answer for every refresh token that is good no longer."""
    return GrantError("invalid_grant", "The refresh token cannot be used: ask with the client's secret.")


def _json(document: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> web.Response:
    return web.Response(
        body=orjson.dumps(document), status=status, content_type="application/json", headers=dict(headers)
    )
