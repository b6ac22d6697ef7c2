"""Chooses the gateway's adapters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from aiohttp import web
from leadcore import workspace
from leadcore.access.postgres import RefreshTokens
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.notices import Notices
from leadcore.runtime.web_callers import Access, access
from leadcore.settings import SettingsError

from gateway import app
from gateway.adapters.amazon_sns import AmazonSns
from gateway.adapters.kafka_log import KafkaSubmissionLog, Patience
from gateway.adapters.redis_limiter import NoLimiter, RedisLimiter
from gateway.domain.webhooks.keyring import read as read_keyring
from gateway.ports import Limiter
from gateway.routes.leads import Edge
from gateway.routes.oauth import Desk
from gateway.routes.webhooks import WebhookEdge
from gateway.settings import Settings

CHECK_EVERY_S = 2.0


@asynccontextmanager
async def build(settings: Settings, kit: Kit, health: Health) -> AsyncIterator[web.Application]:
    """The application over Kafka and, where it is configured, Redis."""
    async with AsyncExitStack() as held:
        patience = Patience(settings.acknowledged_s, settings.silent_s)
        log = await held.enter_async_context(KafkaSubmissionLog(settings.kafka, kit.codec, patience))
        callers = await held.enter_async_context(access(settings, kit.clock, kit.metrics))
        edge = Edge(
            keys=callers.door,
            workspace=workspace.load(settings.workspace),
            log=log,
            limiter=_limiter(settings, kit, held),
            clock=kit.clock,
            metrics=kit.metrics,
            console_url=settings.console_url.rstrip("/"),
        )
        notices = Notices(health)
        await _check(log, notices)
        checking = asyncio.create_task(_keep_checking(log, notices))
        try:
            yield app.build(edge, _webhooks(settings, edge, log, held), _tokens(settings, kit, callers))
        finally:
            checking.cancel()
            with suppress(asyncio.CancelledError):
                await checking


def _webhooks(settings: Settings, edge: Edge, log: KafkaSubmissionLog, held: AsyncExitStack) -> WebhookEdge:
    try:
        keyring = read_keyring(settings.webhook_secrets.reveal, edge.workspace.sources)
    except ValueError as wrong:
        raise SettingsError(f"WEBHOOK_SECRETS: {wrong}") from None
    amazon = AmazonSns()
    held.push_async_callback(amazon.close)
    return WebhookEdge(keyring, log, amazon, settings.public_url)


def _tokens(settings: Settings, kit: Kit, callers: Access) -> Desk:
    dsn = settings.clients.reveal
    refresh = RefreshTokens(dsn) if dsn else None
    return Desk(callers, refresh, kit.clock, kit.metrics, settings.token_s, settings.refresh_s)


def _limiter(settings: Settings, kit: Kit, held: AsyncExitStack) -> Limiter:
    if not settings.redis:
        return NoLimiter()
    decisions = kit.metrics.counter("lead_rate_limit_decisions_total", "Decisions of the edge", ("decision",))
    counted = {decision: decisions.labels(decision) for decision in ("allow", "deny", "fail_open")}
    limiter = RedisLimiter(
        settings.redis, settings.edge_rate, settings.edge_burst, lambda decision: counted[decision].inc()
    )
    held.push_async_callback(limiter.close)
    return limiter


async def _keep_checking(log: KafkaSubmissionLog, notices: Notices) -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY_S)
        await _check(log, notices)


async def _check(log: KafkaSubmissionLog, notices: Notices) -> None:
    """Not ready while the broker does not answer: a balancer then sends leads elsewhere."""
    if await asyncio.get_running_loop().run_in_executor(None, log.reachable):
        notices.cleared("kafka")
    else:
        notices.blocked("kafka", "unreachable")
