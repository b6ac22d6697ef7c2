"""
`POST /v1/webhooks/{source}`: who sends this? keep it, answer. `GET`: the questions some senders ask before they send.

    the bytes → the source's scheme → is it authentic, and of now → leads, engagements → keep durably → answer

An unknown source, one without secrets, and a wrong signature are one and the same answer, after the same work.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web
from leadcore import problems
from leadcore.failures import PortUnavailable
from leadcore.intake import documents
from leadcore.problems import Problem
from leadcore.runtime.web_access import unguarded
from leadcore.runtime.web_app import answered, refused
from leadcore.workspace import OFF, Source, Webhook

from gateway.domain.intake import MAX_LEAD_BYTES
from gateway.domain.webhooks import (
    CLIENT,
    DECOY,
    FORGED,
    RULES,
    Authentic,
    Judged,
    Keyring,
    Placed,
    Post,
    Received,
    receive,
)
from gateway.domain.webhooks import sns as sns_rules
from gateway.domain.webhooks.digests import challenge_response, may_be_asked
from gateway.domain.webhooks.posts import same_text
from gateway.ports import Amazon, EngagementLog
from gateway.routes.bodies import body_of
from gateway.routes.leads import Edge
from gateway.routes.quotas import Asked, Quotas, telling
from gateway.routes.room import Room, Visit

MAX_WEBHOOK_BYTES = 1024 * 1024
MAX_CHALLENGE = 200
_EXACTLY_200 = frozenset({"facebook", "google", "linkedin", "slack"})
"""Senders whose documentation asks for 200, not for any 2xx."""
_NO_SOURCE = Source(ways=("webhook",))


@dataclass(frozen=True, slots=True)
class WebhookEdge:
    """What webhooks need beside what leads need. `public_url`: the base under which senders know us."""

    keyring: Keyring
    engagements: EngagementLog
    amazon: Amazon
    public_url: str = ""


class WebhookRoutes:
    """The webhook routes over one Edge."""

    def __init__(self, edge: Edge, webhooks: WebhookEdge) -> None:
        self._edge, self._webhooks = edge, webhooks
        self._quotas = Quotas(edge.limiter, edge.quota)
        metrics = edge.metrics
        # Anybody may post here: what is read before it is known whose it is has a bound of its own.
        self._room = Room(edge.limits, metrics)
        self._accepted = metrics.counter("lead_accepted_total", "Accepted, after the broker's ack", ("source",))
        self._rejected = metrics.counter("lead_edge_rejections_total", "Refused at the edge", ("reason",))
        self._events = metrics.counter("webhook_events_total", "What webhooks brought", ("source", "kind"))

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        path = "/v1/webhooks/{source}"
        post = unguarded("its sender signs it", telling(self._room.visited(self.take, "bulk")))
        asked = unguarded("its sender proves that it knows the secret", self.challenged)
        return [web.post(path, post), web.get(path, asked, allow_head=False)]

    async def take(self, request: web.Request, visit: Visit) -> web.Response:
        """A post: 202 with an id for each lead once the broker has them, 401 for anybody else's."""
        body = await body_of(request, MAX_WEBHOOK_BYTES, visit.book)
        if isinstance(body, Problem):
            return self._refuse(body, body.code)
        if not self._edge.workspace.switches.enableWebhooks:
            return self._refuse(problems.switched_off(), OFF)
        name = request.match_info["source"]
        source = self._source(name)
        post = Post(request.method, self._url(request), _headers(request), body, dict(request.query))
        now = self._edge.clock()
        try:
            judged = await self._judged(name, source, post, now)
            if not isinstance(judged, Authentic):
                return self._refuse(problems.unverified(), judged.reason)
            asked = await self._asked(source, post)
            if asked is not None:
                return asked
            placed = Placed(now, name, source or _NO_SOURCE, judged.event_id, self._edge.log.new_id())
            received = receive(body, post.header("content-type"), placed)
            if any(len(each.payload) > MAX_LEAD_BYTES for each in received.submissions):
                return self._refuse(problems.too_large(MAX_LEAD_BYTES), "too-large")
            return await self._kept(request, received, placed)
        except PortUnavailable:
            return self._refuse(problems.unavailable(), "unavailable")

    async def challenged(self, request: web.Request) -> web.Response:
        """Facebook's and LinkedIn's question whether this address is whose they think; 401 for anybody else's."""
        name = request.match_info["source"]
        source = self._source(name)
        scheme = source.webhook.scheme if source else ""
        keys = self._webhooks.keyring.keys(name, self._edge.clock())
        code = request.query.get("challengeCode", "")
        if scheme == "linkedin" and keys and may_be_asked(code):
            return answered({"challengeCode": code, "challengeResponse": challenge_response(keys, code)})
        word = self._webhooks.keyring.verify_tokens.get(name, "") if scheme == "facebook" else ""
        known = same_text(word, request.query.get("hub.verify_token", "")) and bool(word)
        echo = request.query.get("hub.challenge", "")
        if known and 0 < len(echo) <= MAX_CHALLENGE and echo.isascii() and echo.isalnum():
            return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})
        return self._refuse(problems.unverified(), "signature")

    def _source(self, name: str) -> Source | None:
        source = self._edge.workspace.sources.get(name)
        return source if source and "webhook" in source.ways else None

    async def _judged(self, name: str, source: Source | None, post: Post, now: int) -> Judged:
        rules = source.webhook if source else Webhook()
        if rules.scheme == "sns":
            return await self._judged_by_amazon(post, rules, now)
        keys = self._webhooks.keyring.keys(name, now) if source else ()
        return RULES[rules.scheme].judge(post, keys, rules, now) if keys else self._decoyed(post, now)

    def _decoyed(self, post: Post, now: int) -> Judged:
        RULES["standard"].judge(post, DECOY, _NO_SOURCE.webhook, now)
        return FORGED

    async def _judged_by_amazon(self, post: Post, rules: Webhook, now: int) -> Judged:
        envelope = sns_rules.opened(post, rules)
        if envelope is None:
            return FORGED
        certificate = await self._webhooks.amazon.certificate(envelope.certificate_url)
        return sns_rules.judge(envelope, certificate, rules, now) if certificate else FORGED

    async def _asked(self, source: Source | None, post: Post) -> web.Response | None:
        """The answer to what is a question of the sender's, and no event; None where it is none."""
        scheme = source.webhook.scheme if source else ""
        if scheme == "sns" and source:
            envelope = sns_rules.opened(post, source.webhook)
            if envelope is None or envelope.fields.get("Type") == "Notification":
                return None
            if envelope.subscribe_url:
                await self._webhooks.amazon.confirm(envelope.subscribe_url)
            return answered({})
        if scheme == "slack":
            told = documents.parse(post.body)
            if isinstance(told, dict) and told.get("type") == "url_verification":
                return answered({"challenge": told.get("challenge", "")})
        return None

    async def _kept(self, request: web.Request, received: Received, placed: Placed) -> web.Response:
        # Quotas are of leads: a mailer's opens and clicks are held to the burst alone.
        cost, no_leads = len(received.submissions) + len(received.engagements), not received.submissions
        asked = Asked(f"{CLIENT}:{placed.name}", placed.name, placed.source, max(1, cost), bulk=no_leads)
        if over := await self._quotas.take(request, asked):
            return self._refuse(over, over.code)
        if received.submissions:
            await self._edge.log.append(received.submissions)
            self._accepted.labels(placed.name).inc(len(received.submissions))
        if received.engagements:
            await self._webhooks.engagements.report(received.engagements)
            self._events.labels(placed.name, "engagement").inc(len(received.engagements))
        for reason, count in received.passed.items():
            self._events.labels(placed.name, reason).inc(count)
        return answered(self._told(received), 200 if placed.source.webhook.scheme in _EXACTLY_200 else 202)

    def _told(self, received: Received) -> dict[str, object]:
        ids: Sequence[str] = [each.submission_id for each in received.submissions]
        base = self._edge.console_url
        items = [{"submission_id": each, "status_url": f"{base}/v1/operations/{each}"} for each in ids]
        return {"items": items, "engagements": len(received.engagements), "passed": dict(received.passed)}

    def _url(self, request: web.Request) -> str:
        base = self._webhooks.public_url or f"{request.scheme}://{request.host}"
        return f"{base.rstrip('/')}{request.raw_path}"

    def _refuse(self, problem: Problem, reason: str) -> web.Response:
        self._rejected.labels(reason).inc()
        return refused(problem)


def _headers(request: web.Request) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in request.headers.items():
        found.setdefault(name.lower(), []).append(value)
    return found
