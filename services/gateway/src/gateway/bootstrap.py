"""Chooses the gateway's adapters."""

import asyncio
import hmac
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from socket import gethostname

from aiohttp import web
from leadcore import workspace
from leadcore.access.postgres import RefreshTokens
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.runtime.notices import Notices
from leadcore.runtime.waiting import beside
from leadcore.runtime.web_callers import Access, access
from leadcore.runtime.web_service import trusted_of
from leadcore.settings import SettingsError

from gateway import app
from gateway.adapters.amazon_sns import AmazonSns
from gateway.adapters.file_reader import ProcessReader
from gateway.adapters.kafka_log import KafkaSubmissionLog, Patience
from gateway.adapters.kafka_outcomes import KafkaOutcomes
from gateway.adapters.postgres_imports import PostgresImports
from gateway.adapters.redis_limiter import NoLimiter, RedisLimiter
from gateway.adapters.redis_repeats import RedisRepeats
from gateway.domain.quotas import Quota
from gateway.domain.webhooks.keyring import read as read_keyring
from gateway.ports import Limiter, Repeats
from gateway.routes.forms import FormDesk
from gateway.routes.importer import ImportDesk, Importer
from gateway.routes.imports import ImportRoutes
from gateway.routes.leads import Edge
from gateway.routes.oauth import Desk
from gateway.routes.room import Limits
from gateway.routes.webhooks import WebhookEdge
from gateway.settings import Settings

CHECK_EVERY_S = 2.0
LEAST_SECRET = 24
"""Characters; an empty keys file is shorter, and no secret."""


@asynccontextmanager
async def build(settings: Settings, kit: Kit, health: Health) -> AsyncIterator[web.Application]:
    """The application over Kafka and, where it is configured, Redis."""
    async with AsyncExitStack() as held:
        patience = Patience(settings.acknowledged_s, settings.silent_s)
        log = await held.enter_async_context(KafkaSubmissionLog(settings.kafka, kit.codec, patience))
        callers = await held.enter_async_context(access(settings, kit.clock, kit.metrics))
        edge = Edge(
            guard=callers.guard,
            workspace=workspace.load(settings.workspace),
            log=log,
            limiter=_limiter(settings, kit, held, settings.edge_rate, settings.edge_burst),
            clock=kit.clock,
            metrics=kit.metrics,
            console_url=settings.console_url.rstrip("/"),
            repeats=_repeats(settings, held),
            outcomes=_outcomes(settings, kit, held),
            limits=Limits(settings.live_at_once, settings.bulk_bytes),
            longest_wait_s=settings.longest_wait_s,
            quota=Quota("client", settings.quota_most, settings.quota_s) if settings.quota_most else None,
        )
        notices = Notices(health)
        await _check(log, notices)
        async with beside(_keep_checking(log, notices)):
            webhooks, tokens = _webhooks(settings, edge, log, held), _tokens(settings, kit, callers)
            imports = await held.enter_async_context(_imports(settings, edge))
            forms = _forms(settings, kit, held)
            yield app.build(edge, webhooks, tokens, forms, imports, contract=settings.tell_contract)


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


@asynccontextmanager
async def _imports(settings: Settings, edge: Edge) -> AsyncIterator[ImportRoutes]:
    """Posted files, read beside all else; without a database they are not taken."""
    if not settings.clients.reveal:
        yield ImportRoutes(edge, None)
        return
    kept = PostgresImports(settings.clients.reveal)
    reader = ProcessReader(settings.workspace, settings.import_memory, settings.import_dir)
    desk = ImportDesk(kept, reader, f"{gethostname()}/{os.getpid()}/{secrets.token_hex(4)}", settings.import_bytes)
    importer = Importer(edge, desk)
    try:
        async with beside(importer.run()):
            yield ImportRoutes(edge, desk, importer.wake)
    finally:
        await kept.close()


def _forms(settings: Settings, kit: Kit, held: AsyncExitStack) -> FormDesk:
    """
    Forms; their stamps are signed with a secret that follows from the keys, and is so the same at every instance.
    Where there are none it is this one's alone: a page that another one made is asked for again.
    """
    known = settings.form_secret.reveal or settings.signing.reveal or settings.keys.reveal
    secret = known if len(known) >= LEAST_SECRET else secrets.token_hex()
    visitors = _limiter(settings, kit, held, settings.visitor_rate, settings.visitor_burst)
    return FormDesk(hmac.digest(secret.encode(), b"leadstream forms", "sha256"), visitors, trusted_of(settings))


def _limiter(settings: Settings, kit: Kit, held: AsyncExitStack, rate: float, burst: int) -> Limiter:
    if not settings.redis:
        return NoLimiter()
    decisions = kit.metrics.counter("lead_rate_limit_decisions_total", "Decisions of the edge", ("decision",))
    counted = {decision: decisions.labels(decision) for decision in ("allow", "deny", "fail_open")}
    limiter = RedisLimiter(settings.redis, rate, burst, lambda decision: counted[decision].inc())
    held.push_async_callback(limiter.close)
    return limiter


def _repeats(settings: Settings, held: AsyncExitStack) -> Repeats | None:
    if not settings.redis:
        return None
    repeats = RedisRepeats(settings.redis)
    held.push_async_callback(repeats.close)
    return repeats


def _outcomes(settings: Settings, kit: Kit, held: AsyncExitStack) -> KafkaOutcomes:
    outcomes = KafkaOutcomes(settings.kafka, kit.codec, settings.most_waiting)
    held.push_async_callback(outcomes.close)
    return outcomes


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
